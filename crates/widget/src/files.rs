//! The files of the forms on this page: what the state knows by a number is a `File` of the browser here.

use std::cell::RefCell;

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, FormData};

use crate::browser::{call, list, member, text, wait};
use crate::state::Attached;
use crate::transport::object;

/// Pixels of a thumbnail's height: twice what it is drawn at.
const HEIGHT: f64 = 88.0;

thread_local! {
    /// By their numbers, which are their places. A place is never given to another file.
    static FILES: RefCell<Vec<JsValue>> = const { RefCell::new(Vec::new()) };
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

/// Draws the pictures among the files into the canvases of the list: an `<img>` of a blob would need leave of the page's
/// `img-src`.
pub fn draw(within: &Element, files: Vec<Attached>) {
    let canvases = call(within, "querySelectorAll", &[&"canvas".into()]).unwrap_or_default();
    for (canvas, attached) in list(&canvases).into_iter().zip(files) {
        spawn_local(thumbnail(canvas, file(attached.number)));
    }
}

/// What is no picture keeps the sign of a file.
async fn thumbnail(canvas: JsValue, file: JsValue) {
    let options = object(&[("resizeHeight", HEIGHT.into())]);
    let window = web_sys::window().map(JsValue::from).unwrap_or_default();
    let Some(picture) = wait(call(&window, "createImageBitmap", &[&file, &options])).await else { return };
    for side in ["width", "height"] {
        let _ = Reflect::set(&canvas, &side.into(), &member(&picture, side));
    }
    let context = call(&canvas, "getContext", &[&"bitmaprenderer".into()]).unwrap_or_default();
    call(&context, "transferFromImageBitmap", &[&picture]);
    let _ = Reflect::set(&canvas, &"hidden".into(), &JsValue::FALSE);
}
