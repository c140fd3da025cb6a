//! The first run: a secret link, printed by the server, makes the first admin and project, once.
//!
//! Never "the first visitor wins": the link is in the log and in a file only its owner can read.
//! It lives in memory for half an hour; a restart prints a new one while there is no admin.

use super::{
    credentials, links,
    password::check_strength,
    projects,
    projects::{Directory, NewProject},
    sessions, store,
    users::{self, NewUser},
};
use crate::{
    accounts::model::slug_of,
    error::AppError,
    server::{
        clock::{MINUTE, Millis, hex, random},
        ctx::{By, Visitor},
        db::DbError,
        problem::AppResult,
        secret::sha256,
        state::AppState,
    },
};
use serde_json::json;
use std::{
    fs,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};
use subtle::ConstantTimeEq;

const LIFETIME: Millis = 30 * MINUTE;

/// Hash and end of the one good token of this process.
#[derive(Default)]
pub struct Token(Mutex<Option<(String, Millis)>>);

/// What the person enters.
#[derive(Debug, Clone)]
pub struct FirstRun {
    pub name: String,
    pub email: String,
    pub password: String,
    pub project: String,
    pub time_zone: String,
}

/// A new setup path, if there is no admin yet.
pub async fn issue(state: &AppState) -> AppResult<Option<String>> {
    if store::users::any_admin(&state.db).await? {
        // Left by a process that ended before it was used.
        let _ = fs::remove_file(file(state));
        return Ok(None);
    }
    let secret = hex(&random::<32>());
    let until = state.clock.now() + LIFETIME;
    *slot(state) = Some((sha256(&secret), until));
    Ok(Some(format!("/setup?token={secret}")))
}

/// Keep the link where only the owner of the data directory finds it.
pub fn write_file(state: &AppState, link: &str) -> std::io::Result<()> {
    let path = file(state);
    let _ = fs::remove_file(&path);
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    writeln!(file, "{link}")
}

/// Whether this is the way in.
///
/// # Errors
/// `NotFound` once there is an admin, and with a wrong or old token; `Limited`.
pub async fn check(visitor: &Visitor, token: &str) -> AppResult<()> {
    let state = &visitor.state;
    if store::users::any_admin(&state.db).await? {
        return Err(AppError::NotFound);
    }
    credentials::check_secret(state, visitor.ip)?;
    let hash = sha256(token);
    let now = state.clock.now();
    let good = slot(state)
        .as_ref()
        .is_some_and(|(own, until)| bool::from(own.as_bytes().ct_eq(hash.as_bytes())) && now < *until);
    if good { Ok(()) } else { Err(AppError::NotFound) }
}

/// Make the first admin and the first project in one step; the project's slug and the cookie.
///
/// # Errors
/// As [`check`]; `Invalid` names the field.
pub async fn complete(visitor: &Visitor, token: &str, first: FirstRun) -> AppResult<(String, String)> {
    check(visitor, token).await?;
    let state = &visitor.state;
    let by = By { id: None, name: first.email.trim().to_lowercase() };
    let new = NewUser { email: first.email, name: first.name, password: first.password, is_admin: true };
    // The product's name is the first thing somebody would try.
    check_strength(&new.password, &[&first.project])?;
    let prepared = users::prepare(state, new).await?;
    let project = NewProject {
        slug: slug_of(&first.project),
        name: first.project,
        time_zone: first.time_zone,
        origins: Vec::new(),
    };
    let now = state.clock.now();
    let mut tx = state.db.begin_write().await?;
    claim(store::users::claim_setup(&mut tx, now).await)?;
    let id = users::create_in(&mut tx, state, &by, &prepared).await?;
    let project = projects::create_in(&mut tx, now, &by, project).await.map_err(field)?;
    links::note(&mut tx, now, &by, "instance.set_up", None, &by.name, json!({})).await?;
    let cookie = sessions::begin(&mut tx, visitor, &By { id: Some(id), name: by.name }).await?;
    tx.commit().await?;
    state.part::<Directory>().changed();
    *slot(state) = None;
    let _ = fs::remove_file(file(state));
    Ok((project.slug, cookie))
}

/// Of two who race only one makes the row.
fn claim(row: Result<(), DbError>) -> AppResult<()> {
    row.map_err(|error| match error {
        DbError::Conflict => AppError::NotFound,
        other => other.into(),
    })
}

/// The form names the project's name `project`, and has no slug.
fn field(error: AppError) -> AppError {
    match error {
        AppError::Invalid { field, message, .. } if field == "name" || field == "slug" => {
            AppError::invalid("project", message)
        }
        other => other,
    }
}

fn slot(state: &AppState) -> std::sync::MutexGuard<'_, Option<(String, Millis)>> {
    state.part::<Token>().0.lock().unwrap_or_else(PoisonError::into_inner)
}

fn file(state: &AppState) -> PathBuf {
    state.config.data_dir.join("setup-link")
}
