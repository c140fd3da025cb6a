//! Reading a chart: the step chosen by pointer or keyboard and its values in words.

use super::{
    data::{Plot, Series, Unit},
    table::value,
};
use leptos::prelude::*;

/// Where a key leads from a step, among `count` of them; none for other keys.
pub fn step_by_key(key: &str, at: usize, count: usize) -> Option<usize> {
    let last = count.saturating_sub(1);
    let page = (count / 8).max(1);
    match key {
        "ArrowLeft" => Some(at.saturating_sub(1)),
        "ArrowRight" => Some((at + 1).min(last)),
        "PageUp" => Some(at.saturating_sub(page)),
        "PageDown" => Some((at + page).min(last)),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}

/// The step under a pointer, 0 at the left edge and 1 at the right.
pub fn step_at(fraction: f64, count: usize) -> usize {
    ((fraction * count as f64) as usize).min(count.saturating_sub(1))
}

/// What a live region says about a step.
pub fn spoken(plot: &Plot, at: usize, unit: Unit, offset: i32) -> String {
    let several = plot.series.len() > 1;
    let part = |series: &Series| match several {
        true => format!("{} {}", series.name, value(series, at, unit)),
        false => value(series, at, unit),
    };
    let values: Vec<_> = plot.series.iter().map(part).collect();
    let marked = plot.flags.iter().filter(|flag| plot.steps.step_of(flag.at) == Some(at));
    let marked: String = marked.map(|flag| format!(", {}", flag.note)).collect();
    format!("{}: {}{marked}", plot.steps.label(at, offset), values.join(", "))
}

/// The values at `at`, or the sum of all steps.
pub fn readings(plot: &Plot, at: Option<usize>, unit: Unit) -> impl IntoView + use<> {
    let several = plot.series.len() > 1;
    let reading = |series: &Series| {
        let text = match at {
            Some(at) => value(series, at, unit),
            None => unit.text(series.values.iter().flatten().sum()),
        };
        let number = match series.href.clone() {
            Some(href) => view! { <a class="chart-value" href=href>{text}</a> }.into_any(),
            None => view! { <span class="chart-value">{text}</span> }.into_any(),
        };
        let key = several.then(|| {
            view! { <span class=format!("chart-key {}", series.class())>{series.name.clone()}</span> }
        });
        view! { <span class="chart-reading">{key}{number}</span> }
    };
    plot.series.iter().map(reading).collect_view()
}

#[cfg(test)]
mod tests {
    use super::{super::data::Steps, *};

    #[test]
    fn keys_walk_and_stop_at_the_ends() {
        assert_eq!([step_by_key("ArrowLeft", 0, 5), step_by_key("ArrowRight", 4, 5)], [Some(0), Some(4)]);
        assert_eq!([step_by_key("Home", 3, 5), step_by_key("End", 0, 5)], [Some(0), Some(4)]);
        assert_eq!([step_by_key("PageDown", 0, 80), step_by_key("x", 0, 80)], [Some(10), None]);
        assert_eq!([step_at(0.0, 4), step_at(0.5, 4), step_at(1.0, 4)], [0, 2, 3]);
    }

    #[test]
    fn a_step_is_told_with_its_values() {
        let plot = Plot {
            steps: Steps::Clock { from: 0, step: 60_000, count: 1 },
            series: vec![Series::new("p95", vec![Some(176.0)], 1), Series::new("p50", vec![None], 2)],
            flags: vec![],
        };
        assert_eq!(spoken(&plot, 0, Unit::Millis, 0), "00:00 UTC: p95 176 ms, p50 –");
    }
}
