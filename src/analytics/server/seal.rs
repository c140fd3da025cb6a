//! Days that are over, added up: a year is then read from 365 days, not from its events.
//!
//! A day is sealed 35 minutes after it ended, when nothing of it is on its way any more, and again whenever
//! something of it changes all the same. Sealing asks the same statements as a dashboard does, so both agree.

use super::{
    calendar::{Calendar, Day},
    dict::{Id, OTHER},
    goals,
    numbers::hours,
    store::{
        condition::Condition,
        dropped,
        scan::{self, By, Counted, Figures, Scan},
        seal as store,
        seal::{Measured, Rolled},
    },
    vitals,
    wire::PAGE_VIEW,
    word,
};
use crate::{
    accounts::server::{ProjectRef, projects},
    analytics::model::Dim,
    server::{
        clock::{DAY, HOUR, MINUTE, Millis},
        db::DbError,
        problem::AppResult,
        state::AppState,
    },
};
use std::collections::{BTreeMap, HashSet};

const AFTER: Millis = 35 * MINUTE;
/// Values of one dimension a day keeps, by visitors; the rest is `(other)`.
const MOST: usize = 1_000;
/// Days of one project sealed before the next project has its turn, so that a long import does not hold up the rest.
const AT_ONCE: usize = 20;

/// What days are added up by, beside the names of events.
const ROLLED: [Dim; 19] = [
    Dim::Release,
    Dim::Path,
    Dim::Entry,
    Dim::Exit,
    Dim::Source,
    Dim::Channel,
    Dim::Referrer,
    Dim::UtmSource,
    Dim::UtmMedium,
    Dim::UtmCampaign,
    Dim::UtmTerm,
    Dim::UtmContent,
    Dim::Country,
    Dim::Region,
    Dim::City,
    Dim::Device,
    Dim::Browser,
    Dim::Os,
    Dim::Screen,
];

/// Seal what is due in every project.
pub async fn run(state: AppState) -> Result<(), DbError> {
    let mut projects = projects::active(&state).await.unwrap_or_default();
    while !projects.is_empty() {
        let mut behind = Vec::new();
        for project in projects {
            match seal_due(&state, &project).await {
                Ok(true) => behind.push(project),
                Ok(false) => {}
                Err(error) => tracing::warn!(project = project.slug, ?error, "a day could not be sealed"),
            }
        }
        projects = behind;
    }
    Ok(())
}

/// Seal the days of a project that are over or have changed, the first of them; whether more may be due.
pub async fn seal_due(state: &AppState, project: &ProjectRef) -> AppResult<bool> {
    let now = state.clock.now();
    let today = state.part::<Calendar>().now(project, now)?.today;
    let last = if now < today.start + AFTER { today.number - 2 } else { today.number - 1 };
    let next = match store::last_sealed(&state.db, project.id, today.number).await? {
        Some(day) => Some(day + 1),
        None => match store::first_event(&state.db, project.id).await? {
            Some(at) => Some(Day::at(&project.time_zone, at)?.number),
            None => None,
        },
    };
    let Some(next) = next else { return Ok(false) };
    // Those after that are sealed for the first time anyway.
    let changed =
        store::dirty(&state.db, project.id).await?.into_iter().filter(|day| *day < next.min(last + 1));
    let due: Vec<i64> = (next..=last).chain(changed).take(AT_ONCE).collect();
    for number in &due {
        seal(state, project, *number).await?;
    }
    Ok(due.len() == AT_ONCE)
}

async fn seal(state: &AppState, project: &ProjectRef, number: i64) -> AppResult<()> {
    let day = Day::numbered(&project.time_zone, number)?;
    let mut tx = state.db.begin_write().await?;
    store::clean(&mut tx, project.id, number).await?;
    tx.commit().await?;
    let rolled = Sums::of(state, project, day).await?;
    let mut tx = state.db.begin_write().await?;
    store::replace(
        &mut tx,
        project.id,
        day,
        (&rolled.days, &rolled.hours, &rolled.vitals),
        state.clock.now(),
    )
    .await?;
    Ok(tx.commit().await?)
}

/// What a day comes to.
#[derive(Default)]
struct Sums {
    days: Vec<Rolled>,
    hours: Vec<Rolled>,
    vitals: Vec<Measured>,
}

impl Sums {
    async fn of(state: &AppState, project: &ProjectRef, day: Day) -> AppResult<Self> {
        let span = (day.start, day.end);
        let goals = goals::words(state, project.id).await?;
        let mut days = rolled(state, project, &[span], Some(Dim::Name), &goals).await?;
        let vitals = vitals::of_day(state, project.id, span).await?;
        // Every event has a name: without any, there is nothing more to add up.
        if days.is_empty() {
            return Ok(Self { vitals, ..Self::default() });
        }
        days.extend(rolled(state, project, &[span], None, &goals).await?);
        for dim in ROLLED {
            days.extend(rolled(state, project, &[span], Some(dim), &goals).await?);
        }
        let hours = rolled(state, project, &hours(&project.time_zone, day)?, None, &goals).await?;
        Ok(Self { days, hours, vitals })
    }
}

