//! The first sign of life of a product: does what was pasted work?

use super::projects::project_by_id;
use crate::{
    accounts::model::settings::{Arrival, Start},
    analytics::server as analytics,
    error::AppError,
    feedback::server as feedback,
    server::{ctx::Visitor, problem::AppResult, state::AppState},
};

/// What to paste into the product, and the newest thing that came from it.
pub async fn look(visitor: &Visitor, project_id: i64) -> AppResult<Start> {
    let state = &visitor.state;
    let project = project_by_id(state, project_id).await?.ok_or(AppError::NotFound)?;
    Ok(Start {
        base: visitor.base_url(),
        public_key: project.public_key.clone(),
        arrival: newest(state, project_id).await?,
        now: state.clock.now(),
    })
}

async fn newest(state: &AppState, project_id: i64) -> AppResult<Option<Arrival>> {
    let event = analytics::last_event(state, project_id).await?.map(|event| Arrival {
        kind: "Page view".into(),
        page: event.path,
        from: None,
        at: event.at,
    });
    let brief = feedback::latest(state, project_id, 1).await?.pop();
    let entry = match brief {
        Some(brief) => Some(feedback::get(state, project_id, &brief.id).await?),
        None => None,
    };
    let entry = entry.map(|entry| Arrival {
        kind: "Feedback".into(),
        page: entry.page,
        from: (entry.browser != feedback::UNKNOWN).then(|| format!("{} on {}", entry.browser, entry.os)),
        at: entry.created_at,
    });
    Ok([event, entry].into_iter().flatten().max_by_key(|arrival| arrival.at))
}
