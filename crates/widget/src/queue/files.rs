//! The files of entries that wait, as the bodies they are posted in.
//!
//! In the browser's cache storage, which keeps a whole `FormData` in one call; IndexedDB would take three times the
//! code. It is missing on http pages: there an entry with files does not wait, and stays in the form.

use std::pin::Pin;

use wasm_bindgen::JsValue;
use web_sys::{FormData, Response};

use crate::browser::{call, member, wait};

/// Keeps a body; says whether it is kept.
pub async fn put(id: &str, body: &FormData) -> bool {
    match Response::new_with_opt_form_data(Some(body)) {
        Ok(body) => ask("put", id, body.into()).await.is_some(),
        Err(_) => false,
    }
}

/// The body of an entry.
pub async fn get(id: &str) -> Option<JsValue> {
    ask("match", id, JsValue::UNDEFINED).await
}

/// Forgets it.
pub async fn remove(id: &str) {
    ask("delete", id, JsValue::UNDEFINED).await;
}

/// One question to the storage, under an address nobody else asks for. Boxed, so that it is compiled once.
fn ask(what: &'static str, id: &str, body: JsValue) -> Pin<Box<dyn Future<Output = Option<JsValue>>>> {
    let address = JsValue::from_str(&["/cresset.files/", id].concat());
    Box::pin(async move {
        let caches = member(web_sys::window()?.as_ref(), "caches");
        let cache = wait(call(&caches, "open", &[&"cresset".into()])).await?;
        let answer = wait(call(&cache, what, &[&address, &body])).await?;
        if what == "match" { wait(call(&answer, "formData", &[])).await } else { Some(answer) }
    })
}
