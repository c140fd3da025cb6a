//! The main chart.

use super::{
    address::{Address, SHOWN},
    rankings::CsvLink,
    words,
};
use crate::{
    analytics::model::{
        dashboard::{Dashboard, Step},
        query::{Interval, Metric},
    },
    deploys::pages::flag,
    ui::{
        chart::{Chart, Name, Plot, Series, Shape, Size, Steps, Unit},
        *,
    },
};
use leptos::prelude::*;

/// More lines than this hide what they are drawn on.
const MOST_FLAGS: usize = 30;

/// How a figure went, with deployments marked and what was before.
#[component]
pub fn Course(address: StoredValue<Address>, data: RwSignal<Dashboard>, project: String) -> impl IntoView {
    let show = address.with_value(|address| address.show);
    let plot = Memo::new(move |_| data.with(|data| plot(data, show, &project)));
    let (interval, intervals, days) = data.with_untracked(|data| {
        let days = words::dates(&data.days);
        let before = data.before.as_ref().map(|before| format!(", dashed: {}", words::dates(before)));
        (data.chart.interval, data.chart.intervals.clone(), days + &before.unwrap_or_default())
    });
    let title = format!("{} by {}", words::metric(show), words::interval(interval).to_lowercase());
    let links = move || {
        let file = address.with_value(|address| address.file("course"));
        view! { {intervals_of(address, interval, &intervals)} <CsvLink href=file of="Chart"/> }
    };
    view! {
        <Panel title=title note=days actions=links>
            <Chart
                title=words::metric(show)
                shape=Shape::Area
                unit=Unit::Count
                size=Size::Large
                plot=plot
                empty="Nothing was counted in these days"
            />
        </Panel>
    }
}

fn intervals_of(address: StoredValue<Address>, now: Interval, choices: &[Interval]) -> impl IntoView + use<> {
    let link = |choice: Interval| ChipLink {
        label: words::interval(choice).to_owned(),
        href: address.with_value(|address| address.with(|selection| selection.interval = Some(choice))),
        mark: None,
        current: choice == now,
    };
    let links: Vec<_> = choices.iter().copied().map(link).collect();
    (links.len() > 1).then(|| view! { <ChipLinks label="Interval" links=links/> })
}

fn plot(data: &Dashboard, show: Metric, project: &str) -> Plot {
    let at = SHOWN.iter().position(|metric| *metric == show).unwrap_or(0);
    let name = |step: &Step| Name { short: step.short.clone(), long: step.long.clone(), from: step.from };
    let steps = &data.chart.steps;
    let now = steps.iter().map(|step| step.counts.map(|counts| counts[at] as f64)).collect();
    let earlier = (0..steps.len()).map(|step| data.chart.before.get(step).map(|counts| counts[at] as f64));
    let mut series = vec![Series::new(words::metric(show), now, 1)];
    if data.before.is_some() {
        series.push(Series::new("Before", earlier.collect(), 1).before());
    }
    Plot {
        steps: Steps::Named(steps.iter().map(name).collect()),
        series,
        flags: data.marks.iter().take(MOST_FLAGS).map(|mark| flag(mark, project)).collect(),
    }
}
