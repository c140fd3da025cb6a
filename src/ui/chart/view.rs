//! The chart as a component.

use super::{
    super::{
        browser,
        icons::{Glyph, Icon},
    },
    area::{self, HEAD, Size},
    data::{Plot, Shape, Steps, Unit},
    path, reading,
    scale::{across, axis, num},
    table,
};
use leptos::{ev, html, prelude::*};

/// A chart with its title and the values at one step: the one under the pointer or reached by the
/// arrow keys, else the last. `T` or the button shows the numbers as a table.
#[component]
pub fn Chart(
    #[prop(into)] title: String,
    shape: Shape,
    unit: Unit,
    #[prop(into)] plot: Signal<Plot>,
    /// Names the whole, e.g. `7 days`: then sums are shown while no step is chosen.
    #[prop(optional, into)]
    whole: Option<String>,
    #[prop(optional)] size: Size,
    /// What is said while there is nothing to draw.
    #[prop(into)]
    empty: String,
) -> impl IntoView {
    let offset = RwSignal::new(0);
    let chosen = RwSignal::new(None::<usize>);
    let said = RwSignal::new(String::new());
    Effect::new(move |_| {
        if let Steps::Clock { from, .. } = plot.with(|plot| plot.steps.clone()) {
            offset.set(browser::zone_offset_minutes(from));
        }
    });
    // The data may have become shorter since.
    let at = Memo::new(move |_| chosen.get().filter(|at| *at < plot.with(|plot| plot.steps.count())));
    let sums = whole.is_some();
    let shown = move || at.get().or_else(|| (!sums).then(|| plot.with(Plot::last)));
    let is_empty = Memo::new(move |_| plot.with(Plot::is_empty));
    let when = move || match shown() {
        Some(_) if is_empty.get() => String::new(),
        Some(at) => plot.with(|plot| plot.steps.label(at, offset.get())),
        None => whole.clone().unwrap_or_default(),
    };
    let data = NodeRef::<html::Details>::new();
    let step = move |event: ev::KeyboardEvent| keyed(&event, plot, unit, offset, (chosen, said), data);
    let point = move |event: ev::PointerEvent| {
        let count = plot.with_untracked(|plot| plot.steps.count());
        chosen.set(browser::fraction_x(&event).map(|fraction| reading::step_at(fraction, count)));
    };
    let label = format!("{title}. Arrow keys read the steps, T shows the table.");
    let caption = title.clone();
    let scale = move || plot.with(|plot| axis(plot.highest(shape), unit));
    view! {
        <figure class="chart" class:large=size == Size::Large>
            <figcaption class="chart-head">
                <h3 class="chart-title">{title}</h3>
                <p class="chart-when">{when}</p>
                <p class="chart-readings">{move || plot.with(|plot| reading::readings(plot, shown(), unit))}</p>
            </figcaption>
            <div class="chart-plot">
                <div class="chart-scale" aria-hidden="true">{move || marks(scale(), unit)}</div>
                <div
                    class="chart-area"
                    role="application"
                    aria-roledescription="chart"
                    aria-label=label
                    tabindex="0"
                    on:keydown=step
                    on:pointermove=point
                    on:pointerleave=move |_| chosen.set(None)
                    on:blur=move |_| chosen.set(None)
                >
                    <svg class="chart-svg" width="100%" height=num(size.high()) aria-hidden="true" focusable="false">
                        {move || plot.with(|plot| area::drawing(plot, (shape, size), scale(), offset.get()))}
                        {move || at.get().map(|at| plot.with(|plot| cursor(plot, (shape, size), scale().top, at)))}
                    </svg>
                    {move || is_empty.get().then(|| view! { <p class="chart-empty">{empty.clone()}</p> })}
                </div>
            </div>
            <p class="visually-hidden" role="status">{said}</p>
            <Numbers title=caption plot=plot unit=unit offset=offset.into() details=data/>
        </figure>
    }
}

/// A key pressed on a chart.
fn keyed(
    event: &ev::KeyboardEvent,
    plot: Signal<Plot>,
    unit: Unit,
    offset: RwSignal<i32>,
    (chosen, said): (RwSignal<Option<usize>>, RwSignal<String>),
    data: NodeRef<html::Details>,
) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    if let ("t" | "T", Some(details)) = (event.key().as_str(), data.get_untracked()) {
        details.set_open(!details.open());
        return;
    }
    plot.with_untracked(|plot| {
        let count = plot.steps.count();
        // The first key finds the last step, whose values are shown.
        let next = match chosen.get_untracked() {
            Some(at) => reading::step_by_key(&event.key(), at.min(count.saturating_sub(1)), count),
            None => reading::step_by_key(&event.key(), plot.last(), count).map(|at| at.min(plot.last())),
        };
        if let Some(next) = next {
            event.prevent_default();
            chosen.set(Some(next));
            said.set(reading::spoken(plot, next, unit, offset.get_untracked()));
        }
    });
}

/// The values of the axis, highest first.
fn marks(axis: super::scale::Axis, unit: Unit) -> impl IntoView {
    let mark = move |n: usize| {
        let value = axis.top * n as f64 / axis.count as f64;
        let text = if n == 0 { "0".to_owned() } else { unit.text(value) };
        view! { <span>{text}</span> }
    };
    (0..=axis.count).rev().map(mark).collect_view()
}

/// A line through the chosen step, and a dot on every line of values.
fn cursor(plot: &Plot, (shape, size): (Shape, Size), top: f64, at: usize) -> AnyView {
    let x = across((at as f64 + 0.5) / plot.steps.count() as f64);
    let dots = plot.series.iter().filter(|_| shape != Shape::Bars).filter_map(|series| {
        let value = series.values.get(at).copied().flatten()?;
        let y = num(HEAD + path::down(value, top, size.body()));
        Some(
            view! { <circle class=format!("chart-dot {}", series.class()) cx=x.clone() cy=y r="3"></circle> },
        )
    });
    view! {
        <line class="chart-cursor" x1=x.clone() x2=x.clone() y1=num(HEAD) y2=num(HEAD + size.body())></line>
        {dots.collect_view()}
    }
    .into_any()
}

/// The table, made when it is opened: it is long.
#[component]
fn Numbers(
    title: String,
    plot: Signal<Plot>,
    unit: Unit,
    offset: Signal<i32>,
    details: NodeRef<html::Details>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let toggled = move |_| open.set(details.get_untracked().is_some_and(|details| details.open()));
    let name = format!("{title} as a table");
    let spoken = name.clone();
    let rows = move || open.get().then(|| plot.with(|plot| table::numbers(&title, plot, unit, offset.get())));
    view! {
        <details class="chart-data" node_ref=details on:toggle=toggled>
            <summary class="chart-toggle" title=name aria-label=spoken>
                <Glyph icon=Icon::Table/>
            </summary>
            {rows}
        </details>
    }
}
