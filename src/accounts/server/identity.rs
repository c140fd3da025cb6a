//! Who the users of a product are, by its own word: its server signs their ids with a secret it
//! shares with us, so no page and no curl line can claim to be somebody else.
//!
//! The secret is derived, so nothing is stored that could leak. It is read by people and goes into
//! the configuration of their servers, so its letters themselves are the key of the HMAC.

use super::projects::{ProjectRef, project_by_id};
use crate::{
    accounts::model::identity::Signing,
    error::AppError,
    server::{
        problem::AppResult,
        secret::{hmac, is_same},
        state::AppState,
    },
};

/// What the secret is derived for.
const LABEL: &str = "user-identity";

/// What a project's server signs with, 64 letters.
fn secret(state: &AppState, project: &ProjectRef) -> String {
    state.secret.sign(LABEL, &format!("{}.{}", project.id, project.identity_rotation))
}

/// What a maintainer is shown.
///
/// # Errors
/// `NotFound` without such a project.
pub async fn signing(state: &AppState, project_id: i64) -> AppResult<Signing> {
    let project = project_by_id(state, project_id).await?.ok_or(AppError::NotFound)?;
    Ok(Signing { secret: secret(state, &project) })
}

/// How the project's server signs the id of a user.
pub fn sign(state: &AppState, project: &ProjectRef, user_id: &str) -> String {
    hmac(secret(state, project).as_bytes(), user_id.as_bytes())
}

/// Whether the project's server signed this id.
pub fn is_signed(state: &AppState, project: &ProjectRef, user_id: &str, signature: &str) -> bool {
    is_same(&sign(state, project, user_id), signature)
}
