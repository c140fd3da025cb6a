//! The origins whose pages may write to a project. A list and a line, not a text area: a text
//! area would be empty without JavaScript, and saving it would let every page write.

use super::ProjectField;
use crate::{
    accounts::api::project::{AddOrigins, RemoveOrigin},
    ui::*,
};
use leptos::prelude::*;

#[component]
pub fn Origins(origins: Vec<String>, add: Call<AddOrigins>, remove: Call<RemoveOrigin>) -> impl IntoView {
    let added = add.problem();
    let none = origins.is_empty().then(|| {
        view! { <p class="muted">"Pages of any origin may write. Add the first origin to allow only those listed."</p> }
    });
    let items = origins.into_iter().map(move |origin| {
        let (title, value) = (origin.clone(), origin.clone());
        view! {
            <Item title=move || title.clone()>
                <Form to=remove>
                    <ProjectField/>
                    <input type="hidden" name="origin" value=value/>
                    <Button kind=ButtonKind::Quiet submit=true icon=Icon::Close
                        label=format!("Remove {origin}") pending=remove.pending()/>
                </Form>
            </Item>
        }
    });
    let note = "Pages of these origins may send feedback and events with the public key.";
    view! {
        <Panel title="Allowed origins" note=note>
            <div class="stack">
                {none}
                <Items label="Allowed origins">{items.collect_view()}</Items>
                <FormProblem problem=remove.problem()/>
                <Form to=add class="form">
                    <ProjectField/>
                    <FormProblem problem=added fields=&["origins"]/>
                    <TextInput name="origins" label="Add origins" required=true placeholder="https://example.com"
                        hint="Scheme and host, without a path. Several are separated by blanks."
                        error=added.at("origins")/>
                    <FormActions>
                        <Button submit=true icon=Icon::Plus pending=add.pending()>"Add"</Button>
                    </FormActions>
                </Form>
            </div>
        </Panel>
    }
}
