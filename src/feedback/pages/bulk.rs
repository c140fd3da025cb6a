//! What is done with many entries of the inbox at once, and the way back. A form like any
//! other: without JavaScript the page it ends on says what was done.

use super::marks;
use crate::{
    access::{ProjectAccess, Role},
    feedback::{
        api::{BatchEntries, UndoBatch},
        model::{Done, Person, Status},
    },
    ui::*,
};
use leptos::prelude::*;

/// The form that the boxes of the lines belong to.
pub const FORM: &str = "bulk";

/// What is being done with many entries.
#[derive(Clone, Copy)]
pub struct Bulk {
    change: Call<BatchEntries>,
    undo: Call<UndoBatch>,
    /// What was done last.
    done: RwSignal<Option<Done>>,
    /// The reader may do it.
    pub may: bool,
}

impl Bulk {
    /// `done`: by the form that ended on this page.
    pub fn new(done: Option<Done>) -> Self {
        let may = expect_context::<ProjectAccess>().role >= Role::Member;
        let (change, undo, done) = (Call::new(), Call::new(), RwSignal::new(done));
        let bulk = Self { change, undo, done, may };
        Effect::new(move |_| bulk.note(change.answer()));
        Effect::new(move |_| bulk.note(undo.answer()));
        bulk
    }

    fn note(self, answer: Option<Done>) {
        if answer.is_some() {
            self.done.set(answer);
        }
    }

    /// How often something was done.
    pub fn version(self) -> Signal<usize> {
        let (change, undo) = (self.change.version(), self.undo.version());
        Signal::derive(move || change.get() + undo.get())
    }

    /// How often entries that were chosen were changed.
    pub fn changes(self) -> Signal<usize> {
        let change = self.change;
        let seen = RwSignal::new(0);
        Effect::new(move |_| {
            if change.answer().is_some() {
                seen.update(|seen| *seen += 1);
            }
        });
        seen.into()
    }
}

/// Says what was done and offers the way back.
#[component]
pub fn WhatWasDone(bulk: Bulk, slug: StoredValue<String>) -> impl IntoView {
    let undo = bulk.undo;
    view! {
        <FormProblem problem=bulk.change.problem()/>
        <FormProblem problem=undo.problem()/>
        {move || {
            bulk.done.get().map(|done| {
                let tone = if done.batch.is_some() { Tone::Good } else { Tone::Info };
                let back = done.batch.map(|batch| {
                    view! {
                        <Form to=undo>
                            <input type="hidden" name="project" value=slug.get_value()/>
                            <input type="hidden" name="batch" value=batch/>
                            <Button submit=true pending=undo.pending()>"Undo"</Button>
                        </Form>
                    }
                });
                view! {
                    <Banner tone=tone title=done.said>
                        <div class="banner-line">{back}</div>
                    </Banner>
                }
            })
        }}
    }
}

/// Status, assignee and tag for all that are chosen.
#[component]
pub fn BulkActions(
    bulk: Bulk,
    slug: StoredValue<String>,
    people: Vec<Person>,
    tags: Vec<String>,
) -> impl IntoView {
    let statuses = Status::ALL.into_iter().filter(|status| *status != Status::Duplicate).map(|status| {
        view! {
            <MenuButton icon=marks::icon(status) submit=true attr:name="to" attr:value=status.as_str()
                attr:aria-keyshortcuts=marks::key(status)>
                {status.label()}
            </MenuButton>
        }
    });
    let nobody = Person { id: "nobody".into(), name: "Nobody".into() };
    let people = std::iter::once(nobody).chain(people).map(|Person { id, name }| {
        view! {
            <MenuButton icon=Icon::User submit=true attr:name="assignee" attr:value=id>
                {name}
            </MenuButton>
        }
    });
    let tags = tags.into_iter().map(|tag| view! { <option value=tag></option> });
    view! {
        <Form to=bulk.change id=FORM class="pick-form">
            // Enter on a box presses the first button of its form: that must not be a change.
            <button type="submit" disabled hidden></button>
            <input type="hidden" name="project" value=slug.get_value()/>
            <Menu label="Status" icon=Icon::Half key="s">{statuses.collect_view()}</Menu>
            <Menu label="Assignee" icon=Icon::User key="a">{people.collect_view()}</Menu>
            <span class="form-line">
                <input class="input" name="tag" list="bulk-tags" maxlength="40" autocomplete="off"
                    placeholder="Tag" aria-label="Tag" aria-keyshortcuts="l"/>
                <datalist id="bulk-tags">{tags.collect_view()}</datalist>
                <Button submit=true attr:name="tagging" attr:value="add">"Add tag"</Button>
                <Button submit=true attr:name="tagging" attr:value="remove">"Remove tag"</Button>
            </span>
        </Form>
    }
}
