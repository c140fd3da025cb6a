//! Which entries may be about the same thing.

use super::index::row;
use crate::{
    args,
    feedback::server::search::{Query, RAREST},
    server::db::{Arg, Args, Db, DbError, Sql, values},
};

/// An entry to be compared.
#[derive(Debug, sqlx::FromRow)]
pub struct Candidate {
    pub id: String,
    pub number: i64,
    pub content: String,
    pub page: String,
    pub release: Option<String>,
}

/// A word that entries are looked up by.
#[derive(Debug, Clone, Copy)]
pub struct Word<'a> {
    pub token: &'a str,
    pub weight: i64,
    /// The lowest number of the entries that are looked at.
    pub from: i64,
}

/// The beginnings of the newest entries: what words are common among.
const SAMPLE: &str = "select f.number, substr(f.content, 1, 1000) from feedback f \
     where f.project_id = $1 and f.status <> 'spam' order by f.created_at desc, f.id desc limit $2";

/// The newest 60 entries with one word. Without that bound the databases would
/// look at most entries for a common one.
macro_rules! with_word {
    ($says:literal, $cast:literal, $word:literal, $weight:literal, $from:literal) => {
        concat!(
            "select * from (select s.rowid as id, ",
            $weight,
            " as weight from feedback_search s where s.words ",
            $says,
            $word,
            $cast,
            " and s.rowid >= ",
            $from,
            " and s.rowid <= $1 order by s.rowid desc limit 60) w"
        )
    };
}

/// The 100 entries whose words weigh most, of the entries with any of [`RAREST`] words
/// (from `$2`, each followed by its weight and its lowest row).
macro_rules! with_words {
    ($says:literal, $cast:literal, $w:literal $g:literal $f:literal $(, $ws:literal $gs:literal $fs:literal)+) => {
        concat!(
            "select (h.id & 4294967295) as number, cast(sum(h.weight) as bigint) as weight from (",
            with_word!($says, $cast, $w, $g, $f),
            $(" union all ", with_word!($says, $cast, $ws, $gs, $fs),)+
            ") h group by h.id order by sum(h.weight) desc, h.id desc limit 100"
        )
    };
    ($says:literal, $cast:literal) => {
        with_words!(
            $says, $cast, "$2" "$3" "$4", "$5" "$6" "$7", "$8" "$9" "$10", "$11" "$12" "$13",
            "$14" "$15" "$16", "$17" "$18" "$19", "$20" "$21" "$22", "$23" "$24" "$25"
        )
    };
}

const WITH_WORDS: Sql =
    Sql::Pair { sqlite: with_words!("match ", ""), postgres: with_words!("@@ ", "::tsquery") };

/// The numbers first: SQLite would otherwise look for each entry among them.
const CANDIDATES: &str =
    "select f.id, f.number, substr(f.content, 1, 2000) as content, f.page, f.release from (";
const OF_NUMBERS: &str = ") v cross join feedback f where f.project_id = v.column1 and f.number = v.column2 \
     and f.status <> 'spam'";
/// No entry has it: it fills a statement up.
const NO_NUMBER: i64 = 0;

/// Number and beginning of the newest `limit` entries of a project.
pub async fn sample(db: &Db, project_id: i64, limit: i64) -> Result<Vec<(i64, String)>, DbError> {
    db.fetch_all(SAMPLE, args![project_id, limit]).await
}

/// The numbers of entries with any of the words, and what the words of each weigh.
pub async fn with_words(db: &Db, project_id: i64, words: &[Word<'_>]) -> Result<Vec<(i64, i64)>, DbError> {
    let mut args: Args = args![row(project_id, i64::from(u32::MAX))];
    for word in words {
        let query = Query::word(word.token).text(db.is_postgres());
        args.extend(args![query, word.weight, row(project_id, word.from)]);
    }
    // The statement has a place for every word; an empty query finds nothing.
    let nothing = if db.is_postgres() { "" } else { "\"\"" };
    let rest = RAREST.saturating_sub(words.len());
    args.extend((0..rest).flat_map(|_| [Arg::from(nothing), Arg::from(0), Arg::from(0)]));
    db.fetch_all_planned(WITH_WORDS, args).await
}

/// How many entries are compared: one of the row counts that statements are prepared for.
pub const CANDIDATES_MAX: usize = 48;

/// The entries of at most [`CANDIDATES_MAX`] numbers, each of which comes once; spam is left out.
pub async fn candidates(db: &Db, project_id: i64, numbers: &[i64]) -> Result<Vec<Candidate>, DbError> {
    // One statement does for any of them.
    let numbers = numbers.iter().copied().chain(std::iter::repeat(NO_NUMBER)).take(CANDIDATES_MAX);
    let args = numbers.flat_map(|number| args![project_id, number]).collect();
    db.fetch_all(values(CANDIDATES, 2, CANDIDATES_MAX, OF_NUMBERS), args).await
}
