//! Files: what a panel shows as CSV, and every event as JSON lines, which is written while it is read.

use crate::{
    access::Role,
    accounts::server::{ProjectRef, project_by_slug, token_project},
    analytics::{
        model::civil::Date,
        server::{calendar::Day, events, export},
    },
    error::AppError,
    server::{
        clock::Millis,
        ctx::{Ctx, TokenActor},
        download::download,
        problem::AppResult,
        state::AppState,
    },
};
use axum::{
    Extension, body,
    extract::{Path, Query, State},
    http::Uri,
    response::Response,
};

type Pairs = Vec<(String, String)>;

/// `/app/{project}/analytics.csv` with the parameters of the page, and `panel`.
pub async fn csv(ctx: Ctx, Path(slug): Path<String>, uri: Uri) -> AppResult<Response> {
    let table = export::panel(&ctx, &slug, &pairs(&uri)?).await?;
    let name = format!("{slug}-{}.csv", table.name);
    Ok(download("text/csv; charset=utf-8", &name, body::Body::from(table.text)))
}

/// `/app/{project}/events.ndjson`.
pub async fn events(ctx: Ctx, Path(slug): Path<String>, uri: Uri) -> AppResult<Response> {
    ctx.project(&slug, Role::Viewer)?;
    let project = project_by_slug(&ctx.state, &slug).await?.ok_or(AppError::NotFound)?;
    lines(ctx.state, &project, &pairs(&uri)?)
}

/// `/api/v1/analytics/events.ndjson`.
pub async fn events_api(
    State(state): State<AppState>,
    Extension(token): Extension<TokenActor>,
    uri: Uri,
) -> AppResult<Response> {
    let asked = pairs(&uri)?;
    let project = token_project(&state, &token, given(&asked, "project")).await?;
    lines(state, &project, &asked)
}

fn pairs(uri: &Uri) -> AppResult<Pairs> {
    let pairs = Query::<Pairs>::try_from_uri(uri);
    pairs.map(|Query(pairs)| pairs).map_err(|_| AppError::invalid("query", "The query is not readable"))
}

fn given<'a>(asked: &'a Pairs, name: &str) -> Option<&'a str> {
    asked.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
}

/// Days of the project from `from` to `to`, all of them without; nothing that comes in meanwhile.
fn lines(state: AppState, project: &ProjectRef, asked: &Pairs) -> AppResult<Response> {
    let day = |name: &str| {
        let Some(text) = given(asked, name) else { return Ok(None) };
        let day = Date::parse(text).and_then(|date| Day::numbered(&project.time_zone, date.days()).ok());
        let wrong = || AppError::invalid(name, format!("{name} must be a date such as 2026-11-30"));
        day.map(Some).ok_or_else(wrong)
    };
    let now: Millis = state.clock.now() + 1;
    let from = day("from")?.map_or(0, |day| day.start);
    let to = day("to")?.map_or(now, |day| day.end.min(now));
    let body = body::Body::from_stream(events::lines(state, project.id, (from, to)));
    Ok(download("application/x-ndjson", &format!("{}-events.ndjson", project.slug), body))
}
