//! What happened around an entry, as a timeline with the entry in it.

use crate::{
    deploys::{model::Marker, pages::tone},
    feedback::{
        api::GetAround,
        model::{Around, Happened, Near},
    },
    ui::*,
};
use leptos::prelude::*;

/// Page views come in all the time; lines that flicker cannot be read.
const CALM_MS: u32 = 5_000;

/// What happened around the entry of this id.
#[component]
pub fn AroundPane(slug: StoredValue<String>, id: Memo<String>) -> impl IntoView {
    let deployed = use_live("deploys");
    let viewed = browser::calm(use_live("events"), CALM_MS);
    // Half an hour after the entry its page views are all there.
    let (open, grown) = (RwSignal::new(false), RwSignal::new(0));
    Effect::new(move |_| {
        let seen = viewed.get();
        if seen > 0 && open.get_untracked() {
            grown.set(seen);
        }
    });
    let around = Query::new(move || {
        deployed.track();
        grown.track();
        GetAround { project: slug.get_value(), id: id.get() }
    });
    loaded(around, move |around| {
        around.map(|around| {
            let may_grow = around.is_open();
            Effect::new(move |_| open.set(may_grow));
            view! { <View slug=slug around=around/> }
        })
    })
}

#[component]
fn View(slug: StoredValue<String>, around: Around) -> impl IntoView {
    let note = note(&around);
    let empty = around.near.is_empty().then(|| view! { <p class="muted">{nothing(&around)}</p> });
    let more = (around.more > 0).then(|| {
        let more = format::count(around.more as i64, "more minute", "more minutes");
        view! { <p class="muted">{format!("And {more} with page views, further from the report.")}</p> }
    });
    let lines = |near: &[Near]| -> Vec<AnyView> {
        near.iter().map(|near| line(slug, near.clone(), away(around.minutes_after(near.at)))).collect()
    };
    let (before, after) = around.near.split_at(around.near.partition_point(|near| near.at <= around.at));
    let (at, before, after) = (around.at, lines(before), lines(after));
    view! {
        <Panel title="Timeline" note=note>
            <div class="stack">
                <Timeline label="From 30 minutes before the report to 30 minutes after it, oldest first">
                    {before}
                    <Moment tone=Tone::Info icon=Some(Icon::Feedback) at=at here=true>"This report"</Moment>
                    {after}
                </Timeline>
                {more}
                {empty}
            </div>
        </Panel>
    }
}

fn line(slug: StoredValue<String>, near: Near, away: String) -> AnyView {
    let at = near.at;
    match near.what {
        Happened::Views(views) => view! {
            <Moment tone=Tone::Neutral icon=Some(Icon::Eye) at=at by=away>
                {format::count(views, "page view", "page views")}
            </Moment>
        }
        .into_any(),
        Happened::Deployed(Marker { id, release, status, deployed_by, .. }) => {
            let href = format!("/app/{}/deployments/{id}", slug.get_value());
            let note = format!("{}, by {deployed_by}", status.label());
            view! {
                <Moment tone=tone(status) icon=Some(Icon::Deploy) at=at by=away note=Some(note)>
                    <a href=href>"Deployment of "{release}</a>
                </Moment>
            }
            .into_any()
        }
    }
}

/// How far from the report, by the minutes of the clock.
fn away(minutes: i64) -> String {
    match minutes {
        0 => "same minute".to_owned(),
        ..0 => format!("{} min before", -minutes),
        _ => format!("{minutes} min after"),
    }
}

/// What is shown, and what it does not say.
fn note(around: &Around) -> String {
    let environment = &around.environment;
    match &around.path {
        Some(path) => format!(
            "Everybody's page views of {path} in {environment}, counted by the minute, and deployments there. \
             Nothing tells which views were the reporter's."
        ),
        None => {
            format!("Deployments to {environment}. The report names no page, so no page views are shown.")
        }
    }
}

fn nothing(around: &Around) -> String {
    let environment = &around.environment;
    let (views, script) = match &around.path {
        Some(path) => {
            (format!("No page view of {path} and no"), "Page views come from the script on the page, ")
        }
        None => ("No".to_owned(), ""),
    };
    let deployments = if script.is_empty() { "Deployments" } else { "deployments" };
    format!(
        "{views} deployment to {environment} within 30 minutes of the report. {script}{deployments} from your pipeline."
    )
}
