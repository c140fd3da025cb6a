//! What is chosen for the whole page: period, comparison, environment, filters. Links and GET
//! forms, so the address says it all and nothing needs JavaScript.

use super::{
    address::{Address, NEW},
    words,
};
use crate::{
    analytics::model::query::{Compare, Field, Op, Period, Property, Span, Test},
    ui::*,
};
use leptos::prelude::*;
use leptos_router::components::Form as GetForm;

/// What is compared, in the order of the menu.
const COMPARE: [Compare; 3] = [Compare::Previous, Compare::Year, Compare::Off];
const OPS: [Op; 4] = [Op::Is, Op::IsNot, Op::Contains, Op::ContainsNot];
/// Parameters that a form with dates says anew.
const SPAN: [&str; 3] = ["period", "from", "to"];

/// The menus at the head of the page.
#[component]
pub fn Choices(
    address: StoredValue<Address>,
    days: (String, String),
    environments: Vec<String>,
) -> impl IntoView {
    view! {
        <Days address=address days=days/>
        <Comparison address=address/>
        {(!environments.is_empty()).then(|| view! { <Environment address=address names=environments/> })}
        <NewFilter address=address/>
    }
}

#[component]
fn Comparison(address: StoredValue<Address>) -> impl IntoView {
    let now = address.with_value(|address| address.selection.compare);
    let link = move |choice: Compare| {
        let href = address.with_value(|address| address.with(|selection| selection.compare = choice));
        view! { <MenuLink href=href current=choice == now>{words::compare(choice)}</MenuLink> }
    };
    view! { <Menu label=words::compare(now) purpose="Compared with">{COMPARE.map(link).collect_view()}</Menu> }
}

/// Periods, and two dates. The panel stays open while somebody sets them.
#[component]
fn Days(address: StoredValue<Address>, days: (String, String)) -> impl IntoView {
    let (label, chosen) = address.with_value(|address| {
        let selection = &address.selection;
        (words::span(selection, &days), selection.span)
    });
    let link = move |period: Period| {
        let span = Span::Last(period);
        let another =
            |address: &Address| address.with(|selection| (selection.span, selection.interval) = (span, None));
        let href = address.with_value(another);
        view! { <MenuLink href=href current=span == chosen>{words::period(period).0}</MenuLink> }
    };
    let (from, to) = days;
    view! {
        <Menu label=label icon=Icon::Clock purpose="Period">
            {Period::ALL.map(link).collect_view()}
            <hr/>
            <GetForm method="GET" action=address.with_value(Address::home) attr:class="menu-form" attr:aria-label="Other days">
                {kept(address, &SPAN)}
                <input type="hidden" name="period" value="custom"/>
                <div class="menu-fields" on:click=|event| event.stop_propagation()>
                    <TextInput name="from" label="From" kind="date" value=from required=true/>
                    <TextInput name="to" label="To" kind="date" value=to required=true/>
                </div>
                <Button submit=true>"Show these days"</Button>
            </GetForm>
        </Menu>
    }
}

#[component]
fn Environment(address: StoredValue<Address>, names: Vec<String>) -> impl IntoView {
    let chosen = address.with_value(|address| address.selection.environment.clone());
    let label = chosen.clone().unwrap_or_else(|| "All environments".to_owned());
    let choices = std::iter::once(None).chain(names.into_iter().map(Some));
    let link = move |choice: Option<String>| {
        let current = choice == chosen;
        let name = choice.clone().unwrap_or_else(|| "All environments".to_owned());
        let href = address.with_value(|address| address.with(|selection| selection.environment = choice));
        view! { <MenuLink href=href current=current>{name}</MenuLink> }
    };
    view! { <Menu label=label purpose="Environment">{choices.map(link).collect_view()}</Menu> }
}

#[component]
fn NewFilter(address: StoredValue<Address>) -> impl IntoView {
    view! {
        <AddFilter action=address.with_value(Address::home)>
            {kept(address, &[])}
            <Select name=NEW[0] label="Show visits where" options=words::filterable()/>
            <Select name=NEW[1] label="How" options=OPS.map(|op| (op.as_str(), words::op(op))).to_vec()/>
            <TextInput name=NEW[2] label="Value" required=true/>
        </AddFilter>
    }
}

/// What a form sends along unseen: all that the address says, but for parameters it says itself.
fn kept(address: StoredValue<Address>, without: &[&str]) -> impl IntoView + use<> {
    let pairs = address.with_value(Address::pairs).into_iter();
    let pairs = pairs.filter(|(name, _)| !without.contains(&name.as_str()));
    pairs.map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()
}

/// A chip for each filter that is set.
#[component]
pub fn Filters(address: StoredValue<Address>, awake: RwSignal<bool>) -> impl IntoView {
    move || {
        address.with_value(|address| {
            let clear = address.with(|selection| {
                selection.filters.clear();
                selection.goal = None;
            });
            view! { <FilterChips chips=chips(address, awake.get()) clear=clear/> }
        })
    }
}

fn chips(address: &Address, awake: bool) -> Vec<Chip> {
    let chip = |(at, test): (usize, &Test)| {
        let value = |text: &String| words::value(&test.property, text, awake);
        Chip {
            name: format!("{} {}", words::property(&test.property), words::op(test.op)),
            value: test.values.iter().map(value).collect::<Vec<_>>().join(" or "),
            remove: address.with(|selection| drop(selection.filters.remove(at))),
        }
    };
    let goal = address.selection.goal.as_ref().map(|goal| Chip {
        name: words::property(&Property::Field(Field::Goal)),
        value: goal.clone(),
        remove: address.with(|selection| selection.goal = None),
    });
    address.selection.filters.iter().enumerate().map(chip).chain(goal).collect()
}
