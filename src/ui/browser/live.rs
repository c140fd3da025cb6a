//! The live stream: one `EventSource` for all tabs.
//!
//! The server sends `event: change` with `data: {"topic":"feedback"}` whenever something of that
//! topic changed, and `event: end` when it shuts down. Browsers allow six connections to a host
//! over HTTP/1.1, so only one tab holds the stream: the one that owns the Web Lock named after the
//! address. It passes topics on over a `BroadcastChannel` of the same name. A hidden tab gives
//! the lock up; when it is seen again it reloads everything, since it may have missed something.

mod tab;

use leptos::prelude::*;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

/// A topic that stands for all: something may have been missed.
const RELOAD: &str = "__reload";

/// How often each topic changed since the page was opened.
#[derive(Clone, Default)]
struct Live {
    topics: Arc<Mutex<HashMap<&'static str, ArcRwSignal<u64>>>>,
}

impl Live {
    fn signal(&self, topic: &'static str) -> ArcRwSignal<u64> {
        let mut topics = self.topics.lock().unwrap_or_else(|broken| broken.into_inner());
        topics.entry(topic).or_default().clone()
    }

    /// Counts a change of `topic`. The lock is released before anyone hears of it.
    fn changed(&self, topic: &str) {
        let topics = self.topics.lock().unwrap_or_else(|broken| broken.into_inner());
        let heard: Vec<_> = topics
            .iter()
            .filter(|(name, _)| topic == RELOAD || **name == topic)
            .map(|(_, signal)| signal.clone())
            .collect();
        drop(topics);
        for signal in heard {
            signal.update(|n| *n += 1);
        }
    }
}

/// Connects the pages below to the stream at `url`; once, in the console's frame. When the
/// address changes (another project) the old stream is closed. `None` closes it.
///
/// ```ignore
/// provide_live(Signal::derive(move || project.get().map(|slug| format!("/app/{slug}/live"))));
/// ```
pub fn provide_live(url: Signal<Option<String>>) {
    let live = Live::default();
    provide_context(live.clone());
    Effect::new(move |_| {
        let Some(url) = url.get() else { return };
        let live = live.clone();
        let tab = StoredValue::new_local(tab::Tab::open(url, move |topic| live.changed(topic)));
        on_cleanup(move || {
            tab.try_with_value(tab::Tab::close);
        });
    });
}

/// How often `topic` changed since the page was opened: 0 on the server and at hydration. A query
/// whose input reads it follows.
///
/// ```ignore
/// let changed = use_live("feedback");
/// let list = Query::new(move || {
///     changed.track();
///     GetInbox { project: slug.get_value(), asked: query.get() }
/// });
/// ```
pub fn use_live(topic: &'static str) -> ReadSignal<u64> {
    let signal = use_context::<Live>().unwrap_or_default().signal(topic);
    signal.read_only().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_reaches_its_topic_and_a_reload_reaches_all() {
        let owner = Owner::new();
        owner.set();
        let live = Live::default();
        let (feedback, deploys) = (live.signal("feedback"), live.signal("deploys"));
        live.changed("feedback");
        live.changed("unknown");
        assert_eq!((feedback.get_untracked(), deploys.get_untracked()), (1, 0));
        live.changed(RELOAD);
        assert_eq!((feedback.get_untracked(), deploys.get_untracked()), (2, 1));
    }
}
