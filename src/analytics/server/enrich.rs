//! From what a client said to what is stored: who, where from, by what.
//!
//! Address and browser's text live no longer than this: a visitor is a hash
//! under a key that is destroyed, and the browser a name of our own.

use super::{
    calendar::Calendar,
    dict::{Dict, Words},
    lane::Sent,
    releases::Live,
    salts,
    visits::{NewEvent, Opening, Passage, Person, Whence},
    wire::{Event, Fact, PAGE_VIEW},
};
use crate::{
    accounts::server::ProjectRef,
    analytics::model::{Dim, filtered::Reason, source},
    deploys::server::environment_name,
    server::{
        clock::{MINUTE, Millis},
        limits::Prefix,
        problem::AppResult,
        security::is_own_origin,
        state::AppState,
        user_agent::{self, Agent, Device, UNKNOWN},
    },
};
use axum::http::{HeaderMap, HeaderName, Uri, header};
use std::{net::IpAddr, sync::Arc};

const SEC_PURPOSE: HeaderName = HeaderName::from_static("sec-purpose");
const SEC_GPC: HeaderName = HeaderName::from_static("sec-gpc");
const LITE: i64 = 1;
const INTERACTIVE: i64 = 2;

/// A request that counts something, whatever its form.
pub struct Request<'a> {
    pub project: &'a ProjectRef,
    pub headers: &'a HeaderMap,
    pub ip: IpAddr,
    /// It came with an API token: from a server, not from a browser.
    pub trusted: bool,
    pub now: Millis,
}

/// What all facts of a request have in common.
pub struct Head<'a> {
    pub page: i64,
    pub environment: Option<&'a str>,
    pub release: Option<&'a str>,
    /// Width of the window in CSS pixels.
    pub width: Option<i64>,
    pub lite: bool,
}

impl Request<'_> {
    fn text(&self, name: HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn agent(&self) -> Agent {
        user_agent::parse(self.text(header::USER_AGENT), Some(self.headers))
    }

    /// Why nothing of this request is counted, if so.
    pub fn refused(&self, state: &AppState, agent: &Agent, driven: bool) -> Option<Reason> {
        let browser = self.text(header::USER_AGENT);
        if self.text(SEC_PURPOSE).contains("prefetch") {
            return Some(Reason::Prefetch);
        }
        if self.is_console(state) {
            return Some(Reason::Console);
        }
        if self.trusted {
            return None;
        }
        match self.project.gpc.as_str() {
            "drop" if self.asks_privacy() => Some(Reason::Gpc),
            _ if browser.is_empty() => Some(Reason::NoUserAgent),
            _ if agent.device == Device::Bot => Some(Reason::Bot),
            _ if driven => Some(Reason::Driven),
            _ if browser.starts_with("Mozilla/") && self.text(header::ACCEPT_LANGUAGE).is_empty() => {
                Some(Reason::NoLanguage)
            }
            _ => None,
        }
    }

    fn asks_privacy(&self) -> bool {
        self.text(SEC_GPC) == "1"
    }

    /// The page is one of our console, where the widget is tried, and none of the product's.
    fn is_console(&self, state: &AppState) -> bool {
        let Ok(from) = self.text(header::REFERER).parse::<Uri>() else { return false };
        let authority = from.authority().map_or("", |own| own.as_str());
        let origin = format!("{}://{authority}", from.scheme_str().unwrap_or_default());
        let host = Some(self.text(header::HOST)).filter(|host| !host.is_empty());
        from.path().starts_with("/app/") && is_own_origin(&state.config, &origin, host)
    }

    async fn person(&self, state: &AppState, environment: &str) -> AppResult<(Person, super::calendar::Now)> {
        let days = state.part::<Calendar>().now(self.project, self.now)?;
        if self.project.gpc != "ignore" && self.asks_privacy() {
            return Ok((Person::NOBODY, days));
        }
        let (from, browser) = (Prefix::from(self.ip), self.text(header::USER_AGENT));
        let visitor = |salt: Option<salts::Salt>| salt.map(|salt| salt.visitor(environment, from, browser));
        let today = visitor(salts::salt(state, self.project.id, days.today).await?).unwrap_or_default();
        let early = self.now < days.today.start + 30 * MINUTE;
        let yesterday = if early { salts::salt(state, self.project.id, days.yesterday).await? } else { None };
        Ok((Person { today, yesterday: visitor(yesterday) }, days))
    }
}

/// What is stored of a request's facts.
pub async fn sent(
    state: &AppState,
    request: &Request<'_>,
    agent: &Agent,
    head: &Head<'_>,
    facts: Vec<Fact>,
) -> AppResult<Sent> {
    let project_id = request.project.id;
    let environment = environment_name(state, project_id, head.environment).await?;
    let release = state.part::<Live>().name(project_id, head.release, request.now);
    let (person, days) = request.person(state, &environment).await?;
    let mut words = state.part::<Arc<Dict>>().words(project_id, days.today.number);
    let whence = Whence {
        project_id,
        page: head.page,
        environment: words.id(Dim::Environment, &environment),
        release: words.optional(Dim::Release, release.as_deref()),
        person,
        days,
    };
    let device = device(&mut words, agent, head.width);
    Ok(sort(words, whence, device, head.lite, facts))
}

/// Each fact where it is stored.
pub fn sort(mut words: Words<'_>, whence: Whence, device: Opening, lite: bool, facts: Vec<Fact>) -> Sent {
    let mut sent =
        Sent { whence, events: vec![], readings: vec![], passages: vec![], vitals: vec![], words: vec![] };
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
        }
    }
    sent.words = words.new_ones();
    sent
}

/// What is known of the device; what is not is left out.
fn device(words: &mut Words<'_>, agent: &Agent, width: Option<i64>) -> Opening {
    let mut known = |dim, name: &str| if name == UNKNOWN { 0 } else { words.id(dim, name) };
    Opening {
        device: known(Dim::Device, agent.device.as_str()),
        browser: known(Dim::Browser, agent.browser),
        os: known(Dim::Os, agent.os),
        screen: width.map_or(0, |width| known(Dim::Screen, screen(width))),
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
