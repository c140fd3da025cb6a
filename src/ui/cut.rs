//! A text that gives way in its middle: the ends are what tells two paths apart.

use leptos::prelude::*;

/// So many characters at the end always remain.
const TAIL: usize = 12;
/// Up to this length the end is cut, if anything: there is no middle to speak of.
const SHORT: usize = 24;

/// One line, cut in the middle as far as its place asks for. Whole for screen readers and on hover.
///
/// ```ignore
/// <BarCell share=1.0 href=href><Cut text="/battles/2026/november/chests/index"/></BarCell>
/// ```
#[component]
pub fn Cut(#[prop(into)] text: String) -> impl IntoView {
    let Some((head, tail)) = parts(&text) else {
        return view! { <span>{text}</span> }.into_any();
    };
    let (head, tail, whole) = (head.to_owned(), tail.to_owned(), text.clone());
    view! {
        <span class="cut" title=whole>
            <span class="visually-hidden">{text}</span>
            <span class="cut-head" aria-hidden="true">{head}</span>
            <span class="cut-tail" aria-hidden="true">{tail}</span>
        </span>
    }
    .into_any()
}

/// Where a long text may be cut.
fn parts(text: &str) -> Option<(&str, &str)> {
    let length = text.chars().count();
    let (at, _) = text.char_indices().nth(length.checked_sub(TAIL)?)?;
    (length > SHORT).then(|| text.split_at(at))
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn long_texts_have_an_end_that_remains() {
        assert_eq!(parts("/short"), None);
        assert_eq!(parts("/größere/übersicht/der/schätze"), Some(("/größere/übersicht", "/der/schätze")));
    }
}
