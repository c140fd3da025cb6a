//! Files of entries, for people in the console and for who reads by API.

use super::read::{Pairs, project, read};
use crate::{
    access::Role,
    feedback::server as feedback,
    server::{
        ctx::{Ctx, TokenActor},
        problem::AppResult,
        state::AppState,
    },
};
use axum::{
    Extension,
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};

/// `/app/{project}/feedback/{id}/files/{file}`: a picture to look at, anything
/// else to download. Its type is what we found, and nothing in it can run.
pub async fn file(ctx: Ctx, Path((slug, id, file)): Path<(String, String, String)>) -> AppResult<Response> {
    let project = ctx.project(&slug, Role::Viewer)?;
    answer(&ctx.state, project.id, &id, &file).await
}

/// `/api/v1/feedback/{id}/files/{file}`
pub async fn api(
    State(state): State<AppState>,
    Extension(token): Extension<TokenActor>,
    Path((id, file)): Path<(String, String)>,
    query: Pairs,
) -> AppResult<Response> {
    let project = project(&state, &token, &read(query)?).await?;
    answer(&state, project.id, &id, &file).await
}

async fn answer(state: &AppState, project_id: i64, id: &str, file: &str) -> AppResult<Response> {
    let (name, kind, bytes) = feedback::file(state, project_id, id, file).await?;
    let way = if kind.is_picture() { "inline" } else { "attachment" };
    let headers = [
        (header::CONTENT_TYPE, kind.as_str().to_owned()),
        (header::CONTENT_DISPOSITION, format!("{way}; filename*=UTF-8''{}", encoded(&name))),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
        // Never another file under the same address.
        (header::CACHE_CONTROL, "private, max-age=3600".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

/// A value of RFC 8187.
fn encoded(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let byte = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    name.bytes().map(byte).collect()
}
