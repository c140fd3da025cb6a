//! Who did what a request tells of, and whether they are counted.

use super::{
    calendar::{Calendar, Now},
    geo::{Geo, Place},
    salts::{self, Salt},
    visits::Person,
};
use crate::{
    accounts::server::ProjectRef,
    analytics::model::filtered::Reason,
    server::{
        clock::{MINUTE, Millis},
        limits::Prefix,
        problem::AppResult,
        security::is_own_origin,
        state::AppState,
        user_agent::{self, Agent, Device},
    },
};
use axum::http::{HeaderMap, HeaderName, Uri, header};
use std::{net::IpAddr, sync::Arc};

const SEC_PURPOSE: HeaderName = HeaderName::from_static("sec-purpose");
const SEC_GPC: HeaderName = HeaderName::from_static("sec-gpc");

/// A request that counts something, whatever its form.
pub struct Request<'a> {
    pub project: &'a ProjectRef,
    pub headers: &'a HeaderMap,
    pub ip: IpAddr,
    /// It came with an API token: from a server, not from a browser.
    pub trusted: bool,
    /// A proxy we trust passed it on.
    pub proxied: bool,
    pub now: Millis,
}

/// What somebody is told apart by on a day.
#[derive(Debug, Clone, Copy)]
pub enum Mark<'a> {
    /// They are counted without.
    Nobody,
    /// Address and browser's text.
    Browser(IpAddr, &'a str),
    /// Their name in the product.
    User(&'a str),
}

impl Request<'_> {
    fn text(&self, name: HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The browser; of a server that sends for others, only what it passes on of a person's.
    pub fn agent(&self) -> Agent {
        let agent = user_agent::parse(self.text(header::USER_AGENT), Some(self.headers));
        if self.trusted && agent.device == Device::Bot { user_agent::parse("", None) } else { agent }
    }

    pub fn mark(&self) -> Mark<'_> {
        match self.project.gpc != "ignore" && self.asks_privacy() {
            true => Mark::Nobody,
            false => Mark::Browser(self.ip, self.text(header::USER_AGENT)),
        }
    }

    /// Where it comes from. The header of a proxy says where a server stands, and not its user.
    pub fn place(&self, state: &AppState) -> Option<Arc<Place>> {
        let headers = (self.proxied && !self.trusted).then_some(self.headers);
        state.part::<Geo>().place(self.ip, headers)
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
}

impl Mark<'_> {
    /// The number under a salt.
    fn visitor(&self, salt: &Salt, environment: &str) -> i64 {
        match self {
            Self::Nobody => 0,
            Self::Browser(ip, agent) => salt.visitor(environment, Prefix::from(*ip), agent),
            Self::User(id) => salt.user(environment, id),
        }
    }

    /// Who that is on the days around an instant. Of a day whose salt is destroyed: nobody.
    pub async fn person(
        &self,
        state: &AppState,
        project_id: i64,
        environment: &str,
        (at, days): (Millis, Now),
    ) -> AppResult<Person> {
        if matches!(self, Self::Nobody) {
            return Ok(Person::NOBODY);
        }
        let visitor = |salt: Option<Salt>| salt.map(|salt| self.visitor(&salt, environment));
        let today = visitor(salts::salt(state, project_id, days.today).await?).unwrap_or_default();
        let early = at < days.today.start + 30 * MINUTE;
        let yesterday = if early { salts::salt(state, project_id, days.yesterday).await? } else { None };
        Ok(Person { today, yesterday: visitor(yesterday) })
    }
}

/// The day an instant is in and the one before, and the number of the day it is now.
pub fn days(state: &AppState, project: &ProjectRef, at: Millis) -> AppResult<(Now, i64)> {
    let now = state.part::<Calendar>().now(project, state.clock.now())?;
    let days = if now.today.has(at) { now } else { Now::around(&project.time_zone, at)? };
    Ok((days, now.today.number))
}
