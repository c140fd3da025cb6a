//! The drawing: grid, series, flags and labels.

use super::{
    super::calendar,
    data::{Flag, Plot, Shape, Steps},
    path,
    scale::{Axis, across, moments, num},
};
use leptos::prelude::*;

/// Above the drawing, for the names of flags.
pub const HEAD: f64 = 16.0;
pub const BODY: f64 = 92.0;
/// Below it, for the labels of steps.
const FOOT: f64 = 20.0;
pub const HIGH: f64 = HEAD + BODY + FOOT;

/// Names of steps that have room in a small chart.
const MOST_LABELS: usize = 7;
/// Roughly the width of a small chart and of a character, to decide which names have room.
const NARROW: f64 = 140.0;
const CHARACTER: f64 = 6.2;

/// Everything of a chart that stays while it is being read.
pub fn drawing(plot: &Plot, shape: Shape, axis: Axis, offset: i32) -> AnyView {
    let lines = (0..=axis.count).map(|n| {
        let y = num(HEAD + BODY * n as f64 / axis.count as f64);
        view! { <line class="chart-grid" x1="0" x2="100%" y1=y.clone() y2=y></line> }
    });
    let mut below = vec![0.0; plot.steps.count()];
    let layers = plot.series.iter().map(|series| {
        let values = &series.values;
        let (fill, line) = match shape {
            Shape::Bars => (Some(path::bars(values, &mut below, axis.top, BODY)), None),
            Shape::Area => {
                (Some(path::area(values, axis.top, BODY)), Some(path::line(values, axis.top, BODY)))
            }
            Shape::Line => (None, Some(path::line(values, axis.top, BODY))),
        };
        let fill_class = if shape == Shape::Bars { "chart-bar" } else { "chart-fill" };
        view! {
            <g class=series.class()>
                {fill.map(|d| view! { <path class=fill_class d=d></path> })}
                {line.map(|d| view! { <path class="chart-line" d=d></path> })}
            </g>
        }
    });
    let box_ = format!("0 0 {} {}", num(path::WIDE), num(BODY));
    view! {
        {lines.collect_view()}
        {flags(plot)}
        <svg x="0" y=num(HEAD) width="100%" height=num(BODY) viewBox=box_ preserveAspectRatio="none" overflow="visible">
            {layers.collect_view()}
        </svg>
        {labels(&plot.steps, offset)}
    }
    .into_any()
}

fn labels(steps: &Steps, offset: i32) -> impl IntoView + use<> {
    let labels: Vec<(f64, String)> = match steps {
        Steps::Clock { .. } => {
            moments(steps).into_iter().map(|(place, at)| (place, calendar::clock(at, offset))).collect()
        }
        Steps::Named(names) => {
            let place = |at: usize| (at as f64 + 0.5) / names.len() as f64;
            // Counted from the newest, which is looked for first.
            let every = names.len().div_ceil(MOST_LABELS).max(1);
            names
                .iter()
                .enumerate()
                .rev()
                .step_by(every)
                .map(|(at, name)| (place(at), name.short.clone()))
                .collect()
        }
    };
    let y = num(HIGH - 4.0);
    let text = |(place, text): (f64, String)| {
        view! { <text class="chart-label" x=across(place) y=y.clone()>{text}</text> }
    };
    labels.into_iter().map(text).collect_view()
}

fn flags(plot: &Plot) -> impl IntoView + use<> {
    let placed: Vec<_> =
        plot.flags.iter().filter_map(|flag| Some((plot.steps.place_of(flag.at)?, flag.clone()))).collect();
    let named = with_room(&placed);
    let flag = |((place, flag), named): ((f64, Flag), bool)| {
        if flag.minor {
            return view! {
                <svg class="chart-flag minor" x=across(place) y="0" overflow="visible">
                    <a href=flag.href tabindex="-1">
                        <title>{flag.note}</title>
                        <line class="chart-flag-reach" x1="0" x2="0" y1="6" y2=num(HEAD)></line>
                        <path class="chart-flag-cloth" d=format!("M0 {}l-3.5 -6h7z", num(HEAD))></path>
                    </a>
                </svg>
            }
            .into_any();
        }
        // The flag flies to the left where there is no room on the right.
        let left = is_left(place);
        let (pennant, x, anchor) =
            if left { ("M0 3h-8l2 3-2 3H0z", "-11", "end") } else { ("M0 3h8l-2 3 2 3H0z", "11", "start") };
        view! {
            <svg class=format!("chart-flag {}", flag.tone.class()) x=across(place) y="0" overflow="visible">
                <a href=flag.href tabindex="-1">
                    <title>{flag.note}</title>
                    <line class="chart-flag-reach" x1="0" x2="0" y1="3" y2=num(HEAD + BODY)></line>
                    <line class="chart-flag-line" x1="0" x2="0" y1="3" y2=num(HEAD + BODY)></line>
                    <path class="chart-flag-cloth" d=pennant></path>
                    {named.then(|| view! { <text class="chart-flag-name" x=x y="10" text-anchor=anchor>{flag.name}</text> })}
                </a>
            </svg>
        }
        .into_any()
    };
    placed.into_iter().zip(named).map(flag).collect_view()
}

fn is_left(place: f64) -> bool {
    place > 0.6
}

/// Which names do not run into one written before.
fn with_room(flags: &[(f64, Flag)]) -> Vec<bool> {
    let mut taken: Vec<(f64, f64)> = Vec::new();
    let mut room = |(place, flag): &(f64, Flag)| {
        let length = (flag.name.chars().count() as f64 * CHARACTER + 16.0) / NARROW;
        let (from, to) = if is_left(*place) { (place - length, *place) } else { (*place, place + length) };
        let free =
            !flag.minor && from >= -0.05 && taken.iter().all(|(start, end)| to <= *start || from >= *end);
        if free {
            taken.push((from, to));
        }
        free
    };
    flags.iter().map(&mut room).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::Tone;

    #[test]
    fn names_of_flags_do_not_overlap() {
        let flag = |place: f64, name: &str| {
            let text = name.to_owned();
            (
                place,
                Flag {
                    at: 0,
                    name: text.clone(),
                    note: text,
                    href: String::new(),
                    tone: Tone::Good,
                    minor: false,
                },
            )
        };
        let flags = [
            flag(0.1, "2.4.0"),
            flag(0.2, "2.4.1"),
            flag(0.9, "2.5.0"),
            flag(0.5, "a very long name of a release"),
        ];
        assert_eq!(with_room(&flags), [true, false, true, false]);
    }
}
