//! Who works on "Total Battle Analyzer", and what they released in 90 days.

use crate::{
    deploys::model::{Kind, Status},
    server::clock::{DAY, HOUR, MINUTE, Millis},
};

pub const DAYS: i64 = 90;
pub const PROJECT: &str = "Total Battle Analyzer";
pub const SLUG: &str = "total-battle-analyzer";

/// Somebody of the team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Ada,
    Jonas,
    Mira,
}

impl Who {
    pub fn name(self) -> &'static str {
        match self {
            Self::Ada => "Ada Keller",
            Self::Jonas => "Jonas Brandt",
            Self::Mira => "Mira Okafor",
        }
    }

    pub fn email(self) -> &'static str {
        match self {
            Self::Ada => "ada@example.org",
            Self::Jonas => "jonas@example.org",
            Self::Mira => "mira@example.org",
        }
    }
}

/// One release going to one environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Going {
    pub release: &'static str,
    pub environment: &'static str,
    pub kind: Kind,
    pub who: Who,
    pub started: Millis,
    /// None: it is still under way.
    pub finished: Option<Millis>,
    pub end: Status,
    pub note: Option<&'static str>,
}

/// How a release reached production.
enum Way {
    /// A day in each environment before.
    Usual,
    /// All of it in a morning.
    Hotfix,
}

/// Release, days ago it reached production, who released it.
const RELEASES: [(&str, i64, Way, Who); 10] = [
    ("web@1.8.0", 88, Way::Usual, Who::Jonas),
    ("web@1.9.0", 76, Way::Usual, Who::Jonas),
    ("web@2.0.0", 61, Way::Usual, Who::Ada),
    ("web@2.0.1", 58, Way::Hotfix, Who::Jonas),
    ("web@2.1.0", 47, Way::Usual, Who::Mira),
    ("web@2.1.1", 44, Way::Hotfix, Who::Jonas),
    ("web@2.2.0", 33, Way::Usual, Who::Jonas),
    ("web@2.3.0", 20, Way::Usual, Who::Mira),
    ("web@2.3.1", 18, Way::Hotfix, Who::Jonas),
    ("web@2.4.0", 6, Way::Usual, Who::Mira),
];
/// Days before production, the time of day, and the minutes it takes.
const USUAL: [(&str, i64, Millis, i64); 4] = [
    ("development", 3, 9 * HOUR + 40 * MINUTE, 3),
    ("testing", 2, 10 * HOUR + 15 * MINUTE, 6),
    ("staging", 1, 14 * HOUR + 30 * MINUTE, 8),
    ("production", 0, 10 * HOUR + 20 * MINUTE, 11),
];
const HOTFIX: [(&str, i64, Millis, i64); 4] = [
    ("development", 0, 8 * HOUR + 5 * MINUTE, 3),
    ("testing", 0, 8 * HOUR + 40 * MINUTE, 5),
    ("staging", 0, 9 * HOUR + 30 * MINUTE, 7),
    ("production", 0, 11 * HOUR + 10 * MINUTE, 9),
];

/// Every deployment up to `now`, by the time it started.
pub fn deployments(now: Millis) -> Vec<Going> {
    let today = now - now.rem_euclid(DAY);
    let mut all = mishaps(today);
    for (release, ago, way, who) in &RELEASES {
        let hotfix = matches!(way, Way::Hotfix);
        for (environment, before, time, minutes) in if hotfix { HOTFIX } else { USUAL } {
            let kind = if hotfix { Kind::Hotfix } else { Kind::Deploy };
            let started = today - (ago + before) * DAY + time;
            all.push(going((release, environment), kind, *who, (started, minutes), Status::Succeeded, None));
        }
    }
    all.extend(latest(now, today));
    all.sort_by_key(|going| going.started);
    all
}

type Place = (&'static str, &'static str);

fn going(
    (release, environment): Place,
    kind: Kind,
    who: Who,
    (started, minutes): (Millis, i64),
    end: Status,
    note: Option<&'static str>,
) -> Going {
    let finished = Some(started + minutes * MINUTE);
    Going { release, environment, kind, who, started, finished, end, note }
}

/// What went wrong.
fn mishaps(today: Millis) -> Vec<Going> {
    let at = |days: i64, hour: i64, minute: i64| today - days * DAY + hour * HOUR + minute * MINUTE;
    let failed = |place, who, when, note| going(place, Kind::Deploy, who, when, Status::Failed, Some(note));
    vec![
        failed(
            ("web@2.0.0", "testing"),
            Who::Ada,
            (at(63, 9, 10), 10),
            "The migration of the chest table ran into its time limit.",
        ),
        going(
            ("web@2.1.0", "staging"),
            Kind::Deploy,
            Who::Mira,
            (at(48, 13, 50), 2),
            Status::Cancelled,
            Some("Wrong branch."),
        ),
        failed(
            ("web@2.2.0", "staging"),
            Who::Jonas,
            (at(34, 11, 20), 15),
            "The health check did not answer within 5 minutes.",
        ),
        going(
            ("web@2.2.0", "production"),
            Kind::Rollback,
            Who::Ada,
            (at(20, 14, 5), 4),
            Status::Succeeded,
            Some("2.3.0 counts the points of chests twice."),
        ),
        failed(
            ("web@2.4.0", "production"),
            Who::Mira,
            (at(6, 8, 50), 9),
            "The new instance ran out of memory while it warmed its cache.",
        ),
    ]
}

/// What happened these days, and is happening.
fn latest(now: Millis, today: Millis) -> Vec<Going> {
    let ago = |minutes: i64| now - minutes * MINUTE;
    let hotfix = |environment, minutes, took| {
        let place = ("web@2.4.1", environment);
        going(place, Kind::Hotfix, Who::Jonas, (ago(minutes), took), Status::Succeeded, None)
    };
    let candidate = |environment, started, took| {
        let place = ("web@2.5.0-rc.1", environment);
        going(place, Kind::Deploy, Who::Mira, (started, took), Status::Succeeded, None)
    };
    let running = candidate("staging", ago(4), 0);
    vec![
        candidate("development", today - 2 * DAY + 9 * HOUR + 40 * MINUTE, 3),
        candidate("testing", today - DAY + 10 * HOUR + 15 * MINUTE, 6),
        hotfix("development", 560, 3),
        hotfix("testing", 530, 5),
        hotfix("staging", 480, 7),
        hotfix("production", 410, 9),
        Going { finished: None, end: Status::Running, ..running },
    ]
}

/// What ran in production: since when, oldest first.
pub fn production(deployments: &[Going]) -> Vec<(Millis, &'static str)> {
    let reached = deployments
        .iter()
        .filter(|going| going.environment == "production" && going.end == Status::Succeeded)
        .filter_map(|going| Some((going.finished?, going.release)));
    reached.collect()
}

/// The release of a moment; the oldest one before that.
pub fn release_at(production: &[(Millis, &'static str)], at: Millis) -> &'static str {
    let running = production.iter().rev().find(|(since, _)| *since <= at).or(production.first());
    running.map_or("web@1.8.0", |(_, release)| *release)
}
