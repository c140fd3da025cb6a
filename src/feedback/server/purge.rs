//! Deleting entries. What was merged into one that goes finds another place first.

use super::{family::Kin, store};
use crate::{
    feedback::model::Status,
    server::{
        clock::Millis,
        ctx::By,
        db::{DbError, Tx},
    },
};
use std::collections::BTreeSet;

/// Delete those entries for which `still` holds once nobody else can change
/// them; what they were.
pub async fn purge(
    tx: &mut Tx,
    ids: &[String],
    at: Millis,
    by: &By,
    still: impl Fn(&Kin) -> bool,
) -> Result<Vec<Kin>, DbError> {
    let before = store::family(tx, ids).await?;
    let gone: Vec<Kin> =
        ids.iter().filter_map(|id| before.get(id)).filter(|kin| still(kin)).cloned().collect();
    let mut after = before.clone();
    after.remove(&gone.iter().map(|kin| kin.id.clone()).collect::<BTreeSet<_>>());
    let counts = store::save_family(tx, &before, &after, at, by).await?;
    // The merge of an heir is deleted with what it was merged into, so it tells nothing any more.
    for heir in after.iter().filter(|kin| kin.status != Status::Duplicate) {
        if before.get(&heir.id).is_some_and(|was| was.status == Status::Duplicate) {
            store::note_status(tx, &heir.id, (Status::Duplicate, heir.status), at, by).await?;
        }
    }
    store::delete(tx, &gone, counts).await?;
    Ok(gone)
}
