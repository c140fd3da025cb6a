//! How fast the pages are for those who use them.

use super::{address::Address, rankings::CsvLink, words};
use crate::{
    analytics::model::{
        dashboard::{Dashboard, MeasuredValue, VITALS_BY, VitalNow, VitalRanking, Vitals},
        query::{Field, Property},
        vitals::{Rating, Vital},
    },
    ui::*,
};
use leptos::prelude::*;

/// The 75th percentile of each vital, all together or by page, device or release.
#[component]
pub fn VitalsPanel(
    address: StoredValue<Address>,
    data: RwSignal<Dashboard>,
    awake: RwSignal<bool>,
) -> impl IntoView {
    let vitals = Memo::new(move |_| data.with(|data| data.vitals.clone()));
    let (tabs, file) = address.with_value(|address| (tabs(address), address.file("vitals")));
    let rows = move || {
        match vitals.get() {
        Vitals::All(vitals) if !vitals.is_empty() => {
            let columns = vec![Column::text("Vital"), Column::text("75 %"), Column::text("Views")];
            let rows = vitals.into_iter().map(|vital| view! { <VitalRow vital=vital/> }).collect_view();
            view! { <Table caption="Web vitals" columns=columns stack=true>{rows}</Table> }.into_any()
        }
        Vitals::By(ranking) if !ranking.rows.is_empty() => {
            view! { <ByValue ranking=ranking address=address awake=awake/> }.into_any()
        }
        _ => view! {
            <PanelEmpty>
                "No view has measured anything yet. The script does so by itself where the browser can; what it finds is here once somebody leaves a page."
            </PanelEmpty>
        }
        .into_any(),
    }
    };
    view! {
        <Panel title="Web vitals" note="Three of four views were at least as fast" flush=true
            actions=move || view! { <CsvLink href=file.clone() of="Web vitals"/> }>
            <Tabs label="Web vitals" tabs=tabs/>
            {rows}
        </Panel>
    }
}

fn tabs(address: &Address) -> Vec<Tab> {
    let tab = |field: Option<Field>| Tab {
        label: field.map_or("All", words::many).to_owned(),
        href: address.measured_by(field),
        count: None,
        current: address.vitals == field,
    };
    std::iter::once(None).chain(VITALS_BY.map(Some)).map(tab).collect()
}

/// The vitals of each value, those that are viewed most first.
#[component]
fn ByValue(ranking: VitalRanking, address: StoredValue<Address>, awake: RwSignal<bool>) -> impl IntoView {
    let VitalRanking { field, rows, total } = ranking;
    let most = rows.iter().map(|row| row.views).max().unwrap_or(0).max(1);
    let mut columns = vec![Column::text(words::one(field))];
    columns.extend(CORE.map(|(_, vital)| Column::number(vital.as_str().to_uppercase())));
    columns.push(Column::number("Views").wide());
    let note = (total > rows.len())
        .then(|| format!("The first {} of {}, by page views", rows.len(), format::thousands(total as i64)));
    let row = move |MeasuredValue { text, p75, views }| {
        let href = address.with_value(|address| address.only(field, &text));
        let property = Property::Field(field);
        let cells = CORE.map(|(place, vital)| {
            let measure = p75[place].map(|p75| view! { <Measure vital=vital p75=p75/> });
            view! { <NumberCell>{measure}</NumberCell> }
        });
        view! {
            <Row>
                <BarCell share=views as f64 / most as f64 href=href>
                    {move || view! { <Cut text=words::value(&property, &text, awake.get())/> }}
                </BarCell>
                {cells.collect_view()}
                <NumberCell wide=true>{format::thousands(views as i64)}</NumberCell>
            </Row>
        }
    };
    view! {
        <Table caption="Web vitals" columns=columns>{rows.into_iter().map(row).collect_view()}</Table>
        {note.map(|note| view! { <TableNote>{note}</TableNote> })}
    }
}

/// The three that rank a page: there is no room for more beside its name, and a file has them all. Each with its
/// place in [`Vital::ALL`].
const CORE: [(usize, Vital); 3] = [(0, Vital::Lcp), (1, Vital::Inp), (2, Vital::Cls)];

/// A percentile and what it means, by shape and for screen readers.
#[component]
fn Measure(vital: Vital, p75: u32) -> impl IntoView {
    let (tone, word) = rating(vital, p75);
    view! {
        <Status tone=tone>{text(vital, p75)}<span class="visually-hidden">{format!(", {word}")}</span></Status>
    }
}

fn rating(vital: Vital, p75: u32) -> (Tone, &'static str) {
    match vital.rating(p75) {
        Rating::Good => (Tone::Good, "Good"),
        Rating::NeedsImprovement => (Tone::Warn, "Middling"),
        Rating::Poor => (Tone::Bad, "Poor"),
    }
}

/// The percentiles side by side; nothing while there are none.
#[component]
pub fn VitalStats(vitals: Vec<VitalNow>, href: String) -> impl IntoView {
    if vitals.is_empty() {
        return ().into_any();
    }
    let stat = move |VitalNow { vital, p75, rated }| {
        let (tone, word) = rating(vital, p75);
        view! {
            <Stat label=name(vital) value=text(vital, p75) href=href.clone()>
                <p><Status tone=tone>{word}</Status></p>
                <Rated counts=rated/>
            </Stat>
        }
    };
    view! {
        <Panel title="Web vitals" note="In 7 days three of four views were at least as fast">
            <Grid columns=Columns::Numbers>{vitals.into_iter().map(stat).collect_view()}</Grid>
        </Panel>
    }
    .into_any()
}

#[component]
fn VitalRow(vital: VitalNow) -> impl IntoView {
    let VitalNow { vital, p75, rated } = vital;
    let (good, fair) = vital.thresholds();
    let limits = format!("Good up to {}, poor above {}", text(vital, good), text(vital, fair));
    let (tone, word) = rating(vital, p75);
    view! {
        <Row>
            <th scope="row">{name(vital)}<CellNote>{limits}</CellNote></th>
            <Cell><Status tone=tone>{text(vital, p75)}</Status><CellNote>{word}</CellNote></Cell>
            <Cell><Rated counts=rated/></Cell>
        </Row>
    }
}

pub const fn name(vital: Vital) -> &'static str {
    match vital {
        Vital::Lcp => "Largest contentful paint",
        Vital::Inp => "Interaction to next paint",
        Vital::Cls => "Cumulative layout shift",
        Vital::Fcp => "First contentful paint",
        Vital::Ttfb => "Time to first byte",
    }
}

/// A value with its unit; a layout shift has none.
pub fn text(vital: Vital, value: u32) -> String {
    match vital {
        Vital::Cls => format!("{:.2}", f64::from(value) / 10_000.0),
        _ => format::duration(f64::from(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_their_units() {
        let texts = [text(Vital::Lcp, 2_430), text(Vital::Inp, 176), text(Vital::Cls, 812)];
        assert_eq!(texts, ["2.43 s", "176 ms", "0.08"]);
    }
}
