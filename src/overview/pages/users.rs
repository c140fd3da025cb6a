//! What users do and say.

use super::{
    super::model::{DayName, Overview as Data, Views, change},
    piece,
};
use crate::{
    access::ProjectAccess,
    feedback::{
        model::{Brief, FeedbackType, Status},
        pages::{StatusMark, TypeMark},
    },
    ui::{
        chart::{Chart, Name, Plot, Series, Shape, Sparkline, Steps, Unit},
        *,
    },
};
use leptos::prelude::*;

/// A colour for each type, the same everywhere on the page.
const TYPES: [(FeedbackType, &str, u8); 3] = [
    (FeedbackType::Bug, "Bugs", 4),
    (FeedbackType::Feature, "Features", 1),
    (FeedbackType::General, "General", 6),
];

#[component]
pub fn PageViews(data: RwSignal<Data>) -> impl IntoView {
    let delta = |now, before, basis: &str| {
        change(now, before).map(|change| Delta { change, basis: basis.to_owned(), more_is: Tone::Neutral })
    };
    piece(
        data,
        |data| data.views.clone(),
        move |views: Views| {
            let (today, week) = (views.today(), views.week());
            view! {
                <Grid>
                    <Stat
                        label="Page views today"
                        value=format::thousands(today)
                        delta=delta(today, views.yesterday, "on yesterday by now")
                    >
                        <Sparkline label="Page views by hour" values=views.hours/>
                    </Stat>
                    <Stat
                        label="Page views, 7 days"
                        value=format::thousands(week)
                        delta=delta(week, views.before, "on the 7 days before")
                    >
                        <Sparkline label="Page views by day" values=views.days/>
                    </Stat>
                </Grid>
            }
            .into_any()
        },
    )
}

#[component]
pub fn Feedback(data: RwSignal<Data>, home: StoredValue<String>) -> impl IntoView {
    let plot = Memo::new(move |_| data.with(|data| stacked(data, &home.get_value())));
    view! {
        <Panel>
            <Chart
                title="Feedback"
                shape=Shape::Bars
                unit=Unit::Count
                plot=plot
                whole="in 7 days"
                empty="No feedback in these days"
            />
        </Panel>
    }
}

fn stacked(data: &Data, home: &str) -> Plot {
    let name = |day: &DayName| Name { short: day.weekday.clone(), long: day.date.clone() };
    let since = data.days.first().map(|day| day.iso.as_str()).unwrap_or_default();
    let series = TYPES.map(|(kind, name, colour)| {
        // A day without any is a gap: nothing is drawn either way.
        let counts = data.feedback_of(kind).into_iter().map(|n| Some(n as f64).filter(|n| *n > 0.0));
        let href = format!("{home}/feedback?type={}&from={since}", kind.as_str());
        Series::new(name, counts.collect(), colour).linked(href)
    });
    Plot { steps: Steps::Named(data.days.iter().map(name).collect()), series: series.into(), flags: vec![] }
}

#[component]
pub fn Entries(data: RwSignal<Data>, home: StoredValue<String>) -> impl IntoView {
    let list = format!("{}/feedback", home.get_value());
    let slug = expect_context::<ProjectAccess>().slug;
    let public = data.with_untracked(|data| format!("{}/f/{slug}", data.start.base));
    let content = piece(
        data,
        |data| data.latest.clone(),
        move |latest: Vec<Brief>| {
            if latest.is_empty() {
                let page = public.clone();
                return view! {
                    <Empty icon=Icon::Feedback title="No feedback yet">
                        "People reach the form by the button the script puts on your pages, or at "
                        <a href=page.clone()>{page.clone()}</a>"."
                    </Empty>
                }
                .into_any();
            }
            let now = data.with_untracked(|data| data.now);
            let line = move |entry| view! { <Line entry=entry now=now home=home/> };
            view! { <Feed label="Latest entries">{latest.into_iter().map(line).collect_view()}</Feed> }
                .into_any()
        },
    );
    view! {
        <Panel
            title="Latest entries"
            flush=true
            actions=move || view! { <a href=list.clone()>"All feedback"</a> }
        >
            {content}
        </Panel>
    }
}

#[component]
fn Line(entry: Brief, now: i64, home: StoredValue<String>) -> impl IntoView {
    let (kind, status) = (entry.feedback_type, entry.status);
    view! {
        <FeedItem
            href=format!("{}/feedback/{}", home.get_value(), entry.id)
            lead=move || view! { <TypeMark kind=kind/> }
            state=move || view! { <StatusMark status=status/> }
            notes=vec![entry.page]
            at=entry.created_at
            now=now
            unread=status == Status::New
        >
            {entry.excerpt}
        </FeedItem>
    }
}
