//! The way of events to disk: many requests, one transaction.

use super::{
    dict::{Dict, Id, Word},
    store::{
        loose::{self, Attached},
        write::{self, Placed},
    },
    visits::{Book, Key, Known, NewEvent, Passage, Whence},
    wire::{Engagement, Vitals},
};
use crate::{
    analytics::model::vitals::Vital,
    server::{
        clock::Millis,
        db::{DbError, Tx},
        ingest::Sink,
        live::Hub,
    },
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

/// What one request brings.
#[derive(Debug, Clone)]
pub struct Sent {
    pub whence: Whence,
    pub events: Vec<NewEvent>,
    pub readings: Vec<Engagement>,
    pub passages: Vec<Passage>,
    pub vitals: Vec<Vitals>,
    pub loose: Vec<Loose>,
    /// What may have to be stored before the rest can be read.
    pub words: Vec<Word>,
}

impl Sent {
    /// Nothing yet.
    pub fn of(whence: Whence) -> Self {
        let (events, readings, passages, vitals) = (vec![], vec![], vec![], vec![]);
        Self { whence, events, readings, passages, vitals, loose: vec![], words: vec![] }
    }
}

/// A measurement that names no view of ours: what the web-vitals library reports by itself.
#[derive(Debug, Clone, Copy)]
pub struct Loose {
    pub at: Millis,
    pub vital: Vital,
    pub value: i64,
    pub path: Id,
    pub device: Id,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stored {
    pub accepted: usize,
    pub duplicate: usize,
    /// Readings of views that are not known, or too old.
    pub dropped: usize,
}

impl Stored {
    /// Whether something was new; none when it is left out.
    fn note(&mut self, new: Option<bool>) {
        *match new {
            Some(true) => &mut self.accepted,
            Some(false) => &mut self.duplicate,
            None => &mut self.dropped,
        } += 1;
    }
}

impl std::iter::Sum for Stored {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, one| Self {
            accepted: sum.accepted + one.accepted,
            duplicate: sum.duplicate + one.duplicate,
            dropped: sum.dropped + one.dropped,
        })
    }
}

pub struct Events {
    pub hub: Hub,
    pub dict: Arc<Dict>,
}

impl Sink for Events {
    /// What a request brings, which may be of several people: all of it at once, or nothing.
    type Item = Vec<Sent>;
    type Reply = Stored;
    const NAME: &'static str = "event";

    async fn store(&self, tx: &mut Tx, items: &[Vec<Sent>]) -> Result<Vec<Stored>, DbError> {
        let all: Vec<&Sent> = items.iter().flatten().collect();
        let mut stored = store(tx, &all).await?.into_iter();
        Ok(items.iter().map(|item| stored.by_ref().take(item.len()).sum()).collect())
    }

    fn committed(&self, items: &[Vec<Sent>], stored: &[Stored]) {
        items.iter().flatten().for_each(|sent| self.dict.stored(&sent.words));
        let new = items.iter().zip(stored).filter(|(_, stored)| stored.accepted > 0);
        let projects: BTreeSet<i64> =
            new.flat_map(|(item, _)| item).map(|sent| sent.whence.project_id).collect();
        projects.into_iter().for_each(|project_id| self.hub.publish(project_id, "events"));
    }
}

/// Stores what requests bring, a repeat once.
pub async fn store(tx: &mut Tx, items: &[&Sent]) -> Result<Vec<Stored>, DbError> {
    // Visitors first: on PostgreSQL that waits for another instance that writes events of the same ones, and
    // what it has stored is then seen below.
    let book = Book::new(write::claim(tx, &visitors(items)).await?);
    let known = write::known(tx, &keys(items, &book)).await?;
    let mut batch = Batch::new(book, known);
    batch.seen = seen(tx, items, &batch).await?;
    let stored = items.iter().map(|sent| batch.take(sent)).collect();
    batch.write(tx, items).await?;
    Ok(stored)
}

fn visitors(items: &[&Sent]) -> Vec<(i64, i64)> {
    let of = |sent: &Sent| {
        let project_id = sent.whence.project_id;
        sent.whence.person.ids().map(move |id| (id, project_id)).collect::<Vec<_>>()
    };
    let visitors: BTreeMap<i64, i64> = items.iter().copied().flat_map(of).collect();
    visitors.into_iter().collect()
}

