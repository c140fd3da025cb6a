//! What a page shows when its data cannot be had.

use super::{
    button::{ButtonKind, ButtonLink},
    page::PageHeader,
    public::PublicPage,
};
use crate::error::AppError;
use leptos::prelude::*;

/// Provided by the frames of pages: what stands inside needs none of its own.
#[derive(Clone, Copy)]
pub(super) struct Framed;

/// What `NotFound` means on a page that knows better than the general words: a title, and what
/// to do. Provided by the page.
#[derive(Clone, Copy)]
pub struct Gone(pub &'static str, pub &'static str);

/// The page that says why there is nothing to see, in the frame around it or one of its own. On
/// the server it also sets the page's status; somebody not signed in is sent to the sign-in page
/// instead.
#[component]
pub fn Failure(error: AppError) -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::server::ctx::answer_page(&error);
    let gone = use_context::<Gone>().filter(|_| error == AppError::NotFound);
    let text = gone.map_or_else(|| error.to_string(), |Gone(_, text)| text.to_owned());
    let title = match &error {
        AppError::NotFound => gone.map_or("There is nothing here", |Gone(title, _)| title),
        AppError::Unauthorized => "Your session has ended",
        AppError::Forbidden => "You may not see this",
        AppError::Limited { .. } | AppError::Busy { .. } => "Not just now",
        _ => "This page could not be shown",
    };
    let sign_in = matches!(error, AppError::Unauthorized)
        .then(|| view! { <ButtonLink href="/login" kind=ButtonKind::Primary>"Sign in"</ButtonLink> });
    let content = match use_context::<Framed>() {
        Some(Framed) => view! { <PageHeader title=title sentence=text/>{sign_in} }.into_any(),
        None => view! { <PublicPage title=title lead=text>{sign_in}</PublicPage> }.into_any(),
    };
    view! { <div role="alert">{content}</div> }
}
