//! `/app/{project}/settings`: name, time zone, how long feedback is kept, who may write, the end.

use super::{ProjectField, danger::Danger, identity::SignedIdentity, kept::KeptFeedback, origins::Origins};
use crate::{
    access::ProjectAccess,
    accounts::{
        api::project::{AddOrigins, ProjectSettings, RemoveOrigin, RotateKey, UpdateProject},
        model::settings::General as Facts,
    },
    ui::*,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The page.
#[component]
pub fn General() -> impl IntoView {
    let slug = expect_context::<ProjectAccess>().slug;
    let (add, remove) = (Call::<AddOrigins>::new(), Call::<RemoveOrigin>::new());
    let rotate = Call::<RotateKey>::new();
    let changed = use_live("settings");
    let at = slug.clone();
    // What is typed into the names must survive a change of the rest.
    let names = Query::new(move || ProjectSettings { project: at.clone() });
    let writers = Query::new(move || {
        changed.track();
        add.version().track();
        remove.version().track();
        rotate.version().track();
        ProjectSettings { project: slug.clone() }
    });
    view! {
        <Title text="Settings"/>
        {loaded(
            names,
            |facts| {
                let days = facts.feedback_days;
                view! { <div class="stack"><Names facts=facts/><KeptFeedback days=days/></div> }
            },
        )}
        {loaded(
            writers,
            move |facts| view! {
                <div class="stack">
                    <Origins origins=facts.origins add=add remove=remove/>
                    <Key key=facts.public_key rotate=rotate/>
                </div>
            },
        )}
        <SignedIdentity/>
        <Danger/>
    }
}

#[component]
fn Names(facts: Facts) -> impl IntoView {
    let update = Call::<UpdateProject>::new();
    let problem = update.problem();
    view! {
        <Panel title="Name and time zone">
            <Form to=update class="form">
                <ProjectField/>
                <FormProblem problem=problem fields=&["name", "time_zone"]/>
                <TextInput name="name" label="Name" value=facts.name required=true maxlength=100_u32
                    error=problem.at("name")/>
                <TextInput name="time_zone" label="Time zone" value=facts.time_zone required=true
                    suggestions=facts.zones hint="Days on charts and in filters begin at midnight there."
                    error=problem.at("time_zone")/>
                <FormActions>
                    <Button kind=ButtonKind::Primary submit=true pending=update.pending()>"Save"</Button>
                    <FormSaved problem=problem/>
                </FormActions>
            </Form>
        </Panel>
    }
}

#[component]
fn Key(key: String, rotate: Call<RotateKey>) -> impl IntoView {
    let note = "Names the project in what pages send. It can only write; it is not a secret.";
    view! {
        <Panel title="Public key" note=note>
            <div class="stack">
                <CodeBlock label="Public key" code=key/>
                <FormProblem problem=rotate.problem()/>
                <FormActions>
                    <Confirm label="Rotate key" title="Rotate the public key?">
                        <p>"Pages that carry the old key stop reporting within a second. Nothing stored is lost."</p>
                        <Form to=rotate>
                            <ProjectField/>
                            <Button kind=ButtonKind::Danger submit=true pending=rotate.pending()>"Rotate key"</Button>
                        </Form>
                    </Confirm>
                </FormActions>
            </div>
        </Panel>
    }
}