async fn rolled(
    state: &AppState,
    project: &ProjectRef,
    spans: &[(Millis, Millis)],
    dim: Option<Dim>,
    goals: &HashSet<(Dim, Id)>,
) -> AppResult<Vec<Rolled>> {
    let scan = Scan {
        project_id: project.id,
        spans,
        by: dim.map_or(By::Nothing, By::Dim),
        by_environment: true,
        within_days: spans.len() > 1,
        condition: &Condition::ANYTHING,
        page_view: word(state, Dim::Name, PAGE_VIEW),
    };
    let counted = scan::count(&state.db, &scan).await?;
    let row = |row: Counted| Rolled {
        environment: row.environment,
        dim: dim.map_or(0, |dim| dim as i64),
        value: row.value,
        hour: spans[usize::try_from(row.span).unwrap_or_default()].0,
        figures: row.figures,
    };
    let rows = counted.into_iter().map(row).collect();
    Ok(match dim {
        Some(dim) => bounded(rows, word(state, dim, OTHER), |value| goals.contains(&(dim, value))),
        None => rows,
    })
}

/// The goals and the values with most visitors of each environment, and the rest as one.
fn bounded(mut rows: Vec<Rolled>, other: Id, is_goal: impl Fn(Id) -> bool) -> Vec<Rolled> {
    let weight =
        |row: &Rolled| (row.value != other, is_goal(row.value), row.figures.visitors, row.figures.events);
    rows.sort_by_key(|row| (row.environment, std::cmp::Reverse(weight(row))));
    let (mut kept, mut rest) = (Vec::new(), BTreeMap::<i64, Rolled>::new());
    let mut count = (0, 0);
    for row in rows {
        count = if count.0 == row.environment { (count.0, count.1 + 1) } else { (row.environment, 1) };
        if count.1 <= MOST && row.value != other {
            kept.push(row);
            continue;
        }
        let empty = Rolled { value: other, figures: Figures::default(), ..row };
        rest.entry(row.environment).or_insert(empty).figures += row.figures;
    }
    kept.extend(rest.into_values());
    kept
}

/// Forget what projects do not keep any more.
pub async fn forget(state: AppState) -> Result<(), DbError> {
    for project in projects::active(&state).await.unwrap_or_default() {
        if let Err(error) = forget_old(&state, &project).await {
            tracing::warn!(project = project.slug, ?error, "old events could not be forgotten");
        }
    }
    Ok(())
}

async fn forget_old(state: &AppState, project: &ProjectRef) -> AppResult<()> {
    let before = state.clock.now() - project.analytics_days * DAY;
    let mut tx = state.db.begin_write().await?;
    dropped::forget(&mut tx, project.id, before.div_euclid(HOUR)).await?;
    tx.commit().await?;
    let first = first_kept(state, project, Day::at(&project.time_zone, before)?).await?;
    // An hour at a time: whoever sends something meanwhile waits for no more than that.
    while let Some(oldest) = store::first_event(&state.db, project.id).await?.filter(|at| *at < first) {
        let mut tx = state.db.begin_write().await?;
        store::forget(&mut tx, project.id, first.min(oldest + HOUR)).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// When the first day begins that stays: `wanted` or an earlier one. Days are forgotten whole and only once they are
/// sealed, since one that is sealed again comes to what is left of it.
async fn first_kept(state: &AppState, project: &ProjectRef, wanted: Day) -> AppResult<Millis> {
    let Some(sealed) = store::last_sealed(&state.db, project.id, wanted.number).await? else { return Ok(0) };
    let changed = store::dirty(&state.db, project.id).await?.first().copied();
    let first = changed.map_or(sealed + 1, |changed| changed.min(sealed + 1));
    Ok(Day::numbered(&project.time_zone, first)?.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_of_a_day_becomes_one_value_per_environment() {
        let row = |environment, value, visitors| Rolled {
            environment,
            dim: 4,
            value,
            hour: 0,
            figures: Figures { visitors, views: visitors, ..Figures::default() },
        };
        let other = 99_999;
        let mut rows: Vec<_> = (1..=1_003).map(|value| row(1, value, 2_000 - value)).collect();
        rows.extend([row(1, other, 5_000), row(2, 7, 3)]);
        let kept = bounded(rows.clone(), other, |value| value == 1_003);
        assert_eq!(kept.len(), MOST + 2);
        let rest = kept.iter().find(|row| row.value == other).unwrap();
        assert_eq!(rest.figures.visitors, 5_000 + 1_000 + 999 + 998);
        assert!(kept.iter().any(|row| row.value == 1_003), "a goal, however few reach it");
        let sum = |rows: &[Rolled]| rows.iter().map(|row| row.figures.views).sum::<i64>();
        assert_eq!(sum(&kept), sum(&rows));
    }
}
