//! Changing a deployment after it was recorded.

use super::{record::check_times, store};
use crate::{
    accounts::server::audit::{self, Entry},
    deploys::model::{Deployment, Kind, Status, Transition},
    error::AppError,
    server::{
        clock::Millis,
        ctx::By,
        db::Tx,
        problem::{AppResult, internal},
        state::AppState,
    },
};
use serde_json::json;

/// What may be told about a deployment later; what is absent stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Change {
    pub status: Option<Status>,
    pub started_at: Option<Millis>,
    pub finished_at: Option<Millis>,
    pub url: Option<String>,
    pub log_url: Option<String>,
    pub description: Option<String>,
    /// Why the status changes; kept with the change.
    pub reason: Option<String>,
}

/// A change of status being noted.
pub(super) struct Step {
    pub from: Option<Status>,
    pub to: Status,
    pub reason: Option<String>,
}

/// Change a deployment. The status it already has is no change.
///
/// # Errors
/// `NotFound` for an unknown id and for another project's; `Conflict` naming
/// the current status and the allowed ones; `Invalid` for times that cannot be.
pub async fn change(
    state: &AppState,
    project_id: i64,
    by: &By,
    id: &str,
    change: Change,
) -> AppResult<Deployment> {
    let now = state.clock.now();
    let id = super::storable(id)?;
    let mut tx = state.db.begin_write().await?;
    if !store::deployments::lock(&mut tx, project_id, id).await? {
        return Err(AppError::NotFound);
    }
    let before = written(&mut tx, project_id, id).await?;
    let after = apply(&before, &change, now)?;
    if after == before {
        return Ok(before);
    }
    let after = Deployment { updated_at: now, ..after };
    store::deployments::update(&mut tx, project_id, &after).await?;
    if after.status != before.status {
        let step = Step { from: Some(before.status), to: after.status, reason: change.reason };
        note(state, &mut tx, project_id, id, by, step).await?;
    }
    let detail = json!({ "from": before.status, "to": after.status });
    let entry =
        Entry { at: now, by, action: "deployment.change", project_id: Some(project_id), target: id, detail };
    audit::record(&mut tx, entry).await?;
    let succeeds = after.status == Status::Succeeded && before.status != Status::Succeeded;
    if succeeds && after.kind == Kind::Rollback {
        roll_back_replaced(state, &mut tx, project_id, id, by).await?;
    }
    let stored = written(&mut tx, project_id, id).await?;
    tx.commit().await?;
    super::published(state, project_id);
    Ok(stored)
}

/// The deployment with the change made, if the change may be made.
fn apply(before: &Deployment, change: &Change, now: Millis) -> AppResult<Deployment> {
    let mut after = before.clone();
    if let Some(status) = change.status.filter(|status| *status != before.status) {
        if !before.status.may_become(status) {
            return Err(refused(before.status, status));
        }
        after.status = status;
    }
    after.started_at = change.started_at.or(before.started_at);
    after.finished_at = change.finished_at.or(before.finished_at);
    if after.status.is_terminal() && after.finished_at.is_none() {
        after.finished_at = Some(now.max(after.started_at.unwrap_or(now)));
    }
    check_times(after.started_at, after.finished_at, now)?;
    after.at = after.finished_at.or(after.started_at).unwrap_or(before.created_at);
    after.url = change.url.clone().or(after.url);
    after.log_url = change.log_url.clone().or(after.log_url);
    after.description = change.description.clone().or(after.description);
    Ok(after)
}

fn refused(current: Status, wanted: Status) -> AppError {
    let allowed: Vec<_> = current.next().iter().map(|status| status.as_str()).collect();
    let (current, wanted) = (current.as_str(), wanted.as_str());
    AppError::conflict(match allowed.as_slice() {
        [] => {
            format!("A deployment that is {current} is final and cannot become {wanted}. Record a new one.")
        }
        _ => {
            format!("A deployment that is {current} cannot become {wanted}. Allowed: {}.", allowed.join(", "))
        }
    })
}

/// A rollback that succeeded takes the place of what ran there.
pub(super) async fn roll_back_replaced(
    state: &AppState,
    tx: &mut Tx,
    project_id: i64,
    rollback: &str,
    by: &By,
) -> AppResult<()> {
    let Some(replaced) = store::active::replaced_by(tx, project_id, rollback).await? else {
        return Ok(());
    };
    let now = state.clock.now();
    let before = written(tx, project_id, &replaced).await?;
    let after = Deployment { status: Status::RolledBack, updated_at: now, ..before };
    store::deployments::update(tx, project_id, &after).await?;
    let instead = written(tx, project_id, rollback).await?.release;
    let reason = Some(format!("Replaced by a rollback to {instead}"));
    let step = Step { from: Some(Status::Succeeded), to: Status::RolledBack, reason };
    note(state, tx, project_id, &replaced, by, step).await?;
    let detail = json!({ "from": "succeeded", "to": "rolled_back", "rollback": rollback });
    let entry = Entry {
        at: now,
        by,
        action: "deployment.change",
        project_id: Some(project_id),
        target: &replaced,
        detail,
    };
    Ok(audit::record(tx, entry).await?)
}

/// Write down a change of status.
pub(super) async fn note(
    state: &AppState,
    tx: &mut Tx,
    project_id: i64,
    id: &str,
    by: &By,
    step: Step,
) -> AppResult<()> {
    let Step { from, to, reason } = step;
    let transition = Transition { from, to, at: state.clock.now(), actor: by.name.clone(), reason };
    Ok(store::deployments::add_transition(tx, project_id, id, &transition).await?)
}

async fn written(tx: &mut Tx, project_id: i64, id: &str) -> AppResult<Deployment> {
    let stored = store::deployments::get_written(tx, project_id, id).await?;
    stored.ok_or_else(|| internal("a locked deployment is gone"))
}
