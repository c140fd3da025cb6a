//! How many were good, middling and poor.

use super::format;
use leptos::prelude::*;

/// Their names, best first; the classes of `_rated.scss`.
const RATINGS: [(&str, &str); 3] = [("good", "good"), ("warn", "middling"), ("bad", "poor")];
/// Between two parts, in parts of a hundred.
const GAP: f64 = 1.0;

/// A bar in three parts with the counts below it.
///
/// ```ignore
/// <Rated counts=[1_204, 96, 12]/>
/// ```
#[component]
pub fn Rated(counts: [u64; 3]) -> impl IntoView {
    let parts = places(counts).into_iter().zip(RATINGS).filter(|((_, width), _)| *width > 0.0);
    let parts = parts.map(|((from, width), (class, _))| {
        let (from, width) = (format!("{from:.1}"), format!("{width:.1}"));
        view! { <rect class=format!("rated-{class}") x=from width=width height="1"></rect> }
    });
    let words = RATINGS.iter().zip(counts);
    let words: Vec<_> =
        words.map(|((_, word), count)| format!("{} {word}", format::thousands(count as i64))).collect();
    view! {
        <span class="rated">
            <svg class="rated-bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">{parts.collect_view()}</svg>
            <span class="rated-words">{words.join(" \u{b7} ")}</span>
        </span>
    }
}

/// Where each part begins and how wide it is, in parts of a hundred.
fn places(counts: [u64; 3]) -> [(f64, f64); 3] {
    let shown = counts.iter().filter(|count| **count > 0).count();
    let room = 100.0 - GAP * shown.saturating_sub(1) as f64;
    let all = counts.iter().sum::<u64>().max(1) as f64;
    let mut at = 0.0;
    counts.map(|count| {
        let (from, width) = (at, count as f64 / all * room);
        at += if count > 0 { width + GAP } else { 0.0 };
        (from, width)
    })
}

#[cfg(test)]
mod tests {
    use super::places;

    #[test]
    fn parts_fill_the_bar() {
        assert_eq!(places([1, 1, 0]), [(0.0, 49.5), (50.5, 49.5), (101.0, 0.0)]);
        assert_eq!(places([0, 0, 5])[2], (0.0, 100.0));
        assert_eq!(places([0; 3])[0], (0.0, 0.0));
    }
}
