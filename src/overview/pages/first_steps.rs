//! What to paste, until the product and its pipeline have sent something.

use super::{super::model::Overview as Data, piece};
use crate::ui::*;
use leptos::prelude::*;

#[component]
pub fn FirstSteps(data: RwSignal<Data>) -> impl IntoView {
    let missing = |data: &Data| {
        let script = data.start.arrival.is_none().then(|| data.start.script());
        let deployment = (!data.deployed()).then(|| data.start.deploy_line());
        (script, deployment)
    };
    piece(data, missing, |missing| match missing {
        (None, None) => ().into_any(),
        (Some(script), None) => view! { <Script line=script/> }.into_any(),
        (None, Some(line)) => view! { <Deployment line=line/> }.into_any(),
        (Some(script), Some(line)) => {
            view! { <Grid columns=Columns::Two><Script line=script/><Deployment line=line/></Grid> }
                .into_any()
        }
    })
}

#[component]
fn Script(line: String) -> impl IntoView {
    view! {
        <Panel>
            <Empty icon=Icon::Code title="Waiting for the first page view" code=("Script tag", line)>
                "Paste this line before </head> of your pages. It counts page views and lets people send feedback; what arrives shows up here at once."
            </Empty>
        </Panel>
    }
}

#[component]
fn Deployment(line: String) -> impl IntoView {
    view! {
        <Panel>
            <Empty icon=Icon::Deploy title="No deployment recorded yet" code=("From CI, with curl", line)>
                "One line at the end of your pipeline is enough. Every deployment shows up here, with who and when, and as a line on the charts."
            </Empty>
        </Panel>
    }
}
