//! Axes in round numbers, and numbers as text. Only exact arithmetic: a logarithm of the browser
//! may differ from the server's in the last digit, and then the page would not hydrate.

use super::data::{Steps, Unit};

/// A coordinate: two decimals, no trailing zeros.
pub fn num(n: f64) -> String {
    let text = format!("{n:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// A place across the chart, 0 to 1, as an attribute.
pub fn across(place: f64) -> String {
    format!("{}%", num(place * 100.0))
}

/// Values up a chart: 0 to `top` in `count` steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    pub top: f64,
    pub count: usize,
}

const MOST_STEPS: f64 = 3.0;

/// An axis of at most three round steps that reaches `highest`.
pub fn axis(highest: f64, unit: Unit) -> Axis {
    let highest = highest.max(unit.least());
    let step = match unit {
        Unit::Bytes => binary_step(highest / MOST_STEPS),
        Unit::Count => decimal_step(highest / MOST_STEPS, &[1.0, 2.0, 5.0, 10.0]).max(1.0),
        _ => decimal_step(highest / MOST_STEPS, &[1.0, 2.0, 2.5, 5.0, 10.0]),
    };
    let count = (highest / step).ceil().max(1.0);
    Axis { top: step * count, count: count as usize }
}

/// The least round number that is not below `least`.
fn decimal_step(least: f64, round: &[f64]) -> f64 {
    let mut power = 1.0;
    while power > least {
        power /= 10.0;
    }
    while power * 10.0 <= least {
        power *= 10.0;
    }
    round.iter().map(|round| round * power).find(|step| *step >= least).unwrap_or(power * 10.0)
}

fn binary_step(least: f64) -> f64 {
    let mut step = 1.0;
    while step < least {
        step *= 2.0;
    }
    step
}

const MINUTE: i64 = 60_000;
const INTERVALS: [i64; 10] = [1, 5, 10, 15, 30, 60, 120, 180, 360, 720];
const MOST_LABELS: i64 = 4;
/// A label nearer to an edge would be cut.
const EDGE: f64 = 0.07;

/// Labels along the bottom: place and instant of round times, in UTC, so that they keep their
/// places when the reader's zone becomes known.
pub fn moments(steps: &Steps) -> Vec<(f64, i64)> {
    let Steps::Clock { from, step, count } = steps else { return Vec::new() };
    let length = *step * *count as i64;
    let fits = |minutes: &&i64| length / (**minutes * MINUTE) <= MOST_LABELS;
    let interval = INTERVALS.iter().find(fits).copied().unwrap_or(1_440) * MINUTE;
    let first = from.div_euclid(interval) * interval + interval;
    let times = (0..=MOST_LABELS).map(|n| first + n * interval);
    let placed = times.filter_map(|at| Some((steps.place_of(at)?, at)));
    placed.filter(|(place, _)| (EDGE..=1.0 - EDGE).contains(place)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn coordinates_are_short() {
        assert_eq!([num(1.0), num(0.126), num(-0.001), num(1_200.5)], ["1", "0.13", "0", "1200.5"]);
        assert_eq!(across(0.3333), "33.33%");
    }

    #[test]
    fn axes_end_on_round_numbers() {
        let tops = |highest, unit| (axis(highest, unit).top, axis(highest, unit).count);
        assert_eq!(tops(176.0, Unit::Millis), (200.0, 2));
        assert_eq!(tops(3.1, Unit::PerSecond), (4.0, 2));
        assert_eq!(tops(0.0, Unit::Share), (0.01, 2));
        assert_eq!(tops(2.0, Unit::Count), (2.0, 2));
        assert_eq!(tops(38.0 * 1_048_576.0, Unit::Bytes), (48.0 * 1_048_576.0, 3));
    }

    #[test]
    fn labels_stand_on_round_times_and_not_at_the_edges() {
        let hour = 60 * MINUTE;
        let day = Steps::Clock { from: 5 * MINUTE, step: 5 * MINUTE, count: 288 };
        let hours: Vec<_> = moments(&day).iter().map(|(_, at)| at / hour).collect();
        assert_eq!(hours, [6, 12, 18]);
        let short = Steps::Clock { from: 0, step: MINUTE, count: 3 };
        assert_eq!(moments(&short).len(), 2);
        assert!(moments(&Steps::Named(vec![])).is_empty());
    }

    proptest! {
        #[test]
        fn every_value_fits_its_axis(highest in 0.0f64..1e15) {
            for unit in [Unit::Count, Unit::PerSecond, Unit::Share, Unit::Millis, Unit::Bytes] {
                let axis = axis(highest, unit);
                prop_assert!(axis.top >= highest && (1..=3).contains(&axis.count), "{unit:?}: {axis:?}");
            }
        }
    }
}
