//! The editor: a dialog with the picture, its marks as buttons over it, and the tools.
//!
//! A mark is a button, so keyboards and assistive technologies reach it like any other; arrow keys move it. What a
//! drag does, two clicks do as well.

mod build;
mod pointer;
mod show;

use std::cell::RefCell;

use js_sys::{Function, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Event, HtmlDialogElement, HtmlElement, ImageBitmap, KeyboardEvent};

use crate::dom;
use crate::marks::{Change, Kind, Marks};
use crate::texts::Texts;
use pointer::Drag;

/// What is heard of everything in the dialog.
const EVENTS: [&str; 8] =
    ["click", "keydown", "focusin", "pointerdown", "pointermove", "pointerup", "pointercancel", "cancel"];

/// An editor that is open.
struct Editor {
    marks: Marks,
    texts: Texts,
    dialog: HtmlDialogElement,
    /// The picture; its marks lie over it.
    board: HtmlElement,
    drag: Option<Drag>,
    /// The mark the buttons are about: the last that had the focus.
    selected: Option<u32>,
    done: Function,
}

thread_local! {
    /// There is one at most: it is modal.
    static EDITOR: RefCell<Option<Editor>> = const { RefCell::new(None) };
}

/// What a person made of a picture. The editor is open, and hears nothing more, as long as this lives: it is kept until
/// the picture is written, since a form sent before would send what is to be hidden.
pub struct Marked {
    pub marks: Marks,
    _open: Open,
}

/// A dialog that is open until this is dropped.
struct Open {
    dialog: HtmlDialogElement,
    _heard: Closure<dyn Fn(Event)>,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.dialog.close();
        self.dialog.remove();
    }
}

/// Opens the editor in the form around `place`. None if the person left it.
pub async fn mark_up(
    picture: &ImageBitmap,
    place: &Element,
    texts: Texts,
) -> Result<Option<Marked>, JsValue> {
    let around = place.closest(".cresset-feedback")?.ok_or(JsValue::NULL)?;
    dom::adopt(&around, crate::CSS)?;
    let marks = Marks::new(build::size(picture));
    let (dialog, board) = build::dialog(picture, &marks, &texts)?;
    around.append_child(&dialog)?;
    let heard = Closure::<dyn Fn(Event)>::new(|event: Event| hear(&event));
    for name in EVENTS {
        dialog.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref())?;
    }
    let mut end = None;
    let ended = Promise::new(&mut |done, _| end = Some(done));
    let done = end.ok_or(JsValue::NULL)?;
    let editor = Editor { marks, texts, dialog: dialog.clone(), board, drag: None, selected: None, done };
    editor.show();
    EDITOR.set(Some(editor));
    dialog.show_modal()?;
    dom::focus(&dialog, "[data-tool]");
    let _open = Open { dialog, _heard: heard };
    let taken = JsFuture::from(ended).await?.is_truthy();
    let editor = EDITOR.take();
    Ok(editor.filter(|_| taken).map(|editor| Marked { marks: editor.marks, _open }))
}

/// Not heard is what happens while something is done, since the focus moves with it, and while the picture is written.
fn hear(event: &Event) {
    // Escape; the dialog is closed by who opened it.
    if event.type_() == "cancel" {
        event.prevent_default();
    }
    if let Some(mut editor) = EDITOR.take() {
        editor.hear(event);
        EDITOR.set(Some(editor));
    }
}

impl Editor {
    fn hear(&mut self, event: &Event) {
        match event.type_().as_str() {
            "click" => self.click(event),
            "keydown" => self.key(event.unchecked_ref()),
            "focusin" => self.focused(event),
            "cancel" => self.end(false),
            _ => self.pointer(event.unchecked_ref()),
        }
    }

    fn end(&self, taken: bool) {
        let _ = self.done.call1(&JsValue::NULL, &JsValue::from_bool(taken));
    }

    fn click(&mut self, event: &Event) {
        let Some(button) = dom::around(event, "button") else { return };
        let tool = button.get_attribute("data-tool");
        if let Some(tool) = Kind::ALL.into_iter().find(|kind| tool.as_deref() == Some(kind.as_str())) {
            self.marks.choose(tool);
            self.show();
        }
        match button.get_attribute("data-do").as_deref() {
            Some("add") => {
                let number = self.marks.add_in_the_middle();
                self.added(number);
            }
            Some("undo") => {
                self.marks.undo();
                self.selected = None;
                self.show();
            }
            Some("remove") => self.remove(),
            Some("cancel") => self.end(false),
            Some("done") => self.end(true),
            _ => {}
        }
    }

    /// Shows a new mark, and puts the focus on it.
    fn added(&mut self, number: u32) {
        self.selected = Some(number);
        self.show();
        dom::focus(&self.board, &show::selector(number));
    }

    fn remove(&mut self) {
        let Some(number) = self.selected.take() else { return };
        self.marks.remove(number);
        self.show();
        dom::focus(&self.dialog, "[data-do=add]");
    }

    fn focused(&mut self, event: &Event) {
        match show::number(event) {
            Some(number) => self.selected = Some(number),
            // The buttons are about the mark that had the focus before.
            None if dom::around(event, "[data-do]").is_some() => return,
            None => self.selected = None,
        }
        self.marks.rest();
        self.show();
    }

    fn key(&mut self, event: &KeyboardEvent) {
        let Some(number) = show::number(event) else { return };
        let step = self.marks.size.step();
        let (x, y) = match event.key().as_str() {
            "ArrowLeft" => (-step, 0),
            "ArrowRight" => (step, 0),
            "ArrowUp" => (0, -step),
            "ArrowDown" => (0, step),
            "Delete" | "Backspace" => {
                event.prevent_default();
                return self.remove();
            }
            _ => return,
        };
        event.prevent_default();
        let change = if event.shift_key() { Change::Stretch } else { Change::Move };
        let Some(mark) = self.marks.get(number) else { return };
        self.marks.reshape(number, self.marks.changed(mark.area, change, x, y));
        self.show();
        self.say(&self.marks.get(number).map(|mark| self.place(mark)).unwrap_or_default());
    }
}
