//! What a deployment did to users: the time since, beside the same hours before.

use super::{query::Metric, vitals::Vital};
use serde::{Deserialize, Serialize};

/// Below so many samples a difference is more likely chance than effect.
pub const ENOUGH: i64 = 30;

/// What is known of the time after a deployment and of the time it is compared with, which is as long and lies
/// `window` milliseconds earlier: the same hours of the same weekday when that is a week.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    pub window: i64,
    /// From the deployment, unix milliseconds.
    pub from: i64,
    pub to: i64,
    pub ended: Ended,
    pub rows: Vec<Compared>,
}

/// Why the time after the deployment ends where it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ended {
    /// It goes on.
    Now,
    /// It has been as long as the window.
    Window,
    /// Something else was deployed there.
    Next,
}

/// One figure before and after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    pub what: Figure,
    pub before: Measure,
    pub after: Measure,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Figure {
    /// Visits, page views, bounce rate, engaged time.
    Of(Metric),
    /// Percent of visits that reached the goal.
    Conversion(String),
    /// The 75th percentile.
    Vital(Vital),
}

/// A value, and how much it was made of: visits, or views that measured a vital.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// In the unit of its [`Metric`] or [`Vital`]; none without a sample.
    pub value: Option<f64>,
    pub sample: i64,
}

impl Effect {
    /// Whether nothing was counted, neither before nor after.
    pub fn is_empty(&self) -> bool {
        self.rows.iter().all(|row| row.before.sample == 0 && row.after.sample == 0)
    }
}

impl Compared {
    /// By how much the value changed, as a share of what it was; none where the samples are too few to tell.
    pub fn change(&self) -> Option<f64> {
        let (before, after) = (self.before.value?, self.after.value?);
        let enough = self.before.sample.min(self.after.sample) >= ENOUGH;
        (enough && before > 0.0).then(|| (after - before) / before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_samples_tell_nothing() {
        let measure = |value, sample| Measure { value, sample };
        let change = |before, after| Compared { what: Figure::Vital(Vital::Lcp), before, after }.change();
        assert_eq!(change(measure(Some(2_000.0), 30), measure(Some(1_500.0), 400)), Some(-0.25));
        assert_eq!(change(measure(Some(2_000.0), 29), measure(Some(1_500.0), 400)), None);
        assert_eq!(change(measure(Some(0.0), 50), measure(Some(3.0), 50)), None);
        assert_eq!(change(measure(None, 0), measure(Some(3.0), 50)), None);
    }
}
