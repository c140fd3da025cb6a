//! What a page shows when its data cannot be had, and the wait before it is there.

use super::{
    button::{ButtonKind, ButtonLink},
    page::PageHeader,
    progress::Skeleton,
    public::PublicPage,
};
use crate::error::AppError;
use leptos::{prelude::*, suspense::Unsuspend};
use std::{future::Future, pin::Pin};

/// The content of a page whose data has to be asked for: a skeleton, then what `view` makes of
/// it, or a [`Failure`]. Old content stays while new is on its way.
///
/// ```ignore
/// let entries = Resource::new(move || query.get(), list);
/// view! { {loaded(move || entries.into_future(), |entries| view! { <Entries entries=entries/> })} }
/// ```
pub fn loaded<T, F, V>(
    data: impl Fn() -> F + Send + Sync + 'static,
    view: impl Fn(T) -> V + Clone + Send + Sync + 'static,
) -> impl IntoView
where
    T: Send + 'static,
    F: Future<Output = Result<T, AppError>> + Send + 'static,
    V: IntoView + 'static,
{
    boundary(Box::new(move || {
        let (data, view) = (data(), view.clone());
        let owner = Owner::current();
        Box::pin(async move {
            let data = data.await;
            // The server walks what waits several times. Without this every walk would make the
            // view anew, with all the reads of the page below it.
            Unsuspend::new(move || {
                let show = || match data {
                    Ok(value) => view(value).into_any(),
                    Err(error) => view! { <Failure error=error/> }.into_any(),
                };
                owner.unwrap_or_default().with(show)
            })
        })
    }))
}

/// A view that has to be waited for.
type Waiting = Pin<Box<dyn Future<Output = Unsuspend<AnyView>> + Send>>;

/// The part that is the same for all data, compiled once: for each page it would be kilobytes.
fn boundary(content: Box<dyn Fn() -> Waiting + Send + Sync>) -> AnyView {
    let content = move || Suspend::new(content());
    view! { <Transition fallback=|| view! { <Skeleton label="Loading" lines=6/> }>{content}</Transition> }
        .into_any()
}

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
