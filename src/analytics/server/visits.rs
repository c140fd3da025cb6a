//! Which visit an event belongs to, and what it adds to it. Pure: a transaction
//! reads the visits that are going on into a [`Book`], which tells what to write.
//!
//! A visit ends when nothing happened for more than half an hour. It is not cut
//! at midnight, but has a row of its own for every local day, since a day's
//! visitors, views and events are those of that day; what is said of the whole
//! visit (how long, bounce, last page) stands in its first row.

use super::{
    calendar::{Day, Now},
    dict::Id,
    wire::Engagement,
};
use crate::server::clock::{DAY, MINUTE, Millis, SECOND};
use std::collections::{BTreeMap, HashMap};

pub const GAP: Millis = 30 * MINUTE;
/// Clocks of a page and ours differ by so much at most.
const SLACK: Millis = 5 * SECOND;
/// Bits of a row's id below its time.
const CHANCE_BITS: u32 = 20;

/// Project, page and number: what makes an event the same as another one.
pub type Key = (i64, i64, i64);

/// Who sent a request, under the numbers of the days it may concern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// 0: counted without.
    pub today: i64,
    /// While visits of yesterday may go on.
    pub yesterday: Option<i64>,
}

impl Person {
    /// Somebody who asked not to be recognised.
    pub const NOBODY: Self = Self { today: 0, yesterday: None };

    pub fn ids(&self) -> impl Iterator<Item = i64> {
        [Some(self.today), self.yesterday].into_iter().flatten().filter(|id| *id != 0)
    }
}

/// What a visit is told apart by, as its first event has it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Opening {
    pub source: Id,
    pub channel: Id,
    pub referrer: Id,
    /// Source, medium, campaign, term, content.
    pub utm: [Id; 5],
    pub country: Id,
    pub region: Id,
    pub city: Id,
    pub device: Id,
    pub browser: Id,
    pub os: Id,
    pub screen: Id,
}

/// An event to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    pub seq: i64,
    pub at: Millis,
    pub name: Id,
    pub is_view: bool,
    pub path: Id,
    pub nav: i64,
    pub flags: i64,
    pub interactive: bool,
    pub props: Option<String>,
    pub opening: Opening,
}

/// More of a reader's last view of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passage {
    /// The word of page views.
    pub view: Id,
    pub path: Id,
    pub at: Millis,
    pub engaged_ms: i64,
    pub scroll: i64,
}

/// Where a request comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whence {
    pub project_id: i64,
    pub page: i64,
    pub environment: Id,
    pub release: Id,
    pub person: Person,
    /// Around what happened.
    pub days: Now,
    /// The number of the day it is.
    pub now: i64,
}

impl Whence {
    /// The day of something that happened, if it is over.
    pub fn late(&self, at: Millis) -> Option<i64> {
        Some(self.day(at).number).filter(|day| *day < self.now)
    }

    fn day(&self, at: Millis) -> Day {
        if at >= self.days.today.start { self.days.today } else { self.days.yesterday }
    }

    fn visitor(&self, at: Millis) -> i64 {
        let Person { today, yesterday } = self.person;
        if at >= self.days.today.start { today } else { yesterday.unwrap_or(today) }
    }
}

/// A visit that is going on, as `live_visits` has it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Live {
    pub visitor: i64,
    pub project_id: i64,
    /// 0: none yet.
    pub first: i64,
    pub current: i64,
    pub last_at: Millis,
    pub viewed_at: Millis,
    pub page: i64,
    pub seq: i64,
    pub path: Id,
    pub views: i64,
    pub interactive: i64,
}

impl Known {
    /// Whether readings at `at` are believed: not of a tab that was left open for a day.
    pub fn is_fresh(&self, at: Millis) -> bool {
        at - self.at <= DAY
    }
}

impl Live {
    fn bounces(&self) -> bool {
        self.views == 1 && self.interactive == 0
    }
}

/// An event that is stored, or about to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Known {
    pub project_id: i64,
    pub page: i64,
    pub seq: i64,
    pub at: Millis,
    pub visit: i64,
    pub engaged_ms: i64,
    pub scroll: i64,
}

