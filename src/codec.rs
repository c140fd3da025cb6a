//! How pages call server functions.
//!
//! server_fn compiles its way through request, response and future once per function, 6 to 12 KB
//! each. Here everything but reading and writing the values themselves is compiled once.

use crate::error::AppError;
use http::Method;
use leptos::server_fn::{
    Http, Protocol, ServerFn, client::Client, codec::Json as HttpJson, error::FromServerFnError,
    redirect::call_redirect_hook, request::ClientReq, response::ClientRes, server::Server,
};
use serde::{Serialize, de::DeserializeOwned};
use std::{future::Future, pin::Pin};

/// The protocol of the functions that pages read from: JSON both ways, as of [`HttpJson`].
pub struct Json;

impl<Input, Output, C, S> Protocol<Input, Output, C, S, AppError> for Json
where
    Http<HttpJson, HttpJson>: Protocol<Input, Output, C, S, AppError>,
    Input: Serialize + Send,
    Output: DeserializeOwned,
    C: Client<AppError>,
    S: Server<AppError>,
{
    const METHOD: Method = Method::POST;

    fn run_server<F, Fut>(
        request: S::Request,
        function: F,
    ) -> impl Future<Output = Result<S::Response, AppError>> + Send
    where
        F: Fn(Input) -> Fut + Send,
        Fut: Future<Output = Result<Output, AppError>> + Send,
    {
        <Http<HttpJson, HttpJson> as Protocol<Input, Output, C, S, AppError>>::run_server(request, function)
    }

    async fn run_client(path: &str, input: Input) -> Result<Output, AppError> {
        let body = serde_json::to_string(&input).map_err(unreadable)?;
        read(&send::<C>(path, "application/json", body).await?)
    }
}

/// The text of an answer, once it is there.
pub type Answer = Pin<Box<dyn Future<Output = Result<String, AppError>> + Send>>;

/// Calls the function `S` with the JSON of its input; on the server without a detour over HTTP.
pub fn call<S>(input: String) -> Answer
where
    S: ServerFn<Error = AppError> + DeserializeOwned + Send,
    S::Client: Client<AppError>,
    S::Output: Serialize,
{
    #[cfg(feature = "ssr")]
    let answer = Box::pin(async move {
        let output = read::<S>(&input)?.run_body().await?;
        serde_json::to_string(&output).map_err(unreadable)
    });
    #[cfg(not(feature = "ssr"))]
    let answer = send::<S::Client>(S::PATH, "application/json", input);
    answer
}

/// Posts `body` to a server function. Goes where the answer leads, if it does.
pub fn send<C: Client<AppError>>(path: &str, kind: &str, body: String) -> Answer {
    let request = C::Request::try_new_post(path, kind, "application/json", body);
    Box::pin(async move {
        let response = C::send(request?).await?;
        let (status, to, leads) = (response.status(), response.location(), response.has_redirect());
        let text = response.try_into_string().await?;
        if status >= 400 {
            return Err(AppError::de(text.into()));
        }
        if leads {
            call_redirect_hook(&to);
        }
        Ok(text)
    })
}

/// The value of an answer.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, AppError> {
    serde_json::from_str(text).map_err(unreadable)
}

/// Page and server are of different versions.
fn unreadable(error: serde_json::Error) -> AppError {
    leptos::logging::error!("{error}");
    AppError::Internal { id: "browser".into() }
}
