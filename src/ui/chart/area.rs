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
/// Below it, for the labels of steps.
const FOOT: f64 = 20.0;

/// How high a chart is, which goes with how wide its place is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// One of several.
    #[default]
    Small,
    /// The main one of a page, as wide as that.
    Large,
}

impl Size {
    /// Of the drawing itself, in pixels.
    pub const fn body(self) -> f64 {
        match self {
            Size::Small => 92.0,
            Size::Large => 180.0,
        }
    }

    pub const fn high(self) -> f64 {
        HEAD + self.body() + FOOT
    }

    /// Roughly its least width, to decide which names have room.
    const fn narrow(self) -> f64 {
        match self {
            Size::Small => 140.0,
            Size::Large => 280.0,
        }
    }
}

/// Names of steps that have room in a small chart.
const MOST_LABELS: usize = 7;
/// Roughly the width of a character.
const CHARACTER: f64 = 6.2;

/// Everything of a chart that stays while it is being read.
pub fn drawing(plot: &Plot, (shape, size): (Shape, Size), axis: Axis, offset: i32) -> AnyView {
    let body = size.body();
    let lines = (0..=axis.count).map(|n| {
        let y = num(HEAD + body * n as f64 / axis.count as f64);
        view! { <line class="chart-grid" x1="0" x2="100%" y1=y.clone() y2=y></line> }
    });
    let mut below = vec![0.0; plot.steps.count()];
    let layers = plot.series.iter().map(|series| {
        let values = &series.values;
        let line = || Some(path::line(values, axis.top, body));
        let (fill, line) = match shape {
            _ if series.is_before => (None, line()),
            Shape::Bars => (Some(path::bars(values, &mut below, axis.top, body)), None),
            Shape::Area => (Some(path::area(values, axis.top, body)), line()),
            Shape::Line => (None, line()),
        };
        let fill_class = if shape == Shape::Bars { "chart-bar" } else { "chart-fill" };
        view! {
            <g class=series.class()>
                {fill.map(|d| view! { <path class=fill_class d=d></path> })}
                {line.map(|d| view! { <path class="chart-line" d=d></path> })}
            </g>
        }
    });
    let box_ = format!("0 0 {} {}", num(path::WIDE), num(body));
    view! {
        {lines.collect_view()}
        {flags(plot, size)}
        <svg x="0" y=num(HEAD) width="100%" height=num(body) viewBox=box_ preserveAspectRatio="none" overflow="visible">
            {layers.collect_view()}
        </svg>
        {labels(&plot.steps, size, offset)}
    }
    .into_any()
}

fn labels(steps: &Steps, size: Size, offset: i32) -> impl IntoView + use<> {
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
    let y = num(size.high() - 4.0);
    let text = |(place, text): (f64, String)| {
        view! { <text class="chart-label" x=across(place) y=y.clone()>{text}</text> }
    };
    labels.into_iter().map(text).collect_view()
}

fn flags(plot: &Plot, size: Size) -> impl IntoView + use<> {
    let placed: Vec<_> =
        plot.flags.iter().filter_map(|flag| Some((plot.steps.place_of(flag.at)?, flag.clone()))).collect();
    let named = with_room(&placed, size.narrow());
    let foot = num(HEAD + size.body());
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
                    <line class="chart-flag-reach" x1="0" x2="0" y1="3" y2=foot.clone()></line>
                    <line class="chart-flag-line" x1="0" x2="0" y1="3" y2=foot.clone()></line>
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
fn with_room(flags: &[(f64, Flag)], width: f64) -> Vec<bool> {
    let mut taken: Vec<(f64, f64)> = Vec::new();
    let mut room = |(place, flag): &(f64, Flag)| {
        let length = (flag.name.chars().count() as f64 * CHARACTER + 16.0) / width;
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
        assert_eq!(with_room(&flags, Size::Small.narrow()), [true, false, true, false]);
    }
}
