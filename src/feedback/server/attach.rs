//! Entries with files: stored together or not at all.

use super::{
    FeedbackSink, Input, Stored, input,
    pictures::Pictures,
    prepare, settled,
    store::{self, NewAttachment},
    upload::Files,
};
use crate::{
    error::AppError,
    feedback::model::{Attachment, FileState, MediaType},
    server::{db::Tx, ingest::Sink, problem::AppResult, state::AppState},
};

/// Store an entry and its files in one transaction of their own: one file at a
/// time is in memory, and entries without files do not wait in the same batch.
///
/// # Errors
/// As [`super::submit`].
pub async fn submit_with_files(
    state: &AppState,
    project_id: i64,
    input: Input,
    files: &mut Files,
) -> AppResult<String> {
    let entries = [prepare(state, project_id, input, &files.hashes()).await?];
    let sink = FeedbackSink { hub: state.hub.clone() };
    let mut tx = state.db.begin_write().await?;
    let replies = sink.store(&mut tx, &entries).await?;
    if replies == [Stored::New] {
        attach(state, &mut tx, &entries[0].id, files).await?;
    }
    tx.commit().await?;
    sink.committed(&entries, &replies);
    state.part::<Pictures>().wake();
    let [entry] = entries;
    settled(state, project_id, &entry.content, replies.first().copied().unwrap_or(Stored::Clash))?;
    Ok(entry.id)
}

async fn attach(state: &AppState, tx: &mut Tx, feedback_id: &str, files: &mut Files) -> AppResult<()> {
    let mut order: Vec<usize> = (0..files.list.len()).collect();
    // Two entries with the same files must not wait for each other.
    order.sort_unstable_by(|a, b| files.list[*a].sha256.cmp(&files.list[*b].sha256));
    for number in order {
        let bytes = files.read(number).await?;
        let file = &files.list[number];
        let state_now = if file.media_type.is_picture() { FileState::Pending } else { FileState::Ready };
        let new = NewAttachment {
            id: state.clock.new_id(),
            feedback_id,
            position: number as i64,
            name: &file.name,
            media_type: file.media_type,
            sha256: &file.sha256,
            state: state_now,
        };
        store::attach(tx, new, bytes).await?;
    }
    Ok(())
}

/// The files of an entry.
pub async fn attachments(state: &AppState, project_id: i64, id: &str) -> AppResult<Vec<Attachment>> {
    Ok(store::attachments(&state.db, project_id, id).await?)
}

/// Name, type and bytes of one file.
///
/// # Errors
/// `NotFound`, also for one of another project and for a picture that is not drawn anew yet.
pub async fn file(
    state: &AppState,
    project_id: i64,
    feedback_id: &str,
    id: &str,
) -> AppResult<(String, MediaType, Vec<u8>)> {
    let known = |id| input::client_id(id).map_err(|_| AppError::NotFound);
    let (feedback_id, id) = (known(feedback_id)?, known(id)?);
    store::ready(&state.db, project_id, &feedback_id, &id).await?.ok_or(AppError::NotFound)
}
