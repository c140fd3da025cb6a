//! Server functions of analytics.

use super::model::dashboard::Dashboard;
use crate::codec::Json;
use crate::error::AppError;
use leptos::prelude::*;

/// What the analytics page shows for the names and values of its address.
#[server(prefix = "/fn", endpoint = "analytics/dashboard", protocol = Json)]
pub async fn get_dashboard(project: String, asked: Vec<(String, String)>) -> Result<Dashboard, AppError> {
    super::server::dashboard::read(&crate::server::ctx::ctx()?, &project, &asked).await
}
