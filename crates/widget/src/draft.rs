//! What is typed and not sent yet, kept over a reload for a day: the same members as an entry's body.

use js_sys::JSON;
use wasm_bindgen::JsValue;

use crate::browser::{now, text};
use crate::model::{RATINGS, made_at};
use crate::setup::FormSetup;
use crate::state::State;
use crate::{storage, transport};

const AGE_MAX_MS: u64 = 24 * 3600 * 1000;

fn name(key: &str) -> String {
    ["cresset.d.", key].concat()
}

/// Keeps what stands in the form; nothing is kept of an empty one.
pub fn keep(state: &State) {
    let name = name(&state.setup.key);
    if state.is_empty() {
        return storage::remove(&name);
    }
    let body = transport::json(&[
        ("id", JsValue::from_str(state.id())),
        ("content", JsValue::from_str(&state.content)),
        ("feedback_type", JsValue::from_str(state.kind.as_str())),
        ("email", JsValue::from_str(&state.email)),
        ("rating", JsValue::from_str(RATINGS.get(usize::from(state.rating)).copied().unwrap_or_default())),
    ]);
    storage::put(&name, &body);
}

/// Forgets it.
pub fn clear(key: &str) {
    storage::remove(&name(key));
}

/// Makes an entry's body a draft again, unless there is another.
pub fn put_back(key: &str, body: &str) {
    let name = name(key);
    if storage::get(&name).is_none() {
        storage::put(&name, body);
    }
}

/// Gives a form the words of the draft to begin with, unless it has some.
pub fn restore(setup: &mut FormSetup) {
    let draft = storage::get(&name(&setup.key)).and_then(|body| JSON::parse(&body).ok());
    let Some(draft) = draft.filter(|_| setup.content.is_empty()) else { return };
    let Some(id) = text(&draft, "id").filter(|id| now().saturating_sub(made_at(id)) < AGE_MAX_MS) else {
        return clear(&setup.key);
    };
    setup.entry_id = id;
    setup.begin_with(|member| text(&draft, member));
}
