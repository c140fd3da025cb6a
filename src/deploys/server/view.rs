//! What the console's pages show.

use super::{Filter, environments, get, list, paging::position, releases, transitions};
use crate::{
    deploys::model::{Asked, DeploymentList, DeploymentPage, Status},
    error::AppError,
    server::{problem::AppResult, state::AppState},
};

/// Deployments listed below one of the same release.
const MOST_OTHERS: i64 = 20;

/// A page of the list.
///
/// # Errors
/// `Invalid` for an environment, status or cursor that is none.
pub async fn deployments(
    state: &AppState,
    project_id: i64,
    asked: Asked,
    base_url: String,
) -> AppResult<DeploymentList> {
    let given = |text: String| Some(text).filter(|text| !text.is_empty());
    let mut filter = Filter::default();
    if let Some(name) = given(asked.environment) {
        filter.environment_id = Some(environments::resolve(state, project_id, Some(&name)).await?.id);
    }
    if let Some(word) = given(asked.status) {
        let allowed = Status::ALL.map(Status::as_str);
        filter.status = Some(Status::parse(&word).ok_or_else(|| AppError::not_one_of("status", &allowed))?);
    }
    filter.after = given(asked.cursor).map(|cursor| position(&cursor)).transpose()?;
    let environments = environments::list(state, project_id).await?;
    let page = list(state, project_id, filter).await?;
    Ok(DeploymentList {
        items: page.items,
        next: page.next,
        environments: environments.iter().map(|environment| environment.name.clone()).collect(),
        base_url,
        now: state.clock.now(),
    })
}

/// One deployment.
///
/// # Errors
/// `NotFound` for an unknown id and for another project's.
pub async fn deployment(state: &AppState, project_id: i64, id: &str) -> AppResult<DeploymentPage> {
    let deployment = get(state, project_id, id).await?;
    let release = releases::get(state, project_id, &deployment.release).await?;
    let of_release = Filter { release_id: Some(release.id), limit: MOST_OTHERS + 1, ..Filter::default() };
    let mut others = list(state, project_id, of_release).await?.items;
    others.retain(|other| other.id != deployment.id);
    let transitions = transitions(state, project_id, &deployment.id).await?;
    Ok(DeploymentPage { deployment, transitions, others, now: state.clock.now() })
}
