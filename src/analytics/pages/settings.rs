//! `/app/{project}/settings/analytics`: goals, whom counting leaves out, and how long events are kept.

use crate::{
    access::ProjectAccess,
    analytics::{
        api::{AddGoal, CountEvents, GetCounting, RemoveGoal},
        model::{
            goal::SetGoal,
            settings::{Counting, GPC, KEPT},
        },
    },
    ui::*,
};
use leptos::prelude::*;
use leptos_meta::Title;

const NEW_GOAL: &str = "new-goal";

/// The page.
#[component]
pub fn CountingSettings() -> impl IntoView {
    let slug = StoredValue::new(expect_context::<ProjectAccess>().slug);
    let (add, remove) = (Call::<AddGoal>::new(), Call::<RemoveGoal>::new());
    let changed = use_live("settings");
    // What is typed and chosen must survive a change of the list.
    let form = Query::new(move || GetCounting { project: slug.get_value() });
    let goals = Query::new(move || {
        changed.track();
        add.version().track();
        remove.version().track();
        GetCounting { project: slug.get_value() }
    });
    // A form that was accepted begins anew; one that was refused keeps what was typed.
    Effect::new(move |_| {
        if add.version().get() > 0 && !add.has_failed() {
            browser::reset(NEW_GOAL);
        }
    });
    view! {
        <Title text="Analytics settings"/>
        {loaded(goals, move |facts| view! { <Goals slug=slug goals=facts.goals now=facts.now remove=remove/> })}
        {loaded(form, move |facts| view! {
            <div class="stack">
                <NewGoal slug=slug events=facts.events.clone() add=add/>
                <Rules slug=slug facts=facts/>
            </div>
        })}
    }
}

#[component]
fn ProjectField(slug: StoredValue<String>) -> impl IntoView {
    view! { <input type="hidden" name="project" value=slug.get_value()/> }
}

#[component]
fn Goals(
    slug: StoredValue<String>,
    goals: Vec<SetGoal>,
    now: i64,
    remove: Call<RemoveGoal>,
) -> impl IntoView {
    let list = match goals.is_empty() {
        true => view! {
            <PanelEmpty>"No goal yet. Name what visitors should do, and analytics tells how many of them do."</PanelEmpty>
        }
        .into_any(),
        false => {
            let one = move |goal| view! { <One slug=slug goal=goal now=now remove=remove/> };
            view! { <Items label="Goals">{goals.into_iter().map(one).collect_view()}</Items> }.into_any()
        }
    };
    view! {
        <Panel title="Goals" note="Each counts from the first event on, also from before it was named." flush=true>
            <FormProblem problem=remove.problem()/>
            {list}
        </Panel>
    }
}

#[component]
fn NewGoal(slug: StoredValue<String>, events: Vec<String>, add: Call<AddGoal>) -> impl IntoView {
    let problem = add.problem();
    view! {
        <Panel title="New goal">
            <Form to=add class="form" id=NEW_GOAL>
                <ProjectField slug=slug/>
                <FormProblem problem=problem fields=&["kind", "goal", "scroll"]/>
                <Select name="kind" label="A visitor reaches it by"
                    options=vec![("event", "Sending an event"), ("page", "Viewing a page")]
                    error=problem.at("kind")/>
                <TextInput name="goal" label="Name of the event or path of the page" required=true
                    maxlength=120_u32 placeholder="Signup" suggestions=events
                    hint="In a path * stands for anything: /blog/* is every page below /blog/."
                    error=problem.at("goal")/>
                <TextInput name="scroll" label="How much of the page has to be seen, in percent" kind="number"
                    hint="Optional, for pages only. Without it every view counts." error=problem.at("scroll")/>
                <FormActions>
                    <Button kind=ButtonKind::Primary submit=true pending=add.pending()>"Add goal"</Button>
                </FormActions>
            </Form>
        </Panel>
    }
}

#[component]
fn One(slug: StoredValue<String>, goal: SetGoal, now: i64, remove: Call<RemoveGoal>) -> impl IntoView {
    let SetGoal { name, created_at, created_by } = goal;
    let (title, value, label) = (name.clone(), name.clone(), format!("Remove {name}"));
    let meta = move || {
        view! { <span>{format!("added by {created_by} ")}<Time at=created_at now=now/></span> }
    };
    view! {
        <Item title=move || title.clone() meta=meta>
            <Form to=remove>
                <ProjectField slug=slug/>
                <input type="hidden" name="goal" value=value/>
                <Button kind=ButtonKind::Quiet submit=true icon=Icon::Close label=label pending=remove.pending()/>
            </Form>
        </Item>
    }
}

#[component]
fn Rules(slug: StoredValue<String>, facts: Counting) -> impl IntoView {
    let save = Call::<CountEvents>::new();
    let problem = save.problem();
    let days = facts.days.to_string();
    let mut kept: Vec<(String, String)> =
        KEPT.iter().map(|(value, words)| ((*value).to_owned(), (*words).to_owned())).collect();
    if kept.iter().all(|(value, _)| *value != days) {
        kept.insert(0, (days.clone(), format!("{days} days")));
    }
    view! {
        <Panel title="What is counted and kept">
            <Form to=save class="form">
                <ProjectField slug=slug/>
                <FormProblem problem=problem fields=&["gpc", "days"]/>
                <Select name="gpc" label="When a browser sends Sec-GPC" value=facts.gpc options=GPC.to_vec()
                    hint="The Global Privacy Control, by which a reader asks not to be told apart."
                    error=problem.at("gpc")/>
                <Select name="days" label="Keep single events" value=days options=kept
                    hint="Older ones are deleted within the hour and cannot be brought back. What their days came to stays; filters and exports reach only what is kept."
                    error=problem.at("days")/>
                <Checkbox name="form" label="Count visits of the public feedback page" checked=facts.form
                    hint=format!("The page /f/{} of this instance, as one of the product's pages.", slug.get_value())/>
                <FormActions>
                    <Button submit=true pending=save.pending()>"Save"</Button>
                    <FormSaved problem=problem/>
                </FormActions>
            </Form>
        </Panel>
    }
}
