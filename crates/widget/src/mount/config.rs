//! What the loader and the page's script tell the bundle, read member by member: a derived reader
//! would cost more than the whole form.

use wasm_bindgen::JsValue;
use web_sys::{Element, HtmlFormElement};

use crate::browser::{self, text};
use crate::model::FeedbackType;
use crate::setup::{Context, FormSetup, Theme};
use crate::state::{Field, Problem};

/// The setup of a dialog.
pub fn setup(config: &JsValue) -> FormSetup {
    let text = |member| text(config, member);
    let own = |member| text(member).unwrap_or_default();
    FormSetup {
        action: own("action"),
        endpoint: own("endpoint"),
        key: own("key"),
        id_prefix: "cresset".to_owned(),
        theme: Theme::parse(&own("theme")),
        kind: FeedbackType::parse(&own("type")).unwrap_or_default(),
        content: own("content"),
        context: Context { environment: text("env"), release: text("release"), user_id: text("user") },
        ..FormSetup::default()
    }
}

/// The setup of a form the server rendered: its attributes, hidden fields, typed values and messages.
pub fn of_form(form: &HtmlFormElement, wrapper: &Element) -> FormSetup {
    let attribute = |element: &Element, name| element.get_attribute(name).unwrap_or_default();
    let value = |name| browser::field(form, name).unwrap_or_default();
    let area = form.query_selector("textarea").ok().flatten();
    let id = area.map(|area| area.id()).unwrap_or_default();
    let mut setup = FormSetup {
        action: attribute(form, "action"),
        endpoint: attribute(form, "data-endpoint"),
        key: value("key"),
        page: value("page"),
        entry_id: value("id"),
        issued: value("issued"),
        id_prefix: id.strip_suffix("-content").unwrap_or_default().to_owned(),
        theme: Theme::parse(&attribute(wrapper, "data-theme")),
        error: problem(form),
        ..FormSetup::default()
    };
    setup.begin_with(|name| browser::field(form, name));
    setup
}

fn problem(form: &HtmlFormElement) -> Option<Problem> {
    let said = |selector: &str| {
        let element = form.query_selector(selector).ok().flatten()?;
        element.text_content().filter(|text| !text.is_empty())
    };
    [
        (Field::Content, "[id$=-content-problem]"),
        (Field::Email, "[id$=-email-problem]"),
        (Field::Form, "[role=alert]"),
    ]
    .into_iter()
    .find_map(|(field, selector)| Some(Problem { field, message: said(selector)? }))
}
