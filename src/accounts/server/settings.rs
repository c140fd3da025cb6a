//! Changes to a project, each with what it was before in the audit log.

use super::{
    audit,
    projects::{Directory, clean_origins, clean_time_zone, project_by_id},
    store::{self, projects::ProjectRow},
};
use crate::{
    accounts::model::{
        clean_name,
        settings::{General, Kept, ProjectList},
    },
    error::AppError,
    server::{
        clock::{hex, random},
        ctx::By,
        problem::{AppResult, internal},
        state::AppState,
    },
};
use serde_json::{Map, Value, json};

/// Tell the open settings pages of a project that something there changed.
pub(super) fn told(state: &AppState, project_id: Option<i64>) {
    if let Some(id) = project_id {
        state.hub.publish(id, "settings");
    }
}

pub async fn general(state: &AppState, project_id: i64) -> AppResult<General> {
    let project = project_by_id(state, project_id).await?.ok_or(AppError::NotFound)?;
    Ok(General {
        name: project.name.clone(),
        time_zone: project.time_zone.clone(),
        zones: zones(),
        origins: project.origins.clone(),
        public_key: project.public_key.clone(),
        feedback_days: project.feedback_days,
    })
}

/// Every project, archived ones too.
pub async fn listed(state: &AppState) -> AppResult<ProjectList> {
    let projects = store::projects::listed(&state.db).await?;
    Ok(ProjectList { projects, zones: zones(), now: state.clock.now() })
}

/// The time zones people live in: no aliases such as `EST5EDT`.
fn zones() -> Vec<String> {
    const REGIONS: [&str; 10] = [
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    ];
    let lived_in = |name: &String| name.split_once('/').is_some_and(|(region, _)| REGIONS.contains(&region));
    let known = jiff::tz::db().available().map(|name| name.to_string()).filter(lived_in);
    std::iter::once("UTC".to_owned()).chain(known).collect()
}

/// Name and time zone.
///
/// # Errors
/// `Invalid` names the field.
pub async fn update(state: &AppState, project_id: i64, by: &By, name: &str, zone: &str) -> AppResult<()> {
    let (name, zone) = (clean_name(name)?, clean_time_zone(zone)?);
    change(state, project_id, by, "project.update", |row| {
        let mut detail = Map::new();
        replace(&mut detail, "name", &mut row.name, name);
        replace(&mut detail, "time_zone", &mut row.time_zone, zone);
        Ok(Value::Object(detail))
    })
    .await?;
    // The frame of every open page shows the name.
    state.hub.publish(project_id, "project");
    Ok(())
}

/// Let pages of more origins write; `text` holds one or more, separated by blanks or lines.
///
/// # Errors
/// `Invalid` quotes the one that is no origin; then none is added.
pub async fn add_origins(state: &AppState, project_id: i64, by: &By, text: &str) -> AppResult<()> {
    let added: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    if added.is_empty() {
        return Err(AppError::invalid("origins", "Give an origin such as https://example.com."));
    }
    set_origins(state, project_id, by, |origins| origins.extend(added)).await
}

/// Let pages of an origin write no more. Without any origin left, any page may.
pub async fn remove_origin(state: &AppState, project_id: i64, by: &By, origin: &str) -> AppResult<()> {
    set_origins(state, project_id, by, |origins| origins.retain(|own| own != origin)).await
}

async fn set_origins(
    state: &AppState,
    project_id: i64,
    by: &By,
    edit: impl FnOnce(&mut Vec<String>),
) -> AppResult<()> {
    change(state, project_id, by, "project.update", |row| {
        let mut origins: Vec<String> = serde_json::from_str(&row.origins).map_err(internal)?;
        let before = json!(origins);
        edit(&mut origins);
        row.origins = clean_origins(&origins)?;
        let after: Value = serde_json::from_str(&row.origins).map_err(internal)?;
        Ok(if before == after { json!({}) } else { json!({ "origins": { "from": before, "to": after } }) })
    })
    .await
}

/// Keep feedback for so long; `text` is one of [`Kept::CHOICES`].
///
/// # Errors
/// `Invalid` for what is none of them.
pub async fn keep_feedback(state: &AppState, project_id: i64, by: &By, text: &str) -> AppResult<()> {
    let days = match Kept::parse(text)? {
        Kept::ForEver => None,
        Kept::Days(days) => Some(days),
    };
    change(state, project_id, by, "project.update", |row| {
        if row.feedback_days == days {
            return Ok(json!({}));
        }
        let words = |days: Option<i64>| days.map_or_else(|| "for ever".into(), |days| format!("{days} days"));
        let detail = json!({ "feedback_kept": { "from": words(row.feedback_days), "to": words(days) } });
        row.feedback_days = days;
        Ok(detail)
    })
    .await
}

