//! What a panel shows, as a file: the same question, all its rows.

use super::{ask, dashboard::Page, numbers};
use crate::{
    access::Role,
    accounts::server::project_by_slug,
    analytics::model::{
        dashboard::{Course, GROUPS, Ranking, Step, Vitals, measured_by, shown},
        query::{Field, Interval, LIMIT_MAX, Selection},
        vitals::Vital,
    },
    error::AppError,
    server::{csv::line, ctx::Ctx, problem::AppResult},
};

/// A table as CSV.
pub struct Table {
    /// What it is of, for the name of the file: `page-2026-11-01-2026-11-30`.
    pub name: String,
    pub text: String,
}

/// The panel that `panel` names, for the names and values of the page's address.
///
/// # Errors
/// `NotFound` without a role in the project; `Invalid` for a parameter that is not understood.
pub async fn panel(ctx: &Ctx, slug: &str, asked: &[(String, String)]) -> AppResult<Table> {
    ctx.project(slug, Role::Viewer)?;
    let project = project_by_slug(&ctx.state, slug).await?.ok_or(AppError::NotFound)?;
    let page = Page::new(&ctx.state, &project, asked).await?;
    let wanted = asked.iter().find(|(name, _)| name == "panel").map_or("", |(_, value)| value);
    let (what, rows) = match wanted {
        "course" => ("course".to_owned(), course(&page.course().await?, &project.time_zone)?),
        "vitals" => vitals(&page.vitals(measured_by(asked), LIMIT_MAX).await?),
        name => {
            let Some(group) = GROUPS.iter().position(|(own, ..)| *own == name) else {
                let names: Vec<_> =
                    ["course", "vitals"].into_iter().chain(GROUPS.map(|(own, ..)| own)).collect();
                return Err(AppError::not_one_of("panel", &names));
            };
            let field = shown(group, asked);
            (field.as_str().to_owned(), ranking(&page.ranking(field, LIMIT_MAX).await?, &page.selection))
        }
    };
    let (from, to) = page.written(page.now.question.days);
    let text = rows.iter().map(|row| line(row.iter().map(String::as_str))).collect();
    Ok(Table { name: format!("{what}-{from}-{to}"), text })
}

type Rows = Vec<Vec<String>>;

fn head(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

/// Steps that are still to come are left out.
fn course(course: &Course, zone: &str) -> AppResult<Rows> {
    let form = if course.interval == Interval::Hour { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d" };
    let row = |step: &Step| {
        let Some(counts) = step.counts else { return Ok(None) };
        let time = numbers::local(zone, step.from)?.strftime(form).to_string();
        Ok(Some(std::iter::once(time).chain(counts.map(|count| count.to_string())).collect()))
    };
    let mut rows = vec![head(&[course.interval.as_str(), "visitors", "visits", "pageviews"])];
    rows.extend(course.steps.iter().filter_map(|step| row(step).transpose()).collect::<AppResult<Rows>>()?);
    Ok(rows)
}

fn ranking(ranking: &Ranking, selection: &Selection) -> Rows {
    let count = match (ranking.field, &selection.goal) {
        (Field::Goal, _) | (_, Some(_)) => "conversions",
        (Field::Page, _) => "pageviews",
        (Field::Name, _) => "events",
        _ => "visits",
    };
    let rate = match (ranking.field, &selection.goal) {
        (Field::EntryPage, None) => Some("bounce_rate"),
        (Field::Goal, _) | (_, Some(_)) => Some("conversion_rate"),
        _ => None,
    };
    let mut rows = vec![head(&[ranking.field.as_str(), "visitors", count])];
    rows[0].extend(rate.map(str::to_owned));
    for row in &ranking.rows {
        let mut cells =
            vec![named(ranking.field, &row.text), row.visitors.to_string(), row.count.to_string()];
        cells.extend(rate.map(|_| row.rate.map_or_else(String::new, |rate| format!("{rate:.2}"))));
        rows.push(cells);
    }
    rows
}

/// As the API calls what has no value.
fn named(field: Field, text: &str) -> String {
    let none = ask::dim(field).map_or(ask::NONE, ask::none);
    if text.is_empty() { none.to_owned() } else { text.to_owned() }
}

fn vitals(vitals: &Vitals) -> (String, Rows) {
    match vitals {
        Vitals::All(all) => {
            let mut rows = vec![head(&["vital", "p75", "good", "needs_improvement", "poor"])];
            rows.extend(all.iter().map(|now| {
                let counts = now.rated.map(|count| count.to_string());
                [now.vital.as_str().to_owned(), measure(now.vital, now.p75)]
                    .into_iter()
                    .chain(counts)
                    .collect()
            }));
            ("vitals".to_owned(), rows)
        }
        Vitals::By(by) => {
            let mut rows = vec![head(&[by.field.as_str()])];
            rows[0].extend(Vital::ALL.map(|vital| format!("{}_p75", vital.as_str())));
            rows[0].push("views".to_owned());
            rows.extend(by.rows.iter().map(|row| {
                let cell = |(vital, p75): (Vital, Option<u32>)| {
                    p75.map_or_else(String::new, |p75| measure(vital, p75))
                };
                let mut cells = vec![named(by.field, &row.text)];
                cells.extend(Vital::ALL.into_iter().zip(row.p75).map(cell));
                cells.push(row.views.to_string());
                cells
            }));
            (format!("vitals-{}", by.field.as_str()), rows)
        }
    }
}

/// Milliseconds; of CLS its own number.
fn measure(vital: Vital, value: u32) -> String {
    match vital {
        Vital::Cls => (f64::from(value) / 10_000.0).to_string(),
        _ => value.to_string(),
    }
}
