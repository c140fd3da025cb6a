//! Archiving a project.

use super::ProjectField;
use crate::{access::ProjectAccess, accounts::api::project::ArchiveProject, ui::*};
use leptos::prelude::*;

#[component]
pub fn Danger() -> impl IntoView {
    let slug = expect_context::<ProjectAccess>().slug;
    let archive = Call::<ArchiveProject>::new();
    let problem = archive.problem();
    let note = "It takes nothing in any more and disappears from everybody's console. Nothing is deleted: an instance \
                admin can bring it back.";
    view! {
        <Panel title="Archive this project" note=note>
            <Form to=archive class="form">
                <ProjectField/>
                <FormProblem problem=problem fields=&["confirm"]/>
                <TextInput name="confirm" label=format!("Type {slug} to confirm") required=true autocomplete="off"
                    error=problem.at("confirm")/>
                <FormActions>
                    <Button kind=ButtonKind::Danger submit=true pending=archive.pending()>"Archive project"</Button>
                </FormActions>
            </Form>
        </Panel>
    }
}
