//! Server functions of analytics.

use super::model::{dashboard::Dashboard, filtered::Filtered};
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
