//! Entries by the day, with deployments marked.

use crate::{
    accounts::model::DayName,
    deploys::pages::flag,
    feedback::model::{Day, FeedbackType, Inbox, Trend},
    ui::{
        Fold,
        chart::{Chart, Name, Plot, Series, Shape, Sparkline, Steps, Unit},
        format,
    },
};
use leptos::prelude::*;

/// A colour for each type, the same everywhere.
const TYPES: [(FeedbackType, &str, u8); 3] = [
    (FeedbackType::Bug, "Bugs", 4),
    (FeedbackType::Feature, "Features", 1),
    (FeedbackType::General, "General", 6),
];

/// Entries of each type by the day; `list` is the address of the inbox, `since` the first day as
/// `2026-11-24`: the sum of each links to what it counts.
pub fn by_type(days: &[Day], list: &str, since: &str) -> Vec<Series> {
    let series = |(kind, name, colour): (FeedbackType, &str, u8)| {
        // A day without any is a gap: nothing is drawn either way.
        let counts = days.iter().map(|day| Some(day.counts.of(kind) as f64).filter(|n| *n > 0.0));
        let href = format!("{list}?type={}&from={since}", kind.as_str());
        Series::new(name, counts.collect(), colour).linked(href)
    };
    TYPES.map(series).into()
}

/// One line above the list, and the chart behind it; nothing while nothing came.
#[component]
pub fn EntriesByDay(
    home: StoredValue<String>,
    project: StoredValue<String>,
    page: RwSignal<Inbox>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let trend = Memo::new(move |_| page.with(|page| page.trend.clone()));
    let any = Memo::new(move |_| trend.with(|trend| trend.sum().total > 0));
    let plot =
        Memo::new(move |_| trend.with(|trend| stacked(trend, &home.get_value(), &project.get_value())));
    let line = move || {
        let (sum, totals) =
            trend.with(|trend| (trend.sum(), trend.days.iter().map(|day| day.counts.total).collect()));
        let said = format!("{} in 30 days", format::count(sum.total, "entry", "entries"));
        view! {
            <span>{said}</span>
            <Sparkline label="Entries by day" values=totals/>
        }
    };
    let fold = move || {
        view! {
            <Fold open=open head=move || line>
                <Chart
                    title="Entries per day"
                    shape=Shape::Bars
                    unit=Unit::Count
                    plot=plot
                    whole="in 30 days, without spam"
                    empty="No feedback in these days"
                />
            </Fold>
        }
    };
    move || any.get().then(fold)
}

fn stacked(trend: &Trend, home: &str, project: &str) -> Plot {
    let since = trend.names.first().map(|day| day.iso.as_str()).unwrap_or_default();
    let name = |(name, day): (&DayName, &Day)| Name {
        short: name.date.clone(),
        long: format!("{} {}", name.weekday, name.date),
        from: day.start,
    };
    Plot {
        steps: Steps::Named(trend.names.iter().zip(&trend.days).map(name).collect()),
        series: by_type(&trend.days, home, since),
        flags: trend.marks.iter().map(|mark| flag(mark, project)).collect(),
    }
}
