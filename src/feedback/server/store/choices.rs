//! What there is to choose among for some filters.

use crate::{
    args,
    server::db::{Db, DbError},
};

/// The values of a column, of which few of the index are looked at: from each to the next.
macro_rules! values {
    ($column:literal, $first:literal, $next:literal) => {
        concat!(
            "with recursive v (value) as (select ",
            $first,
            "(f.",
            $column,
            ") from feedback f where f.project_id = $1 and f.",
            $column,
            " is not null union all select (select ",
            $first,
            "(f.",
            $column,
            ") from feedback f where f.project_id = $1 and f.",
            $column,
            $next,
            " v.value) from v where v.value is not null) select value from v where value is not null limit 50"
        )
    };
}

const BROWSERS: &str = values!("browser_family", "min", " >");
/// Of one package the later versions first, mostly.
const RELEASES: &str = values!("release", "max", " <");

/// The browsers of a project's entries, by name.
pub async fn browsers(db: &Db, project_id: i64) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> = db.fetch_all(BROWSERS, args![project_id]).await?;
    Ok(rows.into_iter().map(|(value,)| value).collect())
}

/// The releases that a project's entries name, from the end of the alphabet.
pub async fn releases(db: &Db, project_id: i64) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> = db.fetch_all(RELEASES, args![project_id]).await?;
    Ok(rows.into_iter().map(|(value,)| value).collect())
}
