//! People: made by setup, by an invitation or on the command line.

use super::{
    audit, members,
    password::{Hasher, check_strength},
    store::{self, users::UserRow},
};
use crate::{
    access::Role,
    accounts::model::{clean_email, clean_name},
    error::AppError,
    server::{
        ctx::By,
        db::{DbError, Tx},
        problem::AppResult,
        state::AppState,
    },
};
use serde_json::json;
use std::collections::{BTreeSet, HashMap};

/// A person about to be made.
#[derive(Debug, Clone)]
pub struct NewUser {
    pub email: String,
    pub name: String,
    pub password: String,
    pub is_admin: bool,
}

/// A checked [`NewUser`] with its hash: made before the transaction, because
/// hashing takes long and a write lock must not wait for it.
pub(super) struct Prepared {
    email: String,
    name: String,
    hash: String,
    is_admin: bool,
}

/// Make a person; the new id.
///
/// # Errors
/// `Invalid` names the field; an address in use is `Invalid` too.
pub async fn create(state: &AppState, by: &By, new: NewUser) -> AppResult<String> {
    let prepared = prepare(state, new).await?;
    let mut tx = state.db.begin_write().await?;
    let id = create_in(&mut tx, state, by, &prepared).await?;
    tx.commit().await?;
    Ok(id)
}

pub(super) async fn prepare(state: &AppState, new: NewUser) -> AppResult<Prepared> {
    let (email, name) = (clean_email(&new.email)?, clean_name(&new.name)?);
    check_strength(&new.password, &[&email, &name])?;
    let hash = state.part::<Hasher>().hash(&new.password).await?;
    Ok(Prepared { email, name, hash, is_admin: new.is_admin })
}

pub(super) async fn create_in(tx: &mut Tx, state: &AppState, by: &By, new: &Prepared) -> AppResult<String> {
    let (id, now) = (state.clock.new_id(), state.clock.now());
    let row = UserRow {
        id: &id,
        email: &new.email,
        name: &new.name,
        password_hash: Some(&new.hash),
        is_admin: new.is_admin,
    };
    store::users::insert(tx, &row, now).await.map_err(|error| match error {
        DbError::Conflict => AppError::invalid("email", "Somebody with this address is here already."),
        other => other.into(),
    })?;
    let detail = json!({ "name": new.name, "is_admin": new.is_admin });
    let entry =
        audit::Entry { at: now, by, action: "user.create", project_id: None, target: &new.email, detail };
    audit::record(tx, entry).await?;
    Ok(id)
}

/// A person as other slices name them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub id: String,
    pub name: String,
    pub email: String,
}

impl From<(String, String, String)> for Named {
    fn from((id, name, email): (String, String, String)) -> Self {
        Self { id, name, email }
    }
}

/// Everybody who may triage the feedback of a project, by name.
pub async fn triagers(state: &AppState, project_id: i64) -> AppResult<Vec<Named>> {
    let rows = store::members::triagers(&state.db, project_id).await?;
    Ok(rows.into_iter().map(Named::from).collect())
}

/// The people among `ids`, who may have left since; tokens and the command line are none.
pub async fn named(state: &AppState, ids: &BTreeSet<&str>) -> AppResult<HashMap<String, Named>> {
    let ids: Vec<&str> = ids.iter().copied().collect();
    let rows = store::users::named(&state.db, &ids).await?;
    Ok(rows.into_iter().map(|row| (row.0.clone(), Named::from(row))).collect())
}

/// Give somebody a role in a project, as tests and the demonstration need it;
/// `members` has the checks for people.
pub async fn grant(state: &AppState, by: &By, project_id: i64, user_id: &str, role: Role) -> AppResult<()> {
    let mut tx = state.db.begin_write().await?;
    members::set_in(&mut tx, state.clock.now(), by, project_id, user_id, role).await?;
    tx.commit().await?;
    Ok(())
}
