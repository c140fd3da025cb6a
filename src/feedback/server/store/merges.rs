//! Duplicates: reading whole families and writing what became of them.

use super::{counts::Tally, kind, status};
use crate::{
    args,
    feedback::{
        model::Other,
        server::family::{Family, Kin},
    },
    server::{
        clock::{Clock, Millis},
        ctx::By,
        db::{Db, DbError, Tx},
    },
};
use std::collections::{BTreeSet, HashMap};

const NUMBERED: &str = "select id from feedback where project_id = $1 and number = $2";
const ROOTS: &str = "select coalesce(canonical_id, id) from feedback where id in (";
const MEMBERS: &str = "select id from feedback where canonical_id in (";
/// Only PostgreSQL has rows to hold: on SQLite the transaction already has the
/// only write connection. First the project, so that there is one who merges at a
/// time and what belongs together stays so; what is stored meanwhile does not wait
/// for that. Then the entries, in one order, so that two never wait for each other.
const PROJECTS: &str = "select id from projects where id in (select project_id from feedback where id in (";
const ONE_WHO_MERGES: &str = ")) order by id for no key update";
const HOLD: &str = "select id from feedback where id in (";
const HELD: &str = ") order by id for update";
const KIN: &str = "select f.id, f.project_id, f.number, f.status, f.feedback_type, f.created_at, \
     f.canonical_id, m.into_id as parent from feedback f \
     left join feedback_merges m on m.from_id = f.id and m.undone_at is null where f.id in (";
const UPDATE: &str = "update feedback set status = $1, canonical_id = $2, updated_at = $3 where id = $4";
const END: &str = "update feedback_merges set undone_at = $1, undone_by = $2, undone_by_id = $3 \
     where from_id = $4 and undone_at is null";
const BEGIN: &str = "insert into feedback_merges (id, from_id, into_id, at, actor, actor_id) \
     values ($1, $2, $3, $4, $5, $6)";
const OF_ENTRY: &str = "select m.id, m.from_id, f.number as from_number, o.number as into_number, m.at, \
     m.actor, m.actor_id, m.undone_at, m.undone_by, m.undone_by_id from feedback_merges m \
     join feedback f on f.id = m.from_id join feedback o on o.id = m.into_id \
     where f.project_id = $1 and (m.from_id = $2 or m.into_id = $2) order by m.at, m.id";
const DUPLICATES: &str = "select canonical_id, id, number from feedback where canonical_id in (";

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    project_id: i64,
    number: i64,
    status: String,
    feedback_type: String,
    created_at: i64,
    canonical_id: Option<String>,
    parent: Option<String>,
}

impl From<Row> for Kin {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            project_id: row.project_id,
            number: row.number,
            status: status(&row.status),
            feedback_type: kind(&row.feedback_type),
            created_at: row.created_at,
            canonical_id: row.canonical_id,
            parent: row.parent,
        }
    }
}

/// A merge as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Merge {
    pub id: String,
    pub from_id: String,
    pub from_number: i64,
    pub into_number: i64,
    pub at: Millis,
    pub actor: String,
    pub actor_id: Option<String>,
    pub undone_at: Option<Millis>,
    pub undone_by: Option<String>,
    pub undone_by_id: Option<String>,
}

/// Hold entries, and everything merged with them, until the transaction ends.
pub async fn family(tx: &mut Tx, ids: &[String]) -> Result<Family, DbError> {
    if tx.is_postgres() {
        tx.fetch_in::<(i64,)>(PROJECTS, ids, ONE_WHO_MERGES).await?;
    }
    let there = around(tx, ids).await?;
    let there: Vec<&str> = there.iter().map(String::as_str).collect();
    if tx.is_postgres() {
        tx.fetch_in::<(String,)>(HOLD, &there, HELD).await?;
    }
    let rows: Vec<Row> = tx.fetch_in(KIN, &there, ")").await?;
    Ok(rows.into_iter().map(Kin::from).collect())
}

/// The ids of entries, of what stands for them, and of all that stands for.
async fn around(tx: &mut Tx, ids: &[String]) -> Result<BTreeSet<String>, DbError> {
    let roots: BTreeSet<String> =
        tx.fetch_in::<(String,)>(ROOTS, ids, ")").await?.into_iter().map(|(id,)| id).collect();
    let keys: Vec<&str> = roots.iter().map(String::as_str).collect();
    let members: Vec<(String,)> = tx.fetch_in(MEMBERS, &keys, ")").await?;
    Ok(roots.into_iter().chain(members.into_iter().map(|(id,)| id)).collect())
}

/// Write what became of a family that is held, but for entries that are no
/// longer in it; by how much that changed the counts.
pub async fn save_family(
    tx: &mut Tx,
    before: &Family,
    after: &Family,
    at: Millis,
    by: &By,
) -> Result<Tally, DbError> {
    let mut counts = Tally::default();
    for now in after.iter() {
        let Some(was) = before.get(&now.id).filter(|was| *was != now) else { continue };
        let update = args![now.status.as_str(), now.canonical_id.as_deref(), at, &now.id];
        tx.execute(UPDATE, update).await?;
        counts.add(was.project_id, was.status, was.feedback_type, was.created_at, -1);
        counts.add(now.project_id, now.status, now.feedback_type, now.created_at, 1);
        if was.parent == now.parent {
            continue;
        }
        if was.parent.is_some() {
            tx.execute(END, args![at, &by.name, by.id.as_deref(), &now.id]).await?;
        }
        if let Some(parent) = &now.parent {
            let id = Clock::frozen(at).new_id();
            tx.execute(BEGIN, args![id, &now.id, parent, at, &by.name, by.id.as_deref()]).await?;
        }
    }
    Ok(counts)
}

/// The entry of a number, as people name it.
pub async fn numbered(tx: &mut Tx, project_id: i64, number: i64) -> Result<Option<String>, DbError> {
    let row: Option<(String,)> = tx.fetch_optional(NUMBERED, args![project_id, number]).await?;
    Ok(row.map(|(id,)| id))
}

/// Every merge an entry had a part in, oldest first.
pub async fn merges(db: &Db, project_id: i64, id: &str) -> Result<Vec<Merge>, DbError> {
    db.fetch_all(OF_ENTRY, args![project_id, id]).await
}

/// The entries that others stand for, by those that do; each in the order of their numbers.
pub async fn duplicates(db: &Db, ids: &[&str]) -> Result<HashMap<String, Vec<Other>>, DbError> {
    let mut found: HashMap<String, Vec<Other>> = HashMap::new();
    for (canonical, id, number) in db.fetch_in::<(String, String, i64)>(DUPLICATES, ids, ")").await? {
        found.entry(canonical).or_default().push(Other { id, number });
    }
    found.values_mut().for_each(|others| others.sort_unstable_by_key(|other| other.number));
    Ok(found)
}
