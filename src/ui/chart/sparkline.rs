//! A shape beside a number.

use super::{path, scale::num};
use leptos::prelude::*;
use std::ops::Range;

const HIGH: f64 = 44.0;
/// Keeps the stroke inside.
const MARGIN: f64 = 2.0;

/// The recent shape of a number, without axes; its label says lowest, highest and last. The last
/// value is still growing: the way to it is dashed, or every morning would look like a fall.
///
/// ```ignore
/// <Sparkline label="Page views by hour" values=hours/>
/// ```
#[component]
pub fn Sparkline(#[prop(into)] label: String, values: Vec<i64>) -> impl IntoView {
    let points: Vec<_> = values.iter().map(|value| Some(*value as f64)).collect();
    let top = values.iter().copied().max().unwrap_or(0).max(1) as f64;
    let end = points.len().saturating_sub(1);
    let settled = path::line(&only(&points, 0..end), top, HIGH);
    let growing = path::line(&only(&points, end.saturating_sub(1)..end + 1), top, HIGH);
    let box_ = format!("0 -{0} {1} {2}", num(MARGIN), num(path::WIDE), num(HIGH + 2.0 * MARGIN));
    view! {
        <svg
            class="sparkline series-1"
            role="img"
            aria-label=described(&label, &values)
            width="100%"
            height=num(HIGH + 2.0 * MARGIN)
            viewBox=box_
            preserveAspectRatio="none"
        >
            <path class="chart-fill" d=path::area(&points, top, HIGH)></path>
            <path class="chart-line" d=settled></path>
            <path class="chart-line growing" d=growing></path>
        </svg>
    }
}

/// The values inside a range of places; the others are left out.
fn only(points: &[Option<f64>], range: Range<usize>) -> Vec<Option<f64>> {
    points.iter().enumerate().map(|(at, point)| point.filter(|_| range.contains(&at))).collect()
}

fn described(label: &str, values: &[i64]) -> String {
    match (values.iter().min(), values.iter().max(), values.last()) {
        (Some(low), Some(high), Some(last)) => format!("{label}: lowest {low}, highest {high}, last {last}"),
        _ => format!("{label}: nothing yet"),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_shape_is_told_in_words() {
        assert_eq!(super::described("Views", &[3, 1, 2]), "Views: lowest 1, highest 3, last 2");
        assert_eq!(super::described("Views", &[]), "Views: nothing yet");
    }
}
