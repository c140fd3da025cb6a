//! What users do and say.

use super::{
    super::model::{Overview as Data, Views, change},
    piece,
};
use crate::{
    access::ProjectAccess,
    accounts::model::DayName,
    analytics::{model::traffic::Traffic, pages::VitalStats},
    feedback::{
        model::{Brief, Day, Status},
        pages::{StatusMark, TypeMark, by_type},
    },
    ui::{
        chart::{Chart, Name, Plot, Shape, Size, Sparkline, Steps, Unit},
        *,
    },
};
use leptos::prelude::*;

/// Visitors and page views of today and of the week.
#[component]
pub fn Use(data: RwSignal<Data>, home: StoredValue<String>) -> impl IntoView {
    let delta = |now, before, basis: &str| {
        change(now, before).map(|change| Delta { change, basis: basis.to_owned(), more_is: Tone::Neutral })
    };
    let (today, week) = ("on yesterday by now", "on the 7 days before");
    let link = move |asked: &str| format!("{}/analytics?period={asked}", home.get_value());
    piece(
        data,
        |data| (data.views.clone(), data.traffic.clone()),
        move |(views, traffic): (Views, Traffic)| {
            let online =
                (traffic.online > 0).then(|| format!("{} online now", format::thousands(traffic.online)));
            let visitors = traffic.week();
            let viewed = (views.today(), views.week());
            view! {
                <Grid>
                    <Stat
                        label="Visitors today"
                        value=format::thousands(traffic.today())
                        delta=delta(traffic.today(), traffic.yesterday, today)
                        note=online.unwrap_or_else(|| "Nobody online now".to_owned())
                        href=link("day")
                    />
                    <Stat
                        label="Visitors, 7 days"
                        value=format::thousands(visitors)
                        delta=delta(visitors, traffic.before, week)
                        href=link("7d")
                    >
                        <Sparkline label="Visitors by day" values=traffic.days/>
                    </Stat>
                    <Stat
                        label="Page views today"
                        value=format::thousands(viewed.0)
                        delta=delta(viewed.0, views.yesterday, today)
                        href=link("day&show=pageviews")
                    >
                        <Sparkline label="Page views by hour" values=views.hours/>
                    </Stat>
                    <Stat
                        label="Page views, 7 days"
                        value=format::thousands(viewed.1)
                        delta=delta(viewed.1, views.before, week)
                        href=link("7d&show=pageviews")
                    >
                        <Sparkline label="Page views by day" values=views.days/>
                    </Stat>
                </Grid>
            }
            .into_any()
        },
    )
}

/// How fast pages were for users in seven days.
#[component]
pub fn Speed(data: RwSignal<Data>, home: StoredValue<String>) -> impl IntoView {
    piece(
        data,
        |data| data.traffic.vitals.clone(),
        move |vitals| {
            view! { <VitalStats vitals=vitals href=format!("{}/analytics?period=7d", home.get_value())/> }
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
                size=Size::Large
                plot=plot
                whole="in 7 days"
                empty="No feedback in these days"
            />
        </Panel>
    }
}

fn stacked(data: &Data, home: &str) -> Plot {
    let since = data.days.first().map(|day| day.iso.as_str()).unwrap_or_default();
    let name = |(name, day): (&DayName, &Day)| Name {
        short: name.weekday.clone(),
        long: name.date.clone(),
        from: day.start,
    };
    Plot {
        steps: Steps::Named(data.days.iter().zip(&data.feedback).map(name).collect()),
        series: by_type(&data.feedback, &format!("{home}/feedback"), since),
        flags: vec![],
    }
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
