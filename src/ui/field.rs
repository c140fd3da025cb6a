//! Form fields. Each wires its label, hint and error to the control by id, so that a screen
//! reader hears all three; ids are made from `name` (two forms with equal names on one page
//! set `id`). All of it is plain HTML: a form works before wasm arrives.

use super::{
    form::FieldProblem,
    icons::{Glyph, Icon},
};
use leptos::prelude::*;

/// The ids of one field and what `aria-describedby` says.
#[derive(Clone)]
struct Ids {
    control: String,
    hint: String,
    error: String,
}

impl Ids {
    fn new(id: Option<String>, name: &str) -> Self {
        let control = id.unwrap_or_else(|| format!("field-{name}"));
        Ids { hint: format!("{control}-hint"), error: format!("{control}-error"), control }
    }

    fn described(&self, hint: bool, error: bool) -> Option<String> {
        match (hint, error) {
            (true, true) => Some(format!("{} {}", self.error, self.hint)),
            (true, false) => Some(self.hint.clone()),
            (false, true) => Some(self.error.clone()),
            (false, false) => None,
        }
    }
}

/// Label above, control, then error and hint below.
#[component]
fn Field(
    ids: Ids,
    label: String,
    hint: Option<String>,
    error: Signal<Option<String>>,
    bare: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="field">
            <label class="field-label" class:visually-hidden=bare for=ids.control>{label}</label>
            {children()}
            <FieldError id=ids.error error=error/>
            {hint.map(|hint| view! { <p class="field-hint" id=ids.hint>{hint}</p> })}
        </div>
    }
}

/// Present from the start, so that what appears in it is announced.
#[component]
fn FieldError(id: String, error: Signal<Option<String>>) -> impl IntoView {
    view! {
        <p class="field-error" id=id aria-live="polite">
            {move || error.get().map(|error| view! { <Glyph icon=Icon::Error/><span>{error}</span> })}
        </p>
    }
}

/// A line of text.
///
/// ```ignore
/// <TextInput name="email" label="E-mail" kind="email" autocomplete="username" required=true
///     error=Signal::derive(move || field_error("email"))/>
/// ```
#[component]
pub fn TextInput(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    /// `text`, `email`, `password`, `search`, `url`, `number`, `date`, `datetime-local`.
    #[prop(default = "text")]
    kind: &'static str,
    /// The value it starts with.
    #[prop(optional, into)]
    value: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional)] error: FieldProblem,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] autocomplete: Option<&'static str>,
    #[prop(optional, into)] placeholder: Signal<String>,
    #[prop(optional, into)] minlength: Option<u32>,
    #[prop(optional, into)] maxlength: Option<u32>,
    /// Values offered while typing; others may be given too.
    #[prop(optional)]
    suggestions: Vec<String>,
    /// The key that leads here, on a page with [`super::Shortcuts`].
    #[prop(optional, into)]
    key: Option<&'static str>,
    /// Keep the label for screen readers only, where the place says the same (search, filters).
    #[prop(optional)]
    bare: bool,
    #[prop(optional, into)] id: Option<String>,
) -> impl IntoView {
    let FieldProblem { error, typed } = error;
    let value = typed.unwrap_or(value);
    let ids = Ids::new(id, &name);
    let (described, hinted) = (ids.clone(), hint.is_some());
    let list = (!suggestions.is_empty()).then(|| format!("{}-list", ids.control));
    let offered = list.clone().map(|id| {
        let options = suggestions.into_iter().map(|value| view! { <option value=value></option> });
        view! { <datalist id=id>{options.collect_view()}</datalist> }
    });
    view! {
        <Field ids=ids.clone() label=label hint=hint error=error bare=bare>
            <input
                class="input"
                id=ids.control
                name=name
                type=kind
                value=value
                required=required
                autocomplete=autocomplete
                placeholder=move || Some(placeholder.get()).filter(|text| !text.is_empty())
                minlength=minlength
                maxlength=maxlength
                list=list
                aria-keyshortcuts=key
                aria-describedby=move || described.described(hinted, error.get().is_some())
                aria-invalid=move || error.get().map(|_| "true")
            />
            {offered}
        </Field>
    }
}

