//! What one person wrote.

use crate::{
    args,
    server::db::{Db, DbError},
};

/// By the id their application gave, or the address they left. SQLite compares
/// letters beyond ASCII as they are written.
const OF_SUBJECT: &str = "select f.id from feedback f left join feedback_contacts c on c.feedback_id = f.id \
     where f.project_id = $1 and (f.user_id = $2 or lower(c.email) = lower($2)) \
     order by f.created_at desc, f.id desc";

/// The ids of everything a person sent, spam too, newest first.
pub async fn of_subject(db: &Db, project_id: i64, subject: &str) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> = db.fetch_all(OF_SUBJECT, args![project_id, subject]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
