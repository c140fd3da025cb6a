//! A card for every environment, in the order a change travels backwards:
//! what users have comes first.

use super::{super::model::Overview as Data, piece};
use crate::{
    deploys::{
        model::{Deployment, EnvironmentNow, short_commit},
        pages::DeploymentStatus,
    },
    ui::*,
};
use leptos::prelude::*;

/// Packages shown on a card; the rest is a link.
const SHOWN: usize = 3;

#[component]
pub fn Environments(data: RwSignal<Data>, home: StoredValue<String>) -> impl IntoView {
    let part = |data: &Data| if data.deployed() { data.environments.clone() } else { Vec::new() };
    piece(data, part, move |environments| {
        if environments.is_empty() {
            return ().into_any();
        }
        let now = data.with_untracked(|data| data.now);
        let card = move |place| view! { <Place place=place now=now home=home/> };
        view! { <Grid>{environments.into_iter().rev().map(card).collect_view()}</Grid> }.into_any()
    })
}

#[component]
fn Place(place: EnvironmentNow, now: i64, home: StoredValue<String>) -> impl IntoView {
    let EnvironmentNow { name, active, unsettled } = place;
    let list = format!("{}/deployments?environment={name}", home.get_value());
    let more = active.len().saturating_sub(SHOWN);
    let more = (more > 0).then(|| {
        let list = list.clone();
        view! { <CardNote><a href=list>{format!("{more} more")}</a></CardNote> }
    });
    let status = active.first().map(|first| first.status);
    let nothing = active.is_empty().then(|| view! { <CardNote>"Nothing recorded yet"</CardNote> });
    let running =
        active.into_iter().take(SHOWN).map(move |item| view! { <Running item=item now=now home=home/> });
    let tried = unsettled.into_iter().map(move |item| view! { <Tried item=item now=now home=home/> });
    view! {
        <Card
            title=name
            href=list
            aside=move || status.map(|status| view! { <DeploymentStatus status=status/> })
        >
            {running.collect_view()}
            {more}
            {nothing}
            {tried.collect_view()}
        </Card>
    }
}

/// What runs, since when, by whose hand.
#[component]
fn Running(item: Deployment, now: i64, home: StoredValue<String>) -> impl IntoView {
    let commit = item.commit.as_deref().map(|commit| {
        let short = short_commit(commit).to_owned();
        view! { <code title=commit.to_owned()>{short}</code> }
    });
    view! {
        <CardItem href=format!("{}/deployments/{}", home.get_value(), item.id) name=item.release>
            <Time at=item.at now=now/>
            <span>{item.deployed_by}</span>
            {commit}
        </CardItem>
    }
}

/// What is on its way, or did not arrive.
#[component]
fn Tried(item: Deployment, now: i64, home: StoredValue<String>) -> impl IntoView {
    let href = format!("{}/deployments/{}", home.get_value(), item.id);
    view! {
        <CardNote>
            <DeploymentStatus status=item.status/>
            <a href=href>{item.release}</a>
            <Time at=item.at now=now/>
        </CardNote>
    }
}
