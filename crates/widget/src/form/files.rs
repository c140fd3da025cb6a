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
        .children(LIVE.then(|| capture(shared)))
        .child(el("ul", &[("class", "cf-files")]).choose(shared.see(which), rows))
        .child(fields::problem(shared, Field::Files))
        .child(el("p", &[("class", "cf-live"), ("role", "status")]).say(shared.see(move |state| {
            let last = state.files.last()?;
            Some([last.name.as_str(), " ", texts.added].concat().into())
        })))
}

/// Another number for every other list: numbers of files are never used again.
fn which(state: &State) -> usize {
    let last = state.files.iter().map(|file| file.number + 1).max();
    last.unwrap_or(0) * 8 + state.files.len()
}

/// The button that takes a picture of the screen, or why there is none.
fn capture(shared: Shared) -> El {
    match files::can_capture() {
        Ok(()) => el("button", &[("type", "button"), ("class", "cf-button cf-shoot")])
            .text(shared.texts.screenshot)
            .on("click", move |event| shoot(shared, &event)),
        Err(unsafe_page) => {
            el("p", fields::HINT).text(if unsafe_page { shared.texts.screenshot_http } else { "" })
        }
    }
}

/// Takes a picture of the screen. What is asked of the browser is asked before anything is waited for.
fn shoot(shared: Shared, event: &Event) {
    let Some(button) = browser::closest(event, "button") else { return };
    let taken = files::capture(&button);
    spawn_local(async move {
        let Some(form) = button.closest("form").ok().flatten() else { return };
        match taken.await {
            None => shared.edit(|state| state.no_screenshot(shared.texts)),
            Some(taken) => drop(add(shared, &taken, form.clone())),
        }
        browser::focus_first(&form, ".cf-shoot");
    });
}

/// Marks up a picture. The list is made anew then, and the focus goes to the button in the place of the one that is gone.
fn edit(shared: Shared, number: usize, event: &Event) {
    let Some(button) = browser::closest(event, "button") else { return };
    let edited = files::edit(number, &button);
    spawn_local(async move {
        let Some(form) = button.closest("form").ok().flatten() else { return };
        let made = edited.await.map(|made| files::take(&made)).unwrap_or_default();
        for file in made {
            let row = shared.now(|state| state.files.iter().take_while(|file| file.number != number).count());
            shared.edit(|state| state.replace(number, file));
            files::forget(number);
            browser::drawn().await;
            files::draw(&form, shared.now(|state| state.files.clone()));
            let row = [".cf-files li:nth-child(", &count(row + 1), ") .cf-edit"].concat();
            browser::focus_first(&form, &row);
        }
    });
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
    let edit = file.picture.then(|| {
        el("button", &[("type", "button"), ("class", "cf-edit")])
            .attr("aria-label", [shared.texts.edit, " ", &file.name].concat())
            .on("click", move |event| edit(shared, number, &event))
    });
    let name = el("span", &[]).child(el("bdi", &[]).text(file.name));
    el("li", &[])
        .bind("data-bad", shared.see(bad))
        .child(el("span", &[("class", "cf-thumb")]).child(thumbnail))
        .child(el("span", &[("class", "cf-name")]).child(name).child(size))
        .children(edit)
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
