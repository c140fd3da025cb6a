//! What a client knows of its own submissions: sent, acknowledged, to be tried again.

use std::collections::VecDeque;
use std::time::Duration;

use super::http::{USER_AGENT, post, post_events, post_files};
use super::random::Random;
use super::throughput::{events, feedback};

/// Files of an entry that has some: a text of its own, and the picture all have.
pub const FILES: u64 = 2;
/// One grey pixel.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\
    \0\0\0\nIDATx\xdach\0\0\0\x82\0\x81\xdaE\x08;\0\0\0\0IEND\xaeB`\x82";

/// One request. Repeated, it has the same ids and the same body.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Item {
    Feedback(u128),
    /// With files.
    Upload(u128),
    /// A page load and how many events it sent.
    Events(u64, u64),
}

/// Survives the server: it lives in the client.
pub struct Journal {
    key: String,
    random: Random,
    text: String,
    under_way: Vec<Option<Item>>,
    again: VecDeque<Item>,
    pub acked: Vec<Item>,
    pub refused: u64,
    /// Answers that are neither success nor "try again".
    pub wrong: Vec<u16>,
}

impl Journal {
    pub fn new(key: &str, connections: usize, seed: u64) -> Self {
        Self {
            key: key.to_owned(),
            random: Random::new(seed),
            text: String::new(),
            under_way: vec![None; connections],
            again: VecDeque::new(),
            acked: Vec::new(),
            refused: 0,
            wrong: Vec::new(),
        }
    }

    /// A new item: eight in ten are batches, the others single events and entries, one in a hundred with files.
    pub fn fresh(&mut self) -> Item {
        match self.random.between(0, 100) {
            0 => Item::Upload(self.random.uuid()),
            1..10 => Item::Feedback(self.random.uuid()),
            10..20 => Item::Events(self.random.page(), 1),
            _ => Item::Events(self.random.page(), 10),
        }
    }

    /// What was sent and is not known to be stored.
    pub fn next_again(&mut self) -> Option<Item> {
        self.again.pop_front()
    }

    pub fn open(&self) -> usize {
        self.again.len() + self.under_way.iter().flatten().count()
    }

    pub fn send(&mut self, slot: usize, item: Item, out: &mut Vec<u8>) {
        self.under_way[slot] = Some(item);
        self.text.clear();
        match item {
            Item::Feedback(id) => {
                feedback(&mut self.text, id);
                post(out, "/api/feedback", &self.key, &self.text);
            }
            Item::Upload(id) => {
                feedback(&mut self.text, id);
                let text = format!("{id:x}\n").repeat(100);
                post_files(out, "/api/feedback", &self.key, &self.text, &[text.as_bytes(), PICTURE]);
            }
            Item::Events(page, count) => {
                events(&mut self.text, &self.key, page, count);
                post_events(out, (page, USER_AGENT), &self.text);
            }
        }
    }

    /// Books an answer; returns whether it was an acknowledgement.
    pub fn answer(&mut self, slot: usize, status: u16, _took: Duration) -> bool {
        let Some(item) = self.under_way[slot].take() else { return false };
        match status {
            201 | 202 => self.acked.push(item),
            503 => {
                self.refused += 1;
                self.again.push_back(item);
            }
            other => {
                self.wrong.push(other);
                self.again.push_back(item);
            }
        }
        matches!(status, 201 | 202)
    }

    /// No answer: it may be stored or not, so it is sent again.
    pub fn broken(&mut self, slot: usize) {
        self.again.extend(self.under_way[slot].take());
    }
}
