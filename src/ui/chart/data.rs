//! What a chart shows.

use super::super::{calendar, format, tone::Tone};

/// How values are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Line,
    /// A line with its area filled; for one series.
    Area,
    /// Bars, one series on top of the other.
    Bars,
}

/// What values mean: decides their text and what a round number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Whole numbers.
    Count,
    PerSecond,
    /// 1 is 100 %.
    Share,
    Millis,
    Bytes,
}

impl Unit {
    pub fn text(self, value: f64) -> String {
        match self {
            Unit::Count => format::thousands(value.round() as i64),
            Unit::PerSecond => format!("{} /s", format::compact(value)),
            Unit::Share => format::percent(value),
            Unit::Millis => format::duration(value),
            Unit::Bytes => format::bytes(value),
        }
    }

    /// The least the axis reaches, so that a flat line at zero stays at the bottom.
    pub(super) const fn least(self) -> f64 {
        match self {
            Unit::Share => 0.01,
            Unit::PerSecond => 0.1,
            _ => 1.0,
        }
    }
}

/// A step that has a name, such as a day of the project's time zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// For the axis: `Tue`.
    pub short: String,
    /// For reading: `24 Nov`.
    pub long: String,
    /// When it begins, unix milliseconds.
    pub from: i64,
}

/// What stands along the bottom, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Steps {
    /// Spans of equal length in milliseconds from an instant on, told in the reader's zone.
    Clock {
        from: i64,
        step: i64,
        count: usize,
    },
    Named(Vec<Name>),
}

impl Steps {
    pub fn count(&self) -> usize {
        match self {
            Steps::Clock { count, .. } => *count,
            Steps::Named(names) => names.len(),
        }
    }

    /// What a step is called in the zone `offset` minutes east of UTC.
    pub(super) fn label(&self, at: usize, offset: i32) -> String {
        match self {
            Steps::Clock { from, step, .. } => {
                let start = from + at as i64 * step;
                format!("{} {}", calendar::clock(start, offset), calendar::zone(offset))
            }
            Steps::Named(names) => names.get(at).map(|name| name.long.clone()).unwrap_or_default(),
        }
    }

    /// The step an instant falls into; none when it lies outside.
    pub(super) fn step_of(&self, at: i64) -> Option<usize> {
        if let Steps::Named(names) = self {
            return within(names, at).map(|(step, _)| step);
        }
        let count = self.count();
        let index = (self.place_of(at)? * count as f64) as usize;
        Some(index.min(count.saturating_sub(1)))
    }

    /// Where an instant lies, 0 at the left edge and 1 at the right. What happened since the last
    /// whole step stands at the edge: somebody who has just deployed looks for it there.
    pub(super) fn place_of(&self, at: i64) -> Option<f64> {
        let (from, step, count) = match self {
            Steps::Clock { from, step, count } => (from, step, count),
            Steps::Named(names) => {
                return within(names, at).map(|(step, part)| (step as f64 + part) / names.len() as f64);
            }
        };
        let steps = (at - from) as f64 / *step as f64;
        let known = (0.0..=*count as f64 + 1.0).contains(&steps);
        known.then(|| (steps / *count as f64).min(1.0))
    }
}

/// The step with a name that an instant falls into, and which part of it is over.
fn within(names: &[Name], at: i64) -> Option<(usize, f64)> {
    let step = names.partition_point(|name| name.from <= at).checked_sub(1)?;
    let from = names.get(step)?.from;
    let to = names.get(step + 1).map_or_else(|| from + last_length(names), |next| next.from);
    (at <= to).then(|| (step, (at - from) as f64 / (to - from).max(1) as f64))
}

/// How long the last step is, which may not be over yet: as long as the one before it, months up to
/// 31 days; a day alone.
fn last_length(names: &[Name]) -> i64 {
    const DAY: i64 = 86_400_000;
    match names {
        [.., before, last] if last.from - before.from >= 28 * DAY => 31 * DAY,
        [.., before, last] => last.from - before.from,
        _ => DAY,
    }
}

/// One line, or one layer of bars.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    pub name: String,
    /// One per step; `None` where nothing was recorded.
    pub values: Vec<Option<f64>>,
    /// Its colour: 1 to 6.
    pub colour: u8,
    /// Where the list of what it counts is.
    pub href: Option<String>,
    /// What was before, for comparison: a dashed line, whatever the shape of the chart.
    pub is_before: bool,
}

impl Series {
    pub fn new(name: impl Into<String>, values: Vec<Option<f64>>, colour: u8) -> Self {
        Series { name: name.into(), values, colour, href: None, is_before: false }
    }

    /// The same series, its number a link to what it counts.
    #[must_use]
    pub fn linked(self, href: impl Into<String>) -> Self {
        Series { href: Some(href.into()), ..self }
    }

