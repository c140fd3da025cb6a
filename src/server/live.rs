//! Live pages: what changed, told to every open page of a project.
//!
//! A message only names a topic; the page then asks for what it shows. So a
//! burst may be merged, and a reader that fell behind loses nothing by being
//! told to look at everything again.

use std::{convert::Infallible, time::Duration};

use axum::response::sse::{Event, KeepAlive, Sse};
use futures::{Stream, stream};
use tokio::{
    sync::{
        broadcast::{self, error::RecvError},
        watch,
    },
    time::{Instant, sleep_until},
};

/// Messages a slow reader may fall behind.
const BACKLOG: usize = 256;
/// A topic is told at most this often.
const PAUSE: Duration = Duration::from_millis(250);
/// Proxies close streams that stay silent for a minute.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Change {
    project_id: i64,
    topic: &'static str,
}

/// The meeting point of writers and open pages; a clone is the same hub.
#[derive(Clone)]
pub struct Hub {
    changes: broadcast::Sender<Change>,
    stopping: watch::Receiver<bool>,
}

impl Hub {
    /// Streams end when `stopping` turns true.
    pub fn new(stopping: watch::Receiver<bool>) -> Self {
        Self { changes: broadcast::Sender::new(BACKLOG), stopping }
    }

    /// Something of this topic changed. Cheap; does not wait, cannot fail.
    pub fn publish(&self, project_id: i64, topic: &'static str) {
        // An error means that no page is open.
        let _ = self.changes.send(Change { project_id, topic });
    }

    /// The changes of one project as server-sent events: `event: change` with
    /// `data: {"topic":"feedback"}`, a topic at most four times a second;
    /// `event: resync` when messages were missed; `event: end`, then the end,
    /// at shutdown. A comment every 15 s keeps the stream open.
    pub fn subscribe(&self, project_id: i64) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<>> {
        let reader = Reader {
            project_id,
            changes: self.changes.subscribe(),
            stopping: self.stopping.clone(),
            told: Vec::new(),
        };
        let events = stream::unfold(Some(reader), |reader| async move {
            let mut reader = reader?;
            let message = reader.next().await;
            let rest = (message != Message::End).then_some(reader);
            Some((Ok(message.event()), rest))
        });
        Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Message {
    Change(&'static str),
    Resync,
    End,
}

impl Message {
    fn event(self) -> Event {
        match self {
            Self::Change(topic) => {
                Event::default().event("change").data(format!("{{\"topic\":\"{topic}\"}}"))
            }
            Self::Resync => Event::default().event("resync").data("{}"),
            Self::End => Event::default().event("end").data("{}"),
        }
    }
}

/// One open page.
struct Reader {
    project_id: i64,
    changes: broadcast::Receiver<Change>,
    stopping: watch::Receiver<bool>,
    /// When each topic was told last, and whether it changed since. Few topics.
    told: Vec<(&'static str, Instant, bool)>,
}

impl Reader {
    async fn next(&mut self) -> Message {
        loop {
            if let Some(topic) = self.ripe() {
                return Message::Change(topic);
            }
            let due = self.due();
            let mut stopping = self.stopping.clone();
            let change = tokio::select! {
                biased;
                // An error means that the process is going down.
                _ = stopping.wait_for(|stop| *stop) => return Message::End,
                change = self.changes.recv() => change,
                () = wait_until(due) => continue,
            };
            match change {
                Ok(change) if change.project_id == self.project_id => {
                    if self.note(change.topic) {
                        return Message::Change(change.topic);
                    }
                }
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => {
                    self.changes = self.changes.resubscribe();
                    self.told.clear();
                    return Message::Resync;
                }
                Err(RecvError::Closed) => return Message::End,
            }
        }
    }

    /// A change came in: whether it may be told now, or waits for its pause to end.
    fn note(&mut self, topic: &'static str) -> bool {
        let now = Instant::now();
        match self.told.iter_mut().find(|(known, ..)| *known == topic) {
            None => {
                self.told.push((topic, now, false));
                true
            }
            Some((_, last, waiting)) if now < *last + PAUSE => {
                *waiting = true;
                false
            }
            Some((_, last, waiting)) => {
                (*last, *waiting) = (now, false);
                true
            }
        }
    }

    /// A topic whose pause is over and which changed meanwhile.
    fn ripe(&mut self) -> Option<&'static str> {
        let now = Instant::now();
        let (topic, last, waiting) =
            self.told.iter_mut().find(|(_, last, waiting)| *waiting && now >= *last + PAUSE)?;
        (*last, *waiting) = (now, false);
        Some(*topic)
    }

    /// The next instant at which a changed topic may be told.
    fn due(&self) -> Option<Instant> {
        self.told.iter().filter(|(.., waiting)| *waiting).map(|(_, last, _)| *last + PAUSE).min()
    }
}

async fn wait_until(due: Option<Instant>) {
    match due {
        Some(due) => sleep_until(due).await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{body::to_bytes, response::IntoResponse};

    fn hub() -> (Hub, watch::Sender<bool>) {
        let (stop, stopping) = watch::channel(false);
        (Hub::new(stopping), stop)
    }

    /// Everything the stream says until it ends.
    async fn text(hub: &Hub, stop: &watch::Sender<bool>, work: impl AsyncFnOnce()) -> String {
        let response = hub.subscribe(1).into_response();
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let reading = tokio::spawn(to_bytes(response.into_body(), usize::MAX));
        tokio::task::yield_now().await;
        work().await;
        stop.send_replace(true);
        String::from_utf8(reading.await.unwrap().unwrap().to_vec()).unwrap()
    }

    const CHANGE: &str = "event: change\ndata: {\"topic\":\"feedback\"}\n\n";
    const END: &str = "event: end\ndata: {}\n\n";

    #[tokio::test(start_paused = true)]
    async fn a_page_hears_its_project_only_and_the_end() {
        let (hub, stop) = hub();
        let said = text(&hub, &stop, async || {
            hub.publish(2, "feedback");
            hub.publish(1, "feedback");
            tokio::time::sleep(PAUSE).await;
        });
        assert_eq!(said.await, format!("{CHANGE}{END}"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_burst_is_merged_and_its_last_change_is_told() {
        let (hub, stop) = hub();
        let said = text(&hub, &stop, async || {
            for _ in 0..100 {
                hub.publish(1, "feedback");
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            tokio::time::sleep(PAUSE).await;
        });
        let said = said.await;
        assert_eq!(said, format!("{}{END}", CHANGE.repeat(5)), "at 0, 250, 500, 750 and 1000 ms");
    }

    #[tokio::test(start_paused = true)]
    async fn who_fell_behind_looks_again() {
        let (hub, stop) = hub();
        let said = text(&hub, &stop, async || {
            (0..BACKLOG + 1).for_each(|_| hub.publish(1, "feedback"));
            tokio::time::sleep(PAUSE).await;
        });
        assert!(said.await.starts_with("event: resync\n"));
    }

    #[tokio::test(start_paused = true)]
    async fn silence_is_kept_alive() {
        let (hub, stop) = hub();
        let said = text(&hub, &stop, async || tokio::time::sleep(Duration::from_secs(31)).await);
        assert_eq!(said.await, format!(":\n\n:\n\n{END}"));
    }
}
