//! Page loads that happened earlier, under the same rules as those that come in.

use super::{
    calendar::Now,
    dict::Dict,
    enrich, lane,
    visits::{Opening, Person, Whence},
    wire::Fact,
};
use crate::{
    accounts::server::ProjectRef,
    analytics::model::Dim,
    server::{clock::Millis, problem::AppResult, state::AppState},
};
use std::sync::Arc;

/// What somebody did on one page load.
#[derive(Debug, Clone)]
pub struct Recorded {
    pub page: i64,
    /// When it began; its facts have times of the same day or the next.
    pub at: Millis,
    /// Whoever it was on that day; any number but 0.
    pub visitor: i64,
    /// Who that was the day before, while a visit may have begun there.
    pub before: Option<i64>,
    pub environment: &'static str,
    pub release: String,
    /// ISO 3166-1, two letters.
    pub country: &'static str,
    pub device: &'static str,
    pub browser: &'static str,
    pub os: &'static str,
    pub width: i64,
    pub lite: bool,
    pub facts: Vec<Fact>,
}

/// Store them, oldest first, in one transaction.
pub async fn record(state: &AppState, project: &ProjectRef, loads: &[Recorded]) -> AppResult<()> {
    let mut sent = Vec::with_capacity(loads.len());
    for load in loads {
        sent.push(prepare(state, project, load)?);
    }
    let mut tx = state.db.begin_write().await?;
    lane::store(&mut tx, &sent.iter().collect::<Vec<_>>()).await?;
    tx.commit().await?;
    sent.iter().for_each(|sent| state.part::<Arc<Dict>>().stored(&sent.words));
    Ok(())
}

fn prepare(state: &AppState, project: &ProjectRef, load: &Recorded) -> AppResult<lane::Sent> {
    let days = Now::around(&project.time_zone, load.at)?;
    let now = days.today.number;
    let mut words = state.part::<Arc<Dict>>().words(project.id, now, state.clock.now());
    let whence = Whence {
        project_id: project.id,
        page: load.page,
        environment: words.id(Dim::Environment, load.environment),
        release: words.id(Dim::Release, &load.release),
        person: Person { today: load.visitor, yesterday: load.before },
        days,
        now,
    };
    let device = Opening {
        country: words.id(Dim::Country, load.country),
        device: words.id(Dim::Device, load.device),
        browser: words.id(Dim::Browser, load.browser),
        os: words.id(Dim::Os, load.os),
        screen: words.id(Dim::Screen, enrich::screen(load.width)),
        ..Opening::default()
    };
    Ok(enrich::sort(words, whence, device, load.lite, load.facts.clone()))
}
