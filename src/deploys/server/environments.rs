//! The places releases run in.

use super::store::environments as store;
use crate::{
    accounts::server::audit::{self, Entry},
    deploys::model::Environment,
    error::AppError,
    server::{
        clock::{Clock, Millis},
        ctx::By,
        db::{DbError, Tx},
        problem::AppResult,
        state::AppState,
    },
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::Instant;

/// Telemetry that names none means this one.
pub const ABSENT: &str = "production";
/// Telemetry that names one the project does not have.
pub const OTHER: &str = "(other)";

/// Name and aliases in the order a change travels.
const DEFAULTS: [(&str, &[&str]); 4] = [
    ("development", &["dev", "local"]),
    ("testing", &["test", "qa"]),
    ("staging", &["stage", "preprod"]),
    ("production", &["prod", "live"]),
];

/// Development, testing, staging and production of a new project.
pub async fn create_defaults(tx: &mut Tx, project_id: i64, now: Millis) -> Result<(), DbError> {
    let ids = Clock::frozen(now);
    for (rank, (name, aliases)) in (1..).zip(DEFAULTS) {
        let aliases = aliases.iter().map(ToString::to_string).collect();
        let environment = Environment { id: ids.new_id(), name: name.into(), rank, aliases };
        store::insert(tx, project_id, &environment, now).await?;
    }
    Ok(())
}

type Names = Arc<Vec<Environment>>;

/// Every project's environments as they were at most a second ago: ingest asks
/// for them with each request, and another process may change them.
#[derive(Default)]
pub struct Known(Mutex<HashMap<i64, (Instant, Names)>>);

const FRESH: Duration = Duration::from_secs(1);

impl Known {
    fn get(&self, project_id: i64) -> Option<Names> {
        let known = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let (since, names) = known.get(&project_id)?;
        (since.elapsed() < FRESH).then(|| names.clone())
    }

    fn set(&self, project_id: i64, names: Option<Names>) {
        let mut known = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        match names {
            Some(names) => known.insert(project_id, (Instant::now(), names)),
            None => known.remove(&project_id),
        };
    }
}

/// In the order a change travels; at most a second old.
pub async fn list(state: &AppState, project_id: i64) -> AppResult<Names> {
    let known = state.part::<Known>();
    if let Some(names) = known.get(project_id) {
        return Ok(names);
    }
    let names = Arc::new(store::list(&state.db, project_id).await?);
    known.set(project_id, Some(names.clone()));
    Ok(names)
}

/// The name telemetry is stored under: production when absent, `(other)` when
/// the project has no such environment.
pub async fn environment_name(state: &AppState, project_id: i64, given: Option<&str>) -> AppResult<String> {
    let given = given.map(str::trim).filter(|given| !given.is_empty()).unwrap_or(ABSENT);
    let names = list(state, project_id).await?;
    let found = names.iter().find(|environment| environment.answers_to(given));
    Ok(found.map_or_else(|| OTHER.to_owned(), |environment| environment.name.clone()))
}

/// The environment a caller means; a deployment needs a real one.
///
/// # Errors
/// `Invalid` with the names there are.
pub async fn resolve(state: &AppState, project_id: i64, given: Option<&str>) -> AppResult<Environment> {
    let names = list(state, project_id).await?;
    let found = names.iter().find(|environment| environment.answers_to(given.unwrap_or(ABSENT)));
    found.cloned().ok_or_else(|| {
        let allowed: Vec<_> = names.iter().map(|environment| environment.name.as_str()).collect();
        AppError::not_one_of("environment", &allowed)
    })
}

/// What a caller says about an environment; what is absent stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub name: Option<String>,
    pub rank: Option<i64>,
    pub aliases: Option<Vec<String>>,
}

/// # Errors
/// `Conflict` when the name or an alias is taken.
pub async fn create(state: &AppState, project_id: i64, by: &By, facts: Facts) -> AppResult<Environment> {
    let all = store::list(&state.db, project_id).await?;
    let last = all.iter().map(|environment| environment.rank).max().unwrap_or(0);
    let environment = Environment {
        id: state.clock.new_id(),
        name: facts.name.ok_or_else(|| AppError::invalid("name", "name is required"))?,
        rank: facts.rank.unwrap_or(last + 1),
        aliases: facts.aliases.unwrap_or_default(),
    };
    refuse_taken(&all, &environment)?;
    let mut tx = state.db.begin_write().await?;
    store::insert(&mut tx, project_id, &environment, state.clock.now()).await?;
    finish(state, tx, project_id, by, "environment.create", environment).await
}

/// # Errors
/// `NotFound`, or `Conflict` when the new name or an alias is taken.
pub async fn change(
    state: &AppState,
    project_id: i64,
    by: &By,
    name: &str,
    facts: Facts,
) -> AppResult<Environment> {
    let all = store::list(&state.db, project_id).await?;
    let found = all.iter().find(|environment| environment.answers_to(name));
    let mut environment = found.cloned().ok_or(AppError::NotFound)?;
    environment.name = facts.name.unwrap_or(environment.name);
    environment.rank = facts.rank.unwrap_or(environment.rank);
    environment.aliases = facts.aliases.unwrap_or(environment.aliases);
    refuse_taken(&all, &environment)?;
    let mut tx = state.db.begin_write().await?;
    store::update(&mut tx, project_id, &environment).await?;
    finish(state, tx, project_id, by, "environment.change", environment).await
}

fn refuse_taken(all: &[Environment], environment: &Environment) -> AppResult<()> {
    let names = std::iter::once(&environment.name).chain(&environment.aliases);
    for name in names {
        if all.iter().any(|other| other.id != environment.id && other.answers_to(name)) {
            return Err(AppError::conflict(format!("another environment answers to {name}")));
        }
    }
    Ok(())
}

async fn finish(
    state: &AppState,
    mut tx: Tx,
    project_id: i64,
    by: &By,
    action: &'static str,
    environment: Environment,
) -> AppResult<Environment> {
    let detail = serde_json::json!({ "rank": environment.rank, "aliases": environment.aliases });
    let target = &environment.name;
    let at = state.clock.now();
    audit::record(&mut tx, Entry { at, by, action, project_id: Some(project_id), target, detail }).await?;
    tx.commit().await?;
    state.part::<Known>().set(project_id, None);
    super::published(state, project_id);
    Ok(environment)
}
