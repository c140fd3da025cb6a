//! Choosing items of a list by boxes, and doing something with all that are chosen.

use super::browser;
use leptos::{html, prelude::*};

/// A browser takes the focus from what is hidden only some time later.
const REST_MS: u32 = 150;
const ALL: &str = "all";
const ONE: &str = "ids[]";

/// A list whose items have a [`Pick`] each, below a bar with a box for all of them and what can
/// be done, which shows while something is chosen. What can be done is a form of id `form`. The
/// boxes name it, so it works without JavaScript: it sends `ids[]` and, when the box for all is
/// checked, `all`, which means the ids of the page, sent as `page[]`.
///
/// ```ignore
/// <PickList label="Select all on this page" form="triage" done=call.version()
///     actions=move || view! { <Form to=call id="triage"><Button submit=true>"Close"</Button></Form> }>
///     <Feed …><FeedItem start=move || view! { <Pick form="triage" value=id label="Select #12"/> } …/></Feed>
/// </PickList>
/// ```
#[component]
pub fn PickList(
    /// What the box for all says.
    #[prop(into)]
    label: String,
    form: &'static str,
    /// Changes when something was done: then nothing is chosen any more.
    #[prop(into)]
    done: Signal<usize>,
    /// What can be done.
    #[prop(into)]
    actions: ViewFn,
    children: Children,
) -> impl IntoView {
    let root = NodeRef::<html::Div>::new();
    let chosen = RwSignal::new(0);
    Effect::new(move |before: Option<usize>| {
        let now = done.get();
        if let Some(root) = root.get_untracked().filter(|_| before.is_some_and(|before| before != now)) {
            browser::check_all(&root, ONE, false);
            chosen.set(browser::settle_boxes(&root, ALL, ONE));
            // The button that was pressed is hidden now, and its focus with it.
            browser::after_ms(REST_MS, move || browser::focus_if_lost(&root));
        }
        now
    });
    // Boxes may be checked before the page is live.
    Effect::new(move |_| {
        if let Some(root) = root.get() {
            if browser::any_checked(&root, ALL) {
                browser::check_all(&root, ONE, true);
            }
            chosen.set(browser::settle_boxes(&root, ALL, ONE));
        }
    });
    let changed = move |event: leptos::ev::Event| {
        let Some(root) = root.get_untracked() else { return };
        if let Some(checked) = browser::box_named(&event, ALL) {
            browser::check_all(&root, ONE, checked);
        }
        chosen.set(browser::settle_boxes(&root, ALL, ONE));
    };
    view! {
        <div class="pick-list" node_ref=root tabindex="-1" on:change=changed>
            <div class="pick-bar">
                <label class="pick-all">
                    <input class="check-box" type="checkbox" name=ALL value="true" form=form/>
                    <span>{label}</span>
                </label>
                <span class="pick-count" role="status">
                    {move || Some(chosen.get()).filter(|chosen| *chosen > 0).map(|chosen| format!("{chosen} selected"))}
                </span>
                <div class="pick-actions">{actions.run()}</div>
            </div>
            {children()}
        </div>
    }
}

/// The box of one item.
#[component]
pub fn Pick(
    /// The id of the form it belongs to.
    form: &'static str,
    /// What it stands for.
    #[prop(into)]
    value: String,
    /// For screen readers.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! {
        <label class="pick">
            <input class="check-box" type="checkbox" name=ONE value=value.clone() form=form aria-label=label/>
            <input type="hidden" name="page[]" value=value form=form/>
        </label>
    }
}
