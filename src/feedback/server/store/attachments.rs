//! Files of entries, and the bytes they share.

use crate::{
    args,
    feedback::model::{Attachment, FileState, MediaType},
    server::db::{Db, DbError, Tx},
};

/// A file on its way to disk.
pub struct NewAttachment<'a> {
    pub id: String,
    pub feedback_id: &'a str,
    pub position: i64,
    pub name: &'a str,
    pub media_type: MediaType,
    pub sha256: &'a str,
    pub state: FileState,
}

/// A picture nobody may see yet.
#[derive(Debug, sqlx::FromRow)]
pub struct Pending {
    pub id: String,
    pub project_id: i64,
    pub media_type: String,
    pub sha256: String,
    pub bytes: Vec<u8>,
}

/// What a picture became.
pub struct Redrawn {
    pub media_type: MediaType,
    pub sha256: String,
    pub bytes: Vec<u8>,
}

const KEEP: &str = "insert into blobs (sha256, bytes, refs) values ($1, $2, 1) \
     on conflict (sha256) do update set refs = blobs.refs + 1";
const RELEASE: &str = "update blobs set refs = refs - 1 where sha256 = $1";
const DROP: &str = "delete from blobs where sha256 = $1 and refs <= 0";
const INSERT: &str = "insert into feedback_attachments \
     (id, feedback_id, position, name, media_type, size, sha256, state) values ($1, $2, $3, $4, $5, $6, $7, $8)";
const OF_ENTRY: &str = "select a.id, a.name, a.media_type, a.size, a.state from feedback_attachments a \
     join feedback f on f.id = a.feedback_id where f.project_id = $1 and f.id = $2 order by a.position";
const PENDING: &str = "select a.id, f.project_id, a.media_type, a.sha256, b.bytes from feedback_attachments a \
     join feedback f on f.id = a.feedback_id join blobs b on b.sha256 = a.sha256 \
     where a.state = 'pending' order by a.id limit $1";
const SETTLE: &str = "update feedback_attachments set state = $1, media_type = $2, size = $3, sha256 = $4 \
     where id = $5 and state = 'pending'";
const REFUSE: &str = "update feedback_attachments set state = 'refused', sha256 = '' \
     where id = $1 and state = 'pending'";
const READY: &str = "select a.name, a.media_type, b.bytes from feedback_attachments a \
     join feedback f on f.id = a.feedback_id join blobs b on b.sha256 = a.sha256 \
     where f.project_id = $1 and f.id = $2 and a.id = $3 and a.state = 'ready'";
const TAKE: &str = "delete from feedback_attachments where feedback_id in (";

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    name: String,
    media_type: String,
    size: i64,
    state: String,
}

/// Store a file of a new entry.
pub async fn attach(tx: &mut Tx, file: NewAttachment<'_>, bytes: Vec<u8>) -> Result<(), DbError> {
    let size = bytes.len() as i64;
    tx.execute(KEEP, args![file.sha256, bytes]).await?;
    let NewAttachment { id, feedback_id, position, name, media_type, sha256, state } = file;
    let args = args![id, feedback_id, position, name, media_type.as_str(), size, sha256, state.as_str()];
    tx.execute(INSERT, args).await?;
    Ok(())
}

/// The files of an entry, as they were sent.
pub async fn attachments(db: &Db, project_id: i64, feedback_id: &str) -> Result<Vec<Attachment>, DbError> {
    let rows: Vec<Row> = db.fetch_all(OF_ENTRY, args![project_id, feedback_id]).await?;
    Ok(rows.into_iter().map(Attachment::from).collect())
}

/// At most `limit` pictures that wait, the oldest first.
pub async fn pending(db: &Db, limit: i64) -> Result<Vec<Pending>, DbError> {
    db.fetch_all(PENDING, args![limit]).await
}

/// Put the picture drawn anew in the place of the one that was sent, or of
/// nothing. No effect when another instance was faster.
pub async fn settle(tx: &mut Tx, picture: &Pending, redrawn: Option<Redrawn>) -> Result<(), DbError> {
    let changed = match &redrawn {
        Some(new) => {
            let (state, size) = (FileState::Ready.as_str(), new.bytes.len() as i64);
            let args = args![state, new.media_type.as_str(), size, &new.sha256, &picture.id];
            tx.execute(SETTLE, args).await?
        }
        None => tx.execute(REFUSE, args![&picture.id]).await?,
    };
    if changed == 0 {
        return Ok(());
    }
    // In one order, so that two writers never wait for each other.
    let keep_first = redrawn.as_ref().is_some_and(|new| new.sha256 < picture.sha256);
    if !keep_first {
        release(tx, &picture.sha256).await?;
    }
    if let Some(new) = redrawn {
        tx.execute(KEEP, args![new.sha256, new.bytes]).await?;
    }
    if keep_first {
        release(tx, &picture.sha256).await?;
    }
    Ok(())
}

async fn release(tx: &mut Tx, sha256: &str) -> Result<(), DbError> {
    tx.execute(RELEASE, args![sha256]).await?;
    tx.execute(DROP, args![sha256]).await?;
    Ok(())
}

/// Name, type and bytes of a file people may have.
pub async fn ready(
    db: &Db,
    project_id: i64,
    feedback_id: &str,
    id: &str,
) -> Result<Option<(String, MediaType, Vec<u8>)>, DbError> {
    let row: Option<(String, String, Vec<u8>)> =
        db.fetch_optional(READY, args![project_id, feedback_id, id]).await?;
    Ok(row.and_then(|(name, kind, bytes)| Some((name, MediaType::parse(&kind)?, bytes))))
}

/// Delete the files of entries.
pub(super) async fn detach(tx: &mut Tx, feedback_ids: &[&str]) -> Result<(), DbError> {
    let mut hashes: Vec<(String,)> = tx.fetch_in(TAKE, feedback_ids, ") returning sha256").await?;
    // In the order of all writers.
    hashes.sort_unstable();
    for (sha256,) in hashes {
        release(tx, &sha256).await?;
    }
    Ok(())
}

impl From<Row> for Attachment {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            name: row.name,
            // What a newer version wrote is at least not shown as a picture.
            media_type: MediaType::parse(&row.media_type).unwrap_or(MediaType::Text),
            size: row.size,
            state: FileState::parse(&row.state).unwrap_or(FileState::Refused),
        }
    }
}
