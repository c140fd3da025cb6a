//! Pages of deployments.

mod detail;
mod list;

pub use detail::DeploymentDetail;
pub use list::Deployments;

use super::model::{Deployment, Kind, Marker, Status, short_commit, split_release};
use crate::ui::{
    Badge, Cell, Column, LinkCell, NumberCell, Row, Status as State, Table, Time, Tone, chart::Flag, format,
};
use leptos::prelude::*;

/// The state of a deployment.
#[component]
pub fn DeploymentStatus(status: Status) -> impl IntoView {
    view! { <State tone=tone(status) active=status == Status::Running>{status.label()}</State> }
}

/// The same as a colour.
pub fn tone(status: Status) -> Tone {
    match status {
        Status::Pending | Status::Cancelled => Tone::Neutral,
        Status::Running => Tone::Info,
        Status::Succeeded => Tone::Good,
        Status::Failed => Tone::Bad,
        Status::RolledBack => Tone::Warn,
    }
}

/// A deployment as a chart marks it; `home` is the address of the project.
pub fn flag(mark: &Marker, home: &str) -> Flag {
    Flag {
        at: mark.at,
        name: split_release(&mark.release).1.to_owned(),
        note: format!("{} to {}: {}", mark.release, mark.environment, mark.status.label().to_lowercase()),
        href: format!("{home}/deployments/{}", mark.id),
        tone: tone(mark.status),
        minor: false,
    }
}

/// Deployments, one a row; `now` is the server's clock.
#[component]
fn DeploymentTable(
    #[prop(into)] caption: String,
    slug: String,
    items: Vec<Deployment>,
    now: i64,
) -> impl IntoView {
    let columns = vec![
        Column::text("Release"),
        Column::text("Status"),
        Column::text("Environment"),
        Column::text("Commit").wide(),
        Column::text("By").wide(),
        Column::text("When"),
        Column::number("Took").wide(),
    ];
    let rows =
        items.into_iter().map(move |item| view! { <DeploymentRow slug=slug.clone() item=item now=now/> });
    view! { <Table caption=caption columns=columns stack=true>{rows.collect_view()}</Table> }
}

#[component]
fn DeploymentRow(slug: String, item: Deployment, now: i64) -> impl IntoView {
    let took = item.duration().map(|ms| format::duration(ms as f64));
    let commit =
        item.commit.as_deref().map(|commit| view! { <code>{short_commit(commit).to_owned()}</code> });
    view! {
        <Row>
            <LinkCell href=format!("/app/{slug}/deployments/{}", item.id)>
                {item.release}<KindBadge kind=item.kind/>
            </LinkCell>
            <Cell><DeploymentStatus status=item.status/></Cell>
            <Cell>{item.environment}</Cell>
            <Cell wide=true>{commit}</Cell>
            <Cell wide=true>{item.deployed_by}</Cell>
            <Cell><Time at=item.at now=now/></Cell>
            <NumberCell wide=true>{took}</NumberCell>
        </Row>
    }
}

/// Why it was made, unless that is plain.
#[component]
fn KindBadge(kind: Kind) -> impl IntoView {
    (kind != Kind::Deploy).then(|| view! { " "<Badge>{kind.label()}</Badge> })
}
