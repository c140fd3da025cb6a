//! The sample page the widget is tried on. Server HTML only, with the loader other pages carry.

use super::public::Links;
use crate::{
    feedback::model::Snippet,
    ui::{SampleButton, SamplePage},
};
use leptos::prelude::*;

/// A document of its own.
#[component]
pub fn PreviewPage(
    snippet: Snippet,
    /// The project's public key.
    key: String,
    links: Links,
) -> impl IntoView {
    let Links { style, nonce, .. } = links;
    let said = |name: &str| snippet.attributes().find(|(own, _)| *own == name).map(|(_, value)| value);
    let button = said("data-attach").map(|selector| match selector.split_at_checked(1) {
        Some(("#", id)) if is_plain(id) => view! { <SampleButton id=id.to_owned()/> }.into_any(),
        Some((".", class)) if is_plain(class) => view! { <SampleButton class=class.to_owned()/> }.into_any(),
        _ => view! { <p>{format!("On your page, {selector} opens the form; this sample has no such element.")}</p> }.into_any(),
    });
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <title>"Sample page"</title>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href=style/>
                <script async=true src="/embed.js" nonce=nonce data-key=key data-theme=said("data-theme")
                    data-position=said("data-position") data-lang=said("data-lang") data-env=said("data-env")
                    data-attach=said("data-attach") data-shortcut=said("data-shortcut")></script>
            </head>
            <body>
                <SamplePage title="A page of yours">
                    <p>"Open the form, write something and send it: it arrives in the inbox like everything else."</p>
                    {button}
                </SamplePage>
            </body>
        </html>
    }
}

/// A name that can stand in a selector as it is.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}
