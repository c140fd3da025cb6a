//! From a question in words to one the store can answer.

use super::{
    dict::Id,
    numbers::Question,
    store::{condition::Condition, read, seal},
    word,
};
use crate::{
    accounts::server::ProjectRef,
    analytics::{
        model::{
            Dim,
            civil::Date,
            goal::Goal,
            query::{Comparison, Field, Filter, Mode, Op, Property, Range, Span, Test},
            range::Days,
        },
        server::calendar::{Calendar, Day},
    },
    error::AppError,
    server::{clock::Millis, problem::AppResult, state::AppState},
};

/// What those without a source are called.
pub const DIRECT: &str = "Direct / None";
/// What others without a value are called.
pub const NONE: &str = "(none)";

/// Where a field is stored; a goal is an event or a page.
pub fn dim(field: Field) -> Option<Dim> {
    Some(match field {
        Field::Page => Dim::Path,
        Field::Name => Dim::Name,
        Field::Goal => return None,
        Field::Release => Dim::Release,
        Field::Environment => Dim::Environment,
        Field::Source => Dim::Source,
        Field::Channel => Dim::Channel,
        Field::Referrer => Dim::Referrer,
        Field::UtmSource => Dim::UtmSource,
        Field::UtmMedium => Dim::UtmMedium,
        Field::UtmCampaign => Dim::UtmCampaign,
        Field::UtmTerm => Dim::UtmTerm,
        Field::UtmContent => Dim::UtmContent,
        Field::Country => Dim::Country,
        Field::Region => Dim::Region,
        Field::City => Dim::City,
        Field::Device => Dim::Device,
        Field::Browser => Dim::Browser,
        Field::Os => Dim::Os,
        Field::Screen => Dim::Screen,
        Field::EntryPage => Dim::Entry,
        Field::ExitPage => Dim::Exit,
    })
}

/// The days of a span as they are now for a project.
pub async fn days(state: &AppState, project: &ProjectRef, span: Span) -> AppResult<Days> {
    let today = state.part::<Calendar>().now(project, state.clock.now())?.today.number;
    let first = match seal::first_day(&state.db, project.id).await? {
        Some(day) => day,
        None => match seal::first_event(&state.db, project.id).await? {
            Some(at) => Day::at(&project.time_zone, at)?.number,
            None => today,
        },
    };
    Ok(span.days(Date::of(today), first))
}

/// The days of a range of the API.
///
/// # Errors
/// `Invalid` for instants within a day: sums know days.
pub async fn range(state: &AppState, project: &ProjectRef, range: Range) -> AppResult<Days> {
    match range {
        Range::Days(span) => days(state, project, span).await,
        Range::Instants(..) => {
            Err(AppError::invalid("date_range", "date_range must be a name or two dates, such as 2026-03-01"))
        }
    }
}

/// The days that `days` are compared with.
pub async fn compared(
    state: &AppState,
    project: &ProjectRef,
    days: Days,
    comparison: &Comparison,
) -> AppResult<Days> {
    let before = match comparison.mode {
        Mode::PreviousPeriod => days.previous(),
        Mode::YearOverYear => days.year_before(),
        Mode::Custom(other) => range(state, project, other).await?,
    };
    Ok(if comparison.match_day_of_week { before.on_weekdays_of(days) } else { before })
}

/// The question about these days, under filters that all have to hold.
pub fn question<'a>(
    state: &AppState,
    project: &'a ProjectRef,
    days: Days,
    filters: &[Filter],
) -> AppResult<Question<'a>> {
    let mut question = Question::new(project, (days.from, days.to));
    let span = question.span()?;
    let mut rest = Vec::new();
    for filter in filters {
        // Sums of days know environments, and nothing else, apart.
        match environment(state, filter) {
            Some(id) if question.environment == 0 => question.environment = id,
            _ => rest.push(condition(state, filter, span)),
        }
    }
    question.condition = Condition::All(rest);
    Ok(question)
}

fn environment(state: &AppState, filter: &Filter) -> Option<Id> {
    match filter {
        Filter::Test(Test { property: Property::Field(Field::Environment), op: Op::Is, values, .. }) => {
            let [name] = &values[..] else { return None };
            Some(word(state, Dim::Environment, name))
        }
        _ => None,
    }
}

fn condition(state: &AppState, filter: &Filter, span: (Millis, Millis)) -> Condition {
    let all = |parts: &[Filter]| parts.iter().map(|part| condition(state, part, span)).collect();
    match filter {
        Filter::Test(test) => tested(state, test, span),
        Filter::And(parts) => Condition::All(all(parts)),
        Filter::Or(parts) => Condition::Any(all(parts)),
        Filter::Not(part) => Condition::Not(Box::new(condition(state, part, span))),
        Filter::HasDone(part) => Condition::Done(Box::new(condition(state, part, span)), span.0, span.1),
    }
}

fn tested(state: &AppState, test: &Test, span: (Millis, Millis)) -> Condition {
    let contains = matches!(test.op, Op::Contains | Op::ContainsNot);
    let values = test.values.clone();
    let found = match &test.property {
        Property::Prop(key) => Condition::Prop { key: key.clone(), values, contains },
        Property::Field(field) => match dim(*field) {
            None => Condition::Any(values.iter().map(|goal| reached(state, goal)).collect()),
            Some(dim) if contains => Condition::Contains(dim, values),
            Some(dim) if !test.case_sensitive => Condition::Alike(dim, values),
            Some(dim) => Condition::Is(dim, values.iter().map(|text| id(state, dim, text)).collect()),
        },
    };
    match (test.op, test.property.is_of_event()) {
        (Op::Is | Op::Contains, _) => found,
        // Without: of visits where it never happens, as somebody who excludes a page means it.
        (Op::IsNot | Op::ContainsNot, true) => {
            Condition::Not(Box::new(Condition::Done(Box::new(found), span.0, span.1)))
        }
        (Op::IsNot | Op::ContainsNot, false) => Condition::Not(Box::new(found)),
    }
}

/// That an event reaches a goal, which is given by its text.
pub fn reached(state: &AppState, goal: &str) -> Condition {
    let name = |name: &str| Condition::Is(Dim::Name, vec![word(state, Dim::Name, name)]);
    let (path, scroll) = match Goal::parse(goal) {
        Goal::Event(event) => return name(&event),
        Goal::Page { path, scroll } => (path, scroll),
    };
    let page = match path.contains('*') {
        true => Condition::Like(Dim::Path, path),
        false => Condition::Is(Dim::Path, vec![word(state, Dim::Path, &path)]),
    };
    let seen = (scroll > 0).then_some(Condition::Scrolled(scroll));
    Condition::All([page, name(super::wire::PAGE_VIEW)].into_iter().chain(seen).collect())
}

fn id(state: &AppState, dim: Dim, text: &str) -> Id {
    if text == none(dim) { 0 } else { word(state, dim, text) }
}

/// What having none is called.
pub fn none(dim: Dim) -> &'static str {
    if dim == Dim::Source { DIRECT } else { NONE }
}

/// The texts of words; what has none is left out.
pub async fn texts(
    state: &AppState,
    project_id: i64,
    dim: Dim,
    ids: &[Id],
) -> AppResult<std::collections::HashMap<Id, String>> {
    Ok(read::texts(&state.db, project_id, dim, ids).await?.into_iter().collect())
}
