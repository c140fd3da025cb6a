//! Deletion of what was counted: of a visitor, of days, or of all a project has.
//!
//! Nothing is changed by halves: every transaction takes a stretch of rows away with everything that belongs to
//! them and marks their day, whose sums are then not read until they are made anew. So the numbers are right after
//! each of them, and a repeat goes on where an end came too early.

use super::{
    busy::Answers,
    calendar::{Calendar, Day},
    counting::Counted,
    dict::{Dict, OTHER},
    store::{
        erase::{self as store, Gone, Part, Row},
        seal,
        write::dirty,
    },
    visits::begins,
    who::{self, Mark},
    wire::PAGE_VIEW,
    word,
};
use crate::{
    accounts::server::{ProjectRef, audit},
    analytics::model::{Dim, civil::Date},
    deploys::server::environments,
    server::{clock::Millis, ctx::By, problem::AppResult, state::AppState},
};
use serde_json::json;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Events deleted in one transaction: others wait to write meanwhile.
const MOST: i64 = 2_000;
/// Rows of visits mended or deleted in one.
const MOST_VISITS: usize = 50;
const MOST_WORDS: i64 = 5_000;

/// What is to be deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The number a visitor has on a day.
    Visitor(i64),
    /// Whoever has this name in the product, on the days on which that can still be told.
    User(String),
    /// Local days, by their numbers: the first and the last.
    Days(i64, i64),
    Everything,
}

impl What {
    /// As the audit log keeps it, which must not outlive whom it is about.
    fn told(&self) -> serde_json::Value {
        match self {
            Self::Visitor(_) => json!({ "what": "visitor" }),
            Self::User(_) => json!({ "what": "user" }),
            Self::Everything => json!({ "what": "everything" }),
            Self::Days(from, to) => {
                let [from, to] = [from, to].map(|day| Date::of(*day).to_string());
                json!({ "what": "days", "from": from, "to": to })
            }
        }
    }
}

/// Delete it; how much there was. The entry in the audit log comes before the first row goes.
pub async fn erase(state: &AppState, by: &By, project: &ProjectRef, what: &What) -> AppResult<Gone> {
    let eraser = Eraser { state, project, view: word(state, Dim::Name, PAGE_VIEW) };
    eraser.note(by, what).await?;
    let gone = match what {
        What::Visitor(visitor) => eraser.visitors(vec![*visitor]).await?,
        What::User(name) => eraser.visitors(eraser.of_user(name).await?).await?,
        What::Days(from, to) => eraser.days((*from, *to)).await?,
        What::Everything => {
            let gone = eraser.days((i64::MIN, i64::MAX)).await?;
            eraser.words().await?;
            gone
        }
    };
    state.part::<Counted>().forget(project.id);
    state.part::<Answers>().forget();
    // SQLite's log still has what was deleted. PostgreSQL's files have it until autovacuum has run.
    if !state.db.is_postgres() {
        state.db.scrub("events").await?;
    }
    state.hub.publish(project.id, "events");
    Ok(gone)
}

struct Eraser<'a> {
    state: &'a AppState,
    project: &'a ProjectRef,
    /// The word of page views.
    view: i64,
}