/// What an event or a reading adds to a row of `visits`, or a new row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Row {
    pub first: i64,
    pub environment: Id,
    pub visitor: i64,
    pub last_at: Millis,
    pub views: i64,
    pub events: i64,
    pub engaged_ms: i64,
    /// None: as it was.
    pub bounce: Option<bool>,
    pub entry: Id,
    pub leave: Id,
    pub opening: Opening,
}

/// A row for the second day of a visit, made after its first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Continued {
    pub project_id: i64,
    pub first: i64,
    pub id: i64,
    pub visitor: i64,
}

/// The visits of a batch.
#[derive(Debug, Default)]
pub struct Book {
    live: HashMap<i64, Live>,
    /// Visits from before those, told late: they go on within the batch alone.
    past: HashMap<i64, Live>,
    /// Visitors whose visit has gone on under the number of the next day, or who have none.
    gone: Vec<i64>,
    pub rows: BTreeMap<(i64, i64), Row>,
    pub continued: Vec<Continued>,
}

/// When a row of `visits` begins.
pub fn begins(id: i64) -> Millis {
    id >> CHANCE_BITS
}

/// The first id a row that begins at `at` can have.
pub fn first_id(at: Millis) -> i64 {
    at << CHANCE_BITS
}

fn new_id(at: Millis, visitor: i64, page: i64, seq: i64) -> i64 {
    let mixed = (visitor ^ page.rotate_left(17) ^ seq).cast_unsigned().wrapping_mul(0x9e37_79b9_7f4a_7c15);
    first_id(at) | (mixed >> (64 - CHANCE_BITS)).cast_signed()
}

impl Book {
    pub fn new(live: Vec<Live>) -> Self {
        let live = live.into_iter().map(|live| (live.visitor, live)).collect();
        Self { live, ..Self::default() }
    }

    /// The last view of whoever sent this, if their visit goes on: its key and path.
    pub fn last_view(&self, from: &Whence) -> Option<(Key, Id)> {
        let live = from.person.ids().find_map(|id| self.live.get(&id).filter(|live| live.views > 0))?;
        Some(((live.project_id, live.page, live.seq), live.path))
    }

    /// The row of the visit that goes on at `at`; 0 without one.
    pub fn current(&self, from: &Whence, at: Millis) -> i64 {
        let live = from.person.ids().find_map(|id| self.live.get(&id));
        live.filter(|live| at - live.last_at <= GAP).map_or(0, |live| live.current)
    }

    /// Puts an event into its visit: the visitor and the row it is stored with.
    pub fn place(&mut self, from: &Whence, event: &NewEvent) -> (i64, i64) {
        let visitor = from.visitor(event.at);
        if visitor == 0 {
            return (0, self.lone(from, event));
        }
        let live = match self.going(from, event.at) {
            Some(live) => live,
            None => Live { visitor: from.person.today, project_id: from.project_id, ..Live::default() },
        };
        let (live, row) = self.row_of(from, live, event, visitor);
        let live = seen(live, from, event);
        self.keep(live);
        self.add(from, &live, event, (row, visitor));
        (visitor, row)
    }

    /// A view counted without a visitor is a row of its own.
    fn lone(&mut self, from: &Whence, event: &NewEvent) -> i64 {
        if !event.is_view {
            return 0;
        }
        let id = new_id(event.at, 0, from.page, event.seq);
        let row = Row {
            first: id,
            environment: from.environment,
            last_at: event.at,
            views: 1,
            events: 1,
            bounce: Some(false),
            entry: event.path,
            leave: event.path,
            opening: event.opening,
            ..Row::default()
        };
        self.rows.insert((from.project_id, id), row);
        id
    }

    /// The visit that something at `at` belongs to. One that began under yesterday's number goes on under
    /// today's at once: yesterday's cannot be told any more soon.
    fn going(&mut self, from: &Whence, at: Millis) -> Option<Live> {
        let goes_on =
            |live: &&Live| live.first != 0 && at - live.last_at <= GAP && begins(live.first) - at <= GAP;
        let today = self.live.get(&from.person.today).filter(goes_on).copied();
        let yesterday = || from.person.yesterday.and_then(|id| self.live.get(&id)).filter(goes_on).copied();
        let past = || self.past.get(&from.person.today).filter(goes_on).copied();
        let mut found = today.or_else(yesterday).or_else(past)?;
        if found.visitor != from.person.today {
            self.live.remove(&found.visitor);
            self.gone.push(found.visitor);
            found.visitor = from.person.today;
        }
        Some(found)
    }

