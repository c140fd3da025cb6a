//! Tables: sticky header, row links, right-aligned numbers, bars in rows, and what an empty one says.

use leptos::prelude::*;

/// The head of one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    name: String,
    class: &'static str,
}

impl Column {
    /// Words, left-aligned.
    pub fn text(name: impl Into<String>) -> Self {
        Column { name: name.into(), class: "" }
    }

    /// Numbers, right-aligned; its cells are [`NumberCell`]s.
    pub fn number(name: impl Into<String>) -> Self {
        Column { name: name.into(), class: "number" }
    }

    /// The same column, left out on a phone; its cells carry `wide=true`.
    #[must_use]
    pub fn wide(self) -> Self {
        Column { class: if self.class == "number" { "number wide" } else { "wide" }, ..self }
    }

    /// Actions: the heading is for screen readers only.
    pub fn actions() -> Self {
        Column { name: "Actions".to_owned(), class: "actions" }
    }
}

/// A table. The caption is its accessible name; it is not shown because the panel around it has a heading.
/// When there is nothing to show, render an [`super::Empty`] instead of a table without rows.
///
/// ```ignore
/// <Table caption="Deployments" columns=vec![Column::text("Release"), Column::text("Who").wide(), Column::number("Views")]>
///     {rows.into_iter().map(|row| view! {
///         <Row>
///             <LinkCell href=row.href>{row.release}</LinkCell>
///             <Cell wide=true>{row.who}</Cell>
///             <NumberCell>{thousands(row.views)}</NumberCell>
///         </Row>
///     }.into_any()).collect_view()}
/// </Table>
/// ```
#[component]
pub fn Table(
    #[prop(into)] caption: String,
    columns: Vec<Column>,
    /// On a phone a row becomes its name and, below it, the other cells one after another: for
    /// rows whose cells speak for themselves.
    #[prop(optional)]
    stack: bool,
    children: Children,
) -> impl IntoView {
    let heads = columns
        .into_iter()
        .map(|column| {
            let hidden = column.class == "actions";
            view! {
                <th scope="col" class=column.class>
                    <span class:visually-hidden=hidden>{column.name}</span>
                </th>
            }
        })
        .collect_view();
    view! {
        <div class="table-scroll" role="region" aria-label=caption tabindex="0">
            <table class="table" class:stacked=stack>
                <caption class="visually-hidden">{caption.clone()}</caption>
                <thead><tr>{heads}</tr></thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}

/// A row; `selected` marks the one whose detail is shown beside the table.
#[component]
pub fn Row(#[prop(optional, into)] selected: Signal<bool>, children: Children) -> impl IntoView {
    view! {
        <tr class:selected=selected aria-current=move || selected.get().then_some("true")>{children()}</tr>
    }
}

/// The cell that names the row by a text of any length, such as a [`Cut`](super::Cut): it takes the room that is left.
#[component]
pub fn CutCell(children: Children) -> impl IntoView {
    view! { <th scope="row" class="cut-cell">{children()}</th> }
}

/// What the head of the column says, in cells that do not speak for themselves once rows are stacked.
#[component]
pub fn StackWord(children: Children) -> impl IntoView {
    view! { <span class="stack-word">{children()}" "</span> }
}

/// A cell of words.
#[component]
pub fn Cell(
    /// Hidden on a phone, as its column is.
    #[prop(optional)]
    wide: bool,
    children: Children,
) -> impl IntoView {
    view! { <td class:wide=wide>{children()}</td> }
}

/// The cell that names the row. Its link covers the whole row; other links and buttons in the
/// row stay reachable above it.
#[component]
pub fn LinkCell(#[prop(into)] href: String, children: Children) -> impl IntoView {
    view! { <th scope="row"><a class="row-link" href=href>{children()}</a></th> }
}

/// A cell with a number.
#[component]
pub fn NumberCell(#[prop(optional)] wide: bool, children: Children) -> impl IntoView {
    view! { <td class="number" class:wide=wide>{children()}</td> }
}

/// A cell with the shape of a number, such as a [`Sparkline`](super::chart::Sparkline); its column is
/// `Column::text(…).wide()`.
#[component]
pub fn ShapeCell(children: Children) -> impl IntoView {
    view! { <td class="wide"><div class="cell-shape">{children()}</div></td> }
}

/// The naming cell with a bar behind it: `share` of the largest row, 0 to 1. Its link shows the same page another
/// way, so that stays where it is scrolled to.
///
/// ```ignore
/// <BarCell share=views as f64 / most as f64 href=link>{path}</BarCell>
/// ```
#[component]
pub fn BarCell(
    share: f64,
    #[prop(optional_no_strip, into)] href: Option<String>,
    children: Children,
) -> impl IntoView {
    let width = format!("{:.1}", share.clamp(0.0, 1.0) * 100.0);
    let text = children();
    view! {
        <th scope="row" class="bar-cell">
            <svg class="row-bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
                <rect width=width height="1"></rect>
            </svg>
            {match href {
                Some(href) => view! { <a class="bar-text" href=href data-noscroll="">{text}</a> }.into_any(),
                None => view! { <span class="bar-text">{text}</span> }.into_any(),
            }}
        </th>
    }
}

/// A second, smaller line in a cell.
#[component]
pub fn CellNote(children: Children) -> impl IntoView {
    view! { <span class="cell-note">{children()}</span> }
}

/// One line below the rows: how many there are besides.
#[component]
pub fn TableNote(children: Children) -> impl IntoView {
    view! { <p class="table-note">{children()}</p> }
}

/// Buttons at the end of a row.
#[component]
pub fn ActionCell(children: Children) -> impl IntoView {
    view! { <td class="actions"><div class="row-actions">{children()}</div></td> }
}
