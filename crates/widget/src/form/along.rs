//! The list of what goes along.

use super::Shared;
use crate::along::Part;
use crate::browser;
use crate::html::{El, Words, el};
use crate::state::State;

/// Closed at first: it is there for who wants to know.
pub fn along(shared: Shared) -> El {
    let texts = shared.texts;
    let rows = Part::ALL.into_iter().zip(texts.along_parts).map(|(part, name)| row(shared, part, name));
    el("details", &[("class", "cf-along")])
        .child(el("summary", &[]).text(texts.along))
        .child(el("p", &[("class", "cf-hint")]).text(texts.along_hint))
        .child(el("ul", &[]).children(rows))
}

/// What nobody knows has no row. A value keeps its own direction, and its place at the start of the line.
fn row(shared: Shared, part: Part, name: &'static str) -> El {
    let value = move |state: &State| state.along.value(part).map(|value| value.to_owned().into());
    let unknown = move |state: &State| state.along.value(part).is_none().then(Words::default);
    let told = move |state: &State| state.along.is_told(part).then(|| "true".into());
    let choice = el("input", &[("type", "checkbox")])
        .prop("checked", shared.see(told))
        .on("change", move |event| shared.tell(part, browser::is_checked(&event)));
    let label = el("label", &[])
        .child(choice)
        .child(el("span", &[]).text(name))
        .text(" ")
        .child(el("span", &[]).child(el("bdi", &[]).say(shared.see(value))));
    el("li", &[]).bind("hidden", shared.see(unknown)).child(label)
}
