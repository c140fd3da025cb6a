//! What became of an entry, for whoever sent it. Server HTML only.

use super::{
    entry::rated,
    marks,
    public::{Document, Links},
};
use crate::{
    feedback::model::{self, Progress, Told},
    ui::{self, *},
};
use leptos::prelude::*;
use widget::{
    Texts,
    model::{CONTENT_MAX, HONEYPOT_FIELD},
    state::{Field, Problem},
};

/// What came before the page is shown.
#[derive(Debug, Clone)]
pub enum After {
    Nothing,
    /// A reply that is stored.
    Replied,
    /// One that is not.
    Refused(Problem),
}

/// `/f/{project}/s/{secret}`.
#[component]
pub fn StatusPage(
    /// The name of the project.
    name: String,
    /// The address of the form for another entry.
    form: String,
    /// Where a reply is sent.
    action: String,
    /// The id of the next reply.
    reply: String,
    page: model::StatusPage,
    after: After,
    links: Links,
) -> impl IntoView {
    let foot = move || {
        view! { "Whoever has this address can read this page and reply. " <a href=form.clone()>"Send something else"</a> }
    };
    let (stands, since) = (page.stands, page.since);
    view! {
        <Document title=format!("Your feedback for {name}") links=links>
            <PublicPage title="Your feedback" lead=name wide=true foot=foot>
                <Notice after=after.clone()/>
                <p class="public-state">
                    <Stands progress=stands/>
                    <span class="muted">"since "<Time at=since/></span>
                </p>
                <Sent page=page.clone()/>
                <section class="public-part">
                    <h2>"What happened"</h2>
                    <Story page=page/>
                </section>
                <section class="public-part">
                    <h2>"Reply to the team"</h2>
                    <Reply action=action id=reply after=after/>
                </section>
            </PublicPage>
        </Document>
    }
}

/// What became of the reply before.
#[component]
fn Notice(after: After) -> AnyView {
    match after {
        After::Nothing => ().into_any(),
        After::Replied => {
            view! { <Banner tone=Tone::Good title="Your reply was sent to the team"/> }.into_any()
        }
        After::Refused(problem) => view! {
            <Banner tone=Tone::Bad title="Your reply was not sent">
                {(problem.field == Field::Form).then_some(problem.message)}
                " What you wrote is on the page before this one: go back to change it."
            </Banner>
        }
        .into_any(),
    }
}

/// Where it stands, as shape and word.
#[component]
fn Stands(progress: Progress) -> impl IntoView {
    let status = like(progress);
    view! { <ui::Status tone=marks::tone(status) icon=marks::icon(status)>{progress.label()}</ui::Status> }
}

/// The status of the team that looks the same.
fn like(progress: Progress) -> model::Status {
    match progress {
        Progress::Received => model::Status::New,
        Progress::Planned => model::Status::Planned,
        Progress::InProgress => model::Status::InProgress,
        Progress::Done => model::Status::Done,
        Progress::Declined => model::Status::Declined,
    }
}

/// Their own words, with which the page begins.
#[component]
fn Sent(page: model::StatusPage) -> impl IntoView {
    let files = (!page.files.is_empty()).then(|| {
        view! { <Definition term="Files">{page.files.join(", ")}</Definition> }
    });
    let rating = page.rating.map(|rating| view! { <Definition term="Rating">{rated(rating)}</Definition> });
    view! {
        <section class="public-part">
            <h2>"What you sent"</h2>
            <Words text=page.content/>
            <Definitions>
                <Definition term="Type">{page.feedback_type.label()}</Definition>
                <Definition term="Sent"><Time at=page.created_at/></Definition>
                {rating}
                {files}
            </Definitions>
        </section>
    }
}

#[component]
fn Story(page: model::StatusPage) -> impl IntoView {
    let now = page.now;
    let moments = page.story.into_iter().map(move |(at, told)| {
        let (tone, icon, title, note) = match told {
            Told::Stands(progress) => {
                let status = like(progress);
                (marks::tone(status), marks::icon(status), progress.label(), None)
            }
            Told::Answer(text) => (Tone::Info, Icon::Feedback, "The team answered", Some(text)),
            Told::Reply(text) => (Tone::Neutral, Icon::User, "You replied", Some(text)),
        };
        view! { <Moment tone=tone icon=Some(icon) at=at now=now note=note>{title}</Moment> }
    });
    view! { <Timeline label="What happened, oldest first">{moments.collect_view()}</Timeline> }
}

#[component]
fn Reply(action: String, id: String, after: After) -> impl IntoView {
    let wrong = match after {
        After::Refused(Problem { field: Field::Content, message }) => Some(message),
        _ => None,
    };
    let error = FieldProblem { error: Signal::stored(wrong), typed: None };
    view! {
        <form method="post" action=action class="form">
            <input type="hidden" name="id" value=id/>
            <div class="visually-hidden" aria-hidden="true">
                <label for="reply-more">{Texts::EN.honeypot}</label>
                <input id="reply-more" name=HONEYPOT_FIELD tabindex="-1" autocomplete="off"/>
            </div>
            <Textarea
                name="content"
                id="reply"
                label="Your reply"
                hint="The team finds it with what you sent before."
                rows=4
                required=true
                maxlength=CONTENT_MAX as u32
                error=error
            />
            <FormActions>
                <Button kind=ButtonKind::Primary submit=true>"Send reply"</Button>
            </FormActions>
        </form>
    }
}
