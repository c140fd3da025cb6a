//! The versions of a project.

pub use super::store::releases::Facts;
use super::{paging::Page, store::releases as store};
use crate::{
    accounts::server::audit::{self, Entry},
    deploys::model::Release,
    error::AppError,
    server::{clock::Millis, ctx::By, db::Tx, problem::AppResult, state::AppState},
};

/// Newest first; `after` is `(created_at, id)` of the last one already seen.
pub async fn list(
    state: &AppState,
    project_id: i64,
    after: Option<(Millis, String)>,
    limit: i64,
) -> AppResult<Page<Release>> {
    let rows = store::list(&state.db, project_id, after, limit + 1).await?;
    Ok(Page::cut(rows, limit, |release| (release.created_at, &release.id)))
}

/// # Errors
/// `NotFound` for an unknown name.
pub async fn get(state: &AppState, project_id: i64, name: &str) -> AppResult<Release> {
    store::get(&state.db, project_id, super::storable(name)?).await?.ok_or(AppError::NotFound)
}

/// Make the release if it is unknown and set what is told about it; whether it
/// was made.
pub async fn put(
    state: &AppState,
    project_id: i64,
    by: &By,
    name: &str,
    facts: Facts,
) -> AppResult<(Release, bool)> {
    let now = state.clock.now();
    let id = state.clock.new_id();
    let mut tx = state.db.begin_write().await?;
    let ensured = store::ensure(&mut tx, id.clone(), project_id, name, facts.commit.as_deref(), now).await?;
    let updated = store::update(&mut tx, project_id, name, &facts, now).await?;
    let release = updated.unwrap_or(ensured);
    let fresh = release.id == id;
    let action = if fresh { "release.create" } else { "release.change" };
    finish(state, tx, project_id, by, action, &release).await?;
    Ok((release, fresh))
}

/// # Errors
/// `NotFound` for an unknown name.
pub async fn change(
    state: &AppState,
    project_id: i64,
    by: &By,
    name: &str,
    facts: Facts,
) -> AppResult<Release> {
    let name = super::storable(name)?;
    let mut tx = state.db.begin_write().await?;
    let updated = store::update(&mut tx, project_id, name, &facts, state.clock.now()).await?;
    let release = updated.ok_or(AppError::NotFound)?;
    finish(state, tx, project_id, by, "release.change", &release).await?;
    Ok(release)
}

async fn finish(
    state: &AppState,
    mut tx: Tx,
    project_id: i64,
    by: &By,
    action: &'static str,
    release: &Release,
) -> AppResult<()> {
    let detail = serde_json::json!({ "commit": release.commit, "url": release.url });
    let target = &release.name;
    let at = state.clock.now();
    audit::record(&mut tx, Entry { at, by, action, project_id: Some(project_id), target, detail }).await?;
    tx.commit().await?;
    super::published(state, project_id);
    Ok(())
}
