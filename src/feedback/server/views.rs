//! Views of the inbox: filters that a person keeps under a name, alone or for everybody in the
//! project. Who has shared one may change it, and so may maintainers.

use super::{
    filter::Filter,
    input, narrow, people,
    sink::TOPIC,
    store::{self, View},
};
use crate::{
    access::{ProjectAccess, Role},
    accounts::server::audit,
    error::AppError,
    feedback::model::{FILTERS, SavedView, VIEW_NAME_CHARS},
    server::{
        ctx::Ctx,
        db::{DbError, Tx},
        problem::AppResult,
    },
};
use serde_json::{Value, json};

/// Views of one person in one project.
pub const VIEWS_MAX: i64 = 50;

/// What everybody reads is the matter of those who triage.
fn least(shared: bool) -> Role {
    if shared { Role::Member } else { Role::Viewer }
}

/// The views a person has in a project, by name.
pub(super) async fn list(ctx: &Ctx, project: &ProjectAccess) -> AppResult<Vec<SavedView>> {
    let me = &ctx.actor.user_id;
    let rows = store::views(&ctx.state.db, project.id, me).await?;
    let others = rows.iter().map(|view| Some(view.owner_id.as_str()).filter(|owner| *owner != me.as_str()));
    let named = people::named(&ctx.state, others).await?;
    let saved = |view: View| SavedView {
        by: named.get(&view.owner_id).map(|person| person.name.clone()),
        may_change: view.owner_id == *me || project.role >= Role::Maintainer,
        filters: serde_json::from_str(&view.filters).unwrap_or_default(),
        id: view.id,
        name: view.name,
        shared: view.shared,
    };
    Ok(rows.into_iter().map(saved).collect())
}

/// What the form of a new view says; `filters` are `name=value`.
pub struct NewView {
    pub name: String,
    pub filters: Vec<String>,
    pub shared: bool,
}

/// Keep filters under a name; what was done, in words.
///
/// # Errors
/// `Invalid` for a name that is taken or none, for filters that are not understood or none, and for
/// one view too many; `Forbidden` for a viewer who shares.
pub async fn save(ctx: &Ctx, slug: &str, new: NewView) -> AppResult<String> {
    let project = ctx.project(slug, least(new.shared))?;
    let name = clean(&new.name)?;
    let filters = understood(ctx, project.id, &new.filters).await?;
    let owner_id = ctx.actor.user_id.clone();
    let view = View {
        id: ctx.state.clock.new_id(),
        owner_id,
        name,
        filters: json!(filters).to_string(),
        shared: new.shared,
    };
    let mut tx = ctx.state.db.begin_write().await?;
    if store::count_views(&mut tx, project.id, &view.owner_id).await? >= VIEWS_MAX {
        let full = format!("You keep {VIEWS_MAX} views here already; delete one first");
        return Err(AppError::invalid("name", full));
    }
    store::insert_view(&mut tx, project.id, &view, ctx.now()).await.map_err(taken)?;
    if view.shared {
        let filters: Vec<String> = filters.iter().map(|(name, value)| format!("{name} {value}")).collect();
        note(ctx, &mut tx, project.id, "view.share", &view.name, json!({ "filters": filters })).await?;
    }
    commit(ctx, tx, project.id, view.shared).await?;
    Ok(format!("Saved as {}", view.name))
}

/// Give a view another name, share it or take it back; what was done, in words.
///
/// # Errors
/// As [`save`]; `NotFound` for a view the reader does not have.
pub async fn change(ctx: &Ctx, slug: &str, id: &str, name: &str, shared: bool) -> AppResult<String> {
    let project = ctx.project(slug, least(shared))?;
    let name = clean(name)?;
    let mut tx = ctx.state.db.begin_write().await?;
    let before = changeable(ctx, &mut tx, &project, id).await?;
    if before.name == name && before.shared == shared {
        return Ok("Nothing to change".to_owned());
    }
    let view = View { name, shared, ..before.clone() };
    store::change_view(&mut tx, project.id, &view, ctx.now()).await.map_err(taken)?;
    let (action, detail) = match (before.shared, view.shared) {
        (false, true) => (Some("view.share"), json!({})),
        (true, false) => (Some("view.unshare"), json!({})),
        (true, true) => (Some("view.change"), json!({ "name": { "from": before.name, "to": view.name } })),
        (false, false) => (None, json!({})),
    };
    if let Some(action) = action {
        note(ctx, &mut tx, project.id, action, &view.name, detail).await?;
    }
    commit(ctx, tx, project.id, before.shared || view.shared).await?;
    Ok(format!("Saved as {}", view.name))
}