/// One of a few: `options` are (value, word).
///
/// ```ignore
/// <Select name="role" label="Role" value="viewer" options=vec![("viewer", "Viewer"), ("member", "Member")]/>
/// ```
#[component]
pub fn Select<V, W>(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    options: Vec<(V, W)>,
    /// The value chosen at the start.
    #[prop(optional, into)]
    value: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional)] error: FieldProblem,
    #[prop(optional)] required: bool,
    /// Keep the label for screen readers only.
    #[prop(optional)]
    bare: bool,
    #[prop(optional, into)] id: Option<String>,
) -> impl IntoView
where
    V: Into<String>,
    W: Into<String>,
{
    let FieldProblem { error, typed } = error;
    let value = typed.unwrap_or(value);
    let ids = Ids::new(id, &name);
    let (described, hinted) = (ids.clone(), hint.is_some());
    let options = options
        .into_iter()
        .map(|(key, word)| {
            let key: String = key.into();
            let chosen = key == value;
            view! { <option value=key selected=chosen>{word.into()}</option> }
        })
        .collect_view();
    view! {
        <Field ids=ids.clone() label=label hint=hint error=error bare=bare>
            <select
                class="input select"
                id=ids.control
                name=name
                required=required
                aria-describedby=move || described.described(hinted, error.get().is_some())
                aria-invalid=move || error.get().map(|_| "true")
            >
                {options}
            </select>
        </Field>
    }
}

/// Several lines of text. Its value is set as a property only: children of a textarea are not
/// escaped by the server renderer, and so never written.
///
/// ```ignore
/// <Textarea name="notes" label="Notes" rows=6/>
/// ```
#[component]
pub fn Textarea(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    /// The value it starts with, present once the page is live.
    #[prop(optional, into)]
    value: Signal<String>,
    #[prop(default = 4)] rows: u32,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional)] error: FieldProblem,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] placeholder: Option<String>,
    #[prop(optional, into)] maxlength: Option<u32>,
    #[prop(optional, into)] id: Option<String>,
) -> impl IntoView {
    let error = error.error;
    let ids = Ids::new(id, &name);
    let (described, hinted) = (ids.clone(), hint.is_some());
    view! {
        <Field ids=ids.clone() label=label hint=hint error=error bare=false>
            <textarea
                class="input textarea"
                id=ids.control
                name=name
                rows=rows
                // A draft outlives the field: when both change at once, this may run for a field that is gone.
                prop:value=move || value.try_get().unwrap_or_default()
                required=required
                placeholder=placeholder
                maxlength=maxlength
                aria-describedby=move || described.described(hinted, error.get().is_some())
                aria-invalid=move || error.get().map(|_| "true")
            ></textarea>
        </Field>
    }
}

/// A yes or no. An unchecked box sends nothing.
///
/// ```ignore
/// <Checkbox name="scopes[]" value="feedback:read" label="feedback:read" hint="Read entries and export them"/>
/// ```
#[component]
pub fn Checkbox(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    /// What is sent when it is checked.
    #[prop(default = "true".to_owned(), into)]
    value: String,
    #[prop(optional)] checked: bool,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] id: Option<String>,
) -> impl IntoView {
    let ids = Ids::new(Some(id.unwrap_or_else(|| checkbox_id(&name, &value))), &name);
    let described = ids.described(hint.is_some(), false);
    view! {
        <div class="check">
            <input class="check-box" type="checkbox" id=ids.control.clone() name=name value=value checked=checked
                aria-describedby=described/>
            <label class="check-label" for=ids.control>{label}</label>
            {hint.map(|hint| view! { <p class="field-hint" id=ids.hint>{hint}</p> })}
        </div>
    }
}

/// Boxes of one name differ by value; ids carry only letters, digits and dashes.
fn checkbox_id(name: &str, value: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    format!(
        "field-{}-{}",
        name.chars().map(plain).collect::<String>(),
        value.chars().map(plain).collect::<String>()
    )
}

/// Fields that belong together, under one heading that screen readers repeat.
///
/// ```ignore
/// <FieldGroup legend="Scopes"><Checkbox …/><Checkbox …/></FieldGroup>
/// ```
#[component]
pub fn FieldGroup(#[prop(into)] legend: String, children: Children) -> impl IntoView {
    view! {
        <fieldset class="field-group">
            <legend class="field-label">{legend}</legend>
            {children()}
        </fieldset>
    }
}

/// The buttons that end a form.
#[component]
pub fn FormActions(children: Children) -> impl IntoView {
    view! { <div class="form-actions">{children()}</div> }
}
