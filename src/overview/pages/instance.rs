//! How this instance does, with deployments marked.

use super::super::model::Overview as Data;
use crate::{
    deploys::{model::Marker, pages::flag},
    performance::model::Recent,
    ui::{
        Columns, Grid, Panel,
        chart::{Chart, Flag, Plot, Series, Shape, Steps, Unit},
    },
};
use leptos::prelude::*;

/// More lines than this hide what they are drawn on.
const MOST_FLAGS: usize = 30;
const EMPTY: &str = "The first minute is being measured";

#[component]
pub fn Instance(data: RwSignal<Data>, home: StoredValue<String>) -> impl IntoView {
    let recent = Memo::new(move |_| data.with(|data| data.instance.clone()));
    let flags = Memo::new(move |_| data.with(|data| flags(data, &home.get_value())));
    let plot = move |series: fn(&Recent) -> Vec<Series>| {
        Signal::derive(move || {
            recent.with(|recent| Plot {
                steps: Steps::Clock { from: recent.from, step: recent.step.max(1), count: recent.count() },
                series: series(recent),
                flags: flags.get(),
            })
        })
    };
    let requests = plot(|recent| vec![Series::new("Requests", recent.requests.clone(), 1)]);
    let errors = plot(|recent| vec![Series::new("Errors", recent.errors.clone(), 4)]);
    let latency = plot(|recent| {
        vec![Series::new("p95", recent.p95.clone(), 1), Series::new("p50", recent.p50.clone(), 2)]
    });
    let cpu = plot(|recent| vec![Series::new("CPU", recent.cpu.clone(), 1)]);
    let memory = plot(|recent| vec![Series::new("Memory", recent.memory.clone(), 1)]);
    view! {
        <Panel
            title="This instance"
            note="Every request it answered in the last 24 hours. Since the last restart, kept in memory."
        >
            <Grid columns=Columns::Many>
                <Chart title="Requests" shape=Shape::Area unit=Unit::PerSecond plot=requests empty=EMPTY/>
                <Chart title="Error rate" shape=Shape::Line unit=Unit::Share plot=errors empty="No request yet"/>
                <Chart title="Latency" shape=Shape::Line unit=Unit::Millis plot=latency empty="No request yet"/>
                <Chart title="CPU" shape=Shape::Area unit=Unit::Share plot=cpu empty=EMPTY/>
                <Chart title="Memory" shape=Shape::Area unit=Unit::Bytes plot=memory empty=EMPTY/>
            </Grid>
        </Panel>
    }
}

/// The newest deployments. Those to the furthest environment, where users are,
/// stand out; the others are notches.
fn flags(data: &Data, home: &str) -> Vec<Flag> {
    let furthest = data.environments.last().map(|now| now.name.as_str());
    let flag =
        |mark: &Marker| Flag { minor: Some(mark.environment.as_str()) != furthest, ..flag(mark, home) };
    data.marks.iter().take(MOST_FLAGS).map(flag).collect()
}
