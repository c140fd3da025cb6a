//! One entry: what was said, from where, what became of it.

use super::{
    around::AroundPane,
    asked,
    attached::Attached,
    history::History,
    marks::{StatusMark, TypeMark, Verified},
    merges::{DuplicateOf, Duplicates, Similar},
    triage::{About, Filed, Merging, Move, Moving, Say, Saying, Unmerging},
};
use crate::{
    access::{ProjectAccess, Role},
    feedback::{
        api::GetEntry,
        model::{CommentKind, Entry, EntryPage, Status},
    },
    ui::*,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use widget::model::RATING_MAX;

/// What is being done with the entry that is open.
#[derive(Clone, Copy)]
struct Doing {
    moving: Moving,
    commenting: Talk,
    answering: Talk,
    merging: Merging,
    unmerging: Unmerging,
}

/// What is being said with the entry open, and the draft of it: the page below is made anew whenever something changes.
#[derive(Clone, Copy)]
struct Talk {
    saying: Saying,
    draft: RwSignal<String>,
}

impl Talk {
    fn new() -> Self {
        Self { saying: Saying::new(), draft: RwSignal::default() }
    }

    fn clear(self) {
        self.saying.clear();
        self.draft.set(String::new());
    }
}

/// What is beside the list of `/app/{project}/feedback/{id}`: the entry, and what happened around it.
#[component]
pub fn EntryPane() -> impl IntoView {
    let slug = StoredValue::new(expect_context::<ProjectAccess>().slug);
    let id = param("id");
    let changed = use_live("feedback");
    let doing = Doing {
        moving: Moving::new(),
        commenting: Talk::new(),
        answering: Talk::new(),
        merging: Merging::new(),
        unmerging: Unmerging::new(),
    };
    let page = Query::new(move || {
        changed.track();
        doing.moving.version().track();
        doing.commenting.saying.version().track();
        doing.answering.saying.version().track();
        doing.merging.version().track();
        doing.unmerging.version().track();
        GetEntry { project: slug.get_value(), id: id.get() }
    });
    say_what_was_done(doing);
    // What was refused or begun for one entry says nothing about the next.
    Effect::new(move |before: Option<String>| {
        let id = id.get();
        if before.is_some_and(|before| before != id) {
            doing.moving.clear();
            doing.commenting.clear();
            doing.answering.clear();
            doing.merging.clear();
            doing.unmerging.clear();
        }
        id
    });
    view! {
        <Beside label="Timeline" side=move || view! { <AroundPane slug=slug id=id/> }>
            {loaded(page, move |page| view! { <View page=page doing=doing/> })}
        </Beside>
    }
}

/// A word of confirmation that leaves by itself.
fn say_what_was_done(doing: Doing) {
    let toasts = use_toasts();
    let said = move |done: Option<String>| {
        if let Some(done) = done {
            toasts.show(Tone::Good, done);
        }
    };
    Effect::new(move |_| said(doing.moving.answer()));
    Effect::new(move |_| said(doing.merging.answer()));
    Effect::new(move |_| said(doing.unmerging.answer()));
    for Talk { saying, draft } in [doing.commenting, doing.answering] {
        Effect::new(move |_| {
            if saying.answer().is_some() {
                draft.set(String::new());
            }
        });
    }
}

#[component]
fn View(page: EntryPage, doing: Doing) -> impl IntoView {
    let project = expect_context::<ProjectAccess>();
    let may = project.role >= Role::Member;
    let home = format!("/app/{}/feedback", project.slug);
    let path = format!("{home}/{}", page.entry.id);
    let query = use_query_map().with_untracked(asked::filters);
    let list = format!("{home}{}", query.to_query_string());
    let about = About { slug: StoredValue::new(project.slug), id: StoredValue::new(page.entry.id.clone()) };
    let title = format!("{} #{}", page.entry.feedback_type.label(), page.entry.number);
    let (content, folder) = (page.entry.content.clone(), format!("{path}/files"));
    let filed = filed(&page, about, may, doing.moving);
    let says = may.then(|| say(about, CommentKind::Internal, page.comment.clone(), doing.commenting));
    let answers = may.then(|| {
        let form = say(about, CommentKind::Answer, page.answer.clone(), doing.answering);
        view! { <Panel title="Answer the reporter">{form}</Panel> }
    });
    let moves = page.clone();
    let actions = move || {
        let path = path.clone();
        view! {
            <CopyButton text=Signal::derive(move || browser::address(&path)) name="Copy link" label="Copy link"/>
            {moves_of(&moves, about, may, doing.moving)}
        }
    };
    let same = same(&page, &home, about, may, doing);
    let EntryPage { now, entry, history, attachments, assignee, canonical, .. } = page;
    let metadata = entry.metadata.clone();
    let metadata = metadata.map(|metadata| view! { <CodeBlock label="Metadata" code=metadata/> });
    let files =
        (!attachments.is_empty()).then(|| view! { <Attached folder=folder attachments=attachments/> });
    let canonical = canonical.map(|canonical| {
        let unmerging = may.then_some((about, doing.unmerging));
        view! { <DuplicateOf home=home canonical=canonical unmerging=unmerging/> }
    });
    let past = view! { <History entry=entry.clone() history=history now=now/> };
    view! {
        <PageHeader title=title back=(list, "Feedback".to_owned()) actions=actions/>
        <FormProblem problem=doing.moving.problem()/>
        <FormProblem problem=doing.unmerging.problem()/>
        {canonical}
        <Words text=content/>
        {filed}
        {files}
        <Panel title="Facts"><Facts entry=entry assignee=assignee/></Panel>
        {metadata}
        {same}
        <Panel title="History">{past}{says}</Panel>
        {answers}
    }
}

fn say(about: About, kind: CommentKind, comment: String, talk: Talk) -> impl IntoView {
    let Talk { saying, draft } = talk;
    view! { <Say about=about kind=kind comment=comment draft=draft saying=saying/> }
}

/// What it stands for, and what it may be merged into while nothing stands for it.
fn same(page: &EntryPage, home: &str, about: About, may: bool, doing: Doing) -> AnyView {
    let (now, home) = (page.now, home.to_owned());
    let duplicates = (!page.duplicates.is_empty()).then(|| {
        view! { <Duplicates home=home.clone() entries=page.duplicates.clone() now=now/> }
    });
    let merging = (may && page.canonical.is_none() && page.entry.status != Status::Spam)
        .then_some((about, doing.merging));
    let similar = (merging.is_some() || !page.similar.is_empty()).then(|| {
        view! { <Similar home=home.clone() entries=page.similar.clone() now=now merging=merging/> }
    });
    view! { {duplicates}{similar} }.into_any()
}

fn moves_of(page: &EntryPage, about: About, may: bool, moving: Moving) -> AnyView {
    let status = page.entry.status;
    if !may {
        return view! { <StatusMark status=status/> }.into_any();
    }
    let (assignee, people) = (page.assignee.clone().zip(page.entry.assignee_id.clone()), page.people.clone());
    view! { <Move about=about status=status assignee=assignee people=people moving=moving/> }.into_any()
}

fn filed(page: &EntryPage, about: About, may: bool, moving: Moving) -> AnyView {
    let tags = page.entry.tags.clone();
    match may {
        true => view! { <Filed about=about tags=tags known=page.tags.clone() moving=moving/> }.into_any(),
        false => view! { <Tags tags=tags/> }.into_any(),
    }
}

#[component]
fn Facts(entry: Entry, assignee: Option<String>) -> impl IntoView {
    let optional = |term: &'static str, value: Option<String>| {
        value.map(|value| view! { <Definition term=term>{value}</Definition> })
    };
    let verified = entry.identity_verified.then(|| view! { " "<Verified/> });
    let user = entry.user_id.map(|user| view! { <Definition term="User">{user}{verified}</Definition> });
    let email = entry.email.map(|email| {
        view! { <Definition term="E-mail"><a href=mailto(&email)>{email.clone()}</a></Definition> }
    });
    view! {
        <Definitions>
            <Definition term="Type"><TypeMark kind=entry.feedback_type/></Definition>
            <Definition term="Page"><WebLink url=entry.page/></Definition>
            <Definition term="Browser">{entry.browser}</Definition>
            <Definition term="System">{entry.os}</Definition>
            {optional("Rating", entry.rating.map(rated))}
            {optional("Assignee", assignee)}
            {user}
            {email}
            {optional("Release", entry.release)}
            {optional("Environment", entry.environment)}
            <Definition term="Received"><Time at=entry.created_at/></Definition>
            <Definition term="Id"><span class="mono">{entry.id}</span></Definition>
        </Definitions>
    }
}

/// A rating in words.
pub fn rated(rating: i64) -> String {
    format!("{rating} of {RATING_MAX}")
}
