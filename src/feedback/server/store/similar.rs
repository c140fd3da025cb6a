//! Which entries may be about the same thing.

use super::index::row;
use crate::{
    args,
    feedback::server::search::{Query, RAREST},
    server::db::{Arg, Args, Db, DbError, Sql},
};

/// An entry to be compared.
#[derive(Debug, sqlx::FromRow)]
pub struct Candidate {
    pub id: String,
    pub content: String,
    pub page: String,
    pub release: Option<String>,
}

/// The beginnings of the newest entries: what words are common among.
const SAMPLE: &str = "select substr(f.content, 1, 1000) from feedback f \
     where f.project_id = $1 and f.status <> 'spam' order by f.created_at desc, f.id desc limit $2";

/// The newest 60 entries with one word. Without that bound the databases would
/// look at most entries for a common one.
macro_rules! with_word {
    ($says:literal, $cast:literal, $word:literal, $weight:literal) => {
        concat!(
            "select * from (select s.rowid as id, ",
            $weight,
            " as weight from feedback_search s where s.words ",
            $says,
            $word,
            $cast,
            " and s.rowid >= $1 and s.rowid <= $2 order by s.rowid desc limit 60) w"
        )
    };
}

/// Among the entries with any of [`RAREST`] words (from `$5`, each followed by
/// its weight) the 50 whose words weigh most, the newest first.
macro_rules! alike {
    ($says:literal, $cast:literal, $word:literal $weight:literal $(, $words:literal $weights:literal)+) => {
        concat!(
            "select f.id, substr(f.content, 1, 2000) as content, f.page, f.release from (select h.id from (",
            with_word!($says, $cast, $word, $weight),
            $(" union all ", with_word!($says, $cast, $words, $weights),)+
            ") h group by h.id order by sum(h.weight) desc, h.id desc limit 50) c cross join feedback f \
             where f.project_id = $3 and f.number = (c.id & 4294967295) and f.id <> $4 and f.status <> 'spam' \
             order by c.id desc"
        )
    };
    ($says:literal, $cast:literal) => {
        alike!(
            $says, $cast, "$5" "$6", "$7" "$8", "$9" "$10", "$11" "$12", "$13" "$14", "$15" "$16",
            "$17" "$18", "$19" "$20"
        )
    };
}

const ALIKE: Sql = Sql::Pair { sqlite: alike!("match ", ""), postgres: alike!("@@ ", "::tsquery") };

/// The beginnings of the newest `limit` entries of a project.
pub async fn sample(db: &Db, project_id: i64, limit: i64) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> = db.fetch_all(SAMPLE, args![project_id, limit]).await?;
    Ok(rows.into_iter().map(|(text,)| text).collect())
}

/// Entries that share words with the one of the id; `words` with what each weighs.
pub async fn candidates(
    db: &Db,
    project_id: i64,
    id: &str,
    words: &[(&str, i64)],
) -> Result<Vec<Candidate>, DbError> {
    let mut args: Args = args![row(project_id, 0), row(project_id, i64::from(u32::MAX)), project_id, id];
    for (word, weight) in words {
        args.extend(args![Query::word(word).text(db.is_postgres()), *weight]);
    }
    // The statement has a place for every word; an empty query finds nothing.
    let nothing = if db.is_postgres() { "" } else { "\"\"" };
    let rest = RAREST.saturating_sub(words.len());
    args.extend((0..rest).flat_map(|_| [Arg::from(nothing), Arg::from(0)]));
    db.fetch_all_planned(ALIKE, args).await
}
