//! The use-case of the overview: asks every slice at the same time.

use super::model::{Overview, Views};
use crate::{
    accounts::server::{ProjectRef, day_names, day_starts, project_by_id, start},
    analytics::server::{hour_starts, traffic, views_of},
    deploys::server as deploys,
    error::AppError,
    feedback::server as feedback,
    performance::server::recent,
    server::{
        clock::{DAY, Millis},
        ctx::Visitor,
        problem::AppResult,
        state::AppState,
    },
};

const WEEK: u16 = 7;
const LATEST: usize = 5;

/// # Errors
/// `NotFound` for a project that is gone.
pub async fn read(visitor: &Visitor, project_id: i64) -> AppResult<Overview> {
    let state = &visitor.state;
    let now = state.clock.now();
    let project = project_by_id(state, project_id).await?.ok_or(AppError::NotFound)?;
    let fortnight = day_starts(&project, now, 2 * WEEK)?;
    let (environments, marks, views, traffic, feedback, latest, new_bugs, start) = tokio::try_join!(
        deploys::environments_now(state, project_id),
        deploys::markers(state, project_id, None, now - DAY, now + 1),
        views(state, &project, &fortnight, now),
        traffic(state, &project),
        feedback::counts_by_day(state, project_id, WEEK),
        feedback::latest(state, project_id, LATEST),
        feedback::new_bugs(state, project_id),
        start::look(visitor, project_id),
    )?;
    let (days, instance) = (day_names(&project, &fortnight[usize::from(WEEK)..])?, recent(state));
    Ok(Overview {
        now,
        environments,
        marks,
        instance,
        views,
        traffic,
        feedback,
        days,
        latest,
        new_bugs,
        start,
    })
}

/// Today and yesterday by the hour, and two weeks by the day. Both comparisons
/// end at this time of day, or every morning would look like a slump.
async fn views(state: &AppState, project: &ProjectRef, days: &[Millis], now: Millis) -> AppResult<Views> {
    let (now, then) = (now + 1, now + 1 - DAY);
    let (today, yesterday) = (hour_starts(project, now)?, hour_starts(project, then)?);
    let last = days.len() - 1;
    let week = usize::from(WEEK);
    let same_time = [now - i64::from(WEEK) * DAY];
    let (hours, yesterday, past, rest) = tokio::try_join!(
        views_of(state, project.id, &today, now),
        views_of(state, project.id, &yesterday, then),
        views_of(state, project.id, &days[..last], days[last]),
        views_of(state, project.id, &same_time, days[week]),
    )?;
    let (before, this) = past.split_at(week);
    let mut this = this.to_vec();
    this.push(hours.iter().sum());
    // The day at the boundary counts only up to this time of day.
    let before = before.iter().sum::<i64>();
    Ok(Views {
        hours,
        yesterday: yesterday.iter().sum(),
        days: this,
        before: before - rest.iter().sum::<i64>(),
    })
}
