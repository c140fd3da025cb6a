//! Projects: made here, found here without a query per request.

use super::{
    audit,
    store::{self, projects::ProjectRow},
};
use crate::{
    accounts::model::{clean_name, clean_origin, clean_slug},
    deploys::server::environments,
    error::AppError,
    server::{
        clock::{Millis, SECOND, hex, random},
        ctx::By,
        db::{DbError, Tx},
        problem::{AppResult, internal},
        state::AppState,
    },
};
use serde_json::json;
use std::{
    collections::HashMap,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

/// How long another process's change may stay unseen.
const FRESH: Millis = SECOND;

/// A project as other slices use it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectRef {
    pub id: i64,
    pub slug: String,
    pub name: String,
    /// An IANA name such as `Europe/Berlin`.
    pub time_zone: String,
    /// 32 hex digits; an identifier, not a secret.
    pub public_key: String,
    /// Origins in the form of [`clean_origin`]; empty: any.
    pub origins: Vec<String>,
    /// How long feedback is kept; none: for ever.
    pub feedback_days: Option<i64>,
    /// What `Sec-GPC` does to analytics: anonymous, drop or ignore.
    pub gpc: String,
    /// How many days events are kept one by one.
    pub analytics_days: i64,
    /// Visits of its public feedback page are counted.
    pub counts_form: bool,
    /// How often its identity secret was replaced; see [`super::identity`].
    pub identity_rotation: i64,
    /// Takes nothing in any more and is hidden from its members.
    pub archived: bool,
}

/// All projects, read again when a second has passed or a change was made.
///
/// The table is small and read whole, so an unknown key costs no query either.
#[derive(Default)]
pub struct Directory {
    current: RwLock<Option<Arc<Snapshot>>>,
    /// Counts local changes: what was read before one is not fresh after it.
    changes: AtomicU64,
    reading: tokio::sync::Mutex<()>,
}

struct Snapshot {
    read_at: Millis,
    change: u64,
    projects: Vec<Arc<ProjectRef>>,
    by_key: HashMap<String, usize>,
}

impl Directory {
    /// Forget what was read; called after every commit that changes a project.
    pub fn changed(&self) {
        self.changes.fetch_add(1, Ordering::AcqRel);
    }

    fn fresh(&self, now: Millis) -> Option<Arc<Snapshot>> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner).clone()?;
        let young = (now - current.read_at).abs() < FRESH;
        (young && current.change == self.changes.load(Ordering::Acquire)).then_some(current)
    }

    async fn snapshot(&self, state: &AppState) -> AppResult<Arc<Snapshot>> {
        if let Some(snapshot) = self.fresh(state.clock.now()) {
            return Ok(snapshot);
        }
        let _one_reader = self.reading.lock().await;
        if let Some(snapshot) = self.fresh(state.clock.now()) {
            return Ok(snapshot);
        }
        let change = self.changes.load(Ordering::Acquire);
        let read_at = state.clock.now();
        let rows = store::projects::all(&state.db).await?;
        let projects =
            rows.into_iter().map(|row| project(row).map(Arc::new)).collect::<AppResult<Vec<_>>>()?;
        let by_key =
            projects.iter().enumerate().map(|(at, project)| (project.public_key.clone(), at)).collect();
        let snapshot = Arc::new(Snapshot { read_at, change, projects, by_key });
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(snapshot.clone());
        Ok(snapshot)
    }
}

fn project(row: ProjectRow) -> AppResult<ProjectRef> {
    Ok(ProjectRef {
        origins: serde_json::from_str(&row.origins).map_err(internal)?,
        archived: row.archived_at.is_some(),
        feedback_days: row.feedback_days,
        gpc: row.gpc,
        analytics_days: row.analytics_days,
        counts_form: row.counts_form,
        identity_rotation: row.identity_rotation,
        id: row.id,
        slug: row.slug,
        name: row.name,
        time_zone: row.time_zone,
        public_key: row.public_key,
    })
}

async fn snapshot(state: &AppState) -> AppResult<Arc<Snapshot>> {
    state.part::<Directory>().snapshot(state).await
}

async fn find(state: &AppState, wanted: impl Fn(&ProjectRef) -> bool) -> AppResult<Option<Arc<ProjectRef>>> {
    Ok(snapshot(state).await?.projects.iter().find(|project| wanted(project)).cloned())
}

/// The project of a public key. An archived one has none any more.
pub async fn project_by_key(state: &AppState, key: &str) -> AppResult<Option<Arc<ProjectRef>>> {
    let snapshot = snapshot(state).await?;
    let project = snapshot.by_key.get(key).map(|at| &snapshot.projects[*at]);
    Ok(project.filter(|project| !project.archived).cloned())
}

