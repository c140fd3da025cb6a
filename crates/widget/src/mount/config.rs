//! What the loader and the page's script tell the bundle, read member by member: a derived reader
//! would cost more than the whole form.

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use web_sys::{Element, HtmlFormElement};

use crate::browser::{self, text};
use crate::model::FeedbackType;
use crate::setup::{Context, FormSetup, Theme};
use crate::state::{Field, Problem};
use crate::texts::Texts;

/// Where entries go.
pub fn endpoint(config: &JsValue) -> String {
    text(config, "base").unwrap_or_default() + "api/feedback"
}

/// The language of a dialog.
pub struct Language {
    pub texts: &'static Texts,
    pub name: String,
    pub direction: String,
}

/// English, or what the member `texts` has instead; what it lacks stays English.
pub fn language(config: &JsValue) -> Language {
    let other = Reflect::get(config, &JsValue::from_str("texts")).unwrap_or_default();
    let member = |name, usual: &str| text(&other, name).unwrap_or_else(|| usual.to_owned());
    let mut texts = Texts::EN;
    if other.is_object() {
        texts.take(&other);
    }
    // A page has one language and few forms, so its texts may stay for ever.
    Language {
        texts: Box::leak(Box::new(texts)),
        name: member("lang", "en"),
        direction: member("dir", "ltr"),
    }
}

/// The setup of a dialog.
pub fn setup(config: &JsValue) -> FormSetup {
    let text = |member| text(config, member);
    let own = |member| text(member).unwrap_or_default();
    FormSetup {
        action: [own("base").as_str(), "f/", &own("key")].concat(),
        endpoint: endpoint(config),
        key: own("key"),
        id_prefix: "cresset".to_owned(),
        theme: Theme::parse(&own("theme")),
        kind: FeedbackType::parse(&own("type")).unwrap_or_default(),
        content: own("content"),
        email: own("email"),
        context: Context {
            environment: text("env"),
            release: text("release"),
            user_id: text("user"),
            user_sig: text("userSig"),
            more: text("context"),
        },
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
