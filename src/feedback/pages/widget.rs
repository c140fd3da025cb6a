//! `/app/{project}/settings/widget`: what the widget looks like, the tag to paste, and the thing itself
//! on a sample page. Nothing here is stored: the tag carries it all.

use crate::{
    access::ProjectAccess,
    feedback::{
        api::GetWidget,
        model::{LANGUAGES, POSITIONS, SHORTCUT_WRONG, Snippet, THEMES, WidgetFacts},
    },
    ui::*,
};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_meta::Title;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

/// The form all fields belong to, also those beside the preview.
const FORM: &str = "widget-form";
const SCHEMES: [(&str, &str); 3] = [("", "Your device"), ("light", "Light"), ("dark", "Dark")];
const WIDTHS: [(&str, &str); 2] = [("", "Desktop"), ("phone", "Phone")];

/// The page.
#[component]
pub fn WidgetPage() -> impl IntoView {
    let slug = expect_context::<ProjectAccess>().slug;
    let at = slug.clone();
    let facts = Query::new(move || GetWidget { project: at.clone() });
    view! {
        <Title text="Widget"/>
        {loaded(facts, move |facts| view! { <Workbench facts=facts slug=slug.clone()/> })}
    }
}

/// What the form says.
#[derive(Clone, Default, PartialEq)]
struct Said {
    snippet: Snippet,
    scheme: String,
    width: String,
}

impl Said {
    fn read(said: impl Fn(&str) -> Option<String>) -> Self {
        let or_empty = |name| said(name).unwrap_or_default();
        let (scheme, width) = (or_empty("scheme"), or_empty("width"));
        Self { snippet: Snippet::read(said), scheme, width }
    }

    fn of_form() -> Self {
        Self::read(|name| browser::field(FORM, name))
    }
}

/// Without JavaScript the address says what is chosen; live, the fields themselves do.
#[component]
fn Workbench(facts: WidgetFacts, slug: String) -> impl IntoView {
    let query = use_query_map().get_untracked();
    let first = Said::read(|name| query.get(name));
    // The tag follows each key; the frame loads anew, so it waits until a text is complete.
    let typed = RwSignal::new(first.clone());
    let settled = RwSignal::new(first.clone());
    let settle = move || {
        let said = Said::of_form();
        typed.set(said.clone());
        settled.set(said);
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        settle();
    };
    let WidgetFacts { base, public_key, environments } = facts;
    let settings = format!("/app/{slug}/settings");
    let chosen = first.snippet.clone();
    view! {
        <div class="stack" on:input=move |_| typed.set(Said::of_form()) on:change=move |_| settle()>
            <Panel title="Look and behaviour" note="Everything is an attribute of the tag: nothing to save.">
                <form id=FORM method="get" class="stack" on:submit=submit>
                    <Controls first=chosen environments=environments typed=typed/>
                    <noscript><FormActions><Button submit=true>"Show it"</Button></FormActions></noscript>
                </form>
            </Panel>
            <Panel title="Paste this before </head>">
                <div class="stack">
                    {move || {
                        let tag = typed.with(|said| said.snippet.tag(&base, &public_key));
                        view! { <CodeBlock label="Script tag" code=tag/> }
                    }}
                    <p class="muted">
                        "Pages that know who is reading add "<code>"data-user"</code>", and "<code>"data-user-sig"</code>
                        " to prove it: see "<a href=settings>"Signed identity"</a>"."
                    </p>
                </div>
            </Panel>
            <Trial slug=slug first=first settled=settled/>
        </div>
    }
}

#[component]
fn Controls(first: Snippet, environments: Vec<String>, typed: RwSignal<Said>) -> impl IntoView {
    let named = environments.into_iter().filter(|name| name != "production").map(|name| (name.clone(), name));
    let environments: Vec<(String, String)> =
        std::iter::once((String::new(), "production".to_owned())).chain(named).collect();
    let wrong = Signal::derive(move || {
        typed.with(|said| said.snippet.shortcut_is_wrong()).then(|| SHORTCUT_WRONG.to_owned())
    });
    view! {
        <Grid columns=Columns::Auto>
            <Select name="theme" label="Colours" value=first.theme options=THEMES.to_vec()/>
            <Select name="position" label="Position" value=first.position options=POSITIONS.to_vec()/>
            <Select name="language" label="Language" value=first.language options=LANGUAGES.to_vec()/>
            <Select name="environment" label="Environment" value=first.environment options=environments/>
            <TextInput name="attach" label="Your own button" value=first.attach placeholder="#give-feedback".to_owned()
                autocomplete="off" hint="A selector. What it finds opens the form, and our button stays away."/>
            <TextInput name="shortcut" label="Shortcut" value=first.shortcut placeholder="alt+shift+f".to_owned()
                autocomplete="off" hint="Keys that open the form." error=FieldProblem { error: wrong, typed: None }/>
        </Grid>
    }
}

/// The thing itself.
#[component]
fn Trial(slug: String, first: Said, settled: RwSignal<Said>) -> impl IntoView {
    let source = Memo::new(move |_| {
        let fields = settled.with(|said| {
            said.snippet.fields().map(|(name, value)| (name, value.to_owned())).collect::<ParamsMap>()
        });
        format!("/app/{slug}/preview{}", fields.to_query_string())
    });
    let dress = Memo::new(move |_| settled.with(|said| (said.scheme.clone(), said.width == WIDTHS[1].0)));
    let actions = move || {
        view! {
            <Segments name="scheme" legend="Colours of the sample page" form=FORM value=first.scheme.clone()
                options=SCHEMES.to_vec()/>
            <Segments name="width" legend="Width of the sample page" form=FORM value=first.width.clone()
                options=WIDTHS.to_vec()/>
        }
    };
    view! {
        <Panel title="Try it" note="The real widget on a sample page. The visit is not counted." actions=actions flush=true>
            <Preview title="Sample page with the widget" source=source
                scheme=Signal::derive(move || dress.get().0) phone=Signal::derive(move || dress.get().1)/>
        </Panel>
    }
}
