//! The figures on top.

use super::{
    address::{Address, SHOWN},
    words,
};
use crate::{
    analytics::model::{
        dashboard::{Dashboard, Tile},
        query::Metric,
    },
    ui::*,
};
use leptos::prelude::*;

/// One figure beside the other. Those that the chart can show choose what it shows.
#[component]
pub fn Tiles(address: StoredValue<Address>, data: RwSignal<Dashboard>) -> impl IntoView {
    let tiles = Memo::new(move |_| data.with(|data| data.tiles.clone()));
    let open = RwSignal::new(false);
    view! {
        <section class="stack" aria-label="Figures">
            <Grid columns=Columns::Numbers>
                {move || tiles.get().into_iter().map(|tile| view! { <Figure address=address tile=tile/> }).collect_view()}
            </Grid>
            <Fold open=open head="Visitors are counted per day">
                <p>
                    "Nothing that could tell a person from another is kept beyond a day. Somebody who comes on three days is
                    one visitor on each of them and three in their sum. Visits and page views are not affected."
                </p>
            </Fold>
        </section>
    }
}

#[component]
fn Figure(address: StoredValue<Address>, tile: Tile) -> impl IntoView {
    let label = match (tile.metric, address.with_value(|address| address.selection.goal.is_some())) {
        (Metric::Events, true) => "Conversions",
        (metric, _) => words::metric(metric),
    };
    let (href, current) = address.with_value(|address| {
        let chooses = SHOWN.contains(&tile.metric);
        (chooses.then(|| address.showing(tile.metric)), chooses.then_some(address.show == tile.metric))
    });
    let delta =
        change(tile).map(|change| Delta { change, basis: String::new(), more_is: more_is(tile.metric) });
    view! {
        <Stat
            label=label
            value=words::figure(tile.metric, tile.value)
            delta=delta
            href=href
            current=current
        />
    }
}

/// How much more there is than before, if that can be said.
fn change(tile: Tile) -> Option<f64> {
    let before = tile.before.filter(|before| *before > 0.0)?;
    Some((tile.value - before) / before)
}

/// Of how many came the page does not judge: that depends on what they are wanted for.
const fn more_is(metric: Metric) -> Tone {
    match metric {
        Metric::BounceRate => Tone::Bad,
        Metric::ViewsPerVisit
        | Metric::VisitDuration
        | Metric::ScrollDepth
        | Metric::TimeOnPage
        | Metric::EngagedTime
        | Metric::ConversionRate => Tone::Good,
        Metric::Visitors | Metric::Visits | Metric::Pageviews | Metric::Events | Metric::Percentage => {
            Tone::Neutral
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_needs_something_before() {
        let tile = |value, before| change(Tile { metric: Metric::Visits, value, before });
        assert_eq!([tile(3.0, Some(2.0)), tile(0.0, Some(4.0))], [Some(0.5), Some(-1.0)]);
        assert_eq!([tile(5.0, Some(0.0)), tile(5.0, None)], [None, None]);
    }
}
