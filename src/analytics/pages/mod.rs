//! The page of analytics: one page that answers. What it shows is said by its address alone.

mod address;
mod choices;
mod course;
mod effect;
mod encoded;
mod filtered;
mod more;
mod rankings;
mod settings;
mod tiles;
mod vitals;
mod words;

pub use effect::ReleaseEffect;
pub use filtered::FilteredTraffic;
pub use settings::CountingSettings;

use super::{
    api::GetDashboard,
    model::{
        civil::Date,
        dashboard::{Dashboard, GROUPS},
        query::{Metric, Span},
    },
};
use crate::{access::ProjectAccess, ui::*};
use address::Address;
use choices::{Choices, Filters};
use course::Course;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use more::More;
use rankings::RankingPanel;
use tiles::Tiles;
pub use vitals::VitalStats;
use vitals::VitalsPanel;

/// Events come in all the time, and a page full of numbers takes a while to read.
const CALM_MS: u32 = 10_000;
const DAY_MS: i64 = 86_400_000;

/// `/app/{project}/analytics?…`, as [`Address`] reads it.
#[component]
pub fn Analytics() -> impl IntoView {
    let slug = StoredValue::new(expect_context::<ProjectAccess>().slug);
    let search = use_location().search;
    let address = Memo::new(move |_| {
        search.with(|search| Address::read(format!("/app/{}/analytics", slug.get_value()), search))
    });
    let page =
        Query::new(move || GetDashboard { project: slug.get_value(), asked: address.with(Address::pairs) });
    loaded(page, move |first| view! { <Page slug=slug address=address.get_untracked() first=first/> })
}

/// The page for one address. Its numbers follow what happens, and what somebody reads stays where it is.
#[component]
fn Page(slug: StoredValue<String>, address: Address, first: Dashboard) -> impl IntoView {
    let (days, environments) = (first.days.clone(), first.environments.clone());
    let refused = address.refused.clone().map(|refusal| {
        view! {
            <Banner tone=Tone::Warn title="This address was not understood">
                {format!("In {}, {}. Shown are the last 30 days without filters.", refusal.field, refusal.message)}
            </Banner>
        }
    });
    let data = follow(slug, &address, first);
    let address = StoredValue::new(address);
    let awake = RwSignal::new(false);
    Effect::new(move |_| awake.set(true));
    let empty = Memo::new(move |_| data.with(is_empty));
    let content = move || match empty.get() {
        true => view! { <Nothing slug=slug address=address/> }.into_any(),
        false => view! { <Numbers slug=slug address=address data=data awake=awake/> }.into_any(),
    };
    view! {
        <PageHeader
            title="Analytics"
            sentence=Signal::derive(move || data.with(|data| address.with_value(|address| sentence(data, address))))
            actions=move || view! {
                <Choices address=address days=days.clone() environments=environments.clone()/>
                <More slug=slug/>
            }
        />
        {refused}
        <Filters address=address awake=awake/>
        {content}
    }
}

#[component]
fn Numbers(
    slug: StoredValue<String>,
    address: StoredValue<Address>,
    data: RwSignal<Dashboard>,
    awake: RwSignal<bool>,
) -> impl IntoView {
    let panel = move |group| view! { <RankingPanel group=group address=address data=data awake=awake/> };
    view! {
        <Tiles address=address data=data/>
        <Course address=address data=data project=format!("/app/{}", slug.get_value())/>
        <Grid columns=Columns::Two>
            {(0..GROUPS.len()).map(panel).collect_view()}
            <VitalsPanel address=address data=data awake=awake/>
        </Grid>
    }
}

/// The numbers, asked for again while there are more of them: of days that are over there are not.
fn follow(slug: StoredValue<String>, address: &Address, first: Dashboard) -> RwSignal<Dashboard> {
    let (asked, grows) = (address.pairs(), includes_today(address, &first));
    let data = RwSignal::new(first);
    let events = browser::calm(use_live("events"), CALM_MS);
    let ask = Call::<GetDashboard>::new();
    Effect::new(move |before: Option<()>| {
        events.track();
        if before.is_some() && grows && browser::is_seen() {
            ask.send(&GetDashboard { project: slug.get_value(), asked: asked.clone() });
        }
    });
    Effect::new(move |_| {
        // A failed refresh leaves what is there, and an answer that was overtaken is of no use.
        if let Some(newer) = ask.answer().filter(|newer| newer.now >= data.with_untracked(|data| data.now)) {
            data.set(newer);
        }
    });
    data
}

/// Whether today may be among the days. Only the server knows the project's zone: no day ends later than half a
/// day after it does in UTC.
fn includes_today(address: &Address, data: &Dashboard) -> bool {
    let end = Date::parse(&data.days.1).map_or(0, |date| (date.days() + 1) * DAY_MS + DAY_MS / 2);
    matches!(address.selection.span, Span::Last(_)) || data.now < end
}

fn sentence(data: &Dashboard, address: &Address) -> String {
    let visitors = data.tiles.iter().find(|tile| tile.metric == Metric::Visitors);
    let visitors = visitors.map_or(0, |tile| tile.value.round() as i64);
    let when = match address.selection.span {
        Span::Last(period) => words::period(period).1.to_owned(),
        Span::Dates(..) => format!("in {}", words::dates(&data.days)),
    };
    let online = match data.online {
        0 => "nobody online now".to_owned(),
        online => format!("{} online now", format::thousands(online)),
    };
    format!("{} {when} \u{b7} {online}", format::count(visitors, "visitor", "visitors"))
}

/// Whether nothing was counted, neither in these days nor in those they are compared with.
fn is_empty(data: &Dashboard) -> bool {
    data.tiles.iter().all(|tile| tile.value == 0.0 && tile.before.unwrap_or(0.0) == 0.0)
}

/// Nothing came yet, or nothing fits.
#[component]
fn Nothing(slug: StoredValue<String>, address: StoredValue<Address>) -> impl IntoView {
    let filtered = address.with_value(|address| {
        let selection = &address.selection;
        !selection.filters.is_empty() || selection.environment.is_some() || selection.goal.is_some()
    });
    if filtered {
        let all = address.with_value(|address| {
            address.with(|selection| {
                (selection.environment, selection.goal) = (None, None);
                selection.filters.clear();
            })
        });
        return view! {
            <Empty
                icon=Icon::Filter
                title="No visit fits these filters"
                action=move || view! { <ButtonLink href=all.clone()>"Clear the filters"</ButtonLink> }
            >
                "Nothing that was counted in these days has all that the filters ask for."
            </Empty>
        }
        .into_any();
    }
    view! {
        <Empty
            icon=Icon::Chart
            title="No page view in these days"
            action=move || view! { <ButtonLink href=format!("/app/{}/start", slug.get_value())>"Set up the script"</ButtonLink> }
        >
            "Choose a longer period. If your pages do not count their views yet, one line in their head does it, and every view is here the moment it happens."
        </Empty>
    }
    .into_any()
}