/// The stored views that passages may be about: a reader's last one, or of a path that they have left since.
async fn seen(tx: &mut Tx, items: &[&Sent], batch: &Batch<'_>) -> Result<HashMap<(i64, Id), Known>, DbError> {
    let mut found = HashMap::new();
    for sent in items {
        for passage in &sent.passages {
            let Some((key, path)) = batch.book.last_view(&sent.whence) else { continue };
            for id in sent.whence.person.ids() {
                let view = match path == passage.path {
                    true => batch.known.get(&key).copied(),
                    false => write::last_view(tx, sent.whence.project_id, id, passage).await?,
                };
                found.extend(view.map(|view| ((id, passage.path), view)));
            }
        }
    }
    Ok(found)
}

fn keys(items: &[&Sent], book: &Book) -> Vec<Key> {
    let last = |sent: &Sent| Some(book.last_view(&sent.whence)?.0).filter(|_| !sent.passages.is_empty());
    let of = |sent: &Sent| {
        let (project_id, page) = (sent.whence.project_id, sent.whence.page);
        let events = sent.events.iter().map(|event| event.seq);
        let readings = sent.readings.iter().map(|reading| reading.seq);
        let vitals = sent.vitals.iter().map(|vitals| vitals.seq);
        let own = events.chain(readings).chain(vitals).map(move |seq| (project_id, page, seq));
        own.chain(last(sent)).collect::<Vec<_>>()
    };
    let keys: BTreeSet<Key> = items.iter().copied().flat_map(of).collect();
    keys.into_iter().collect()
}

/// A batch while it is put together.
struct Batch<'a> {
    book: Book,
    /// What is stored, and what of it was read since.
    known: HashMap<Key, Known>,
    /// The last view by visitor and path, stored or of this batch: what passages are about.
    seen: HashMap<(i64, Id), Known>,
    read: BTreeSet<Key>,
    new: Vec<Placed<'a>>,
    places: HashMap<Key, usize>,
    vitals: BTreeMap<Key, Vitals>,
    loose: BTreeMap<(i64, i64, Vital), Attached<'a>>,
    /// Days that are over: project and number.
    late: BTreeSet<(i64, i64)>,
}

impl<'a> Batch<'a> {
    fn new(book: Book, known: Vec<Known>) -> Self {
        let known =
            known.into_iter().map(|known| ((known.project_id, known.page, known.seq), known)).collect();
        Self {
            book,
            known,
            seen: HashMap::new(),
            read: BTreeSet::new(),
            new: Vec::new(),
            places: HashMap::new(),
            vitals: BTreeMap::new(),
            loose: BTreeMap::new(),
            late: BTreeSet::new(),
        }
    }

    fn take(&mut self, sent: &'a Sent) -> Stored {
        let mut stored = Stored::default();
        let from = &sent.whence;
        for event in &sent.events {
            stored.note(Some(self.event(from, event)));
        }
        for reading in &sent.readings {
            stored.note(self.reading(from, from.page, reading));
        }
        for passage in &sent.passages {
            stored.note(self.passage(from, passage));
        }
        for vitals in &sent.vitals {
            stored.note(self.measured(from, vitals).then_some(true));
        }
        for loose in &sent.loose {
            let visit = self.book.current(from, loose.at);
            self.loose.insert((from.project_id, from.page, loose.vital), Attached { from, loose, visit });
            stored.note(Some(true));
        }
        stored
    }

    /// Whether it is new.
    fn event(&mut self, whence: &'a Whence, event: &'a NewEvent) -> bool {
        let key = (whence.project_id, whence.page, event.seq);
        if self.known.contains_key(&key) || self.places.contains_key(&key) {
            return false;
        }
        let (visitor, visit) = self.book.place(whence, event);
        self.places.insert(key, self.new.len());
        let placed = Placed { whence, event, visitor, visit, engaged_ms: 0, scroll: 0 };
        if event.is_view {
            self.seen.insert((visitor, event.path), placed.known());
        }
        self.new.push(placed);
        self.note_late(whence, event.at);
        true
    }

