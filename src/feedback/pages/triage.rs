//! What is done with an entry: forms that work without JavaScript. Pressing
//! twice is harmless, so nothing is disabled and the focus stays where it is.

use super::marks;
use crate::{
    feedback::{
        api::{CommentEntry, MergeEntry, TriageEntry, UnmergeEntry},
        model::{CommentKind, Person, Status},
    },
    ui::*,
};
use leptos::prelude::*;
use widget::model::CONTENT_MAX;

pub type Moving = Call<TriageEntry>;
pub type Saying = Call<CommentEntry>;
pub type Merging = Call<MergeEntry>;
pub type Unmerging = Call<UnmergeEntry>;

/// The entry a form is about.
#[derive(Clone, Copy)]
pub struct About {
    pub slug: StoredValue<String>,
    pub id: StoredValue<String>,
}

impl About {
    pub fn fields(self) -> impl IntoView {
        view! {
            <input type="hidden" name="project" value=self.slug.get_value()/>
            <input type="hidden" name="id" value=self.id.get_value()/>
        }
    }
}

/// The next step as a button, everything else that is allowed behind the
/// status, and who sees to it.
#[component]
pub fn Move(
    about: About,
    status: Status,
    /// Name and id.
    assignee: Option<(String, String)>,
    people: Vec<Person>,
    moving: Moving,
) -> impl IntoView {
    let step = status.step();
    let others = status.next().filter(move |to| Some(*to) != step).map(move |to| {
        view! {
            <MenuButton icon=marks::icon(to) submit=true attr:name="to" attr:value=to.as_str()
                attr:aria-keyshortcuts=marks::key(to)>
                {to.verb(status)}
            </MenuButton>
        }
    });
    let steps = match step {
        Some(step) => view! {
            <Button submit=true attr:name="to" attr:value=step.as_str()
                attr:aria-keyshortcuts=marks::key(step)>
                {step.verb(status)}
            </Button>
            <Menu label=status.label() icon=marks::icon(status) purpose="Status" end=true key="s">
                {others.collect_view()}
            </Menu>
        }
        .into_any(),
        None => view! { <marks::StatusMark status=status/> }.into_any(),
    };
    let nobody = assignee.is_some().then(|| Person { id: "nobody".into(), name: "Nobody".into() });
    let (name, chosen) = assignee.unwrap_or_else(|| ("Nobody".to_owned(), String::new()));
    let people = nobody.into_iter().chain(people).map(move |Person { id, name }| {
        let icon = if id == chosen { Icon::Check } else { Icon::User };
        view! {
            <MenuButton icon=icon submit=true attr:name="assignee" attr:value=id>
                {name}
            </MenuButton>
        }
    });
    view! {
        <Form to=moving class="page-actions">
            {about.fields()}
            <input type="hidden" name="from" value=status.as_str()/>
            {steps}
            <Menu label=name icon=Icon::User purpose="Assignee" end=true key="a">
                {people.collect_view()}
            </Menu>
        </Form>
    }
}

/// What it is filed under.
#[component]
pub fn Filed(about: About, tags: Vec<String>, known: Vec<String>, moving: Moving) -> impl IntoView {
    let known = known.into_iter().filter(|tag| !tags.contains(tag)).collect();
    view! {
        <TagEditor
            to=moving
            hidden=move || about.fields().into_any()
            tags=tags
            suggestions=known
            key="l"
        />
    }
}

/// What is said about it: among the team, or to whoever sent it. Two forms, not a choice in one: what was meant for the
/// team must not go out because of a choice that was overlooked.
#[component]
pub fn Say(
    about: About,
    kind: CommentKind,
    /// Makes a second press harmless.
    comment: String,
    draft: RwSignal<String>,
    saying: Saying,
) -> impl IntoView {
    let problem = saying.problem();
    let (label, hint, button) = match kind {
        CommentKind::Internal => ("Comment", "Only the team reads it", "Add comment"),
        _ => ("Answer", "Whoever sent this reads it on their page, without your name", "Answer the reporter"),
    };
    view! {
        <Form to=saying class="form">
            {about.fields()}
            <input type="hidden" name="comment" value=comment/>
            <input type="hidden" name="kind" value=kind.as_str()/>
            <FormProblem problem=problem fields=&["content"]/>
            <Textarea
                name="content"
                id=format!("say-{}", kind.as_str())
                label=label
                hint=hint
                value=draft
                rows=3
                required=true
                maxlength=CONTENT_MAX as u32
                error=problem.at("content")
                on:input=move |event| draft.set(event_target_value(&event))
            />
            <FormActions>
                <Button submit=true>{button}</Button>
            </FormActions>
        </Form>
    }
}
