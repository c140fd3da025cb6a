//! The beacon without a browser: what happens on a page goes in, batches of events come out.

use crate::address::{followed, same_page};
use crate::engagement::Engagement;
use crate::queue::{Answer, Event, Kind, Queue};
use crate::vitals::Vitals;
use crate::wire::{self, Custom, Failure, View};

/// All that is known of a page while it is open. A page that comes back from the browser's cache is another page load.
#[derive(Default)]
pub struct Beacon {
    /// What the batches of each page load share, as JSON; the last is the one that goes on.
    heads: Vec<String>,
    /// Whether the fragment of an address tells pages apart.
    pub hash: bool,
    /// Where the page says it is.
    address: String,
    /// Number of the view that is looked at, and of the next event.
    view: u32,
    next: u32,
    queue: Queue,
    pub engagement: Engagement,
    pub vitals: Vitals,
}

impl Beacon {
    /// A page load begins with its first view.
    pub fn open(&mut self, head: &str, at: u32, url: &str, referrer: &str, navigation: &str) {
        self.heads.push(head.to_owned());
        self.next = 0;
        self.vitals = Vitals::default();
        url.clone_into(&mut self.address);
        self.look(at, url, referrer, navigation);
    }

    /// The page's address may be another one. A view begins if that is another page.
    pub fn moved(&mut self, at: u32, url: &str) {
        if !same_page(&self.address, url, self.hash) {
            self.view(at, url);
        }
        url.clone_into(&mut self.address);
    }

    /// A view within the page begins.
    pub fn view(&mut self, at: u32, url: &str) {
        self.tell_engagement(at);
        self.look(at, url, "", "soft-navigation");
    }

    /// Something happened.
    pub fn event(&mut self, at: u32, event: &Custom<'_>) {
        let number = self.number();
        self.push(Kind::Once, number, event.json(number, at));
    }

    /// A link to the host `to` is followed from the page at `url`, whose host is `host`.
    pub fn follow(&mut self, at: u32, href: &str, to: &str, host: &str, url: &str) {
        let Some((name, target)) = followed(href, to, host) else { return };
        let props = wire::target(target);
        self.event(at, &Custom { name, url, props: &props, interactive: true, revenue: "" });
    }

    /// Nobody caught an error.
    pub fn fail(&mut self, at: u32, failure: &Failure<'_>) {
        let number = self.number();
        self.push(Kind::Once, number, failure.json(number, at));
    }

    /// The page is out of sight, perhaps for ever, after so many interactions with it.
    pub fn leave(&mut self, now: u32, interactions: u32) {
        self.tell_engagement(now);
        if let Some((revision, values)) = self.vitals.due(interactions) {
            self.push(Kind::Vitals, 0, wire::vitals(revision, &values));
        }
    }

    /// The batch to send at `now`, if any; see [`Queue::take`].
    pub fn take(&mut self, now: u32, leaving: bool) -> Option<String> {
        let (load, events) = self.queue.take(now, leaving)?;
        self.heads.get(load).map(|head| wire::batch(head, now, events))
    }

    /// See [`Queue::answered`].
    pub fn answered(&mut self, number: u32, answer: Answer, chance: u32, now: u32) -> u32 {
        self.queue.answered(number, answer, chance, now)
    }

    fn look(&mut self, at: u32, url: &str, referrer: &str, navigation: &str) {
        self.view = self.number();
        self.engagement = self.engagement.next(at);
        let view = View { number: self.view, at, url, referrer, navigation };
        self.push(Kind::View, self.view, view.json());
    }

    fn tell_engagement(&mut self, now: u32) {
        if let Some(told) = self.engagement.due(now) {
            self.push(Kind::Engagement, self.view, wire::engagement(self.view, told));
        }
    }

    fn number(&mut self) -> u32 {
        let number = self.next;
        self.next = number.saturating_add(1);
        number
    }

    fn push(&mut self, kind: Kind, number: u32, json: String) {
        self.queue.push(Event { load: self.heads.len().saturating_sub(1), kind, number, json });
    }
}

#[cfg(test)]
mod tests {
    use super::Beacon;
    use crate::queue::Answer;

    const HOME: &str = "https://a.example/";

    fn opened() -> Beacon {
        let mut beacon = Beacon::default();
        beacon.open(r#"{"i":"1"}"#, 0, HOME, "", "navigate");
        beacon
    }

    fn body(beacon: &mut Beacon, now: u32) -> String {
        beacon.take(now, true).unwrap_or_default()
    }

    #[test]
    fn each_other_path_is_a_view() {
        let mut beacon = opened();
        for (at, path) in ["a", "a?x=1", "b#x", "a", ""].into_iter().enumerate() {
            beacon.moved(u32::try_from(at).unwrap_or(0), &format!("{HOME}{path}"));
        }
        let body = body(&mut beacon, 10);
        assert_eq!(body.matches("pageview").count(), 5, "{body}");
        assert!(body.contains(r#""t":2,"n":"pageview","u":"https://a.example/b#x","nav":"soft-navigation""#));
    }

    #[test]
    fn engagement_belongs_to_the_view_that_was_looked_at() {
        let mut beacon = opened();
        beacon.engagement.attend(0, true);
        beacon.moved(4_000, "https://a.example/b");
        beacon.leave(4_500, 0);
        let body = body(&mut beacon, 4_500);
        assert!(body.contains(r#"{"q":0,"n":"engagement","e":4000,"sd":0}"#), "{body}");
        assert!(body.contains(r#"{"q":1,"n":"engagement","e":500,"sd":0}"#), "{body}");
    }

    #[test]
    fn a_page_out_of_the_cache_is_another_load_and_the_old_one_is_still_sent() {
        let mut beacon = opened();
        beacon.leave(100, 0);
        beacon.open(r#"{"i":"2"}"#, 9_000, HOME, "", "back-forward-cache");
        let (old, new) = (body(&mut beacon, 9_000), body(&mut beacon, 9_000));
        assert!(old.starts_with(r#"{"i":"1","s":9000,"#) && old.contains("engagement"), "{old}");
        assert!(new.starts_with(r#"{"i":"2","s":9000,"ev":[{"q":0,"t":9000,"#), "{new}");
    }

    #[test]
    fn a_link_is_an_event_with_its_address() {
        let mut beacon = opened();
        beacon.follow(5, "https://b.example/\"x", "b.example", "a.example", HOME);
        beacon.follow(6, "https://a.example/b", "a.example", "a.example", HOME);
        let body = body(&mut beacon, 10);
        let link =
            r#""n":"Outbound Link: Click","u":"https://a.example/","p":{"url":"https://b.example/\"x"}"#;
        assert!(body.contains(link), "{body}");
        assert!(!body.contains("\"q\":2"), "{body}");
    }

    #[test]
    fn what_is_not_acknowledged_is_taken_again() {
        let mut beacon = opened();
        let first = body(&mut beacon, 0);
        let wait = beacon.answered(1, Answer { status: 503, retry_after: 0 }, 0, 0);
        assert_eq!(body(&mut beacon, wait), first.replace(r#""s":0"#, r#""s":5000"#));
    }
}
