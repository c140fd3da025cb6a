//! How much a project is used, for its first page.

use super::{
    busy,
    calendar::{Calendar, Day},
    numbers::{self, Question},
    vitals,
};
use crate::{
    accounts::server::ProjectRef,
    analytics::model::{dashboard::VitalNow, traffic::Traffic},
    server::{
        clock::{DAY, MINUTE, Millis},
        problem::AppResult,
        state::AppState,
    },
};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

const WEEK: i64 = 7;
/// Percentiles of a week move slowly, and today's have to be read view by view.
const FRESH: Millis = MINUTE;

/// Vitals of a week by project, and when they were read.
#[derive(Default)]
pub struct Remembered(Mutex<HashMap<i64, (Millis, Vec<VitalNow>)>>);

/// Visitors and vitals of seven days. Both comparisons end at this time of day, or every morning would look like a
/// slump.
pub async fn traffic(state: &AppState, project: &ProjectRef) -> AppResult<Traffic> {
    let now = state.clock.now();
    let today = state.part::<Calendar>().now(project, now)?.today.number;
    let numbers: Vec<i64> = (today + 1 - 2 * WEEK..=today).collect();
    let fortnight = Question::new(project, (numbers[0], today));
    let (online, days, yesterday, same_day, vitals) = tokio::try_join!(
        busy::online(state, project.id, 0),
        numbers::by_days(state, &fortnight, &numbers),
        by_now(state, project, today - 1, now - DAY),
        by_now(state, project, today - WEEK, now - WEEK * DAY),
        week_vitals(state, project, (today + 1 - WEEK, today)),
    )?;
    let visitors: Vec<i64> = days.iter().map(|day| day.visitors).collect();
    let (before, days) = visitors.split_at(WEEK as usize);
    let whole: i64 = before.iter().take(before.len() - 1).sum();
    Ok(Traffic { online, days: days.to_vec(), yesterday, before: whole + same_day, vitals })
}

/// Visitors of a day until an instant, that included.
async fn by_now(state: &AppState, project: &ProjectRef, day: i64, until: Millis) -> AppResult<i64> {
    let day = Day::numbered(&project.time_zone, day)?;
    // A day when clocks change is shorter or longer than its neighbours.
    if !day.has(until) {
        return Ok(0);
    }
    let question = Question::within(project, (day.start, until + 1))?;
    Ok(numbers::total(state, &question).await?.visitors)
}

async fn week_vitals(state: &AppState, project: &ProjectRef, days: (i64, i64)) -> AppResult<Vec<VitalNow>> {
    let (now, part) = (state.clock.now(), &state.part::<Remembered>().0);
    let known = part.lock().unwrap_or_else(PoisonError::into_inner).get(&project.id).cloned();
    if let Some((at, vitals)) = known
        && (now - at).abs() < FRESH
    {
        return Ok(vitals);
    }
    let vitals = vitals::shown(&vitals::measured(state, &Question::new(project, days)).await?);
    let mut all = part.lock().unwrap_or_else(PoisonError::into_inner);
    all.insert(project.id, (now, vitals.clone()));
    Ok(vitals)
}
