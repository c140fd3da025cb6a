//! Events that applications' servers tell. With an API token a server speaks for the project's users: it says who
//! did it and when. Without one it counts as whoever it is, now.

use super::{batches::Reply, not_counted};
use crate::{
    analytics::model::filtered::Reason,
    analytics::server::{
        counting::Counted,
        dropped::Dropped,
        enrich::{self, Head},
        geo::Geo,
        lane::{Events, Sent},
        who::{Mark, Request},
        wire::{
            Fact,
            batch::Batch,
            report::{self, Report},
        },
    },
    server::{
        clock::DAY,
        ingest::{Lane, Permit},
        problem::AppResult,
        state::AppState,
        user_agent::{self, Agent, Device},
    },
};
use serde_json::Value;

pub async fn count(
    state: &AppState,
    request: &Request<'_>,
    batch: &Batch,
    told: &[Value],
    (bytes, permit): (usize, Permit),
) -> AppResult<Reply> {
    let agent = request.agent();
    if not_counted(state, request, &agent, false, (told.len(), ""))? {
        return Ok(Reply::all_dropped(told.len()));
    }
    let mut reply = Reply::default();
    let mut sent = Vec::with_capacity(told.len());
    let reports = reports(request, told, &mut reply);
    let first = reports.first().map_or(request.now, |first| first.event.at);
    for report in reports {
        match prepare(state, request, &agent, batch, report).await? {
            Some(one) => sent.push(one),
            None => reply.dropped += 1,
        }
    }
    if sent.is_empty() {
        return Ok(reply);
    }
    reply.add(&state.part::<Lane<Events>>().submit(sent, bytes, permit).await?);
    state.part::<Counted>().stored(request.project.id, first, request.now);
    Ok(reply)
}

/// What can be read, in the order in which it happened.
fn reports(request: &Request<'_>, told: &[Value], reply: &mut Reply) -> Vec<Report> {
    let oldest = request.now - request.project.analytics_days * DAY;
    let mut reports = Vec::with_capacity(told.len());
    for (index, value) in told.iter().enumerate() {
        match report::read(value, (oldest, request.now), request.trusted) {
            Ok(report) => reports.push(report),
            Err(refusal) => reply.refuse(index, refusal),
        }
    }
    reports.sort_by_key(|report| report.event.at);
    reports
}

/// None for an event of what is no person.
async fn prepare(
    state: &AppState,
    request: &Request<'_>,
    agent: &Agent,
    batch: &Batch,
    report: Report,
) -> AppResult<Option<Sent>> {
    let project = request.project;
    let browser = report.user_agent.as_deref().unwrap_or_default();
    // A server's own program is nobody's browser.
    let theirs = if request.trusted { &user_agent::parse(browser, None) } else { agent };
    if theirs.device == Device::Bot {
        let seen = (report.event.path.as_str(), theirs.browser);
        state.part::<Dropped>().note(state, project.id, Reason::Bot, 1, seen);
        return Ok(None);
    }
    let place = match (request.trusted, report.ip) {
        (false, _) => request.place(state),
        (true, ip) => ip.and_then(|ip| state.part::<Geo>().place(ip, None)),
    };
    let mark = match (request.trusted, &report.user_id, report.ip) {
        (false, ..) => request.mark(),
        (true, Some(id), _) => Mark::User(id),
        (true, None, Some(ip)) => Mark::Browser(ip, browser),
        (true, None, None) => Mark::Nobody,
    };
    let head = Head {
        page: report.page,
        at: report.event.at,
        mark,
        agent: theirs,
        place: place.as_deref(),
        environment: batch.env.as_deref(),
        release: batch.rel.as_deref(),
        width: None,
        lite: false,
    };
    enrich::sent(state, project, &head, vec![Fact::Event(report.event.clone())]).await.map(Some)
}
