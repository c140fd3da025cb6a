//! What every environment runs now.

use super::{environments, store};
use crate::{
    deploys::model::{Deployment, EnvironmentNow},
    server::{problem::AppResult, state::AppState},
};

/// Every environment in the order a change travels, with what runs there and
/// what was tried since without arriving.
pub async fn environments_now(state: &AppState, project_id: i64) -> AppResult<Vec<EnvironmentNow>> {
    let environments = environments::list(state, project_id).await?;
    let active = super::active(state, project_id).await?;
    let tried = store::active::tried_last(&state.db, project_id).await?;
    let here = |all: &[Deployment], name: &str| -> Vec<Deployment> {
        all.iter().filter(|deployment| deployment.environment == name).cloned().collect()
    };
    let now = environments.iter().map(|environment| {
        let mut unsettled = here(&tried, &environment.name);
        unsettled.retain(|deployment| deployment.status.is_unsettled());
        EnvironmentNow { active: here(&active, &environment.name), unsettled, name: environment.name.clone() }
    });
    Ok(now.collect())
}
