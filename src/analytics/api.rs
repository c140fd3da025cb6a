//! Server functions of analytics.

use super::model::{dashboard::Dashboard, filtered::Filtered, settings::Counting};
use crate::codec::Json;
use crate::error::AppError;
use leptos::prelude::*;

/// What the analytics page shows for the names and values of its address.
#[server(prefix = "/fn", endpoint = "analytics/dashboard", protocol = Json)]
pub async fn get_dashboard(project: String, asked: Vec<(String, String)>) -> Result<Dashboard, AppError> {
    super::server::dashboard::read(&crate::server::ctx::ctx()?, &project, &asked).await
}

/// What was not counted, and why.
#[server(prefix = "/fn", endpoint = "analytics/filtered", protocol = Json)]
pub async fn get_filtered(project: String) -> Result<Filtered, AppError> {
    super::server::dropped::page(&crate::server::ctx::ctx()?, &project).await
}

/// What the settings of counting show.
#[server(prefix = "/fn", endpoint = "analytics/settings", protocol = Json)]
pub async fn get_counting(project: String) -> Result<Counting, AppError> {
    super::server::settings::read(&crate::server::ctx::ctx()?, &project).await
}

/// What Sec-GPC does, how many days events are kept one by one, and whether the public feedback page is counted.
#[server(prefix = "/fn", endpoint = "analytics/count")]
pub async fn count_events(
    project: String,
    gpc: String,
    days: String,
    #[server(default)] form: bool,
) -> Result<(), AppError> {
    super::server::settings::count(&crate::server::ctx::ctx()?, &project, &gpc, &days, form).await
}

/// Add a goal: the name of an event or the path of a page, as `kind` says; of a page `scroll` percent, or nothing.
#[server(prefix = "/fn", endpoint = "analytics/add-goal")]
pub async fn add_goal(
    project: String,
    kind: String,
    goal: String,
    #[server(default)] scroll: String,
) -> Result<(), AppError> {
    super::server::goals::add(&crate::server::ctx::ctx()?, &project, &kind, &goal, &scroll).await
}

/// Remove a goal.
#[server(prefix = "/fn", endpoint = "analytics/remove-goal")]
pub async fn remove_goal(project: String, goal: String) -> Result<(), AppError> {
    super::server::goals::remove(&crate::server::ctx::ctx()?, &project, &goal).await
}