/// Delete a view; what was done, in words.
///
/// # Errors
/// As [`change`].
pub async fn delete(ctx: &Ctx, slug: &str, id: &str) -> AppResult<String> {
    let project = ctx.project(slug, Role::Viewer)?;
    let mut tx = ctx.state.db.begin_write().await?;
    let view = changeable(ctx, &mut tx, &project, id).await?;
    store::delete_view(&mut tx, project.id, &view.id).await?;
    if view.shared {
        note(ctx, &mut tx, project.id, "view.delete", &view.name, json!({})).await?;
    }
    commit(ctx, tx, project.id, view.shared).await?;
    Ok(format!("Deleted {}", view.name))
}

/// The view, if it is the reader's to change.
async fn changeable(ctx: &Ctx, tx: &mut Tx, project: &ProjectAccess, id: &str) -> AppResult<View> {
    let id = input::client_id(id).map_err(|_| AppError::NotFound)?;
    let view = store::view(tx, project.id, &id).await?.ok_or(AppError::NotFound)?;
    match (view.owner_id == ctx.actor.user_id, view.shared) {
        (true, _) => Ok(view),
        (false, true) if project.role >= Role::Maintainer => Ok(view),
        (false, true) => Err(AppError::Forbidden),
        (false, false) => Err(AppError::NotFound),
    }
}

fn clean(name: &str) -> AppResult<String> {
    let name = name.trim();
    if (1..=VIEW_NAME_CHARS).contains(&name.chars().count()) && !name.contains(char::is_control) {
        return Ok(name.to_owned());
    }
    Err(AppError::invalid("name", format!("A name has 1 to {VIEW_NAME_CHARS} characters")))
}

/// The filters in their order. A view that the inbox would refuse is of no use.
async fn understood(ctx: &Ctx, project_id: i64, given: &[String]) -> AppResult<Vec<(String, String)>> {
    let pairs: Vec<(&str, &str)> = given.iter().filter_map(|pair| pair.split_once('=')).collect();
    let said = |wanted: &'static str| {
        let (_, value) = pairs.iter().find(|(name, value)| *name == wanted && !value.is_empty())?;
        Some((wanted.to_owned(), (*value).to_owned()))
    };
    let filters: Vec<(String, String)> = FILTERS.into_iter().filter_map(said).collect();
    if filters.is_empty() {
        return Err(AppError::invalid("filters", "Set a filter first; a view is a name for filters"));
    }
    let mut filter = Filter::read(&filters)?;
    narrow::select(&ctx.state, project_id, Some(&ctx.actor.user_id), &mut filter).await?;
    Ok(filters)
}

fn taken(error: DbError) -> AppError {
    match error {
        DbError::Conflict => AppError::invalid("name", "There is a view of this name already"),
        other => other.into(),
    }
}

async fn note(
    ctx: &Ctx,
    tx: &mut Tx,
    project_id: i64,
    action: &'static str,
    target: &str,
    detail: Value,
) -> AppResult<()> {
    let by = (&ctx.actor).into();
    let entry = audit::Entry { at: ctx.now(), by: &by, action, project_id: Some(project_id), target, detail };
    Ok(audit::record(tx, entry).await?)
}

/// Others hear only of what they may see.
async fn commit(ctx: &Ctx, tx: Tx, project_id: i64, shared: bool) -> AppResult<()> {
    tx.commit().await?;
    if shared {
        ctx.state.hub.publish(project_id, TOPIC);
    }
    Ok(())
}
