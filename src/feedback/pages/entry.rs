//! One entry: what was said, from where, what became of it.

use super::{
    asked,
    attached::Attached,
    marks::{self, StatusMark, TypeMark},
    similar::Similar,
};
use crate::{
    access::{ProjectAccess, Role},
    feedback::{
        api::{GetEntry, TriageEntry},
        model::{Entry, EntryPage, Status, Triage},
    },
    ui::*,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

type Moving = Call<TriageEntry>;

/// The right pane of `/app/{project}/feedback/{id}`.
#[component]
pub fn EntryPane() -> impl IntoView {
    let slug = StoredValue::new(expect_context::<ProjectAccess>().slug);
    let id = param("id");
    let changed = use_live("feedback");
    let moving = Moving::new();
    let page = Query::new(move || {
        changed.track();
        moving.version().track();
        GetEntry { project: slug.get_value(), id: id.get() }
    });
    say_what_moved(moving);
    // What was refused for one entry says nothing about the next.
    Effect::new(move |before: Option<String>| {
        let id = id.get();
        if before.is_some_and(|before| before != id) {
            moving.clear();
        }
        id
    });
    loaded(page, move |page| view! { <View page=page moving=moving/> })
}

/// A word of confirmation that leaves by itself.
fn say_what_moved(moving: Moving) {
    let toasts = use_toasts();
    Effect::new(move |_| {
        if let Some(to) = moving.answer() {
            toasts.show(Tone::Good, format!("Moved to {}", to.label().to_lowercase()));
        }
    });
}

#[component]
fn View(page: EntryPage, moving: Moving) -> impl IntoView {
    let project = expect_context::<ProjectAccess>();
    let EntryPage { now, entry, history, attachments, similar } = page;
    let home = format!("/app/{}/feedback", project.slug);
    let path = format!("{home}/{}", entry.id);
    let query = use_query_map().with_untracked(asked::filters);
    let list = format!("{home}{}", query.to_query_string());
    let (kind, number, status) = (entry.feedback_type, entry.number, entry.status);
    let (content, metadata) = (entry.content.clone(), entry.metadata.clone());
    let metadata = metadata.map(|metadata| view! { <CodeBlock label="Metadata" code=metadata/> });
    let files = (!attachments.is_empty())
        .then(|| view! { <Attached folder=format!("{path}/files") attachments=attachments/> });
    let similar = (!similar.is_empty()).then(|| view! { <Similar home=home entries=similar now=now/> });
    let past = view! { <History entry=entry.clone() history=history now=now/> };
    let id = StoredValue::new(entry.id.clone());
    let may = project.role >= Role::Member;
    let slug = StoredValue::new(project.slug);
    view! {
        <PageHeader
            title=format!("{} #{number}", kind.label())
            back=(list, "Feedback".to_owned())
            actions=move || {
                let path = path.clone();
                view! {
                    <CopyButton text=Signal::derive(move || browser::address(&path)) name="Copy link" label="Copy link"/>
                    {match may {
                        true => view! { <Move slug=slug id=id status=status moving=moving/> }.into_any(),
                        false => view! { <StatusMark status=status/> }.into_any(),
                    }}
                }
            }
        />
        <FormProblem problem=moving.problem()/>
        <Words text=content/>
        {files}
        <Panel title="Facts"><Facts entry=entry/></Panel>
        {metadata}
        {similar}
        <Panel title="History">{past}</Panel>
    }
}

/// The next step as a button, everything else that is allowed behind the
/// status. Both are one form, which works without JavaScript. Pressing twice
/// is harmless, so nothing is disabled and the focus stays where it is.
#[component]
fn Move(slug: StoredValue<String>, id: StoredValue<String>, status: Status, moving: Moving) -> impl IntoView {
    let step = status.step();
    let others = status.next().filter(move |to| *to != step).map(move |to| {
        view! {
            <MenuButton icon=marks::icon(to) submit=true attr:name="to" attr:value=to.as_str()>
                {to.verb(status)}
            </MenuButton>
        }
    });
    view! {
        <Form to=moving class="page-actions">
            <input type="hidden" name="project" value=slug.get_value()/>
            <input type="hidden" name="id" value=id.get_value()/>
            <input type="hidden" name="from" value=status.as_str()/>
            <Button submit=true attr:name="to" attr:value=step.as_str()>
                {step.verb(status)}
            </Button>
            <Menu label=status.label() icon=marks::icon(status) purpose="Status" end=true>
                {others.collect_view()}
            </Menu>
        </Form>
    }
}

#[component]
fn Facts(entry: Entry) -> impl IntoView {
    let optional = |term: &'static str, value: Option<String>| {
        value.map(|value| view! { <Definition term=term>{value}</Definition> })
    };
    let email = entry.email.map(|email| {
        view! { <Definition term="E-mail"><a href=mailto(&email)>{email.clone()}</a></Definition> }
    });
    view! {
        <Definitions>
            <Definition term="Type"><TypeMark kind=entry.feedback_type/></Definition>
            <Definition term="Page"><WebLink url=entry.page/></Definition>
            <Definition term="Browser">{entry.browser}</Definition>
            <Definition term="System">{entry.os}</Definition>
            {optional("User", entry.user_id)}
            {email}
            {optional("Release", entry.release)}
            {optional("Environment", entry.environment)}
            <Definition term="Received"><Time at=entry.created_at/></Definition>
            <Definition term="Id"><span class="mono">{entry.id}</span></Definition>
        </Definitions>
    }
}

/// From the last change back to the arrival.
#[component]
fn History(entry: Entry, history: Vec<Triage>, now: i64) -> impl IntoView {
    let began = history.last().map_or(entry.status, |first| first.from);
    let sender = entry.email.or(entry.user_id).unwrap_or_else(|| "somebody".to_owned());
    let moves = history.into_iter().map(move |step| {
        let said = format!("{} to {}", step.from.label(), step.to.label().to_lowercase());
        view! { <Moment tone=marks::tone(step.to) at=step.at now=now by=step.by>{said}</Moment> }
    });
    let received = if began == Status::Spam { "Received and filed as spam" } else { "Received" };
    view! {
        <Timeline label="Changes of status, newest first">
            {moves.collect_view()}
            <Moment tone=Tone::Neutral at=entry.created_at now=now by=sender>{received}</Moment>
        </Timeline>
    }
}
