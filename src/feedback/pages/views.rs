//! The views of the inbox: a row of links, and what keeps, renames and deletes them. Forms like any
//! other, so it works without JavaScript.

use super::asked;
use crate::{
    access::{ProjectAccess, Role},
    feedback::{
        api::{ChangeView, DeleteView, SaveView},
        model::{Inbox, SavedView, VIEW_NAME_CHARS},
    },
    ui::*,
};
use leptos::{html, prelude::*};
use leptos_router::params::ParamsMap;

/// A browser takes the focus from what is gone only some time later.
const REST_MS: u32 = 150;

/// What is being done with views.
#[derive(Clone, Copy)]
pub struct Keeping {
    save: Call<SaveView>,
    change: Call<ChangeView>,
    delete: Call<DeleteView>,
}

impl Keeping {
    pub fn new() -> Self {
        let keeping = Self { save: Call::new(), change: Call::new(), delete: Call::new() };
        let toasts = use_toasts();
        let said = move |done: Option<String>| {
            if let Some(done) = done {
                toasts.show(Tone::Good, done);
            }
        };
        Effect::new(move |_| said(keeping.save.answer()));
        Effect::new(move |_| said(keeping.change.answer()));
        Effect::new(move |_| said(keeping.delete.answer()));
        keeping
    }

    /// How often something was done.
    pub fn version(self) -> Signal<usize> {
        let (save, change, delete) = (self.save.version(), self.change.version(), self.delete.version());
        Signal::derive(move || save.get() + change.get() + delete.get())
    }
}

/// The row: nothing without a view or a filter.
#[component]
pub fn Views(
    slug: StoredValue<String>,
    home: StoredValue<String>,
    query: StoredValue<ParamsMap>,
    page: RwSignal<Inbox>,
    keeping: Keeping,
) -> impl IntoView {
    let root = NodeRef::<html::Div>::new();
    let now = StoredValue::new(now(query.get_value()));
    let views = Memo::new(move |_| page.with(|page| page.views.clone()));
    let is_kept =
        move |views: &[SavedView]| now.with_value(|now| views.iter().any(|view| view.filters == *now));
    let may_keep = Memo::new(move |_| !now.with_value(Vec::is_empty) && !views.with(|views| is_kept(views)));
    let editing = RwSignal::new(keeping.change.has_failed() || keeping.delete.has_failed());
    let version = keeping.version();
    Effect::new(move |before: Option<usize>| {
        let done = version.get();
        if let Some(root) = root.get_untracked().filter(|_| before.is_some_and(|before| before != done)) {
            browser::after_ms(REST_MS, move || browser::focus_if_lost(&root));
        }
        done
    });
    view! {
        <div class="views" node_ref=root tabindex="-1">
            {move || {
                let links = views.with(|views| views.iter().map(|view| link(view, &home.get_value(), &now.get_value())).collect::<Vec<_>>());
                (!links.is_empty()).then(|| view! { <ChipLinks label="Saved views" links=links/> })
            }}
            {move || may_keep.get().then(|| view! { <Save slug=slug filters=now keeping=keeping/> })}
            {move || {
                let own: Vec<_> = views.with(|views| views.iter().filter(|view| view.may_change).cloned().collect());
                (!own.is_empty()).then(|| view! { <Edit slug=slug views=own keeping=keeping open=editing/> })
            }}
        </div>
    }
}

/// The filters that are set, without the place in the list.
fn now(mut query: ParamsMap) -> Vec<(String, String)> {
    query.remove("cursor");
    asked::pairs(query)
}

fn link(view: &SavedView, home: &str, now: &[(String, String)]) -> ChipLink {
    let SavedView { name, filters, shared, by, .. } = view.clone();
    let shared_by = match by {
        Some(by) => format!("shared by {by}"),
        None => "shared by you".to_owned(),
    };
    ChipLink {
        label: name,
        current: filters == now,
        href: format!("{home}{}", filters.into_iter().collect::<ParamsMap>().to_query_string()),
        mark: shared.then_some((Icon::People, shared_by)),
    }
}

#[component]
fn Save(
    slug: StoredValue<String>,
    filters: StoredValue<Vec<(String, String)>>,
    keeping: Keeping,
) -> impl IntoView {
    let save = keeping.save;
    let problem = save.problem();
    let open = RwSignal::new(save.has_failed());
    let filters = filters.get_value().into_iter().map(|(name, value)| {
        view! { <input type="hidden" name="filters[]" value=format!("{name}={value}")/> }
    });
    view! {
        <Fold open=open head="Save these filters as a view">
            <Form to=save class="form">
                <input type="hidden" name="project" value=slug.get_value()/>
                {filters.collect_view()}
                <FormProblem problem=problem fields=&["name"]/>
                <TextInput name="name" id="view-name" label="Name of the view" required=true
                    maxlength=VIEW_NAME_CHARS as u32 autocomplete="off" error=problem.at("name")/>
                <Share id="view-shared" checked=false/>
                <FormActions>
                    <Button submit=true pending=save.pending()>"Save view"</Button>
                </FormActions>
            </Form>
        </Fold>
    }
}

/// For those who may; others keep their views to themselves.
#[component]
fn Share(#[prop(into)] id: String, checked: bool) -> impl IntoView {
    let may = expect_context::<ProjectAccess>().role >= Role::Member;
    may.then(|| view! { <Checkbox name="shared" id=id label="Share with the project" checked=checked/> })
}

#[component]
fn Edit(
    slug: StoredValue<String>,
    views: Vec<SavedView>,
    keeping: Keeping,
    open: RwSignal<bool>,
) -> impl IntoView {
    let items = views.into_iter().map(move |view| view! { <One slug=slug view=view keeping=keeping/> });
    view! {
        <Fold open=open head="Edit views">
            <FormProblem problem=keeping.change.problem()/>
            <FormProblem problem=keeping.delete.problem()/>
            <Items label="Views to edit">{items.collect_view()}</Items>
        </Fold>
    }
}

#[component]
fn One(slug: StoredValue<String>, view: SavedView, keeping: Keeping) -> impl IntoView {
    let SavedView { id, name, shared, by, .. } = view;
    let fields = {
        let id = id.clone();
        move || {
            view! {
                <input type="hidden" name="project" value=slug.get_value()/>
                <input type="hidden" name="view" value=id.clone()/>
            }
        }
    };
    let (heading, label, again) = (name.clone(), format!("Name of {name}"), fields.clone());
    let about = name.clone();
    let by = by.map(|by| move || view! { <span>{format!("shared by {by}")}</span> });
    let loss =
        if shared { "Nobody in the project has it any more." } else { "The entries stay as they are." };
    view! {
        <Item title=move || heading.clone() meta=ViewFn::from(move || by.clone().map(|by| by()))>
            <Form to=keeping.change class="form-line">
                {fields()}
                <TextInput name="name" id=format!("view-{id}-name") label=label bare=true
                    value=name required=true maxlength=VIEW_NAME_CHARS as u32 autocomplete="off"/>
                <Share id=format!("view-{id}-shared") checked=shared/>
                <Button submit=true pending=keeping.change.pending()>"Save"</Button>
            </Form>
            <Confirm label="Delete" about=about kind=ButtonKind::Quiet title="Delete this view?">
                <p>{loss}</p>
                <Form to=keeping.delete>
                    {again()}
                    <Button kind=ButtonKind::Danger submit=true pending=keeping.delete.pending()>"Delete view"</Button>
                </Form>
            </Confirm>
        </Item>
    }
}
