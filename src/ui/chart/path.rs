//! Values as paths. The drawing is [`WIDE`] units across, stretched to its place, and as high as it
//! is in pixels.

use super::scale::num;

pub const WIDE: f64 = 1_000.0;
/// The part of a step its bar takes.
const BAR: f64 = 0.72;

/// The middle of a step.
fn middle(at: usize, count: usize) -> f64 {
    (at as f64 + 0.5) / count as f64 * WIDE
}

/// How far down a value lies.
pub fn down(value: f64, top: f64, height: f64) -> f64 {
    height - (value / top).clamp(0.0, 1.0) * height
}

/// The runs without a gap: first step and its values.
fn runs(values: &[Option<f64>]) -> Vec<(usize, Vec<f64>)> {
    let mut runs: Vec<(usize, Vec<f64>)> = Vec::new();
    let mut open = false;
    for (at, value) in values.iter().enumerate() {
        match (value, open) {
            (Some(value), true) => runs.last_mut().into_iter().for_each(|(_, run)| run.push(*value)),
            (Some(value), false) => runs.push((at, vec![*value])),
            (None, _) => {}
        }
        open = value.is_some();
    }
    runs
}

/// A line through the middle of the steps, broken where nothing was recorded. A value alone is a
/// stroke too short to see whose round ends are a dot.
pub fn line(values: &[Option<f64>], top: f64, height: f64) -> String {
    let of_run = |(first, run): &(usize, Vec<f64>)| {
        let mut path = String::new();
        for (at, value) in run.iter().enumerate() {
            let x = num(middle(first + at, values.len()));
            let command = if at == 0 { 'M' } else { 'L' };
            path.push_str(&format!("{command}{x} {}", num(down(*value, top, height))));
        }
        if run.len() == 1 {
            path.push_str("h.01");
        }
        path
    };
    runs(values).iter().map(of_run).collect()
}

/// The area under the same line.
pub fn area(values: &[Option<f64>], top: f64, height: f64) -> String {
    let of_run = |(first, run): &(usize, Vec<f64>)| {
        let left = num(middle(*first, values.len()));
        let right = num(middle(first + run.len() - 1, values.len()));
        let mut path = format!("M{left} {}", num(height));
        for (at, value) in run.iter().enumerate() {
            let x = num(middle(first + at, values.len()));
            path.push_str(&format!("L{x} {}", num(down(*value, top, height))));
        }
        path.push_str(&format!("L{right} {}Z", num(height)));
        path
    };
    runs(values).iter().map(of_run).collect()
}

/// Bars standing on `below`, which grows by them.
pub fn bars(values: &[Option<f64>], below: &mut [f64], top: f64, height: f64) -> String {
    let width = WIDE / values.len() as f64 * BAR;
    let mut path = String::new();
    for (at, (value, below)) in values.iter().zip(below).enumerate() {
        let value = value.unwrap_or(0.0);
        let (low, high) = (down(*below, top, height), down(*below + value, top, height));
        *below += value;
        if low > high {
            let left = middle(at, values.len()) - width / 2.0;
            path.push_str(&format!(
                "M{} {}h{}V{}h-{}Z",
                num(left),
                num(low),
                num(width),
                num(high),
                num(width)
            ));
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    const GAP: [Option<f64>; 4] = [Some(0.0), Some(10.0), None, Some(5.0)];

    #[test]
    fn a_line_breaks_at_a_gap_and_a_lone_value_is_a_dot() {
        assert_eq!(line(&GAP, 10.0, 100.0), "M125 100L375 0M875 50h.01");
        assert_eq!(line(&[None, None], 10.0, 100.0), "");
    }

    #[test]
    fn an_area_stands_on_the_ground() {
        assert_eq!(area(&GAP[..2], 10.0, 100.0), "M250 100L250 100L750 0L750 100Z");
    }

    #[test]
    fn bars_stand_on_each_other() {
        let mut below = [0.0, 0.0];
        assert_eq!(bars(&[Some(4.0), None], &mut below, 10.0, 100.0), "M70 100h360V60h-360Z");
        assert_eq!(
            bars(&[Some(1.0), Some(2.0)], &mut below, 10.0, 100.0),
            "M70 60h360V50h-360ZM570 100h360V80h-360Z"
        );
        assert_eq!(below, [5.0, 2.0]);
    }
}
