//! The data of a page: asked for once, again when something changed, and shown when it is there.
//!
//! A query carries the answer as text and only the view knows its type. Typed resources are
//! compiled with all their futures once per page, at 10 KB each.

use super::{failure::Failure, progress::Skeleton};
use crate::{
    codec::{Answer, call, read},
    error::AppError,
};

use leptos::{
    prelude::*,
    server::codee::string::FromToStringCodec,
    server_fn::{ServerFn, client::Client},
    suspense::Unsuspend,
};
use serde::{Serialize, de::DeserializeOwned};
use std::{convert::Infallible, fmt, marker::PhantomData, str::FromStr, sync::Arc};

/// What the server function behind it says, an answer of type `T`.
pub struct Query<T> {
    text: Resource<Text, FromToStringCodec>,
    answer: PhantomData<fn() -> T>,
}

impl<T> Clone for Query<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Query<T> {}

impl<T> Query<T> {
    /// Calls the function with `input`, and again whenever a signal that `input` reads changes.
    ///
    /// ```ignore
    /// let changed = use_live("deploys");
    /// let list = Query::new(move || {
    ///     changed.track();
    ///     ListDeployments { project: slug.get_value(), asked: query.with(asked) }
    /// });
    /// ```
    pub fn new<S>(input: impl Fn() -> S + Send + Sync + 'static) -> Self
    where
        S: ServerFn<Output = T, Error = AppError> + Serialize + DeserializeOwned + Send,
        S::Client: Client<AppError>,
        T: Serialize,
    {
        let body = move || serde_json::to_string(&input()).unwrap_or_default();
        Self { text: resource(Box::new(body), call::<S>), answer: PhantomData }
    }
}

fn resource(
    body: Box<dyn Fn() -> String + Send + Sync>,
    ask: fn(String) -> Answer,
) -> Resource<Text, FromToStringCodec> {
    let source = move || Question(body());
    Resource::new_str(source, move |Question(body)| async move { Text(ask(body).await) })
}

/// The same question is asked again when a signal says that the answer may differ.
#[derive(Clone)]
struct Question(String);

impl PartialEq for Question {
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

/// An answer as it travels in the page: JSON, or `!` and the JSON of the error.
#[derive(Clone)]
struct Text(Result<String, AppError>);

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Ok(text) => f.write_str(text),
            Err(error) => write!(f, "!{}", serde_json::to_string(error).map_err(|_| fmt::Error)?),
        }
    }
}

impl FromStr for Text {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(match text.strip_prefix('!') {
            Some(error) => Err(read(error).unwrap_or_else(|error| error)),
            None => Ok(text.to_owned()),
        }))
    }
}

/// The content of a page whose data has to be asked for: a skeleton, then what `view` makes of
/// it, or a [`Failure`]. Old content stays while new is on its way.
///
/// ```ignore
/// view! { {loaded(list, |list| view! { <Deployments list=list/> })} }
/// ```
pub fn loaded<T, V>(query: Query<T>, view: impl Fn(T) -> V + Send + Sync + 'static) -> impl IntoView
where
    T: DeserializeOwned + 'static,
    V: IntoView + 'static,
{
    boundary(query.text, Arc::new(move |text| Ok(view(read(text)?).into_any())))
}

type Show = Arc<dyn Fn(&str) -> Result<AnyView, AppError> + Send + Sync>;

/// The part that is the same for all data.
fn boundary(data: Resource<Text, FromToStringCodec>, show: Show) -> AnyView {
    let content = move || {
        let (data, show, owner) = (data.into_future(), show.clone(), Owner::current());
        Suspend::new(async move {
            let Text(data) = data.await;
            // The server walks what waits several times. Without this every walk would make the
            // view anew, with all the reads of the page below it.
            Unsuspend::new(move || {
                let show = || match data.and_then(|text| show(&text)) {
                    Ok(view) => view,
                    Err(error) => view! { <Failure error=error/> }.into_any(),
                };
                owner.unwrap_or_default().with(show)
            })
        })
    };
    view! { <Transition fallback=|| view! { <Skeleton label="Loading" lines=6/> }>{content}</Transition> }
        .into_any()
}
