//! A server function that something on the page calls: a form, or a change elsewhere.

use super::form::Problem;
use crate::{
    codec::{Answer, read, send},
    error::AppError,
};
use leptos::{
    prelude::*,
    server::ServerActionError,
    server_fn::{ServerFn, client::Client, error::ServerFnUrlError},
    task::spawn_local,
};
use serde::{Serialize, de::DeserializeOwned};
use std::{marker::PhantomData, ops::Deref};

/// What was sent to the server function `S`, and what came of it.
///
/// ```ignore
/// let rename = Call::<Rename>::new();
/// let problem = rename.problem();
/// <Form to=rename class="form">
///     <FormProblem problem=problem fields=&["name"]/>
///     <TextInput name="name" label="Name" error=problem.at("name")/>
///     <Button submit=true pending=rename.pending()>"Rename"</Button>
/// </Form>
/// ```
pub struct Call<S> {
    call: AnyCall,
    function: PhantomData<fn() -> S>,
}

/// A [`Call`], whatever its function.
#[derive(Clone, Copy)]
pub struct AnyCall {
    pub(super) path: &'static str,
    send: fn(&str, &str, String) -> Answer,
    pending: RwSignal<bool>,
    version: RwSignal<usize>,
    answer: RwSignal<Option<Result<String, AppError>>>,
}

impl<S> Call<S>
where
    S: ServerFn<Error = AppError>,
    S::Client: Client<AppError>,
{
    #[expect(clippy::new_without_default, reason = "it reads the context of the page")]
    pub fn new() -> Self {
        Self { call: AnyCall::new(S::PATH, send::<S::Client>), function: PhantomData }
    }
}

impl<S: ServerFn> Call<S> {
    /// Calls a function of the protocol [`Json`](crate::codec::Json).
    pub fn send(self, input: &S)
    where
        S: Serialize,
    {
        if let Ok(body) = serde_json::to_string(input) {
            self.call.post("application/json", body);
        }
    }

    /// What came back last.
    pub fn outcome(self) -> Option<Result<S::Output, AppError>>
    where
        S::Output: DeserializeOwned,
    {
        self.call.answer.with(|answer| match answer {
            Some(Ok(text)) => Some(read(text)),
            Some(Err(error)) => Some(Err(error.clone())),
            None => None,
        })
    }

    /// What the function returned, if it was accepted.
    pub fn answer(self) -> Option<S::Output>
    where
        S::Output: DeserializeOwned,
    {
        self.outcome()?.ok()
    }
}

impl<S> Clone for Call<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Call<S> {}

impl<S> Deref for Call<S> {
    type Target = AnyCall;

    fn deref(&self) -> &AnyCall {
        &self.call
    }
}

impl<S> From<Call<S>> for AnyCall {
    fn from(call: Call<S>) -> Self {
        call.call
    }
}

impl AnyCall {
    fn new(path: &'static str, send: fn(&str, &str, String) -> Answer) -> Self {
        let failed = use_context::<ServerActionError>().filter(|failed| failed.path() == path);
        let answer = failed.map(|failed| Err(ServerFnUrlError::decode_err(failed.err())));
        let (pending, version) = (RwSignal::new(false), RwSignal::new(0));
        Self { path, send, pending, version, answer: RwSignal::new(answer) }
    }

    /// Whether the answer is still to come.
    pub fn pending(self) -> Signal<bool> {
        self.pending.into()
    }

    /// How often it was answered.
    pub fn version(self) -> Signal<usize> {
        self.version.into()
    }

    /// Whether it was refused last: what opens with its form is open when a page is made for it.
    pub fn has_failed(self) -> bool {
        self.answer.with_untracked(|answer| matches!(answer, Some(Err(_))))
    }

    /// Forgets the answer.
    pub fn clear(self) {
        self.answer.set(None);
    }

    /// Why the form was not accepted, until it is answered again.
    pub fn problem(self) -> Problem {
        let error = Memo::new(move |_| self.answer.with(|answer| answer.clone()?.err()));
        let saved = Memo::new(move |_| self.answer.with(|answer| matches!(answer, Some(Ok(_)))));
        Problem::new(self.path, error, saved)
    }

    pub(super) fn post(self, kind: &str, body: String) {
        let answer = (self.send)(self.path, kind, body);
        self.pending.set(true);
        spawn_local(async move {
            let answer = answer.await;
            // The page may be gone by then.
            self.answer.try_set(Some(answer));
            self.pending.try_set(false);
            self.version.try_update(|version| *version += 1);
        });
    }
}
