//! Every event that is kept, as lines of JSON: written a thousand at a time, so a year takes no more memory than an hour.

use super::{
    dict::Id,
    enrich::{INTERACTIVE, LITE},
    store::{
        export::{self as store, Kept, Place},
        read,
    },
    wire::NAVIGATIONS,
};
use crate::{
    analytics::model::Dim,
    server::{
        clock::{Millis, timestamp},
        problem::AppResult,
        state::AppState,
    },
};
use futures::{Stream, stream};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Events read at once.
const PAGE: i64 = 1_000;
/// Words remembered between pages; beyond that they are looked up anew.
const WORDS: usize = 50_000;

/// One event. What there is nothing of is left out.
#[derive(Serialize)]
struct Line<'a> {
    id: String,
    at: String,
    name: &'a str,
    path: &'a str,
    /// Of this day; the same number on another day would be chance.
    #[serde(skip_serializing_if = "Option::is_none")]
    visitor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    visit: Option<String>,
    engaged_ms: i64,
    scroll: i64,
    #[serde(skip_serializing_if = "str::is_empty")]
    navigation: &'static str,
    interactive: bool,
    lite: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    props: Option<Value>,
    #[serde(flatten)]
    words: BTreeMap<&'static str, &'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    vitals: BTreeMap<&'static str, i64>,
}

/// The events of a span of time, oldest first.
pub fn lines(
    state: AppState,
    project_id: i64,
    (from, to): (Millis, Millis),
) -> impl Stream<Item = AppResult<String>> {
    let start = (from, i64::MIN, i64::MIN);
    let first = Some((start, Words::default()));
    stream::try_unfold(first, move |place: Option<(Place, Words)>| {
        let state = state.clone();
        async move {
            let Some((after, mut words)) = place else { return Ok(None) };
            let events = store::page(&state.db, project_id, after, to, PAGE).await?;
            words.learn(&state, project_id, &events).await?;
            let text = events.iter().map(|event| words.line(event)).collect::<String>();
            let last = events.last().filter(|_| events.len() == PAGE as usize);
            let next = last.map(|last| ((last.at, last.page, last.seq), words));
            Ok(Some((text, next)))
        }
    })
}

/// Texts of words by kind and number.
#[derive(Default)]
struct Words(HashMap<(Dim, Id), String>);

impl Words {
    async fn learn(&mut self, state: &AppState, project_id: i64, events: &[Kept]) -> AppResult<()> {
        if self.0.len() > WORDS {
            self.0.clear();
        }
        let mut missing = HashMap::<Dim, HashSet<Id>>::new();
        for (dim, id) in events.iter().flat_map(|event| words_of(event).map(|(_, dim, id)| (dim, id))) {
            if id != 0 && !self.0.contains_key(&(dim, id)) {
                missing.entry(dim).or_default().insert(id);
            }
        }
        for (dim, ids) in missing {
            let ids: Vec<Id> = ids.into_iter().collect();
            let texts = read::texts(&state.db, project_id, dim, &ids).await?;
            self.0.extend(texts.into_iter().map(|(id, text)| ((dim, id), text)));
        }
        Ok(())
    }

    fn text(&self, dim: Dim, id: Id) -> &str {
        self.0.get(&(dim, id)).map_or("", String::as_str)
    }

    fn line(&self, event: &Kept) -> String {
        let words = words_of(event).map(|(name, dim, id)| (name, self.text(dim, id)));
        let mut words: BTreeMap<_, _> = words.into_iter().filter(|(_, text)| !text.is_empty()).collect();
        let (name, path) =
            (words.remove("name").unwrap_or_default(), words.remove("path").unwrap_or_default());
        let hex = |number: i64| (number != 0).then(|| format!("{:016x}", number.cast_unsigned()));
        let nav = usize::try_from(event.nav).ok().and_then(|nav| NAVIGATIONS.get(nav));
        let measured = [
            ("lcp", event.lcp),
            ("cls", event.cls),
            ("inp", event.inp),
            ("fcp", event.fcp),
            ("ttfb", event.ttfb),
        ];
        let line = Line {
            id: format!("{:016x}-{}", event.page.cast_unsigned(), event.seq),
            at: timestamp(event.at),
            name,
            path,
            visitor: hex(event.visitor),
            visit: hex(event.visit),
            engaged_ms: event.engaged_ms,
            scroll: event.scroll,
            navigation: nav.copied().unwrap_or_default(),
            interactive: event.flags & INTERACTIVE != 0,
            lite: event.flags & LITE != 0,
            props: event.props.as_deref().and_then(|props| serde_json::from_str(props).ok()),
            words,
            vitals: measured.into_iter().filter_map(|(vital, value)| Some((vital, value?))).collect(),
        };
        serde_json::to_string(&line).unwrap_or_default() + "\n"
    }
}

/// The words of an event and of its visit: what they are called in a line, their kind and number.
fn words_of(event: &Kept) -> [(&'static str, Dim, Id); 19] {
    [
        ("name", Dim::Name, event.name),
        ("path", Dim::Path, event.path),
        ("environment", Dim::Environment, event.environment),
        ("release", Dim::Release, event.release),
        ("source", Dim::Source, event.source),
        ("channel", Dim::Channel, event.channel),
        ("referrer", Dim::Referrer, event.referrer),
        ("utm_source", Dim::UtmSource, event.utm_source),
        ("utm_medium", Dim::UtmMedium, event.utm_medium),
        ("utm_campaign", Dim::UtmCampaign, event.utm_campaign),
        ("utm_term", Dim::UtmTerm, event.utm_term),
        ("utm_content", Dim::UtmContent, event.utm_content),
        ("country", Dim::Country, event.country),
        ("region", Dim::Region, event.region),
        ("city", Dim::City, event.city),
        ("device", Dim::Device, event.device),
        ("browser", Dim::Browser, event.browser),
        ("os", Dim::Os, event.os),
        ("screen", Dim::Screen, event.screen),
    ]
}
