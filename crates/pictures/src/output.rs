//! The marked picture as a file.

use js_sys::{Array, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, File, FilePropertyBag, HtmlCanvasElement, ImageBitmap};

use crate::area::Area;
use crate::dom;
use crate::marks::{Kind, Marks};

/// What the server takes (`widget::model::FILE_BYTES`).
const BYTES_MAX: f64 = (5 << 20) as f64;
/// How a picture is written that is larger as PNG.
const JPEG_QUALITY: f64 = 0.85;

/// As in the editor's style sheet.
const COVER: &str = "#14181b";
const MARKER: &str = "rgb(255 214 0 / 35%)";
const MARKER_EDGE: &str = "#d14f00";

/// The picture with its marks burnt in, as PNG, or as JPEG where that would be too large to send.
pub async fn file(picture: &ImageBitmap, marks: &Marks, stem: &str) -> Result<File, JsValue> {
    let canvas = drawn(picture, marks)?;
    let mut kind = "png";
    let mut blob = written(&canvas, "image/png").await?;
    if blob.size() > BYTES_MAX {
        kind = "jpg";
        blob = written(&canvas, "image/jpeg").await?;
    }
    let options = FilePropertyBag::new();
    options.set_type(&blob.type_());
    File::new_with_blob_sequence_and_options(&Array::of1(&blob), &[stem, ".", kind].concat(), &options)
}

/// Gives a canvas its size, and the way to draw on it.
pub fn sized(
    canvas: &HtmlCanvasElement,
    width: i32,
    height: i32,
) -> Result<CanvasRenderingContext2d, JsValue> {
    canvas.set_width(width.max(1) as u32);
    canvas.set_height(height.max(1) as u32);
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
    Ok(context.unchecked_into())
}

fn drawn(picture: &ImageBitmap, marks: &Marks) -> Result<HtmlCanvasElement, JsValue> {
    let (from, scale) = marks.output();
    let [width, height] = [from.width, from.height].map(|side| (f64::from(side) * scale).round());
    let canvas: HtmlCanvasElement = dom::el("canvas", &[])?.unchecked_into();
    let context = sized(&canvas, width as i32, height as i32)?;
    context.draw_image_with_image_bitmap_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
        picture,
        from.x.into(),
        from.y.into(),
        from.width.into(),
        from.height.into(),
        0.0,
        0.0,
        width,
        height,
    )?;
    for mark in marks.drawn() {
        let area = mark.area.covered(from, scale);
        context.set_fill_style_str(if mark.kind == Kind::Hide { COVER } else { MARKER });
        fill(&context, area);
        if mark.kind == Kind::Highlight {
            context.set_stroke_style_str(MARKER_EDGE);
            context.set_line_width((width.max(height) / 400.0).max(2.0));
            context.stroke_rect(area.x.into(), area.y.into(), area.width.into(), area.height.into());
        }
    }
    Ok(canvas)
}

fn fill(context: &CanvasRenderingContext2d, area: Area) {
    context.fill_rect(area.x.into(), area.y.into(), area.width.into(), area.height.into());
}

async fn written(canvas: &HtmlCanvasElement, kind: &str) -> Result<Blob, JsValue> {
    let mut failed = Ok(());
    let promise = Promise::new(&mut |done, fail| {
        let given = Closure::once_into_js(move |blob: JsValue| {
            let which = if blob.is_null() { fail } else { done };
            let _ = which.call1(&JsValue::NULL, &blob);
        });
        let quality = JsValue::from_f64(JPEG_QUALITY);
        failed = canvas.to_blob_with_type_and_encoder_options(given.unchecked_ref(), kind, &quality);
    });
    failed?;
    JsFuture::from(promise).await?.dyn_into()
}