    /// The same series as what others are compared with.
    #[must_use]
    pub fn before(self) -> Self {
        Series { is_before: true, ..self }
    }

    pub(super) fn class(&self) -> String {
        format!("series-{}{}", self.colour, if self.is_before { " before" } else { "" })
    }
}

/// Something that happened, marked by a thin line: a deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// Unix milliseconds.
    pub at: i64,
    /// Written beside the line where there is room: `2.4.0`.
    pub name: String,
    /// The whole of it: `web@2.4.0 to production, succeeded`.
    pub note: String,
    pub href: String,
    pub tone: Tone,
    /// Only a notch above the chart, for what happened elsewhere.
    pub minor: bool,
}

/// Everything a chart draws. Flags named first get their name written first.
#[derive(Clone, Debug, PartialEq)]
pub struct Plot {
    pub steps: Steps,
    pub series: Vec<Series>,
    pub flags: Vec<Flag>,
}

impl Plot {
    /// Whether there is anything to draw.
    pub(super) fn is_empty(&self) -> bool {
        self.series.iter().all(|series| series.values.iter().all(Option::is_none))
    }

    /// The last step at which anything was recorded; what was before may reach beyond it.
    pub(super) fn last(&self) -> usize {
        let last = |series: &Series| series.values.iter().rposition(Option::is_some);
        self.series.iter().filter(|series| !series.is_before).filter_map(last).max().unwrap_or(0)
    }

    /// The highest point that is drawn; bars stand on each other.
    pub(super) fn highest(&self, shape: Shape) -> f64 {
        let value = |series: &Series, at: usize| series.values.get(at).copied().flatten().unwrap_or(0.0);
        let of_step = |at: usize| {
            let values = self.series.iter().map(|series| value(series, at));
            if shape == Shape::Bars { values.sum() } else { values.fold(0.0, f64::max) }
        };
        (0..self.steps.count()).map(of_step).fold(0.0, f64::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: Steps = Steps::Clock { from: 600_000, step: 60_000, count: 4 };

    #[test]
    fn instants_find_their_step() {
        assert_eq!((STEPS.step_of(600_000), STEPS.step_of(719_999)), (Some(0), Some(1)));
        assert_eq!((STEPS.step_of(599_999), STEPS.step_of(900_001)), (None, None));
        assert_eq!((STEPS.place_of(850_000), STEPS.step_of(850_000)), (Some(1.0), Some(3)));
        assert_eq!(STEPS.place_of(720_000), Some(0.5));
        assert_eq!(STEPS.place_of(0), None);
        assert_eq!(STEPS.label(1, 60), "01:11 UTC+1");
    }

    #[test]
    fn instants_find_their_day_also_when_it_is_short() {
        let name = |from| Name { short: String::new(), long: String::new(), from };
        let hour = 3_600_000;
        let days = Steps::Named(vec![name(0), name(24 * hour), name(47 * hour), name(71 * hour)]);
        assert_eq!([0, 24, 47].map(|at| days.step_of(at * hour)), [Some(0), Some(1), Some(2)]);
        assert_eq!((days.step_of(-1), days.step_of(96 * hour)), (None, None));
        assert_eq!((days.place_of(12 * hour), days.place_of(83 * hour)), (Some(0.125), Some(0.875)));
    }

    #[test]
    fn the_last_step_is_as_long_as_the_others() {
        let day = 86_400_000;
        let steps = |starts: [i64; 2]| {
            Steps::Named(
                starts
                    .map(|from| Name { short: String::new(), long: String::new(), from: from * day })
                    .into(),
            )
        };
        let (weeks, months) = (steps([0, 7]), steps([0, 28]));
        assert_eq!((weeks.step_of(13 * day), weeks.step_of(15 * day)), (Some(1), None));
        assert_eq!((months.step_of(58 * day), months.step_of(60 * day)), (Some(1), None));
    }

    #[test]
    fn bars_are_as_high_as_their_sum() {
        let series = |values: [Option<f64>; 2]| Series::new("", values.to_vec(), 1);
        let plot = Plot {
            steps: Steps::Clock { from: 0, step: 1, count: 2 },
            series: vec![series([Some(1.0), None]), series([Some(2.0), None])],
            flags: vec![],
        };
        assert_eq!((plot.highest(Shape::Bars), plot.highest(Shape::Line)), (3.0, 2.0));
        assert_eq!((plot.last(), plot.is_empty()), (0, false));
        let before = series([Some(1.0), Some(1.0)]).before();
        let compared = Plot { series: vec![plot.series[0].clone(), before], ..plot };
        assert_eq!(compared.last(), 0, "what was before does not count");
    }
}
