//! Recording a deployment.

use super::{
    change::{self, Step},
    environments,
    store::{
        self,
        deployments::NewRow,
        idempotency::{self, Claim},
    },
};
use crate::{
    accounts::server::audit::{self, Entry},
    deploys::model::{Deployment, Environment, Kind, Release, Status},
    error::AppError,
    server::{
        clock::{MINUTE, Millis},
        ctx::By,
        db::Tx,
        problem::{AppResult, internal},
        state::AppState,
    },
};
use serde_json::json;

/// How far a sender's clock may be ahead of ours.
const AHEAD: Millis = 10 * MINUTE;

/// What a caller says about a deployment. Texts are checked by the caller.
#[derive(Debug, Clone)]
pub struct NewDeployment {
    /// A UUIDv7 of the caller's; makes a repeat harmless.
    pub id: Option<String>,
    /// Name or alias; absent means production.
    pub environment: Option<String>,
    pub release: String,
    pub status: Status,
    pub kind: Kind,
    /// Who did it; the recorder when absent.
    pub deployed_by: Option<String>,
    pub commit: Option<String>,
    pub url: Option<String>,
    pub log_url: Option<String>,
    pub description: Option<String>,
    pub started_at: Option<Millis>,
    pub finished_at: Option<Millis>,
}

impl NewDeployment {
    /// A finished, successful deployment of `release`.
    pub fn of(release: impl Into<String>) -> Self {
        Self {
            id: None,
            environment: None,
            release: release.into(),
            status: Status::Succeeded,
            kind: Kind::Deploy,
            deployed_by: None,
            commit: None,
            url: None,
            log_url: None,
            description: None,
            started_at: None,
            finished_at: None,
        }
    }
}

/// Who records, and how a repeat of the request is recognised.
pub struct Request<'a> {
    pub by: &'a By,
    /// Hash of the body: equal for equal requests.
    pub hash: &'a str,
    /// The `Idempotency-Key`, if the caller sent one.
    pub key: Option<&'a str>,
    /// The answer to keep for a repeat with the same key.
    pub answer: fn(&Deployment) -> String,
}

/// A recorded deployment, or the answer a repeat of its request gets.
pub enum Recorded {
    Deployment(Box<Deployment>),
    Answer(String),
}

/// Record a deployment; its release is made when unknown.
///
/// # Errors
/// `Invalid` naming the member, `KeyReused`, and `Conflict` when the id was
/// used with another body.
pub async fn record(
    state: &AppState,
    project_id: i64,
    new: NewDeployment,
    request: Request<'_>,
) -> AppResult<Recorded> {
    let now = state.clock.now();
    let environment = environments::resolve(state, project_id, new.environment.as_deref()).await?;
    let new = with_times(new, now)?;
    let mut tx = state.db.begin_write().await?;
    if let Some(key) = request.key {
        match idempotency::claim(&mut tx, project_id, key, request.hash, now).await? {
            Claim::Fresh => {}
            Claim::Repeat(answer) => return Ok(Recorded::Answer(answer)),
            Claim::Reused => return Err(AppError::KeyReused),
        }
    }
    let deployment = store_new(state, &mut tx, project_id, &environment, &new, &request).await?;
    if let Some(key) = request.key {
        idempotency::keep(&mut tx, project_id, key, &(request.answer)(&deployment)).await?;
    }
    tx.commit().await?;
    super::published(state, project_id);
    Ok(Recorded::Deployment(Box::new(deployment)))
}

/// A finished deployment has a time it finished; no time lies far ahead.
fn with_times(mut new: NewDeployment, now: Millis) -> AppResult<NewDeployment> {
    if new.status.is_terminal() && new.finished_at.is_none() {
        new.finished_at = Some(now.max(new.started_at.unwrap_or(now)));
    }
    check_times(new.started_at, new.finished_at, now)?;
    Ok(new)
}

/// # Errors
/// `Invalid` for a time more than ten minutes ahead and for an end before the start.
pub(super) fn check_times(started: Option<Millis>, finished: Option<Millis>, now: Millis) -> AppResult<()> {
    for (field, at) in [("started_at", started), ("finished_at", finished)] {
        if at.is_some_and(|at| at > now + AHEAD) {
            return Err(AppError::invalid(field, format!("{field} is more than 10 minutes ahead")));
        }
    }
    match (started, finished) {
        (Some(started), Some(finished)) if finished < started => {
            Err(AppError::invalid("finished_at", "finished_at is before started_at"))
        }
        _ => Ok(()),
    }
}

async fn store_new(
    state: &AppState,
    tx: &mut Tx,
    project_id: i64,
    environment: &Environment,
    new: &NewDeployment,
    request: &Request<'_>,
) -> AppResult<Deployment> {
    let now = state.clock.now();
    let commit = new.commit.as_deref();
    let release =
        store::releases::ensure(tx, state.clock.new_id(), project_id, &new.release, commit, now).await?;
    let id = new.id.clone().unwrap_or_else(|| state.clock.new_id());
    let row = row(project_id, &id, environment, &release, new, request, now);
    let fresh = store::deployments::insert(tx, row).await?;
    if !fresh && store::deployments::body_hash(tx, project_id, &id).await?.as_deref() != Some(request.hash) {
        return Err(AppError::conflict("This id was used for another deployment."));
    }
    if fresh {
        let step = Step { from: None, to: new.status, reason: None };
        change::note(state, tx, project_id, &id, request.by, step).await?;
        let detail = json!({
            "release": new.release, "environment": environment.name, "status": new.status, "kind": new.kind,
        });
        let entry = Entry {
            at: now,
            by: request.by,
            action: "deployment.record",
            project_id: Some(project_id),
            target: &id,
            detail,
        };
        audit::record(tx, entry).await?;
        if new.kind == Kind::Rollback && new.status == Status::Succeeded {
            change::roll_back_replaced(state, tx, project_id, &id, request.by).await?;
        }
    }
    let stored = store::deployments::get_written(tx, project_id, &id).await?;
    stored.ok_or_else(|| internal("a deployment just stored is gone"))
}

fn row<'a>(
    project_id: i64,
    id: &'a str,
    environment: &'a Environment,
    release: &'a Release,
    new: &'a NewDeployment,
    request: &'a Request<'_>,
    now: Millis,
) -> NewRow<'a> {
    NewRow {
        id,
        project_id,
        environment_id: &environment.id,
        release_id: &release.id,
        package: &release.package,
        commit: new.commit.clone().or_else(|| release.commit.clone()),
        status: new.status,
        kind: new.kind,
        deployed_by: new.deployed_by.as_deref().unwrap_or(&request.by.name),
        token_id: request.by.id.as_deref(),
        url: new.url.as_deref(),
        log_url: new.log_url.as_deref(),
        description: new.description.as_deref(),
        started_at: new.started_at,
        finished_at: new.finished_at,
        body_hash: request.hash,
        now,
    }
}
