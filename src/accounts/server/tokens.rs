//! API tokens: shown once, stored as a hash.

use super::{
    audit,
    projects::{self, ProjectRef},
    settings,
    store::{self, tokens::TokenRow},
    token_text,
};
use crate::{
    access::Scope,
    accounts::model::{
        clean_name,
        settings::{Lifetime, Token, Tokens},
    },
    error::AppError,
    server::{
        clock::{DAY, MINUTE, Millis},
        ctx::{By, Ctx, TokenActor, Visitor},
        db::DbError,
        once,
        problem::{AppResult, internal},
        secret::sha256,
        state::AppState,
    },
};
use serde_json::json;
use std::sync::Arc;

/// `last_used_at` is written at most this often.
const TOUCH: Millis = MINUTE;
/// The page a new token's text is kept for.
const SHOWN: &str = "token";

/// A token about to be made.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// None: an instance token.
    pub project_id: Option<i64>,
    pub name: String,
    pub scopes: Vec<Scope>,
    /// None: never.
    pub expires_at: Option<Millis>,
}

/// Make a token; its text, which nothing can show again.
///
/// # Errors
/// `Invalid` names the field.
pub async fn create(state: &AppState, by: &By, new: NewToken) -> AppResult<String> {
    let (id, now, text) = (state.clock.new_id(), state.clock.now(), token_text::generate());
    let name = clean_name(&new.name)?;
    if new.scopes.is_empty() {
        return Err(AppError::invalid("scopes", "Choose at least one scope."));
    }
    if new.expires_at.is_some_and(|at| at <= now) {
        return Err(AppError::invalid("expires", "Choose a time in the future."));
    }
    let row = TokenRow {
        id: &id,
        project_id: new.project_id,
        name: &name,
        token_hash: &sha256(&text),
        scopes: &json!(new.scopes).to_string(),
        created_by: &by.name,
        expires_at: new.expires_at,
    };
    let mut tx = state.db.begin_write().await?;
    store::tokens::insert(&mut tx, &row, now).await?;
    let detail = json!({ "scopes": new.scopes, "expires_at": new.expires_at });
    let entry = audit::Entry {
        at: now,
        by,
        action: "token.create",
        project_id: new.project_id,
        target: &name,
        detail,
    };
    audit::record(&mut tx, entry).await?;
    tx.commit().await?;
    settings::told(state, new.project_id);
    Ok(text)
}

/// The tokens of a project that are not revoked, newest first.
pub async fn list(state: &AppState, project_id: i64) -> AppResult<Vec<Token>> {
    let token = |row: store::tokens::Listed| {
        Ok(Token {
            scopes: serde_json::from_str(&row.scopes).map_err(internal)?,
            id: row.id,
            name: row.name,
            created_by: row.created_by,
            created_at: row.created_at,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
        })
    };
    store::tokens::listed(&state.db, project_id).await?.into_iter().map(token).collect()
}

/// End a token of a project. Whoever sends it is refused from the next request on.
///
/// # Errors
/// `NotFound` when the project has no such token any more.
pub async fn revoke(state: &AppState, project_id: i64, by: &By, id: &str) -> AppResult<()> {
    let now = state.clock.now();
    let mut tx = state.db.begin_write().await?;
    let name = store::tokens::revoke(&mut tx, project_id, id, now).await?.ok_or(AppError::NotFound)?;
    let (project_id, detail) = (Some(project_id), json!({ "id": id }));
    let entry = audit::Entry { at: now, by, action: "token.revoke", project_id, target: &name, detail };
    audit::record(&mut tx, entry).await?;
    tx.commit().await?;
    settings::told(state, project_id);
    Ok(())
}

/// What the page of tokens shows.
pub async fn page(visitor: &Visitor, project_id: i64) -> AppResult<Tokens> {
    let state = &visitor.state;
    Ok(Tokens {
        tokens: list(state, project_id).await?,
        made: once::take(visitor, SHOWN),
        base: visitor.base_url(),
        now: state.clock.now(),
    })
}

/// [`create`] from a form, whose page shows the text.
pub async fn create_shown(
    visitor: &Visitor,
    ctx: &Ctx,
    project_id: i64,
    name: String,
    scopes: Vec<Scope>,
    expires: &str,
) -> AppResult<String> {
    let expires_at = match Lifetime::parse(expires)? {
        Lifetime::Days(days) => Some(ctx.now() + days * DAY),
        Lifetime::Endless => None,
    };
    let new = NewToken { project_id: Some(project_id), name, scopes, expires_at };
    let text = create(&ctx.state, &By::from(&ctx.actor), new).await?;
    once::keep(visitor, SHOWN, &text);
    Ok(text)
}

/// Whom a token's text stands for; none for a mistyped (no query is made), an
/// unknown, an expired or a revoked one.
pub async fn actor(state: &AppState, text: &str) -> AppResult<Option<TokenActor>> {
    if !token_text::is_well_formed(text) {
        return Ok(None);
    }
    let now = state.clock.now();
    let Some(valid) = store::tokens::valid(&state.db, &sha256(text), now).await? else { return Ok(None) };
    if valid.last_used_at.is_none_or(|at| now - at > TOUCH)
        && let Err(error) = touch(state, &valid.id, now).await
    {
        // A full disk must not keep scripts from reading.
        tracing::warn!(%error, "could not note the use of a token");
    }
    let scopes = serde_json::from_str(&valid.scopes).map_err(internal)?;
    Ok(Some(TokenActor { token_id: valid.id, name: valid.name, project_id: valid.project_id, scopes }))
}

async fn touch(state: &AppState, id: &str, now: Millis) -> Result<(), DbError> {
    let mut tx = state.db.begin_write().await?;
    store::tokens::touch(&mut tx, id, now).await?;
    tx.commit().await
}

/// The project a request by token is about: the token's own, or for an
/// instance token the one `named` by `?project=`.
///
/// # Errors
/// `Invalid` when an instance token names none; `NotFound` for an unknown or
/// archived project, and when a project token names another than its own.
pub async fn token_project(
    state: &AppState,
    token: &TokenActor,
    named: Option<&str>,
) -> AppResult<Arc<ProjectRef>> {
    let project = match (token.project_id, named) {
        (Some(id), _) => projects::project_by_id(state, id).await?,
        (None, Some(slug)) => projects::project_by_slug(state, slug).await?,
        (None, None) => {
            return Err(AppError::invalid(
                "project",
                "An instance token names its project by ?project=slug.",
            ));
        }
    };
    let fits = |project: &Arc<ProjectRef>| !project.archived && named.is_none_or(|slug| slug == project.slug);
    project.filter(fits).ok_or(AppError::NotFound)
}
