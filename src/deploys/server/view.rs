//! What the console's pages show.

use super::{Filter, environments, get, list, paging::position, releases, transitions};
use crate::{
    accounts::server::project_by_id,
    analytics::{
        model::effect::Effect,
        server::effect::{Arrival, WEEK, release_effect},
    },
    deploys::model::{Asked, Deployment, DeploymentList, DeploymentPage, Status},
    error::AppError,
    server::{problem::AppResult, state::AppState},
};

/// Deployments listed below one of the same release.
const MOST_OTHERS: i64 = 20;
/// Deployments of a week among which the next one is looked for.
const MOST_LATER: i64 = 1_000;

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
    let effect = effect(state, project_id, &deployment).await?;
    Ok(DeploymentPage { deployment, transitions, others, effect, now: state.clock.now() })
}

/// What users did since it arrived, until something else did.
async fn effect(state: &AppState, project_id: i64, deployment: &Deployment) -> AppResult<Option<Effect>> {
    if !matches!(deployment.status, Status::Succeeded | Status::RolledBack) {
        return Ok(None);
    }
    let project = project_by_id(state, project_id).await?.ok_or(AppError::NotFound)?;
    let environment = environments::resolve(state, project_id, Some(&deployment.environment)).await?;
    let later = Filter {
        environment_id: Some(environment.id),
        status: Some(Status::Succeeded),
        from: deployment.at + 1,
        to: deployment.at + WEEK,
        limit: MOST_LATER,
        ..Filter::default()
    };
    let later = list(state, project_id, later).await?.items;
    let next = later.iter().rev().find(|other| other.package == deployment.package);
    let arrival =
        Arrival { environment: &deployment.environment, at: deployment.at, until: next.map(|next| next.at) };
    release_effect(state, &project, arrival, WEEK).await
}
