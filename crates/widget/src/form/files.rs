//! The files that go with an entry: chosen, pasted or dropped.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event};

use super::{LIVE, Shared, fields};
use crate::browser::{self, list, member};
use crate::files;
use crate::html::{El, Words, el};
use crate::model::FILE_TYPES;
use crate::state::{Attached, Field, State, number as count};

/// The control and the list of what is attached. Without wasm it is the browser's own control.
pub fn files(shared: Shared) -> El {
    let texts = shared.texts;
    let id = shared.id("file");
    let [hint, problem] = ["-hint", "-problem"].map(|end| [&id, end].concat());
    let input = el("input", &[("type", "file"), ("name", "file"), ("multiple", ""), ("accept", FILE_TYPES)])
        .attr("id", id.clone())
        .attr("aria-describedby", [&hint, " ", &problem].concat());
    // It lies unseen over words of ours: its own are in the browser's language, and speak of the last choice only.
    let over = el("div", &[("class", "cf-drop")])
        .child(el("span", &[("aria-hidden", "true")]).text(texts.files_choose));
    let zone = if LIVE { over.child(input) } else { input };
    let label = el("label", &[])
        .attr("for", id)
        .text(texts.files)
        .text(" ")
        .child(el("span", &[("class", "cf-optional")]).text(texts.optional));
    let rows =
        move |_| shared.now(|state| state.files.clone()).into_iter().map(|file| row(shared, file)).collect();
    el("div", &[("class", "cf-field")])
        .child(label)
        .child(el("p", fields::HINT).attr("id", hint).text(texts.files_hint))
        .child(zone)
        .child(el("ul", &[("class", "cf-files")]).choose(shared.see(which), rows))
        .child(fields::problem(shared, Field::Files))
        .child(el("p", &[("class", "cf-live"), ("role", "status")]).say(shared.see(move |state| {
            let last = state.files.last()?;
            Some([last.name.as_str(), " ", texts.added].concat().into())
        })))
}

/// Another number for every other list: numbers of files are never used again.
fn which(state: &State) -> usize {
    state.files.last().map_or(0, |last| (last.number + 1) * 8 + state.files.len())
}

fn row(shared: Shared, file: Attached) -> El {
    let number = file.number;
    let about = Field::File(number);
    let bad = move |state: &State| state.message(about).map(|_| Words::default());
    let thumbnail = el("canvas", &[("hidden", ""), ("aria-hidden", "true")]);
    let problem = [shared.id("file-").as_str(), &count(number)].concat();
    let remove = el("button", &[("type", "button"), ("class", "cf-close")])
        .attr("aria-label", [shared.texts.remove, " ", &file.name].concat())
        .attr("aria-describedby", problem.clone())
        .on("click", move |event| remove(shared, number, &event));
    let said = move |state: &State| fields::said(state, about);
    let size = el("span", &[("class", "cf-hint")]).child(el("bdi", &[]).text(file.size()));
    let name = el("span", &[]).child(el("bdi", &[]).text(file.name));
    el("li", &[])
        .bind("data-bad", shared.see(bad))
        .child(el("span", &[("class", "cf-thumb")]).child(thumbnail))
        .child(el("span", &[("class", "cf-name")]).child(name).child(size))
        .child(remove)
        .child(el("p", &[("class", "cf-problem")]).attr("id", problem).say(shared.see(said)))
}

/// Takes files out of whatever lies in it: chosen in the control, pasted, dropped.
pub fn receive(shared: Shared, place: El) -> El {
    ["change", "paste", "dragover", "dragleave", "drop"]
        .into_iter()
        .fold(place, |place, name| place.on(name, move |event| handle(shared, &event)))
}

fn handle(shared: Shared, event: &Event) {
    let Some(place) = event.current_target().map(|place| place.unchecked_into::<Element>()) else { return };
    let (name, dragged) = (event.type_(), member(event, "dataTransfer"));
    let over = name == "dragover" && holds(&dragged, "Files");
    let _ = place.toggle_attribute_with_force("data-over", over);
    let given = match name.as_str() {
        "change" => browser::target(event).map(JsValue::from).unwrap_or_default(),
        "paste" => member(event, "clipboardData"),
        "drop" => dragged,
        _ => JsValue::UNDEFINED,
    };
    // Office programs add a picture of the text they copy.
    let taken = !holds(&given, "text/plain") && add(shared, &member(&given, "files"), place);
    if taken && name == "change" {
        // The same file may be chosen again after it was removed.
        browser::clear(&given);
    } else if taken || over {
        event.prevent_default();
    }
}

/// Whether what is dragged or pasted can be had as this type.
fn holds(data: &JsValue, kind: &str) -> bool {
    list(&member(data, "types")).includes(&kind.into(), 0)
}

/// Adds the files of a list; false if there are none.
pub fn add(shared: Shared, given: &JsValue, place: Element) -> bool {
    let given = files::take(given);
    if given.is_empty() {
        return false;
    }
    shared.edit(|state| state.attach(given, shared.texts).into_iter().for_each(files::forget));
    spawn_local(async move {
        browser::drawn().await;
        files::draw(&place, shared.now(|state| state.files.clone()));
    });
    true
}

/// Removes a file. The focus goes to the button of the next one, else to the control.
fn remove(shared: Shared, number: usize, event: &Event) {
    let form = browser::closest(event, "form");
    shared.edit(|state| state.detach(number));
    files::forget(number);
    spawn_local(async move {
        browser::drawn().await;
        if let Some(form) = form {
            files::draw(&form, shared.now(|state| state.files.clone()));
            browser::focus_first(&form, "[type=file]");
        }
    });
}
