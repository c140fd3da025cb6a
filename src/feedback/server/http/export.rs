//! The list as a file.

use crate::{
    access::Role,
    error::AppError,
    feedback::server::{self as feedback, csv, filter::Filter},
    server::{
        ctx::{Actor, Ctx, client_ip},
        problem::AppResult,
        state::AppState,
    },
};
use axum::{
    Extension,
    body::Body,
    extract::{Path, Query, Request, State},
    http::header,
    response::{IntoResponse, Response},
};
use futures::{StreamExt, TryStreamExt, stream};

/// `/app/{project}/feedback.csv` with the filters of the inbox, page by page:
/// neither the whole list nor a long read is held.
pub async fn csv(
    State(state): State<AppState>,
    Extension(actor): Extension<Actor>,
    Path(slug): Path<String>,
    request: Request,
) -> AppResult<Response> {
    let ip = client_ip(request.extensions());
    let ctx = Ctx { state, actor, ip };
    let project = ctx.project(&slug, Role::Viewer)?;
    let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(request.uri())
        .map_err(|_| AppError::invalid("query", "The query is not readable"))?;
    let filter = Filter::read(&pairs)?;
    let rows = feedback::export(ctx.state, project.id, filter.selection).map_ok(|page| csv::rows(&page));
    let lines = stream::once(async { Ok(csv::head()) }).chain(rows);
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"feedback-{slug}.csv\"")),
    ];
    Ok((headers, Body::from_stream(lines)).into_response())
}
