//! What the dialog shows follows the marks.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlElement};

use super::Editor;
use crate::area::Size;
use crate::dom;
use crate::marks::{Kind, Mark};

/// Finds the button of a mark.
pub fn selector(number: u32) -> String {
    ["[data-mark=\"", &number.to_string(), "\"]"].concat()
}

/// The number of the mark an event happened to.
pub fn number(event: &Event) -> Option<u32> {
    numbered(&dom::around(event, "[data-mark]")?)
}

fn numbered(button: &Element) -> Option<u32> {
    button.get_attribute("data-mark")?.parse().ok()
}

impl Editor {
    /// Shows it all, and how to go on. What is there already stays: it may have the focus.
    pub fn show(&self) {
        let _ = self.show_tools();
        let _ = self.show_marks();
        let _ = self.show_corner();
        self.say(match (self.marks.corner, self.selected) {
            (Some(_), _) => &self.texts.hint_corner,
            (None, Some(_)) => &self.texts.hint_part,
            _ => &self.texts.hint,
        });
    }

    /// Says something below the picture, and to who listens.
    pub fn say(&self, text: &str) {
        let hint = dom::find(&self.dialog, ".cp-hint");
        if let Some(hint) = hint.filter(|hint| hint.text_content().as_deref() != Some(text)) {
            hint.set_text_content(Some(text));
        }
    }

    /// Where a mark is, in percent: from the left, from the top, its width and its height.
    pub fn place(&self, Mark { area, .. }: Mark) -> String {
        let Size { width, height } = self.marks.size;
        let percent = |part: i32, whole: i32| (i64::from(part) * 100 / i64::from(whole.max(1))).to_string();
        let [x, w] = [area.x, area.width].map(|part| percent(part, width));
        let [y, h] = [area.y, area.height].map(|part| percent(part, height));
        ["→ ", &x, " %, ↓ ", &y, " %, ↔ ", &w, " %, ↕ ", &h, " %"].concat()
    }

    fn show_tools(&self) -> Result<(), JsValue> {
        for kind in Kind::ALL {
            let pressed = if kind == self.marks.tool { "true" } else { "false" };
            self.set(&["[data-tool=", kind.as_str(), "]"].concat(), "aria-pressed", pressed)?;
        }
        let off = |on: bool| if on { "false" } else { "true" };
        self.set("[data-do=undo]", "aria-disabled", off(self.marks.can_undo()))?;
        self.set("[data-do=remove]", "aria-disabled", off(self.selected.is_some()))
    }

    fn set(&self, selector: &str, name: &str, value: &str) -> Result<(), JsValue> {
        dom::find(&self.dialog, selector).map_or(Ok(()), |button| button.set_attribute(name, value))
    }

    fn show_marks(&self) -> Result<(), JsValue> {
        let shown = self.board.query_selector_all("[data-mark]")?;
        for button in shown.values().into_iter().flatten() {
            let button = button.unchecked_into::<Element>();
            if numbered(&button).and_then(|number| self.marks.get(number)).is_none() {
                button.remove();
            }
        }
        self.marks.all.iter().try_for_each(|mark| self.show_mark(mark))
    }

    fn show_mark(&self, mark: &Mark) -> Result<(), JsValue> {
        let button = match dom::find(&self.board, &selector(mark.number)) {
            Some(button) => button,
            None => self.new_mark(mark)?,
        };
        let Size { width, height } = self.marks.size;
        put(&button, "left", mark.area.x, width)?;
        put(&button, "top", mark.area.y, height)?;
        put(&button, "width", mark.area.width, width)?;
        put(&button, "height", mark.area.height, height)?;
        button.toggle_attribute_with_force("data-selected", self.selected == Some(mark.number)).map(drop)
    }

    fn new_mark(&self, mark: &Mark) -> Result<HtmlElement, JsValue> {
        let name = match mark.kind {
            Kind::Hide => &self.texts.part_hide,
            Kind::Highlight => &self.texts.part_highlight,
            Kind::Crop => &self.texts.part_crop,
        };
        let number = mark.number.to_string();
        let attributes = [
            ("type", "button"),
            ("class", "cp-mark"),
            ("data-mark", number.as_str()),
            ("data-kind", mark.kind.as_str()),
            ("aria-label", &[name, " ", &number].concat()),
        ];
        let button = dom::el("button", &attributes)?;
        dom::fill(&button, &[&dom::el("span", &[("class", "cp-grip")])?])?;
        dom::fill(&self.board, &[&button])?;
        Ok(button)
    }

    fn show_corner(&self) -> Result<(), JsValue> {
        let Some(cross) = dom::find(&self.board, ".cp-corner") else { return Ok(()) };
        cross.toggle_attribute_with_force("hidden", self.marks.corner.is_none())?;
        let Some(corner) = self.marks.corner else { return Ok(()) };
        put(&cross, "left", corner.x, self.marks.size.width)?;
        put(&cross, "top", corner.y, self.marks.size.height)
    }
}

/// A length as a share of the picture's, which holds however large it is drawn. Through the object model, since
/// attributes with styles need leave of the page's `style-src`.
fn put(element: &HtmlElement, name: &str, part: i32, whole: i32) -> Result<(), JsValue> {
    // Hundredths of a percent are enough, and digits after a point cost kilobytes.
    let share = i64::from(part) * 10_000 / i64::from(whole.max(1));
    element.style().set_property(name, &["calc(", &share.to_string(), "% / 100)"].concat())
}
