//! The panels: what was most seen, where people came from, what they had in their hands.

use super::{address::Address, words};
use crate::{
    analytics::model::{
        dashboard::{Dashboard, GROUPS, Ranked, Ranking},
        query::{Field, Property},
    },
    ui::*,
};
use leptos::prelude::*;

/// What everything beyond the most frequent values is counted under: it is none to filter by.
const OTHER: &str = "(other)";

/// The panel of a group, on the tab that the address says.
#[component]
pub fn RankingPanel(
    group: usize,
    address: StoredValue<Address>,
    data: RwSignal<Dashboard>,
    awake: RwSignal<bool>,
) -> impl IntoView {
    let ranking = Memo::new(move |_| data.with(|data| data.panels.get(group).cloned()));
    let (_, title, fields) = GROUPS[group];
    let tabs = address.with_value(|address| {
        let tab = |field: &Field| Tab {
            label: words::many(*field).to_owned(),
            href: address.tab(group, *field),
            count: None,
            current: *field == address.tabs[group],
        };
        fields.iter().map(tab).collect::<Vec<_>>()
    });
    let rows = move || {
        ranking.get().map(|ranking| match ranking.rows.is_empty() {
            true => view! { <PanelEmpty>{hint(ranking.field)}</PanelEmpty> }.into_any(),
            false => view! { <Rows ranking=ranking address=address awake=awake/> }.into_any(),
        })
    };
    let file = address.with_value(|address| address.file(GROUPS[group].0));
    view! {
        <Panel title=title flush=true actions=move || view! { <CsvLink href=file.clone() of=title/> }>
            <Tabs label=title tabs=tabs/>
            {rows}
        </Panel>
    }
}

/// What a panel shows, for a spreadsheet.
#[component]
pub fn CsvLink(href: String, of: &'static str) -> impl IntoView {
    view! {
        <a href=href download="" rel="external" title=format!("{of} as CSV") aria-label=format!("{of} as CSV")>"CSV"</a>
    }
}

#[component]
fn Rows(ranking: Ranking, address: StoredValue<Address>, awake: RwSignal<bool>) -> impl IntoView {
    let Ranking { field, rows, total } = ranking;
    let shown = rows.len();
    let most = rows.iter().map(|row| row.visitors).max().unwrap_or(0).max(1);
    let rated = rows.iter().any(|row| row.rate.is_some());
    let mut columns = vec![Column::text(words::one(field)), Column::number("Visitors")];
    let goal = address.with_value(|address| address.selection.goal.is_some());
    columns.push(Column::number(if goal { "Conversions" } else { counted(field) }).wide());
    if rated {
        let bounces =
            field == Field::EntryPage && address.with_value(|address| address.selection.goal.is_none());
        columns.push(Column::number(if bounces { "Bounce rate" } else { "Rate" }));
    }
    let row = move |row: Ranked| {
        let Ranked { text, visitors, count, rate } = row;
        let href = (text != OTHER).then(|| address.with_value(|address| address.only(field, &text)));
        let property = Property::Field(field);
        let name = move || view! { <Cut text=words::value(&property, &text, awake.get())/> };
        let rate = rated.then(|| {
            let rate = rate.map_or_else(|| "\u{2013}".to_owned(), words::rate);
            view! { <NumberCell>{rate}</NumberCell> }
        });
        view! {
            <Row>
                <BarCell share=visitors as f64 / most as f64 href=href>{name}</BarCell>
                <NumberCell>{format::thousands(visitors)}</NumberCell>
                <NumberCell wide=true>{format::thousands(count)}</NumberCell>
                {rate}
            </Row>
        }
    };
    let more = (total > shown).then(|| {
        let all = format::thousands(total as i64);
        view! { <TableNote>{format!("The first {shown} of {all}")}</TableNote> }
    });
    view! {
        <Table caption=words::many(field) columns=columns>{rows.into_iter().map(row).collect_view()}</Table>
        {more}
    }
}

/// What the second number of a row counts.
const fn counted(field: Field) -> &'static str {
    match field {
        Field::Page => "Views",
        Field::Name => "Events",
        Field::Goal => "Conversions",
        _ => "Visits",
    }
}

/// What brings something to a panel that is empty.
const fn hint(field: Field) -> &'static str {
    match field {
        Field::UtmCampaign | Field::UtmSource | Field::UtmMedium => {
            "No visit came by a tagged link. Add utm_source, utm_medium and utm_campaign to the links you share."
        }
        Field::Country | Field::Region | Field::City => {
            "Where visits come from is told by a GeoIP database or a header of your proxy. Configure one, and later visits have a place."
        }
        Field::Name => "No event but page views. Send one from your pages: cresset('event', 'Sign up').",
        Field::Goal => {
            "No goal yet. A maintainer names what visitors should do in the settings, under Analytics: an event or a page."
        }
        Field::Release => {
            "No event named its release. Add data-release to the script tag, and every number can be told by release."
        }
        _ => "Nothing was counted in these days. Choose a longer period, or take a filter away.",
    }
}
