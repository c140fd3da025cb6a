//! Words something is filed under.

use super::{
    button::Button,
    call::AnyCall,
    form::Form,
    icons::{Glyph, Icon},
};
use leptos::prelude::*;

/// Words that are only shown.
///
/// ```ignore
/// <Tags tags=entry.tags/>
/// ```
#[component]
pub fn Tags(tags: Vec<String>) -> impl IntoView {
    let tags = tags.into_iter().map(|tag| view! { <li class="tag">{tag}</li> });
    view! { <ul class="tags" aria-label="Tags">{tags.collect_view()}</ul> }
}

/// The same words, each with a button that takes it away (`remove`), and a field for more (`add`).
/// Two forms, because Enter presses the first button of a form.
///
/// ```ignore
/// <TagEditor to=change hidden=move || view! { <input type="hidden" name="id" value=id/> }.into_any()
///     tags=entry.tags suggestions=known/>
/// ```
#[component]
pub fn TagEditor(
    #[prop(into)] to: AnyCall,
    /// The fields that say what it is about.
    #[prop(into)]
    hidden: ViewFn,
    tags: Vec<String>,
    /// Offered while typing; others may be given too.
    suggestions: Vec<String>,
    /// The key that leads to the field, on a page with [`super::Shortcuts`].
    #[prop(optional, into)]
    key: Option<&'static str>,
) -> impl IntoView {
    let again = hidden.clone();
    let typed = empty_after(to);
    let chips = tags.into_iter().map(removable).collect_view();
    let options = suggestions.into_iter().map(|tag| view! { <option value=tag></option> });
    view! {
        <div class="tag-editor">
            <Form to=to>
                {hidden.run()}
                <ul class="tags" aria-label="Tags">{chips}</ul>
            </Form>
            <Form to=to class="form-line">
                {again.run()}
                <input
                    class="input"
                    name="add"
                    list="tags-known"
                    maxlength="200"
                    autocomplete="off"
                    placeholder="Tag"
                    aria-label="Add a tag"
                    aria-keyshortcuts=key
                    prop:value=typed
                    on:input=move |event| typed.set(event_target_value(&event))
                />
                <datalist id="tags-known">{options.collect_view()}</datalist>
                <Button submit=true icon=Icon::Plus>"Add"</Button>
            </Form>
        </div>
    }
}

/// What is typed, gone once the form was answered.
fn empty_after(to: AnyCall) -> RwSignal<String> {
    let typed = RwSignal::new(String::new());
    let version = to.version();
    Effect::new(move |before: Option<usize>| {
        let now = version.get();
        if before.is_some_and(|before| before != now) {
            typed.set(String::new());
        }
        now
    });
    typed
}

fn removable(tag: String) -> impl IntoView {
    let label = format!("Remove the tag {tag}");
    view! {
        <li class="tag">
            {tag.clone()}
            <button class="tag-remove" type="submit" name="remove" value=tag aria-label=label>
                <Glyph icon=Icon::Close/>
            </button>
        </li>
    }
}
