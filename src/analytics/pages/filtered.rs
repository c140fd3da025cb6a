//! What was not counted and why, so that nobody has to wonder where a number went.

use crate::{
    access::ProjectAccess,
    analytics::{
        api::GetFiltered,
        model::filtered::{Filtered, Reason, Refused, Sample},
    },
    ui::{chart::Sparkline, *},
};
use leptos::prelude::*;

/// `/app/{project}/analytics/filtered`.
#[component]
pub fn FilteredTraffic() -> impl IntoView {
    let slug = StoredValue::new(expect_context::<ProjectAccess>().slug);
    let page = Query::new(move || GetFiltered { project: slug.get_value() });
    loaded(page, move |page| view! { <Page slug=slug.get_value() page=page/> })
}

#[component]
fn Page(slug: String, page: Filtered) -> impl IntoView {
    let sentence = sentence(&page);
    let Filtered { now, reasons, samples, .. } = page;
    let nothing = reasons.is_empty() && samples.is_empty();
    let content = match nothing {
        true => view! {
            <Empty icon=Icon::Filter title="Nothing was left out">
                "Crawlers, driven browsers, prefetched pages and refused origins are not counted. What is left out is listed here with its reason within seconds."
            </Empty>
        }
        .into_any(),
        false => view! {
            <div class="stack">
                <Reasons reasons=reasons/>
                <Samples samples=samples now=now/>
            </div>
        }
        .into_any(),
    };
    view! {
        <PageHeader
            title="Filtered traffic"
            sentence=sentence
            back=(format!("/app/{slug}/analytics"), "Analytics".to_owned())
        />
        {content}
    }
}

/// How much it is, beside what was counted.
fn sentence(page: &Filtered) -> String {
    let count = page.count();
    if count == 0 {
        return "Everything that came in 30 days was counted".to_owned();
    }
    let share = count as f64 / (count + page.counted) as f64;
    let events = format::count(count, "event", "events");
    format!("{events} of 30 days not counted, {} of all that came", format::percent(share))
}

#[component]
fn Reasons(reasons: Vec<Refused>) -> impl IntoView {
    if reasons.is_empty() {
        return view! { <Panel title="By reason"><p class="muted">"Nothing in the last 30 days."</p></Panel> }
            .into_any();
    }
    let all = reasons.iter().map(|refused| refused.count).sum::<i64>().max(1) as f64;
    let columns = vec![
        Column::text("Reason"),
        Column::text("By day").wide(),
        Column::number("Events"),
        Column::number("Share"),
    ];
    let row = move |Refused { reason, count, days }| {
        let (name, why) = words(reason);
        view! {
            <Row>
                <th scope="row">{name}<CellNote>{why}</CellNote></th>
                <ShapeCell><Sparkline label=format!("{name} by day") values=days/></ShapeCell>
                <NumberCell>{format::thousands(count)}</NumberCell>
                <NumberCell>{format::percent(count as f64 / all)}</NumberCell>
            </Row>
        }
    };
    let rows = reasons.into_iter().map(row).collect_view();
    view! {
        <Panel title="By reason" note="In the last 30 days. What one request brings counts as one event each." flush=true>
            <Table caption="Reasons" columns=columns>{rows}</Table>
        </Panel>
    }
    .into_any()
}

#[component]
fn Samples(samples: Vec<Sample>, now: i64) -> impl IntoView {
    let columns =
        vec![Column::text("Page"), Column::text("Reason"), Column::text("Browser"), Column::text("When")];
    let row = move |Sample { at, reason, path, browser }| {
        view! {
            <Row>
                <CutCell><Cut text=path/></CutCell>
                <Cell>{words(reason).0}</Cell>
                <Cell>{browser}</Cell>
                <Cell><Time at=at now=now/></Cell>
            </Row>
        }
    };
    let note = "The last 100 requests. Neither an address nor a user agent is kept.";
    view! {
        <Panel title="Samples" note=note flush=true>
            <Table caption="Samples" columns=columns stack=true>{samples.into_iter().map(row).collect_view()}</Table>
        </Panel>
    }
}

/// What a reason is called, and what it means.
const fn words(reason: Reason) -> (&'static str, &'static str) {
    match reason {
        Reason::Bot => ("Bot", "Names itself as a crawler, a monitor or a script"),
        Reason::Driven => ("Driven browser", "A program steers the browser, as tests do"),
        Reason::NoUserAgent => ("No user agent", "Every browser says what it is; this did not"),
        Reason::NoLanguage => ("No language", "Claims to be a browser and names no language"),
        Reason::Prefetch => ("Prefetch", "Fetched in case somebody opens the page"),
        Reason::Console => ("Own console", "From a page of this console, where the widget is tried"),
        Reason::Gpc => ("Sec-GPC", "Asked not to be counted, and the project obeys"),
        Reason::Origin => ("Origin", "From an origin that is not among those allowed in the settings"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_sets_it_against_what_was_counted() {
        let refused = |count| Refused { reason: Reason::Bot, count, days: vec![count] };
        let page = |reasons, counted| Filtered { now: 0, counted, reasons, samples: vec![] };
        let some = page(vec![refused(30), refused(1_000)], 8_970);
        assert_eq!(sentence(&some), "1,030 events of 30 days not counted, 10.3 % of all that came");
        assert_eq!(sentence(&page(vec![], 5)), "Everything that came in 30 days was counted");
    }
}