impl Eraser<'_> {
    async fn note(&self, by: &By, what: &What) -> AppResult<()> {
        let mut tx = self.state.db.begin_write().await?;
        let (at, detail) = (self.state.clock.now(), what.told());
        let (project_id, target) = (Some(self.project.id), "");
        let entry = audit::Entry { at, by, action: "analytics.erase", project_id, target, detail };
        audit::record(&mut tx, entry).await?;
        Ok(tx.commit().await?)
    }

    fn day(&self, number: i64) -> AppResult<Day> {
        Day::numbered(&self.project.time_zone, number)
    }

    fn day_of(&self, part: i64) -> AppResult<Day> {
        Day::at(&self.project.time_zone, begins(part))
    }

    /// The numbers of somebody in every environment, as far as the salts are left to tell them.
    async fn of_user(&self, name: &str) -> AppResult<Vec<i64>> {
        let now = self.state.clock.now();
        let (days, _) = who::days(self.state, self.project, now)?;
        let mut ids = Vec::new();
        let known = environments::list(self.state, self.project.id).await?;
        for environment in known.iter().map(|known| known.name.as_str()).chain([OTHER]) {
            let mark = Mark::User(name);
            let person = mark.person(self.state, self.project.id, environment, (now, days)).await?;
            ids.extend(person.ids());
        }
        Ok(ids)
    }

    /// Visitors, and who they were on the day next to it where a visit went on past midnight: with whole visits.
    async fn visitors(&self, mut visitors: Vec<i64>) -> AppResult<Gone> {
        let mut parts: Vec<Part> = Vec::new();
        let mut known: BTreeSet<i64> = visitors.iter().copied().filter(|id| *id != 0).collect();
        visitors.retain(|id| *id != 0);
        while !visitors.is_empty() {
            let own = store::parts(&self.state.db, self.project.id, false, &visitors).await?;
            let firsts: BTreeSet<i64> = own.iter().map(|part| part.first).collect();
            let firsts: Vec<i64> = firsts.into_iter().collect();
            let whole = store::parts(&self.state.db, self.project.id, true, &firsts).await?;
            visitors = whole.iter().map(|part| part.visitor).filter(|id| known.insert(*id)).collect();
            parts.extend(whole);
        }
        parts.sort_by_key(|part| part.id);
        parts.dedup();
        let mut gone = Gone::default();
        for parts in parts.chunks(MOST_VISITS) {
            gone += self.parts(parts).await?;
        }
        Ok(gone)
    }

    async fn parts(&self, parts: &[Part]) -> AppResult<Gone> {
        let mut gone = Gone::default();
        let mut days = BTreeSet::new();
        let mut tx = self.state.db.begin_write().await?;
        for part in parts {
            let day = self.day_of(part.id)?;
            gone += store::part(&mut tx, self.project.id, part, (day.start, day.end)).await?;
            days.insert((self.project.id, day.number));
        }
        dirty(&mut tx, &days.into_iter().collect::<Vec<_>>()).await?;
        tx.commit().await?;
        Ok(gone)
    }

    /// The days of a range that there is anything of.
    async fn known_days(&self, (from, to): (i64, i64)) -> AppResult<Option<(i64, i64)>> {
        let today = self.state.part::<Calendar>().now(self.project, self.state.clock.now())?.today.number;
        let sealed = seal::first_day(&self.state.db, self.project.id).await?;
        let event = match seal::first_event(&self.state.db, self.project.id).await? {
            Some(at) => Some(Day::at(&self.project.time_zone, at)?.number),
            None => None,
        };
        let first = sealed.into_iter().chain(event).min();
        Ok(first.map(|first| (from.max(first), to.min(today))).filter(|(from, to)| from <= to))
    }

    async fn days(&self, range: (i64, i64)) -> AppResult<Gone> {
        let Some((from, to)) = self.known_days(range).await? else { return Ok(Gone::default()) };
        let mut gone = Gone::default();
        self.mend(from, to).await?;
        for number in from..=to {
            gone += self.one_day(self.day(number)?).await?;
        }
        // Who went on meanwhile.
        self.mend(from, to).await?;
        Ok(gone)
    }

    async fn one_day(&self, day: Day) -> AppResult<Gone> {
        let (mut gone, mut from) = (Gone::default(), day.start);
        while from < day.end {
            let mut tx = self.state.db.begin_write().await?;
            let until = store::cut(&mut tx, self.project.id, (from, day.end), MOST).await?;
            gone += store::between(&mut tx, self.project.id, (from, until)).await?;
            if until == day.end {
                store::sums(&mut tx, self.project.id, day.number, (day.start, day.end)).await?;
            }
            dirty(&mut tx, &[(self.project.id, day.number)]).await?;
            tx.commit().await?;
            from = until;
        }
        Ok(gone)
    }

    /// Visits that reach into the days, or out of them, end and begin at their edges.
    async fn mend(&self, from: i64, to: i64) -> AppResult<()> {
        let (start, end) = (self.day(from)?.start, self.day(to)?.end);
        let within = store::across(&self.state.db, self.project.id, (start, end), start).await?;
        let firsts: BTreeSet<i64> = within.iter().map(|part| part.first).collect();
        for firsts in firsts.into_iter().collect::<Vec<_>>().chunks(MOST_VISITS) {
            self.end_before(firsts, start).await?;
        }
        // Whoever goes on for more than a day never paused for half an hour.
        let mut beyond = BTreeMap::<i64, Vec<Row>>::new();
        for number in to + 1.. {
            let day = self.day(number)?;
            let found = store::across(&self.state.db, self.project.id, (day.start, day.end), end).await?;
            if found.is_empty() {
                break;
            }
            for part in found {
                beyond.entry(part.first).or_default().push((part.id, (day.start, day.end)));
            }
        }
        for visits in beyond.into_iter().collect::<Vec<_>>().chunks(MOST_VISITS) {
            self.begin_after(visits).await?;
        }
        Ok(())
    }

    async fn end_before(&self, firsts: &[i64], start: Millis) -> AppResult<()> {
        let parts = store::parts(&self.state.db, self.project.id, true, firsts).await?;
        let mut days = BTreeSet::new();
        let mut tx = self.state.db.begin_write().await?;
        for first in firsts {
            let mut left = Vec::new();
            for part in parts.iter().filter(|part| part.first == *first && begins(part.id) < start) {
                let day = self.day_of(part.id)?;
                left.push((part.id, (day.start, day.end)));
                days.insert((self.project.id, day.number));
            }
            left.sort_unstable();
            store::mend(&mut tx, self.project.id, &left, self.view, None).await?;
        }
        dirty(&mut tx, &days.into_iter().collect::<Vec<_>>()).await?;
        Ok(tx.commit().await?)
    }

    /// What is left of each of these visits, by its old first row, is one that begins with its first row that is left.
    async fn begin_after(&self, visits: &[(i64, Vec<Row>)]) -> AppResult<()> {
        let mut days = BTreeSet::new();
        let mut tx = self.state.db.begin_write().await?;
        for (first, parts) in visits {
            let until = store::last_at(&mut tx, self.project.id, *first).await?;
            for (id, _) in parts {
                store::lead(&mut tx, self.project.id, *id, parts[0].0).await?;
                days.insert((self.project.id, self.day_of(*id)?.number));
            }
            let left = store::mend(&mut tx, self.project.id, parts, self.view, until).await?;
            store::go_on(&mut tx, self.project.id, (*first, parts[0].0), left).await?;
        }
        dirty(&mut tx, &days.into_iter().collect::<Vec<_>>()).await?;
        Ok(tx.commit().await?)
    }

    /// The texts of paths, names and all else that was ever told.
    async fn words(&self) -> AppResult<()> {
        loop {
            let mut tx = self.state.db.begin_write().await?;
            let gone = store::words(&mut tx, self.project.id, MOST_WORDS).await?;
            tx.commit().await?;
            self.state.part::<Arc<Dict>>().forget(self.project.id);
            if gone == 0 {
                return Ok(());
            }
        }
    }
}
