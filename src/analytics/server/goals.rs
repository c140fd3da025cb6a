//! What a team wants visitors to do, and how many do.

use super::{
    ask, dict,
    numbers::{self, Question},
    store::{
        condition::Condition,
        goals as store,
        scan::{self, Figures},
    },
    word,
};
use crate::{
    access::Role,
    accounts::server::audit,
    analytics::model::{
        Dim,
        goal::{GOALS_MAX, Goal},
    },
    error::AppError,
    server::{
        ctx::{By, Ctx},
        db::Tx,
        problem::AppResult,
        state::AppState,
    },
};
use serde_json::json;
use std::collections::{HashMap, HashSet};

/// The texts of a project's goals, in order.
pub async fn names(state: &AppState, project_id: i64) -> AppResult<Vec<String>> {
    Ok(store::list(&state.db, project_id).await?.into_iter().map(|goal| goal.name).collect())
}

/// The words that goals are told from, so that no sum of a day loses them.
pub async fn words(state: &AppState, project_id: i64) -> AppResult<HashSet<(Dim, dict::Id)>> {
    let word = |goal: String| match Goal::parse(&goal) {
        Goal::Event(name) => (Dim::Name, word(state, Dim::Name, &name)),
        Goal::Page { path, .. } => (Dim::Path, word(state, Dim::Path, &path)),
    };
    Ok(names(state, project_id).await?.into_iter().map(word).collect())
}

/// Add a goal, as the form of the settings says it.
///
/// # Errors
/// As [`set`]; `NotFound` and `Forbidden` for those who may not.
pub async fn add(ctx: &Ctx, slug: &str, kind: &str, text: &str, scroll: &str) -> AppResult<()> {
    let project = ctx.project(slug, Role::Maintainer)?;
    set(&ctx.state, project.id, &(&ctx.actor).into(), &Goal::clean(kind, text, scroll)?).await
}

/// Add a goal; it counts what happened before as well.
///
/// # Errors
/// `Invalid` for one that is there already, and for one too many.
pub async fn set(state: &AppState, project_id: i64, by: &By, goal: &Goal) -> AppResult<()> {
    let (now, goal) = (state.clock.now(), goal.text());
    let mut tx = state.db.begin_write().await?;
    if store::count(&mut tx, project_id).await? >= GOALS_MAX as i64 {
        return Err(AppError::invalid("goal", format!("{GOALS_MAX} goals are the most; remove one first.")));
    }
    if !store::add(&mut tx, project_id, &goal, now, &by.name).await? {
        return Err(AppError::invalid("goal", "This is a goal already."));
    }
    note(state, tx, (project_id, by), "goal.add", &goal).await
}

/// Remove a goal. What was counted stays.
///
/// # Errors
/// `NotFound` for one the project does not have.
pub async fn remove(ctx: &Ctx, slug: &str, goal: &str) -> AppResult<()> {
    let project = ctx.project(slug, Role::Maintainer)?;
    let mut tx = ctx.state.db.begin_write().await?;
    // PostgreSQL fails when it is asked for a text with U+0000.
    if goal.contains('\0') || !store::remove(&mut tx, project.id, goal).await? {
        return Err(AppError::NotFound);
    }
    note(&ctx.state, tx, (project.id, &(&ctx.actor).into()), "goal.remove", goal).await
}

async fn note(
    state: &AppState,
    mut tx: Tx,
    (project_id, by): (i64, &By),
    action: &'static str,
    goal: &str,
) -> AppResult<()> {
    let (at, detail) = (state.clock.now(), json!({}));
    let entry = audit::Entry { at, by, action, project_id: Some(project_id), target: goal, detail };
    audit::record(&mut tx, entry).await?;
    tx.commit().await?;
    state.hub.publish(project_id, "settings");
    Ok(())
}

/// The figures of those who reached each of these goals. `visits` are those that did: the conversions.
pub async fn reached(
    state: &AppState,
    question: &Question<'_>,
    goals: &[String],
) -> AppResult<Vec<(String, Figures)>> {
    let parsed: Vec<Goal> = goals.iter().map(|goal| Goal::parse(goal)).collect();
    let (mut names, mut paths) = (None, None);
    if parsed.iter().any(|goal| matches!(goal, Goal::Event(_))) {
        names = Some(by_word(state, question, Dim::Name).await?);
    }
    if parsed.iter().any(|goal| goal.page().is_some()) {
        paths = Some(by_word(state, question, Dim::Path).await?);
    }
    let mut found = Vec::with_capacity(goals.len());
    for (text, goal) in goals.iter().zip(parsed) {
        let counted = |all: &Option<HashMap<dict::Id, Figures>>, dim, name: &str| {
            all.as_ref().and_then(|all| all.get(&word(state, dim, name))).copied().unwrap_or_default()
        };
        let figures = match &goal {
            Goal::Event(name) => counted(&names, Dim::Name, name),
            Goal::Page { .. } if let Some(path) = goal.page() => counted(&paths, Dim::Path, path),
            Goal::Page { .. } => numbers::total(state, &under(state, question, text)).await?,
        };
        found.push((text.clone(), figures));
    }
    Ok(found)
}

/// Every word of a dimension: sums of days answer that, and a single word no faster.
async fn by_word(
    state: &AppState,
    question: &Question<'_>,
    dim: Dim,
) -> AppResult<HashMap<dict::Id, Figures>> {
    let rows = numbers::count(state, question, scan::By::Dim(dim)).await?;
    Ok(rows.into_iter().map(|row| (row.value, row.figures)).collect())
}

/// The question about those alone who reached a goal.
fn under<'a>(state: &AppState, question: &Question<'a>, goal: &str) -> Question<'a> {
    question.with(Condition::All(vec![question.condition.clone(), ask::reached(state, goal)]))
}
