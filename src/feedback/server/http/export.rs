//! The list as a file, page by page: neither the whole list nor a long read is held.

use super::read::{EntryBody, Pairs, asked, bodies, read};
use crate::{
    access::Role,
    feedback::server::{self as feedback, csv, narrow},
    server::{
        ctx::{Ctx, TokenActor},
        download::download,
        problem::AppResult,
        state::AppState,
    },
};
use axum::{
    Extension,
    body::Body,
    extract::{Path, Query, State},
    http::Uri,
    response::Response,
};
use feedback::store::Selection;
use futures::{StreamExt, TryStreamExt, stream};

/// `/app/{project}/feedback.csv` with the filters of the inbox.
pub async fn csv(ctx: Ctx, Path(slug): Path<String>, uri: Uri) -> AppResult<Response> {
    let project = ctx.project(&slug, Role::Viewer)?;
    let mut filter = read(Query::try_from_uri(&uri))?;
    narrow::select(&ctx.state, project.id, Some(&ctx.actor.user_id), &mut filter).await?;
    Ok(table(ctx.state, (project.id, &slug), filter.selection))
}

/// `/api/v1/feedback/export.csv` with the filters of the list.
pub async fn csv_api(
    State(state): State<AppState>,
    Extension(token): Extension<TokenActor>,
    query: Pairs,
) -> AppResult<Response> {
    let (project, filter) = asked(&state, &token, query).await?;
    Ok(table(state, (project.id, &project.slug), filter.selection))
}

/// `/api/v1/feedback/export.ndjson`: an entry as the list has it on each line.
pub async fn ndjson_api(
    State(state): State<AppState>,
    Extension(token): Extension<TokenActor>,
    query: Pairs,
) -> AppResult<Response> {
    let (project, filter) = asked(&state, &token, query).await?;
    let pages = feedback::export(state.clone(), project.id, filter.selection);
    let body = pages.and_then(move |page| {
        let state = state.clone();
        async move { Ok(lines(&bodies(&state, page).await?)) }
    });
    let name = format!("feedback-{}.ndjson", project.slug);
    Ok(download("application/x-ndjson", &name, Body::from_stream(body)))
}

fn lines(entries: &[EntryBody]) -> String {
    entries.iter().map(|entry| serde_json::to_string(entry).unwrap_or_default() + "\n").collect()
}

fn table(state: AppState, (project_id, slug): (i64, &str), selection: Selection) -> Response {
    let rows = feedback::export(state, project_id, selection).map_ok(|page| csv::rows(&page));
    let lines = stream::once(async { Ok(csv::head()) }).chain(rows);
    download("text/csv; charset=utf-8", &format!("feedback-{slug}.csv"), Body::from_stream(lines))
}
