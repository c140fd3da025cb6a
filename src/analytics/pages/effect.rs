//! What a deployment did to users, on its page.

use super::{vitals, words};
use crate::{
    analytics::model::{
        effect::{Compared, ENOUGH, Effect, Ended, Figure, Measure},
        query::Metric,
    },
    ui::*,
};
use leptos::prelude::*;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// Each figure before and after, with what it was made of.
#[component]
pub fn ReleaseEffect(effect: Effect, environment: String) -> impl IntoView {
    let content = match effect.is_empty() {
        true => {
            let hint = format!(
                "No visit in {environment}, neither since nor in the same hours before. Pages say where they run by data-env on the script tag; without it that is production."
            );
            view! { <PanelEmpty>{hint}</PanelEmpty> }.into_any()
        }
        false => view! { <Rows rows=effect.rows.clone()/> }.into_any(),
    };
    view! { <Panel title="Before and after" note=note(&effect) flush=true>{content}</Panel> }
}

#[component]
fn Rows(rows: Vec<Compared>) -> impl IntoView {
    let columns = vec![
        Column::text("Figure"),
        Column::number("Before"),
        Column::number("After"),
        Column::number("Change"),
    ];
    let row = |row: Compared| {
        let change =
            row.change().map(|change| Delta { change, basis: String::new(), more_is: more_is(&row.what) });
        let change = match change {
            Some(delta) => view! { <Change delta=delta/> }.into_any(),
            None => view! { <span class="muted">{why_not(&row)}</span> }.into_any(),
        };
        let Compared { what, before, after } = row;
        let (name, also) = (name(&what), what.clone());
        view! {
            <Row>
                <th scope="row">{name}</th>
                <NumberCell><StackWord>"Before"</StackWord><Value what=what measure=before/></NumberCell>
                <NumberCell><StackWord>"After"</StackWord><Value what=also measure=after/></NumberCell>
                <NumberCell>{change}</NumberCell>
            </Row>
        }
    };
    view! {
        <Table caption="Before and after" columns=columns stack=true>{rows.into_iter().map(row).collect_view()}</Table>
        <TableNote>{format!("Of visits that began in these times. A change is told from {ENOUGH} visits or measured views on, before and after.")}</TableNote>
    }
}

#[component]
fn Value(what: Figure, measure: Measure) -> impl IntoView {
    let value = measure.value.map_or_else(|| "\u{2013}".to_owned(), |value| text(&what, value));
    let sample = measure.value.is_some().then(|| sample(&what, measure.sample)).flatten();
    view! { {value}{sample.map(|sample| view! { <CellNote>{sample}</CellNote> })} }
}

fn name(what: &Figure) -> String {
    match what {
        Figure::Of(metric) => words::metric(*metric).to_owned(),
        Figure::Conversion(goal) => goal.clone(),
        Figure::Vital(vital) => vitals::name(*vital).to_owned(),
    }
}

fn text(what: &Figure, value: f64) -> String {
    match what {
        Figure::Of(metric) => words::figure(*metric, value),
        Figure::Conversion(_) => words::rate(value),
        Figure::Vital(vital) => vitals::text(*vital, value.round() as u32),
    }
}

/// What a value was made of; a count says it itself.
fn sample(what: &Figure, sample: i64) -> Option<String> {
    match what {
        Figure::Of(Metric::Visits | Metric::Pageviews) => None,
        Figure::Vital(_) => Some(format::count(sample, "view", "views")),
        _ => Some(format::count(sample, "visit", "visits")),
    }
}

fn more_is(what: &Figure) -> Tone {
    match what {
        Figure::Of(Metric::Visits | Metric::Pageviews) => Tone::Neutral,
        Figure::Of(Metric::BounceRate) | Figure::Vital(_) => Tone::Bad,
        _ => Tone::Good,
    }
}

fn why_not(row: &Compared) -> &'static str {
    match (row.before.value, row.after.value) {
        (Some(before), Some(_)) if before > 0.0 => "Too few to tell",
        _ => "\u{2013}",
    }
}

/// Which times are compared.
fn note(effect: &Effect) -> String {
    let (window, length) = (long(effect.window), long(effect.to - effect.from));
    match effect.ended {
        Ended::Window => format!("The first {window}, beside the {window} before"),
        Ended::Next => {
            format!("The {length} until the next deployment, beside the same hours {window} earlier")
        }
        Ended::Now => format!("The {length} since, beside the same hours {window} earlier"),
    }
}

/// `3.5 h`, `2 days`.
fn long(ms: i64) -> String {
    if ms < 2 * DAY_MS {
        return format::duration(ms as f64);
    }
    let days = (10.0 * ms as f64 / DAY_MS as f64).round() / 10.0;
    format!("{days} days")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_note_says_which_times_are_compared() {
        let note = |hours, ended| {
            note(&Effect { window: 7 * DAY_MS, from: 0, to: hours * HOUR_MS, ended, rows: vec![] })
        };
        assert_eq!(note(5, Ended::Now), "The 5 h since, beside the same hours 7 days earlier");
        assert_eq!(note(168, Ended::Window), "The first 7 days, beside the 7 days before");
        let next = "The 2.5 days until the next deployment, beside the same hours 7 days earlier";
        assert_eq!(note(60, Ended::Next), next);
    }
}
