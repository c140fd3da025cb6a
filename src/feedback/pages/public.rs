//! The public page of a project: the form, and the receipt of who sends it
//! without JavaScript. Server HTML only; the widget's bundle makes it live.

use crate::{
    feedback::model::{FILE_BYTES, FILES_MAX},
    ui::{ButtonLink, PublicPage},
};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use widget::{
    FeedbackForm, FormSetup, Texts,
    state::{Field, Problem},
};

/// Where the document finds its files.
#[derive(Debug, Clone)]
pub struct Links {
    pub style: String,
    pub script: String,
    pub nonce: String,
}

/// The form.
#[component]
pub fn FormPage(
    /// The name of the project.
    name: String,
    setup: FormSetup,
    links: Links,
    /// The project's public key, if the visit is counted.
    counted: Option<String>,
) -> impl IntoView {
    // A text area's content cannot be in server HTML (it would not be escaped),
    // so after an error the text is where it was typed.
    let again = setup.error.is_some().then(|| {
        view! { <p role="note">"What you wrote is on the page before this one: go back to change it."</p> }
    });
    view! {
        <Document title=format!("Feedback for {name}") links=links live=true counted=counted>
            <PublicPage title="Send feedback" lead=name>
                {again}
                <FeedbackForm setup=setup/>
            </PublicPage>
        </Document>
    }
}

/// The receipt.
#[component]
pub fn SentPage(
    name: String,
    /// The address of the form.
    form: String,
    /// The link of the entry, if the address of this page names one.
    status: Option<String>,
    links: Links,
) -> impl IntoView {
    let texts = &Texts::EN;
    let status = status.map(|address| {
        let href = address.clone();
        view! {
            <p>
                "Keep this link to see what becomes of it and to read answers:"
                <br/>
                <a class="public-link" href=href>{address}</a>
            </p>
        }
    });
    view! {
        <Document title=format!("Feedback for {name}") links=links>
            <PublicPage title=texts.sent lead=name>
                <p role="status">{texts.sent_more}</p>
                {status}
                <ButtonLink href=form>{texts.another}</ButtonLink>
            </PublicPage>
        </Document>
    }
}

/// Nothing is here, in words for people.
#[component]
pub fn NoPage(links: Links) -> impl IntoView {
    view! {
        <Document title="There is nothing here" links=links>
            <PublicPage title="There is nothing here">
                <p>"The address is mistyped, or this project takes no feedback any more."</p>
            </PublicPage>
        </Document>
    }
}

/// The document around them. With `live` the script comes along that makes the
/// form live at the first interaction, and with the public key of a project the one that counts the visit.
#[component]
pub fn Document(
    #[prop(into)] title: String,
    links: Links,
    #[prop(optional)] live: bool,
    #[prop(default = None)] counted: Option<String>,
    children: Children,
) -> impl IntoView {
    provide_meta_context();
    let Links { style, script, nonce } = links;
    let script = live.then(|| view! { <script type="module" src=script nonce=nonce.clone()></script> });
    let counter = counted.map(|key| {
        view! { <script async=true src="/embed.js" nonce=nonce.clone() data-key=key data-button="off"></script> }
    });
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <title>{title}</title>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="robots" content="noindex"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href=style/>
                <style nonce=nonce>{widget::CSS}</style>
                {script}
                {counter}
            </head>
            <body>{children()}</body>
        </html>
    }
}

/// What a code in the address says to the person.
pub fn problem(code: &str) -> Problem {
    let texts = &Texts::EN;
    if let Some(message) = file_problem(code) {
        return Problem { field: Field::Form, message };
    }
    let (field, message) = match code {
        "content_blank" => (Field::Content, texts.content_blank),
        "content_long" => (Field::Content, texts.content_long),
        "email" => (Field::Email, texts.email_wrong),
        "busy" => (Field::Form, texts.busy),
        "replies" => (Field::Form, "This entry has as many replies as it can. Send another one instead."),
        _ => (Field::Form, texts.refused),
    };
    Problem { field, message: message.to_owned() }
}

/// The same about files, which are numbered from 1: their names are the person's.
fn file_problem(code: &str) -> Option<String> {
    let most = FILE_BYTES >> 20;
    let numbered = |code: &str| code.parse::<u8>().ok();
    let problem = match code.split_once('.') {
        Some(("file_large", number)) => {
            format!("file {} is larger than {most} MB. Choose a smaller one.", numbered(number)?)
        }
        Some(("file_kind", number)) => format!(
            "file {} is none of PNG, JPEG, WebP, GIF, PDF, JSON and plain text. Leave it out or convert it.",
            numbered(number)?
        ),
        None if code == "files_many" => format!("these are more than {FILES_MAX} files. Choose fewer."),
        None if code == "files_large" => {
            "this is too large as a whole. Choose fewer or smaller files.".into()
        }
        _ => return None,
    };
    Some(format!("Not sent: {problem}"))
}
