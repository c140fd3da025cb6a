//! Files somebody sent.

use super::icons::{Glyph, Icon};
use leptos::prelude::*;

/// A list of [`FileItem`]s, pictures first.
///
/// ```ignore
/// <Files label="Files">
///     <FileItem name="shot.png" note="PNG, 120 KB" href=address picture=true/>
/// </Files>
/// ```
#[component]
pub fn Files(#[prop(into)] label: String, children: Children) -> impl IntoView {
    view! { <ul class="files" aria-label=label>{children()}</ul> }
}

/// One file: a picture small, to be opened; any other a line, to be downloaded.
/// Without an address there is nothing to get, and the note says why.
#[component]
pub fn FileItem(
    #[prop(into)] name: String,
    #[prop(into)] note: String,
    #[prop(optional_no_strip)] href: Option<String>,
    #[prop(optional)] picture: bool,
) -> impl IntoView {
    let note = view! { <span class="file-note">{note}</span> };
    match href {
        // Not a page of the console: the router leaves it to the browser.
        Some(href) if picture => {
            let described = format!("Picture {name}");
            view! {
                <li class="file">
                    <a class="file-view" href=href rel="external">
                        <img src=href.clone() alt=described loading="lazy" decoding="async"/>
                    </a>
                    <span class="file-name">{name}</span>
                    {note}
                </li>
            }
            .into_any()
        }
        href => {
            let name = match href {
                Some(href) => view! { <a class="file-name" href=href download="">{name}</a> }.into_any(),
                None => view! { <span class="file-name">{name}</span> }.into_any(),
            };
            view! { <li class="file-line"><Glyph icon=Icon::Report/>{name}{note}</li> }.into_any()
        }
    }
}
