//! Pictures for the feedback form: taken from the screen, marked up, drawn small. A bundle of its own, loaded when a
//! picture is there: most people who use the form never need it.
//!
//! [`marks`] and [`area`] are pure. What is hidden is burnt into the pixels here, so that it never leaves the machine.

pub mod area;
mod dom;
mod editor;
pub mod marks;
mod output;
mod screen;
mod texts;

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Element, File, HtmlCanvasElement, ImageBitmap, MediaStream};

use texts::Texts;

/// Half the size of the standard one.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// The style sheet of the editor: it takes its colours from the form around it.
const CSS: &str = include_str!(concat!(env!("OUT_DIR"), "/theme.css"));

/// Pixels of a thumbnail's height: twice what it is drawn at.
const THUMBNAIL: i32 = 88;

/// Takes one picture of what a person shares and lets them mark it up. `place`: the element of the form, in which the
/// editor opens. A `File`, or null if they did not want it after all.
#[wasm_bindgen]
pub async fn capture(stream: MediaStream, place: Element, texts: JsValue) -> Result<JsValue, JsValue> {
    let picture = screen::grab(&stream, &place).await?;
    match editor::mark_up(&picture, &place, Texts::new(texts)).await? {
        Some(marked) => Ok(output::file(&picture, &marked.marks, "screenshot").await?.into()),
        None => Ok(JsValue::NULL),
    }
}

/// Lets a person mark up a picture they have. A `File`, or null if they changed nothing.
#[wasm_bindgen]
pub async fn edit(file: File, place: Element, texts: JsValue) -> Result<JsValue, JsValue> {
    let picture = decoded(&file).await?;
    match editor::mark_up(&picture, &place, Texts::new(texts)).await? {
        Some(marked) if !marked.marks.all.is_empty() => {
            let name = file.name();
            let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
            Ok(output::file(&picture, &marked.marks, stem).await?.into())
        }
        _ => Ok(JsValue::NULL),
    }
}

/// Draws a picture small. What the browser cannot draw leaves the canvas hidden.
#[wasm_bindgen]
pub async fn thumbnail(canvas: HtmlCanvasElement, file: Blob) -> Result<(), JsValue> {
    let picture = decoded(&file).await?;
    let height = THUMBNAIL.min(picture.height() as i32);
    let width = picture.width() as i32 * height / (picture.height() as i32).max(1);
    let context = output::sized(&canvas, width, height)?;
    context.draw_image_with_image_bitmap_and_dw_and_dh(&picture, 0.0, 0.0, width.into(), height.into())?;
    canvas.remove_attribute("hidden")
}

/// The picture of a file, the right way up.
async fn decoded(file: &Blob) -> Result<ImageBitmap, JsValue> {
    let promise = dom::window()?.create_image_bitmap_with_blob(file)?;
    JsFuture::from(promise).await?.dyn_into()
}
