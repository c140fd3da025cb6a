//! Page views of the last 31 days: busy evenings, busier weekends, a little more every week.

use super::{
    dice::Dice,
    story::{Going, production, release_at},
};
use crate::{
    analytics::server::NewEvent,
    server::clock::{DAY, HOUR, Millis},
};

const DAYS: i64 = 31;
/// Views of a weekday when the story ends.
const A_DAY: f64 = 1_400.0;
/// How much of a day happens in each hour, UTC; the sum is 1.
const HOURS: [f64; 24] = [
    0.018, 0.010, 0.006, 0.005, 0.006, 0.012, 0.024, 0.036, 0.042, 0.043, 0.042, 0.044, //
    0.048, 0.046, 0.043, 0.045, 0.053, 0.065, 0.080, 0.094, 0.092, 0.074, 0.046, 0.026,
];
/// From Monday.
const WEEKDAYS: [f64; 7] = [1.0, 0.94, 0.92, 0.95, 1.04, 1.22, 1.38];
const PAGES: [(&str, i64); 9] = [
    ("/dashboard", 30),
    ("/chests", 22),
    ("/players", 16),
    ("/goals", 10),
    ("/battles", 9),
    ("/battles/compare", 3),
    ("/exports", 4),
    ("/clans", 4),
    ("/help", 2),
];

/// Views of `project_id` until `now`, oldest first.
pub fn views(project_id: i64, deployments: &[Going], now: Millis) -> Vec<NewEvent> {
    let (mut dice, production) = (Dice::new(9), production(deployments));
    let first = now - now.rem_euclid(DAY) - (DAYS - 1) * DAY;
    let hours = (first..now).step_by(HOUR as usize);
    let mut views = Vec::new();
    for hour in hours {
        let count = expected(hour, now) * (0.85 + 0.3 * dice.share());
        for _ in 0..count.round() as i64 {
            let at = hour + dice.below(HOUR);
            if at < now {
                views.push(view(project_id, at, release_at(&production, at), &mut dice));
            }
        }
    }
    views
}

/// Views of the hour that begins at `hour`.
fn expected(hour: Millis, now: Millis) -> f64 {
    // 1 January 1970 was a Thursday.
    let weekday = (hour.div_euclid(DAY) + 3).rem_euclid(7) as usize;
    let time = (hour.rem_euclid(DAY) / HOUR) as usize;
    let growth = 1.0 - 0.008 * ((now - hour) / DAY) as f64;
    A_DAY * growth * WEEKDAYS[weekday] * HOURS[time]
}

fn view(project_id: i64, at: Millis, release: &str, dice: &mut Dice) -> NewEvent {
    let nav = dice.weighted(&[("navigate", 70), ("soft-navigation", 20), ("reload", 6), ("back-forward", 4)]);
    NewEvent {
        project_id,
        page: (at << 22) | dice.below(1 << 22),
        seq: 0,
        at,
        environment: "production".into(),
        release: Some(release.into()),
        path: (*dice.weighted(&PAGES)).into(),
        nav: Some((*nav).into()),
        lite: dice.chance(2),
    }
}
