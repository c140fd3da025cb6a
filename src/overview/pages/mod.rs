//! The page of the overview.

mod environments;
mod first_steps;
mod instance;
mod users;

use super::{api::ReadOverview, model::Overview as Data};
use crate::{access::ProjectAccess, error::AppError, ui::*};
use environments::Environments;
use first_steps::FirstSteps;
use instance::Instance;
use leptos::prelude::*;
use users::{Entries, Feedback, Speed, Use};

/// Page views come in all the time; numbers that flicker cannot be read.
const CALM_MS: u32 = 3_000;

/// `/app/{project}`.
#[component]
pub fn Overview() -> impl IntoView {
    let slug = StoredValue::new(expect_context::<ProjectAccess>().slug);
    let first = Query::new(move || ReadOverview { project: slug.get_value() });
    loaded(first, move |first| view! { <Page slug=slug first=first/> })
}

/// The page follows its data piece by piece: what somebody reads or has the
/// focus on stays where it is.
#[component]
fn Page(slug: StoredValue<String>, first: Data) -> impl IntoView {
    let (data, failed) = follow(slug, first);
    let home = StoredValue::new(format!("/app/{}", slug.get_value()));
    let failure = move || {
        failed.get().map(|error| {
            view! { <Banner tone=Tone::Warn title="These numbers are not the newest"><p>{error.to_string()}</p></Banner> }
        })
    };
    view! {
        <PageHeader title="Overview" sentence=Signal::derive(move || data.with(sentence))/>
        {failure}
        {piece(data, move |data| needs(data, &home.get_value()), |needs| {
            view! { <Attention needs=needs none="Nothing needs you"/> }.into_any()
        })}
        <FirstSteps data=data/>
        <Environments data=data home=home/>
        <Instance data=data home=home/>
        <Grid columns=Columns::Two>
            <Use data=data home=home/>
            <Feedback data=data home=home/>
        </Grid>
        <Speed data=data home=home/>
        <Entries data=data home=home/>
    }
}

/// A view of a part of the data, made again only when that part changes.
fn piece<T: Clone + PartialEq + Send + Sync + 'static>(
    data: RwSignal<Data>,
    part: impl Fn(&Data) -> T + Send + Sync + 'static,
    view: impl Fn(T) -> AnyView + Send + 'static,
) -> impl IntoView {
    let part = Memo::new(move |_| data.with(&part));
    move || view(part.get())
}

fn sentence(data: &Data) -> String {
    match data.furthest() {
        Some((environment, release)) => format!("{release} runs in {environment}"),
        None => "Nothing is recorded as running yet".to_owned(),
    }
}

fn needs(data: &Data, home: &str) -> Vec<Need> {
    let failed = data.failed();
    let deployments = match failed.as_slice() {
        [one] => Some(("1 failed deployment".to_owned(), format!("{home}/deployments/{}", one.id))),
        [] => None,
        many => {
            Some((format!("{} failed deployments", many.len()), format!("{home}/deployments?status=failed")))
        }
    };
    let deployments = deployments.map(|(text, href)| Need { tone: Tone::Bad, text, href });
    let bugs = (data.new_bugs > 0).then(|| Need {
        tone: Tone::Warn,
        text: format::count(data.new_bugs, "new bug", "new bugs"),
        href: format!("{home}/feedback?type=bug&status=new"),
    });
    deployments.into_iter().chain(bugs).collect()
}

/// Data that is asked for again when something changed, and twice a minute
/// while the page is seen; and why that did not work.
fn follow(slug: StoredValue<String>, first: Data) -> (RwSignal<Data>, RwSignal<Option<AppError>>) {
    let (data, failed) = (RwSignal::new(first), RwSignal::new(None));
    let (deploys, feedback) = (use_live("deploys"), use_live("feedback"));
    let events = browser::calm(use_live("events"), CALM_MS);
    let ask = Call::<ReadOverview>::new();
    Effect::new(move |before: Option<()>| {
        deploys.track();
        feedback.track();
        events.track();
        browser::half_minutes().track();
        if before.is_some() && browser::is_seen() {
            ask.send(&ReadOverview { project: slug.get_value() });
        }
    });
    Effect::new(move |_| match ask.outcome() {
        Some(Ok(newer)) => {
            failed.set(None);
            // An answer that was overtaken by a later one is of no use.
            if newer.now >= data.with_untracked(|data| data.now) {
                data.set(newer);
            }
        }
        Some(Err(error)) => failed.set(Some(error)),
        None => {}
    });
    (data, failed)
}
