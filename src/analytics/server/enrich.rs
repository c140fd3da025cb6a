//! From what a client said to what is stored: who, where from, by what.
//!
//! Address and browser's text live no longer than this: a visitor is a hash
//! under a key that is destroyed, and the browser a name of our own.

use super::{
    dict::{Dict, Words},
    geo::Place,
    lane::{Loose, Sent},
    releases::Live,
    visits::{NewEvent, Opening, Passage, Whence},
    who::{self, Mark},
    wire::{Event, Fact, PAGE_VIEW},
};
use crate::{
    accounts::server::ProjectRef,
    analytics::model::{Dim, source},
    deploys::server::environment_name,
    server::{
        clock::Millis,
        problem::AppResult,
        state::AppState,
        user_agent::{Agent, UNKNOWN},
    },
};
use std::sync::Arc;

/// The bit of an event that the loader sent because the beacon could not start.
pub const LITE: i64 = 1;
/// The bit of an event that somebody did.
pub const INTERACTIVE: i64 = 2;

/// What all facts of a request have in common.
#[derive(Clone, Copy)]
pub struct Head<'a> {
    pub page: i64,
    /// When they happened, to the day.
    pub at: Millis,
    pub mark: Mark<'a>,
    pub agent: &'a Agent,
    pub place: Option<&'a Place>,
    pub environment: Option<&'a str>,
    pub release: Option<&'a str>,
    /// Width of the window in CSS pixels.
    pub width: Option<i64>,
    pub lite: bool,
}

/// What is stored of the facts of a request.
pub async fn sent(
    state: &AppState,
    project: &ProjectRef,
    head: &Head<'_>,
    facts: Vec<Fact>,
) -> AppResult<Sent> {
    let environment = environment_name(state, project.id, head.environment).await?;
    let release = state.part::<Live>().name(project.id, head.release, head.at);
    let (days, now) = who::days(state, project, head.at)?;
    let person = head.mark.person(state, project.id, &environment, (head.at, days)).await?;
    let mut words = state.part::<Arc<Dict>>().words(project.id, now, state.clock.now());
    let whence = Whence {
        project_id: project.id,
        page: head.page,
        environment: words.id(Dim::Environment, &environment),
        release: words.optional(Dim::Release, release.as_deref()),
        person,
        days,
        now,
    };
    let opening = opening(&mut words, head);
    Ok(sort(words, whence, opening, head.lite, facts))
}

/// Each fact where it is stored.
pub fn sort(mut words: Words<'_>, whence: Whence, device: Opening, lite: bool, facts: Vec<Fact>) -> Sent {
    let mut sent = Sent::of(whence);
    for fact in facts {
        match fact {
            Fact::Event(event) => sent.events.push(stored(&mut words, event, device, lite)),
            Fact::Engagement(reading) => sent.readings.push(reading),
            Fact::Vitals(vitals) => sent.vitals.push(vitals),
            Fact::Passage { path, at, engaged_ms, scroll } => {
                let path = words.id(Dim::Path, &path);
                let view = words.id(Dim::Name, PAGE_VIEW);
                sent.passages.push(Passage { view, path, at, engaged_ms, scroll });
            }
            Fact::Vital { at, vital, value, path } => {
                let path = words.id(Dim::Path, &path);
                sent.loose.push(Loose { at, vital, value: value.into(), path, device: device.device });
            }
        }
    }
    sent.words = words.new_ones();
    sent
}

/// What is known of place and device; what is not is left out.
fn opening(words: &mut Words<'_>, head: &Head<'_>) -> Opening {
    let agent = head.agent;
    let mut known = |dim, name: &str| if name == UNKNOWN { 0 } else { words.id(dim, name) };
    let mut placed = |dim, part: fn(&Place) -> &String| head.place.map_or(0, |place| known(dim, part(place)));
    Opening {
        country: placed(Dim::Country, |place| &place.country),
        region: placed(Dim::Region, |place| &place.region),
        city: placed(Dim::City, |place| &place.city),
        device: known(Dim::Device, agent.device.as_str()),
        browser: known(Dim::Browser, agent.browser),
        os: known(Dim::Os, agent.os),
        screen: head.width.map_or(0, |width| known(Dim::Screen, screen(width))),
        ..Opening::default()
    }
}

/// The class of a window's width in CSS pixels: where layouts usually break.
pub fn screen(width: i64) -> &'static str {
    match width {
        ..576 => "phone",
        576..992 => "tablet",
        992..1_440 => "laptop",
        _ => "desktop",
    }
}

fn stored(words: &mut Words<'_>, event: Event, device: Opening, lite: bool) -> NewEvent {
    let arrival = source::arrival(&event.url, event.referrer.as_deref());
    let utm = arrival.utm;
    let opening = Opening {
        source: words.optional(Dim::Source, arrival.source.as_deref()),
        channel: words.id(Dim::Channel, arrival.channel.as_str()),
        referrer: words.optional(Dim::Referrer, arrival.referrer.as_deref()),
        utm: [
            words.optional(Dim::UtmSource, utm.source.as_deref()),
            words.optional(Dim::UtmMedium, utm.medium.as_deref()),
            words.optional(Dim::UtmCampaign, utm.campaign.as_deref()),
            words.optional(Dim::UtmTerm, utm.term.as_deref()),
            words.optional(Dim::UtmContent, utm.content.as_deref()),
        ],
        ..device
    };
    NewEvent {
        seq: event.seq,
        at: event.at,
        is_view: event.name == PAGE_VIEW,
        name: words.id(Dim::Name, &event.name),
        path: words.id(Dim::Path, &event.path),
        nav: event.nav,
        flags: if lite { LITE } else { 0 } | if event.interactive { INTERACTIVE } else { 0 },
        interactive: event.interactive,
        props: event.props,
        opening,
    }
}