    /// Remembers how a visit goes on. One that was over before the one going on began does not take its place.
    fn keep(&mut self, live: Live) {
        let is_past = self.live.get(&live.visitor).is_some_and(|newer| newer.last_at - live.last_at > GAP);
        if is_past { &mut self.past } else { &mut self.live }.insert(live.visitor, live);
    }

    /// The row of the day the event is of, which may have to be made.
    fn row_of(&mut self, from: &Whence, mut live: Live, event: &NewEvent, visitor: i64) -> (Live, i64) {
        let day = from.day(event.at);
        if let Some(row) =
            [live.current, live.first].into_iter().find(|row| *row != 0 && day.has(begins(*row)))
        {
            return (live, row);
        }
        let id = new_id(event.at, visitor, from.page, event.seq);
        if live.first == 0 {
            live.first = id;
        } else {
            let project_id = from.project_id;
            self.continued.push(Continued { project_id, first: live.first, id, visitor });
        }
        live.current = live.current.max(id);
        (live, id)
    }

    fn add(&mut self, from: &Whence, live: &Live, event: &NewEvent, (id, visitor): (i64, i64)) {
        let view = i64::from(event.is_view);
        let path = if event.is_view { event.path } else { 0 };
        let fresh = Row {
            first: live.first,
            environment: from.environment,
            visitor,
            opening: event.opening,
            ..Row::default()
        };
        let row = self.rows.entry((from.project_id, id)).or_insert(fresh);
        row.views += view;
        row.events += 1;
        if row.entry == 0 {
            row.entry = path;
        }
        let first = self.rows.entry((from.project_id, live.first)).or_insert(fresh);
        first.last_at = first.last_at.max(live.last_at);
        first.bounce = Some(live.bounces());
        if event.is_view && live.viewed_at == event.at {
            first.leave = path;
        }
    }

    /// Adds a reading to its view: what the view has now, unless the reading says nothing new.
    pub fn read(&mut self, from: &Whence, view: &Known, reading: &Engagement) -> Option<Known> {
        let age = reading.at - view.at;
        self.extend(from, view, reading.at);
        let engaged_ms = reading.engaged_ms.min(age.max(0) + SLACK).max(view.engaged_ms);
        let scroll = reading.scroll.max(view.scroll);
        if let Some(row) = self.rows_of(from, view) {
            row.engaged_ms += engaged_ms - view.engaged_ms;
        }
        let changed = (engaged_ms, scroll) != (view.engaged_ms, view.scroll);
        changed.then_some(Known { engaged_ms, scroll, ..*view })
    }

    fn rows_of(&mut self, from: &Whence, view: &Known) -> Option<&mut Row> {
        (view.visit != 0).then(|| self.rows.entry((from.project_id, view.visit)).or_default())
    }

    /// Somebody who still reads is still there; but a reading opens no visit, and wakes none.
    fn extend(&mut self, from: &Whence, view: &Known, at: Millis) {
        let Some(mut live) = self.going(from, at) else { return };
        if view.visit == live.current || view.visit == live.first {
            live.last_at = live.last_at.max(at);
            let row = self.rows.entry((from.project_id, live.first)).or_default();
            row.last_at = row.last_at.max(live.last_at);
            row.bounce = Some(live.bounces());
        }
        self.keep(live);
    }

    /// The visits as they are now, in the order of their visitors, and the visitors to forget.
    pub fn close(self) -> (Vec<Live>, Vec<i64>) {
        let (mut live, empty): (Vec<_>, Vec<_>) = self.live.into_values().partition(|live| live.first != 0);
        live.sort_unstable_by_key(|live| live.visitor);
        let mut gone = self.gone;
        gone.extend(empty.iter().map(|live| live.visitor));
        gone.sort_unstable();
        (live, gone)
    }
}

fn seen(mut live: Live, from: &Whence, event: &NewEvent) -> Live {
    live.last_at = live.last_at.max(event.at);
    if event.is_view {
        live.views += 1;
        if event.at >= live.viewed_at {
            live.viewed_at = event.at;
            (live.page, live.seq, live.path) = (from.page, event.seq, event.path);
        }
    } else if event.interactive {
        live.interactive += 1;
    }
    live
}
