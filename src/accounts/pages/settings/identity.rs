//! The secret by which a product's server vouches for its users.

use super::ProjectField;
use crate::{
    access::ProjectAccess,
    accounts::{
        api::identity::{ProjectIdentity, RotateIdentity},
        model::identity::{SAMPLES, VARIABLE},
    },
    ui::*,
};
use leptos::prelude::*;

#[component]
pub fn SignedIdentity() -> impl IntoView {
    let slug = expect_context::<ProjectAccess>().slug;
    let rotate = Call::<RotateIdentity>::new();
    let changed = use_live("settings");
    let signing = Query::new(move || {
        changed.track();
        rotate.version().track();
        ProjectIdentity { project: slug.clone() }
    });
    loaded(signing, move |signing| {
        let note = "Your server vouches for who sends feedback. Anybody can claim an id; a signed one is shown as verified.";
        view! {
            <Panel title="Signed identity" note=note>
                <div class="stack">
                    <Fold open=RwSignal::new(false) head="Show the secret">
                        <CodeBlock label="Identity secret" code=signing.secret/>
                    </Fold>
                    <Steps/>
                    <Rotate rotate=rotate/>
                </div>
            </Panel>
        }
    })
}

/// What to do with it.
#[component]
fn Steps() -> impl IntoView {
    let samples = SAMPLES.into_iter().enumerate().map(|(at, (language, lines))| {
        let open = RwSignal::new(at == 0);
        view! { <Fold open=open head=language><CodeBlock label=format!("Signature in {language}") code=lines/></Fold> }
    });
    view! {
        <p>
            "Keep it on your server, as "<code>{VARIABLE}</code>
            " for example: whoever has it can write as any of your users. Sign the id of who is signed in there:"
        </p>
        <div>{samples.collect_view()}</div>
        <p>
            "Then give both to the script tag, as "<code>"data-user"</code>" and "<code>"data-user-sig"</code>
            ", or send them as "<code>"user_id"</code>" and "<code>"user_sig"</code>" of an entry."
        </p>
    }
}

#[component]
fn Rotate(rotate: Call<RotateIdentity>) -> impl IntoView {
    view! {
        <FormProblem problem=rotate.problem()/>
        <FormActions>
            <Confirm label="Rotate secret" title="Rotate the identity secret?">
                <p>
                    "Signatures made with the old one stop working within a second: what carries one is refused until your \
                     server has the new one. Entries that were verified stay so."
                </p>
                <Form to=rotate>
                    <ProjectField/>
                    <Button kind=ButtonKind::Danger submit=true pending=rotate.pending()>"Rotate secret"</Button>
                </Form>
            </Confirm>
        </FormActions>
    }
}
