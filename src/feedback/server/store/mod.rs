//! The SQL of feedback.

mod attachments;
mod batches;
mod choices;
mod comments;
mod counts;
mod index;
mod insert;
mod merges;
mod purge;
mod read;
mod search;
mod selection;
mod similar;
mod subjects;
mod tags;
mod triage;
mod views;

pub use attachments::{NewAttachment, Pending, Redrawn, attach, attachments, pending, ready, settle};
pub use batches::{batch, changes, insert_batch, is_undone};
pub use choices::{browsers, releases};
pub use comments::{Comment, NewComment, comment, comments, insert_comment, replies, unheard};
pub use counts::{Tally, counts, counts_by_quarter, tally};
pub use index::index_waiting;
pub use insert::{NewEntry, Numbered, insert, insert_contacts, known, reserve_numbers};
pub use merges::{Merge, duplicates, family, merges, numbered, save_family};
pub use purge::{delete, forget_batches, old, old_spam};
pub use read::{Position, briefs_named, by_id, list, list_full, list_newer};
pub use selection::Selection;
pub use similar::{CANDIDATES_MAX, Candidate, Word, candidates, sample, with_words};
pub use subjects::of_subject;
pub use tags::{project_tags, tags, tags_of_locked};
pub use triage::{Standing, Step, Triaged, change, history, lock, lock_all, note_status};
pub use views::{View, change_view, count_views, delete_view, insert_view, view, views};

use super::super::model::{FeedbackType, Status};

/// What the database holds is what this program wrote; a name from a newer
/// version is shown as the nearest thing rather than failing a whole list.
fn status(name: &str) -> Status {
    Status::parse(name).unwrap_or(Status::New)
}

fn kind(name: &str) -> FeedbackType {
    FeedbackType::parse(name).unwrap_or_default()
}
