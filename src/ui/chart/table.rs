//! The same numbers as a table.

use super::{
    super::table::{Cell, Column, NumberCell, Row, Table},
    data::{Plot, Series, Unit},
};
use leptos::prelude::*;

/// Every step, newest first, with what was marked in it.
pub fn numbers(title: &str, plot: &Plot, unit: Unit, offset: i32) -> AnyView {
    let mut columns = vec![Column::text("When")];
    columns.extend(plot.series.iter().map(|series| Column::number(&series.name)));
    let marked = !plot.flags.is_empty();
    if marked {
        columns.push(Column::text("Marked"));
    }
    let row = |at: usize| {
        let cell = |series: &Series| {
            let text = value(series, at, unit);
            view! { <NumberCell>{text}</NumberCell> }
        };
        let cells = plot.series.iter().map(cell).collect_view();
        let when = plot.steps.label(at, offset);
        let here = marked.then(|| {
            let flags = flags(plot, at);
            view! { <Cell>{flags}</Cell> }
        });
        view! { <Row><th scope="row">{when}</th>{cells}{here}</Row> }
    };
    let rows = (0..plot.steps.count()).rev().map(row).collect_view();
    view! { <Table caption=title columns=columns>{rows}</Table> }.into_any()
}

/// `–` where nothing was recorded.
pub fn value(series: &Series, at: usize, unit: Unit) -> String {
    series.values.get(at).copied().flatten().map_or_else(|| "–".to_owned(), |value| unit.text(value))
}

fn flags(plot: &Plot, at: usize) -> impl IntoView + use<> {
    let here = plot.flags.iter().filter(|flag| plot.steps.step_of(flag.at) == Some(at)).cloned();
    here.map(|flag| view! { <a href=flag.href>{flag.note}</a>" " }).collect_view()
}
