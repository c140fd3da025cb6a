//! How long a project keeps what it is told.

use super::ProjectField;
use crate::{
    accounts::{api::project::KeepFeedback, model::settings::Kept},
    ui::*,
};
use leptos::prelude::*;

#[component]
pub fn KeptFeedback(days: Option<i64>) -> impl IntoView {
    let keep = Call::<KeepFeedback>::new();
    let problem = keep.problem();
    let note = "Older entries are deleted within the hour, open ones too, with their files, comments and histories. It \
                cannot be undone: export them first. Spam is deleted after 30 days in any case.";
    view! {
        <Panel title="How long feedback is kept" note=note>
            <Form to=keep class="form">
                <ProjectField/>
                <FormProblem problem=problem fields=&["days"]/>
                <Select name="days" label="Keep entries" value=Kept::value(days) options=Kept::CHOICES.to_vec()
                    error=problem.at("days")/>
                <FormActions>
                    <Button submit=true pending=keep.pending()>"Save"</Button>
                    <FormSaved problem=problem/>
                </FormActions>
            </Form>
        </Panel>
    }
}
