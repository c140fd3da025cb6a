//! What a project says about counting, for its maintainers.

use super::{
    ask,
    numbers::{self, Question},
    store::{goals, scan::By},
    wire::PAGE_VIEW,
};
use crate::{
    access::Role,
    accounts::server::{ProjectRef, project_by_slug, settings},
    analytics::model::{
        Dim,
        query::{Period, Span},
        settings::{Counting, GPC, KEPT},
    },
    error::AppError,
    server::{ctx::Ctx, problem::AppResult, state::AppState},
};

/// Names of events offered for a goal.
const OFFERED: usize = 50;

/// # Errors
/// `NotFound` without a role in the project, `Forbidden` with less than a maintainer's.
pub async fn read(ctx: &Ctx, slug: &str) -> AppResult<Counting> {
    ctx.project(slug, Role::Maintainer)?;
    let state = &ctx.state;
    let project = project_by_slug(state, slug).await?.ok_or(AppError::NotFound)?;
    let goals = goals::list(&state.db, project.id).await?;
    let mut events = events(state, &project).await?;
    events.retain(|event| goals.iter().all(|goal| goal.name != *event));
    Ok(Counting {
        gpc: project.gpc.clone(),
        days: project.analytics_days,
        form: project.counts_form,
        goals,
        events,
        now: ctx.now(),
    })
}

/// The most frequent names of the last 30 days.
async fn events(state: &AppState, project: &ProjectRef) -> AppResult<Vec<String>> {
    let days = ask::days(state, project, Span::Last(Period::Days30)).await?;
    let question = Question::new(project, (days.from, days.to));
    let mut rows = numbers::count(state, &question, By::Dim(Dim::Name)).await?;
    rows.sort_by_key(|row| std::cmp::Reverse(row.figures.events));
    rows.truncate(OFFERED + 1);
    let ids: Vec<_> = rows.iter().map(|row| row.value).collect();
    let mut texts = ask::texts(state, project.id, Dim::Name, &ids).await?;
    let names = ids.iter().filter_map(|id| texts.remove(id));
    Ok(names.filter(|name| name != PAGE_VIEW && !name.starts_with('(')).collect())
}

/// Obey Sec-GPC in this way, keep events for so many days, and count visits of the public feedback page or not.
///
/// # Errors
/// `Invalid` for what is none of [`GPC`] and [`KEPT`].
pub async fn count(ctx: &Ctx, slug: &str, gpc: &str, days: &str, form: bool) -> AppResult<()> {
    let project = ctx.project(slug, Role::Maintainer)?;
    one_of("gpc", &GPC, gpc)?;
    let current = project_by_slug(&ctx.state, slug).await?.ok_or(AppError::NotFound)?.analytics_days;
    // What was set elsewhere may stay as it is.
    if days != current.to_string() {
        one_of("days", &KEPT, days)?;
    }
    let days = days.parse().unwrap_or(current);
    let counting = settings::Counting { gpc, days, form };
    settings::count_events(&ctx.state, project.id, &(&ctx.actor).into(), counting).await
}

fn one_of(field: &str, choices: &[(&str, &str)], value: &str) -> AppResult<()> {
    let values: Vec<&str> = choices.iter().map(|(value, _)| *value).collect();
    if values.contains(&value) { Ok(()) } else { Err(AppError::not_one_of(field, &values)) }
}