/// A project by its name in addresses, archived or not.
pub async fn project_by_slug(state: &AppState, slug: &str) -> AppResult<Option<Arc<ProjectRef>>> {
    find(state, |project| project.slug == slug).await
}

/// A project by its number, archived or not.
pub async fn project_by_id(state: &AppState, id: i64) -> AppResult<Option<Arc<ProjectRef>>> {
    find(state, |project| project.id == id).await
}

/// The project that alone lists `origin`; none when two do.
pub async fn project_by_origin(state: &AppState, origin: &str) -> AppResult<Option<Arc<ProjectRef>>> {
    let snapshot = snapshot(state).await?;
    let lists =
        |project: &&Arc<ProjectRef>| !project.archived && project.origins.iter().any(|own| own == origin);
    let mut found = snapshot.projects.iter().filter(lists);
    let first = found.next().cloned();
    Ok(if found.next().is_none() { first } else { None })
}

/// The first project ever made, where feedback without a key goes; none when
/// that is switched off or the project is archived.
pub async fn default_project(state: &AppState) -> AppResult<Option<Arc<ProjectRef>>> {
    if !state.config.default_project {
        return Ok(None);
    }
    let snapshot = snapshot(state).await?;
    Ok(snapshot.projects.first().filter(|project| !project.archived).cloned())
}

/// Every project that is not archived, oldest first.
pub async fn active(state: &AppState) -> AppResult<Vec<Arc<ProjectRef>>> {
    Ok(snapshot(state).await?.projects.iter().filter(|project| !project.archived).cloned().collect())
}

/// The projects that do not keep feedback for ever, archived ones too, and how
/// many days they keep it. Read anew: what is deleted does not come back.
pub async fn feedback_days(state: &AppState) -> Result<Vec<(i64, i64)>, DbError> {
    let rows = store::projects::all(&state.db).await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.id, row.feedback_days?))).collect())
}

/// What a new project is made of; `origins` as people type them.
#[derive(Debug, Clone)]
pub struct NewProject {
    pub slug: String,
    pub name: String,
    pub time_zone: String,
    pub origins: Vec<String>,
}

/// Make a project with its four environments and its public key.
///
/// # Errors
/// `Invalid` names the field; `Conflict` when the slug is taken.
pub async fn create(state: &AppState, by: &By, new: NewProject) -> AppResult<ProjectRef> {
    let mut tx = state.db.begin_write().await?;
    let project = create_in(&mut tx, state.clock.now(), by, new).await?;
    tx.commit().await?;
    state.part::<Directory>().changed();
    Ok(project)
}

/// [`create`] as part of a larger change; the caller commits and then calls
/// [`Directory::changed`].
pub(super) async fn create_in(tx: &mut Tx, now: Millis, by: &By, new: NewProject) -> AppResult<ProjectRef> {
    let row = ProjectRow {
        id: store::projects::next_id(tx).await?,
        slug: clean_slug(&new.slug)?,
        name: clean_name(&new.name)?,
        time_zone: clean_time_zone(&new.time_zone)?,
        public_key: hex(&random::<16>()),
        origins: clean_origins(&new.origins)?,
        archived_at: None,
        feedback_days: None,
        gpc: "anonymous".into(),
        analytics_days: 400,
        counts_form: false,
        identity_rotation: 0,
    };
    store::projects::insert(tx, &row, now).await.map_err(|error| match error {
        DbError::Conflict => AppError::invalid("slug", "Another project has this slug."),
        other => other.into(),
    })?;
    environments::create_defaults(tx, row.id, now).await?;
    let detail = json!({ "name": row.name, "time_zone": row.time_zone });
    let entry = audit::Entry {
        at: now,
        by,
        action: "project.create",
        project_id: Some(row.id),
        target: &row.slug,
        detail,
    };
    audit::record(tx, entry).await?;
    project(row)
}

/// Origins as they are stored: each once, a JSON list.
pub(super) fn clean_origins(origins: &[String]) -> AppResult<String> {
    let mut clean = Vec::new();
    for origin in origins.iter().map(|origin| origin.trim()).filter(|origin| !origin.is_empty()) {
        let origin = clean_origin(origin)?;
        if !clean.contains(&origin) {
            clean.push(origin);
        }
    }
    Ok(json!(clean).to_string())
}

/// The IANA name of a time zone this program knows, in its usual spelling.
pub(super) fn clean_time_zone(name: &str) -> AppResult<String> {
    let zone = jiff::tz::TimeZone::get(name.trim()).ok();
    let known = zone.as_ref().and_then(|zone| zone.iana_name());
    known.map(str::to_owned).ok_or_else(|| {
        AppError::invalid("time_zone", "Give the name of a time zone such as Europe/Berlin or UTC.")
    })
}
