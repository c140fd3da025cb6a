//! How fast the pages are for those who use them.

use crate::{
    analytics::model::{
        dashboard::{Dashboard, VitalNow},
        vitals::{Rating, Vital},
    },
    ui::*,
};
use leptos::prelude::*;

/// The 75th percentile of each vital with how many views were good, middling and poor.
#[component]
pub fn Vitals(data: RwSignal<Dashboard>) -> impl IntoView {
    let vitals = Memo::new(move |_| data.with(|data| data.vitals.clone()));
    let rows = move || {
        let vitals = vitals.get();
        if vitals.is_empty() {
            return view! {
                <PanelEmpty>
                    "No view has measured anything yet. The script does so by itself where the browser can; what it finds is here once somebody leaves a page."
                </PanelEmpty>
            }
            .into_any();
        }
        let columns = vec![Column::text("Vital"), Column::text("75 %"), Column::text("Views")];
        let rows = vitals.into_iter().map(|vital| view! { <VitalRow vital=vital/> }).collect_view();
        view! { <Table caption="Web vitals" columns=columns stack=true>{rows}</Table> }.into_any()
    };
    view! {
        <Panel title="Web vitals" note="Three of four views were at least as fast" flush=true>{rows}</Panel>
    }
}

#[component]
fn VitalRow(vital: VitalNow) -> impl IntoView {
    let VitalNow { vital, p75, rated } = vital;
    let (good, fair) = vital.thresholds();
    let limits = format!("Good up to {}, poor above {}", text(vital, good), text(vital, fair));
    let (tone, word) = match vital.rating(p75) {
        Rating::Good => (Tone::Good, "Good"),
        Rating::NeedsImprovement => (Tone::Warn, "Middling"),
        Rating::Poor => (Tone::Bad, "Poor"),
    };
    view! {
        <Row>
            <th scope="row">{name(vital)}<CellNote>{limits}</CellNote></th>
            <Cell><Status tone=tone>{text(vital, p75)}</Status><CellNote>{word}</CellNote></Cell>
            <Cell><Rated counts=rated/></Cell>
        </Row>
    }
}

const fn name(vital: Vital) -> &'static str {
    match vital {
        Vital::Lcp => "Largest contentful paint",
        Vital::Inp => "Interaction to next paint",
        Vital::Cls => "Cumulative layout shift",
        Vital::Fcp => "First contentful paint",
        Vital::Ttfb => "Time to first byte",
    }
}

/// A value with its unit; a layout shift has none.
fn text(vital: Vital, value: u32) -> String {
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