    /// As [`Self::reading`], of the last view of a path.
    fn passage(&mut self, from: &Whence, passage: &Passage) -> Option<bool> {
        let view = *from.person.ids().find_map(|id| self.seen.get(&(id, passage.path)))?;
        let key = (view.project_id, view.page, view.seq);
        let until = match self.places.get(&key) {
            Some(place) => self.new[*place].engaged_ms,
            None => self.known.entry(key).or_insert(view).engaged_ms,
        };
        let (engaged_ms, scroll) = (until + passage.engaged_ms, passage.scroll);
        self.reading(from, key.1, &Engagement { seq: key.2, at: passage.at, engaged_ms, scroll })
    }

    /// Whether it says something new; none without its view.
    fn reading(&mut self, from: &Whence, page: i64, reading: &Engagement) -> Option<bool> {
        let key = (from.project_id, page, reading.seq);
        if let Some(place) = self.places.get(&key) {
            let placed = &mut self.new[*place];
            let view = placed.known();
            let Some(read) = self.book.read(from, &view, reading) else { return Some(false) };
            (placed.engaged_ms, placed.scroll) = (read.engaged_ms, read.scroll);
            return Some(true);
        }
        let view = *self.known.get(&key)?;
        if !view.is_fresh(reading.at) {
            return None;
        }
        let Some(read) = self.book.read(from, &view, reading) else { return Some(false) };
        self.known.insert(key, read);
        self.read.insert(key);
        self.note_late(from, view.at);
        Some(true)
    }

    fn measured(&mut self, from: &Whence, vitals: &Vitals) -> bool {
        let key = (from.project_id, from.page, vitals.seq);
        let at = match (self.places.get(&key), self.known.get(&key)) {
            (Some(place), _) => self.new[*place].event.at,
            (None, Some(view)) => view.at,
            (None, None) => return false,
        };
        let newest = self.vitals.entry(key).or_insert(*vitals);
        if newest.revision < vitals.revision {
            *newest = *vitals;
        }
        self.note_late(from, at);
        true
    }

    fn note_late(&mut self, from: &Whence, at: i64) {
        self.late.extend(from.late(at).map(|day| (from.project_id, day)));
    }

    async fn write(mut self, tx: &mut Tx, items: &[&Sent]) -> Result<(), DbError> {
        let mut words: Vec<&Word> = items.iter().flat_map(|sent| &sent.words).collect();
        words.sort_unstable_by_key(|word| word.key());
        words.dedup_by_key(|word| word.key());
        write::words(tx, &words).await?;
        self.new.sort_unstable_by_key(|placed| {
            (placed.whence.project_id, placed.event.at, placed.whence.page, placed.event.seq)
        });
        let elsewhere = write::insert(tx, &self.new).await?;
        self.withdraw(&elsewhere);
        let read: Vec<Known> = self.read.iter().map(|key| self.known[key]).collect();
        write::read(tx, &read).await?;
        write::add(tx, &self.book.rows, &self.book.continued).await?;
        write::measured(tx, &self.vitals).await?;
        for (key, at) in loose::keep(tx, &self.loose).await? {
            self.late.extend(self.loose[&key].from.late(at).map(|day| (key.0, day)));
        }
        let late: Vec<_> = self.late.into_iter().collect();
        write::dirty(tx, &late).await?;
        let (live, gone) = self.book.close();
        write::keep_live(tx, &live, &gone).await
    }

    /// Takes back what events add that another instance has stored meanwhile, for another visitor: a person
    /// whose address changed between two tries.
    fn withdraw(&mut self, elsewhere: &HashSet<Key>) {
        for placed in self.new.iter().filter(|placed| elsewhere.contains(&placed.key())) {
            if let Some(row) = self.book.rows.get_mut(&(placed.whence.project_id, placed.visit)) {
                row.views -= i64::from(placed.event.is_view);
                row.events -= 1;
                row.engaged_ms -= placed.engaged_ms;
            }
        }
    }
}

impl Placed<'_> {
    fn key(&self) -> Key {
        (self.whence.project_id, self.whence.page, self.event.seq)
    }

    fn known(&self) -> Known {
        Known {
            project_id: self.whence.project_id,
            page: self.whence.page,
            seq: self.event.seq,
            at: self.event.at,
            visit: self.visit,
            engaged_ms: self.engaged_ms,
            scroll: self.scroll,
        }
    }
}
