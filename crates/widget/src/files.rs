//! The files of the forms on this page: what the state knows by a number is a `File` of the browser here.
//!
//! What is done with pictures is done by another bundle (crates/pictures), which the page's script loads.

use std::cell::RefCell;

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, FormData};

use crate::browser::{call, list, member, text, wait};
use crate::state::Attached;

thread_local! {
    /// By their numbers, which are their places. A place is never given to another file.
    static FILES: RefCell<Vec<JsValue>> = const { RefCell::new(Vec::new()) };
    /// What can be done with pictures (loader/pictures.js), none if undefined.
    static PICTURES: RefCell<JsValue> = const { RefCell::new(JsValue::UNDEFINED) };
}

/// Learns what can be done with pictures.
#[cfg(feature = "csr")]
pub fn know(pictures: JsValue) {
    PICTURES.set(pictures);
}

/// Whether the screen can be shared; if not, whether that is because the page came without https.
pub fn can_capture() -> Result<(), bool> {
    let pictures = PICTURES.with_borrow(Clone::clone);
    let open = web_sys::window().is_some_and(|window| !window.is_secure_context());
    if member(&pictures, "capture").is_function() { Ok(()) } else { Err(pictures.is_object() && open) }
}

/// A picture of the screen, which the person marks up in the form around `place`: a list with the file, empty if they
/// left it. Nothing may be waited for between the click and this.
pub fn capture(place: &Element) -> impl Future<Output = Option<JsValue>> + use<> {
    wait(PICTURES.with_borrow(|pictures| call(pictures, "capture", &[place])))
}

/// A picture marked up, in a list; empty if nothing was changed.
pub fn edit(number: usize, place: &Element) -> impl Future<Output = Option<JsValue>> + use<> {
    wait(PICTURES.with_borrow(|pictures| call(pictures, "edit", &[&file(number), place])))
}

/// Takes the files of a `FileList`.
pub fn take(files: &JsValue) -> Vec<Attached> {
    FILES.with_borrow_mut(|known| {
        let mut taken = Vec::new();
        for file in list(files) {
            taken.push(Attached {
                number: known.len(),
                name: text(&file, "name").unwrap_or_default(),
                bytes: member(&file, "size").as_f64().unwrap_or_default() as u64,
                picture: text(&file, "type").is_some_and(|kind| kind.starts_with("image/")),
            });
            known.push(file);
        }
        taken
    })
}

/// Lets go of a file.
pub fn forget(number: usize) {
    FILES.with_borrow_mut(|known| known.get_mut(number).map(std::mem::take));
}

fn file(number: usize) -> JsValue {
    FILES.with_borrow(|known| known.get(number).cloned()).unwrap_or_default()
}

/// An entry and its files as they are posted.
pub fn with_entry(entry: &str, files: &[Attached]) -> Option<FormData> {
    let form = FormData::new().ok()?;
    form.append_with_str("entry", entry).ok()?;
    for attached in files {
        call(&form, "append", &[&"file".into(), &file(attached.number), &attached.name.as_str().into()])?;
    }
    Some(form)
}

/// Draws the pictures among the files into the canvases of the list. What is no picture keeps the sign of a file.
pub fn draw(within: &Element, files: Vec<Attached>) {
    let canvases = call(within, "querySelectorAll", &[&"canvas".into()]).unwrap_or_default();
    for (canvas, attached) in list(&canvases).into_iter().zip(files).filter(|(_, file)| file.picture) {
        let file = file(attached.number);
        let drawn = PICTURES.with_borrow(|pictures| call(pictures, "thumbnail", &[&canvas, &file]));
        spawn_local(async move { drop(wait(drawn).await) });
    }
}
