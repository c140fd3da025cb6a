//! `/app/{project}/start`: what to paste, and whether it works.

use crate::{
    access::ProjectAccess,
    accounts::{
        api::start::ProjectStart,
        model::settings::{Arrival, Start as Facts},
    },
    ui::*,
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn Start() -> impl IntoView {
    let ProjectAccess { slug, name, .. } = expect_context();
    let (events, feedback, key) = (use_live("events"), use_live("feedback"), use_live("settings"));
    let at = slug.clone();
    let facts = Query::new(move || {
        events.track();
        feedback.track();
        key.track();
        ProjectStart { project: slug.clone() }
    });
    view! {
        <PageHeader title="Connect your product" sentence=format!("What {name} needs to report here")/>
        {loaded(facts, move |facts| view! { <Lines facts=facts slug=at.clone()/> })}
    }
}

#[component]
fn Lines(facts: Facts, slug: String) -> impl IntoView {
    let (script, feedback, deploy) = (facts.script(), facts.feedback_line(), facts.deploy_line());
    let tokens = format!("/app/{slug}/settings/tokens");
    view! {
        <div class="stack">
            <Panel title="Paste this before </head>" note="It counts page views and opens the feedback form. Nothing else loads before somebody needs it.">
                <div class="stack">
                    <CodeBlock label="Script tag" code=script/>
                    <Sign arrival=facts.arrival now=facts.now/>
                </div>
            </Panel>
            <Panel title="Or send feedback yourself" note="From a server, a script or another form.">
                <CodeBlock label="Feedback by curl" code=feedback/>
            </Panel>
            <Panel title="Record deployments from CI" note="They show up on the overview and as lines on the charts.">
                <div class="stack">
                    <CodeBlock label="Deployment by curl" code=deploy/>
                    <p class="muted">"The token needs the scope deploy:write: "<a href=tokens>"make one"</a>"."</p>
                </div>
            </Panel>
            <FormActions>
                <ButtonLink href=format!("/app/{slug}") kind=ButtonKind::Primary>"Go to the overview"</ButtonLink>
            </FormActions>
        </div>
    }
}

/// ○ waiting … ● received.
#[component]
fn Sign(arrival: Option<Arrival>, now: i64) -> impl IntoView {
    let sign = match arrival {
        None => view! {
            <Status tone=Tone::Neutral active=true>"Waiting for the first event"</Status>
            <noscript><p class="muted">"Reload this page to look again."</p></noscript>
        }
        .into_any(),
        Some(Arrival { kind, page, from, at }) => view! {
            <Status tone=Tone::Good>{format!("{kind} received")}</Status>
            {format!(" from {page}")}
            {from.map(|from| format!(", {from}"))}
            ", "<Time at=at now=now/>
        }
        .into_any(),
    };
    view! { <div role="status">{sign}</div> }
}
