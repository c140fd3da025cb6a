//! The dialog as it is when it opens.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlCanvasElement, HtmlDialogElement, HtmlElement, ImageBitmap};

use crate::area::Size;
use crate::dom::{el, fill};
use crate::marks::{Kind, Marks};
use crate::output;
use crate::texts::Texts;

/// How large a picture is.
pub fn size(picture: &ImageBitmap) -> Size {
    Size { width: picture.width() as i32, height: picture.height() as i32 }
}

/// The dialog, and the board in it.
pub fn dialog(
    picture: &ImageBitmap,
    marks: &Marks,
    texts: &Texts,
) -> Result<(HtmlDialogElement, HtmlElement), JsValue> {
    let dialog = el("dialog", &[("class", "cp"), ("aria-labelledby", "cresset-picture-title")])?;
    let title = el("h2", &[("id", "cresset-picture-title"), ("text", &texts.title)])?;
    let stage = el("div", &[("class", "cp-stage")])?;
    let board = board(picture, marks, texts)?;
    fill(&stage, &[&board])?;
    let hint = el("p", &[("class", "cp-hint"), ("role", "status"), ("text", &texts.hint)])?;
    let actions = el("div", &[("class", "cp-actions")])?;
    let cancel = button("cf-button", "cancel", &texts.cancel)?;
    fill(&actions, &[&cancel, &button("cf-button cf-primary", "done", &texts.done)?])?;
    fill(&dialog, &[&title, &tools(texts)?, &stage, &hint, &actions])?;
    Ok((dialog.unchecked_into(), board))
}

fn tools(texts: &Texts) -> Result<HtmlElement, JsValue> {
    let group = el("div", &[("class", "cp-tools"), ("role", "group"), ("aria-label", &texts.tools)])?;
    for (kind, text) in Kind::ALL.into_iter().zip([&texts.hide, &texts.highlight, &texts.crop]) {
        let tool = [("type", "button"), ("class", "cf-button"), ("data-tool", kind.as_str()), ("text", text)];
        fill(&group, &[&el("button", &tool)?])?;
    }
    for (name, text) in [("add", &texts.add), ("undo", &texts.undo), ("remove", &texts.remove)] {
        fill(&group, &[&button("cf-button", name, text)?])?;
    }
    Ok(group)
}

fn button(class: &str, name: &str, text: &str) -> Result<HtmlElement, JsValue> {
    el("button", &[("type", "button"), ("class", class), ("data-do", name), ("text", text)])
}

/// The picture on a canvas: an `<img>` would need leave of the page's `img-src`.
fn board(picture: &ImageBitmap, marks: &Marks, texts: &Texts) -> Result<HtmlElement, JsValue> {
    let board = el("div", &[("class", "cp-board")])?;
    let canvas = el("canvas", &[("role", "img"), ("aria-label", &texts.picture)])?;
    let scale = marks.output().1;
    let [width, height] = [marks.size.width, marks.size.height].map(|side| f64::from(side) * scale);
    let context = output::sized(canvas.unchecked_ref::<HtmlCanvasElement>(), width as i32, height as i32)?;
    context.draw_image_with_image_bitmap_and_dw_and_dh(picture, 0.0, 0.0, width, height)?;
    fill(&board, &[&canvas, &el("span", &[("class", "cp-corner"), ("hidden", "")])?])?;
    Ok(board)
}
