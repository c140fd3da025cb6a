//! One deployment: facts, history, and where else its release went.

use super::{DeploymentStatus, DeploymentTable};
use crate::{
    access::ProjectAccess,
    analytics::pages::ReleaseEffect,
    deploys::{
        api::GetDeployment,
        model::{Deployment, DeploymentPage, Kind, Status, Transition, short_commit},
    },
    ui::*,
};
use leptos::prelude::*;

/// `/app/{project}/deployments/{id}`.
#[component]
pub fn DeploymentDetail() -> impl IntoView {
    let slug = StoredValue::new(expect_context::<ProjectAccess>().slug);
    let id = param("id");
    let changed = use_live("deploys");
    let page = Query::new(move || {
        changed.track();
        GetDeployment { project: slug.get_value(), id: id.get() }
    });
    loaded(page, move |page| view! { <Detail slug=slug.get_value() page=page/> })
}

#[component]
fn Detail(slug: String, page: DeploymentPage) -> impl IntoView {
    let DeploymentPage { deployment, transitions, others, effect, now } = page;
    let list = format!("/app/{slug}/deployments");
    let silent = deployment.silent_since(now).map(|since| view! { <Silent since=since now=now/> });
    let effect = effect.map(|effect| {
        view! { <ReleaseEffect effect=effect environment=deployment.environment.clone()/> }
    });
    let others = (!others.is_empty()).then(|| {
        let title = format!("Also deployed: {}", deployment.release);
        view! {
            <Panel title=title.clone() flush=true>
                <DeploymentTable caption=title slug=slug items=others now=now/>
            </Panel>
        }
    });
    view! {
        <PageHeader
            title=format!("{} to {}", deployment.release, deployment.environment)
            sentence=deployment.description.clone().unwrap_or_default()
            back=(list.clone(), "Deployments".to_owned())
        />
        <div class="stack">
            {silent}
            <Grid columns=Columns::Aside>
                <Panel title="Facts"><Facts deployment=deployment list=list now=now/></Panel>
                <Panel title="History"><History transitions=transitions now=now/></Panel>
            </Grid>
            {effect}
            {others}
        </div>
    }
}

#[component]
fn Silent(since: i64, now: i64) -> impl IntoView {
    view! {
        <Banner tone=Tone::Warn title="No news about this deployment">
            <p>
                "The last was "<Time at=since now=now/>
                ". Its status stays as it was told until somebody reports how it ended."
            </p>
        </Banner>
    }
}

#[component]
fn Facts(deployment: Deployment, list: String, now: i64) -> impl IntoView {
    let d = deployment;
    let took = d.duration().map(|ms| fact("Took", format::duration(ms as f64).into_any()));
    let kind = (d.kind != Kind::Deploy).then(|| fact("Kind", d.kind.label().into_any()));
    let before = d.previous.map(|previous| {
        let href = format!("{list}/{}", previous.id);
        fact("Ran before", view! { <a href=href>{previous.release}</a> }.into_any())
    });
    view! {
        <Definitions>
            <Definition term="Status"><DeploymentStatus status=d.status/></Definition>
            <Definition term="Environment">{d.environment}</Definition>
            <Definition term="Release">{d.release}</Definition>
            {kind}
            {d.commit.map(|commit| fact("Commit", view! { <Commit commit=commit/> }.into_any()))}
            <Definition term="Deployed by">{d.deployed_by}</Definition>
            {d.started_at.map(|at| fact("Started", view! { <Time at=at/> }.into_any()))}
            {d.finished_at.map(|at| fact("Finished", view! { <Time at=at/> }.into_any()))}
            {took}
            <Definition term="Recorded"><Time at=d.created_at now=now/></Definition>
            {before}
            {d.url.map(|url| fact("Address", view! { <WebLink url=url/> }.into_any()))}
            {d.log_url.map(|url| fact("Log", view! { <WebLink url=url/> }.into_any()))}
        </Definitions>
    }
}

fn fact(term: &'static str, value: AnyView) -> impl IntoView {
    view! { <Definition term=term>{value}</Definition> }
}

/// Short for reading, complete for copying.
#[component]
fn Commit(commit: String) -> impl IntoView {
    let short = short_commit(&commit).to_owned();
    let text = StoredValue::new(commit.clone());
    view! {
        <code title=commit>{short}</code>
        <CopyButton text=Signal::derive(move || text.get_value()) name="Copy commit"/>
    }
}

#[component]
fn History(transitions: Vec<Transition>, now: i64) -> impl IntoView {
    let last = transitions.len().saturating_sub(1);
    let moments = transitions.into_iter().enumerate().map(move |(at, step)| {
        view! { <Step step=step current=at == last now=now/> }
    });
    view! { <Timeline label="Changes of status, oldest first">{moments.collect_view()}</Timeline> }
}

#[component]
fn Step(step: Transition, current: bool, now: i64) -> impl IntoView {
    // What was running once does not pulse any more.
    let active = current && step.to == Status::Running;
    let recorded = step.from.is_none().then_some("Recorded as ");
    let word = match step.from {
        None => step.to.label().to_lowercase(),
        Some(_) => step.to.label().to_owned(),
    };
    view! {
        <Moment tone=super::tone(step.to) active=active at=step.at now=now by=step.actor note=step.reason>
            {recorded}{word}
        </Moment>
    }
}
