//! Everything the page shows.

use crate::{
    accounts::model::{DayName, settings::Start},
    analytics::model::traffic::Traffic,
    deploys::model::{Deployment, EnvironmentNow, Marker, Status},
    feedback::model::{Brief, Day},
    performance::model::Recent,
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// The server's clock, unix milliseconds.
    pub now: i64,
    pub environments: Vec<EnvironmentNow>,
    /// Deployments of the last 24 hours, newest first.
    pub marks: Vec<Marker>,
    pub instance: Recent,
    pub views: Views,
    pub traffic: Traffic,
    /// Entries of seven days, the last one today.
    pub feedback: Vec<Day>,
    /// The same days in the project's time zone.
    pub days: Vec<DayName>,
    /// The newest entries.
    pub latest: Vec<Brief>,
    /// Reports of bugs nobody has looked at.
    pub new_bugs: i64,
    /// What to paste, and whether anything came of it.
    pub start: Start,
}

impl Overview {
    /// Attempts that failed and that nothing has replaced since.
    pub fn failed(&self) -> Vec<&Deployment> {
        let tried = self.environments.iter().flat_map(|environment| &environment.unsettled);
        tried.filter(|deployment| deployment.status == Status::Failed).collect()
    }

    /// Whether anything was ever deployed.
    pub fn deployed(&self) -> bool {
        self.environments.iter().any(|now| !now.active.is_empty() || !now.unsettled.is_empty())
    }

    /// What the last environment of the way runs: its name and its newest release.
    pub fn furthest(&self) -> Option<(&str, &str)> {
        let running = |now: &EnvironmentNow| !now.active.is_empty();
        let now = self.environments.iter().rev().find(|now| running(now))?;
        Some((&now.name, &now.active.first()?.release))
    }
}

/// Page views in days of the project's time zone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Views {
    /// Of every hour of today.
    pub hours: Vec<i64>,
    /// Of yesterday up to this time of day.
    pub yesterday: i64,
    /// Of seven days, the last one today.
    pub days: Vec<i64>,
    /// Of the seven days before, up to this time of day.
    pub before: i64,
}

impl Views {
    pub fn today(&self) -> i64 {
        self.hours.iter().sum()
    }

    pub fn week(&self) -> i64 {
        self.days.iter().sum()
    }
}

/// How much more `now` is than `before`, as a share of it; none when there was nothing.
pub fn change(now: i64, before: i64) -> Option<f64> {
    (before > 0).then(|| (now - before) as f64 / before as f64)
}

#[cfg(test)]
mod tests {
    use super::change;

    #[test]
    fn a_change_needs_something_to_compare_with() {
        assert_eq!((change(3, 2), change(0, 4), change(5, 0)), (Some(0.5), Some(-1.0), None));
    }
}