/// What is said about counting.
pub struct Counting<'a> {
    /// What `Sec-GPC` does to analytics: anonymous, drop or ignore.
    pub gpc: &'a str,
    /// How many days events are kept one by one.
    pub days: i64,
    /// Whether visits of the public feedback page are counted.
    pub form: bool,
}

/// Count events this way.
pub async fn count_events(
    state: &AppState,
    project_id: i64,
    by: &By,
    Counting { gpc, days, form }: Counting<'_>,
) -> AppResult<()> {
    change(state, project_id, by, "project.update", |row| {
        let mut detail = Map::new();
        replace(&mut detail, "sec_gpc", &mut row.gpc, gpc.to_owned());
        let mut kept = format!("{} days", row.analytics_days);
        replace(&mut detail, "events_kept", &mut kept, format!("{days} days"));
        row.analytics_days = days;
        let answer = |yes| if yes { "yes" } else { "no" }.to_owned();
        replace(&mut detail, "feedback_page_counted", &mut answer(row.counts_form), answer(form));
        row.counts_form = form;
        Ok(Value::Object(detail))
    })
    .await
}

/// Give the project a new public key. The old one is refused at once here and
/// within a second by other processes.
pub async fn rotate_key(state: &AppState, project_id: i64, by: &By) -> AppResult<()> {
    change(state, project_id, by, "project.rotate_key", |row| {
        let new = hex(&random::<16>());
        let detail = json!({ "public_key": { "from": row.public_key, "to": new } });
        row.public_key = new;
        Ok(detail)
    })
    .await
}

/// Give the project a new identity secret. What the old one signed is refused at once here and
/// within a second by other processes; what was verified before stays so.
pub async fn rotate_identity(state: &AppState, project_id: i64, by: &By) -> AppResult<()> {
    change(state, project_id, by, "project.rotate_identity", |row| {
        row.identity_rotation += 1;
        Ok(json!({ "times_rotated": row.identity_rotation }))
    })
    .await
}

/// Take nothing in any more and hide the project from its people.
///
/// # Errors
/// `Invalid` unless `typed` is the slug: it takes an instance admin to undo this.
pub async fn archive(state: &AppState, project_id: i64, by: &By, typed: &str) -> AppResult<()> {
    let now = state.clock.now();
    change(state, project_id, by, "project.archive", |row| {
        if typed.trim() != row.slug {
            return Err(AppError::invalid("confirm", format!("Type {} to archive it.", row.slug)));
        }
        row.archived_at.get_or_insert(now);
        Ok(json!({ "name": row.name }))
    })
    .await
}

/// Bring an archived project back as it was.
///
/// # Errors
/// `NotFound` for a slug that is not an archived project's.
pub async fn unarchive(state: &AppState, slug: &str, by: &By) -> AppResult<()> {
    let project = super::project_by_slug(state, slug).await?.filter(|project| project.archived);
    let project = project.ok_or(AppError::NotFound)?;
    change(state, project.id, by, "project.unarchive", |row| {
        row.archived_at = None;
        Ok(json!({ "name": row.name }))
    })
    .await
}

/// Change a project; `edit` says what changed, as the audit log keeps it. An
/// empty object: nothing, and nothing is written.
async fn change(
    state: &AppState,
    project_id: i64,
    by: &By,
    action: &'static str,
    edit: impl FnOnce(&mut ProjectRow) -> AppResult<Value>,
) -> AppResult<()> {
    let now = state.clock.now();
    let mut tx = state.db.begin_write().await?;
    let mut row = store::projects::lock(&mut tx, project_id, now).await?.ok_or(AppError::NotFound)?;
    let detail = edit(&mut row)?;
    if detail == json!({}) {
        return Ok(());
    }
    store::projects::save(&mut tx, &row).await?;
    let target = &row.slug;
    let entry = audit::Entry { at: now, by, action, project_id: Some(project_id), target, detail };
    audit::record(&mut tx, entry).await?;
    tx.commit().await?;
    state.part::<Directory>().changed();
    told(state, Some(project_id));
    Ok(())
}

fn replace(detail: &mut Map<String, Value>, name: &str, value: &mut String, new: String) {
    if *value != new {
        detail.insert(name.to_owned(), json!({ "from": value, "to": new }));
        *value = new;
    }
}
