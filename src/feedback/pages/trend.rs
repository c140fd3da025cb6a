//! Entries by the day, with deployments marked.

use crate::{
    access::ProjectAccess,
    accounts::model::DayName,
    deploys::pages::flag,
    feedback::{
        api::GetTrend,
        model::{Day, FeedbackType, Inbox, Trend},
    },
    ui::{
        chart::{Chart, Name, Plot, Series, Shape, Sparkline, Steps, Unit},
        *,
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

/// One line above the list, which leads to the chart; nothing while nothing came.
#[component]
pub fn Glimpse(page: RwSignal<Inbox>, href: String) -> impl IntoView {
    let by_day = Memo::new(move |_| page.with(|page| page.by_day.clone()));
    move || {
        let totals = by_day.get();
        let total = totals.iter().sum();
        let said = format!("{} in 30 days", format::count(total, "entry", "entries"));
        (total > 0).then(|| {
            view! { <Glance href=href.clone() said=said><Sparkline label="Entries by day" values=totals/></Glance> }
        })
    }
}

/// `/app/{project}/feedback-by-day`: a page of its own, since charts are half as large as the whole inbox.
#[component]
pub fn EntriesByDay() -> impl IntoView {
    let slug = expect_context::<ProjectAccess>().slug;
    let home = StoredValue::new(format!("/app/{slug}"));
    let changed = use_live("feedback");
    let trend = Query::new(move || {
        changed.track();
        GetTrend { project: slug.clone() }
    });
    view! {
        <PageHeader
            title="Entries by day"
            sentence="What users sent in the last 30 days, and what was deployed meanwhile"
            back=(format!("{}/feedback", home.get_value()), "Feedback".to_owned())
        />
        {loaded(trend, move |trend| view! { <ByDay trend=trend home=home.get_value()/> })}
    }
}

#[component]
fn ByDay(trend: Trend, home: String) -> impl IntoView {
    let plot = stacked(&trend, &format!("{home}/feedback"), &home);
    view! {
        <Panel title="Last 30 days">
            <Chart
                title="Entries per day"
                shape=Shape::Bars
                unit=Unit::Count
                plot=Signal::stored(plot)
                whole="in 30 days, without spam"
                empty="No feedback in these days"
            />
        </Panel>
    }
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
