//! What the inbox shows: a page of the list and its numbers, or one entry.

use super::{
    filter::{self, Filter},
    list_briefs,
    store::{self, Position, Selection},
};
use crate::{
    access::Role,
    accounts::server as accounts,
    feedback::model::{Brief, COUNTED_MAX, EntryPage, Inbox},
    server::{
        ctx::{Ctx, visitor},
        problem::AppResult,
        state::AppState,
    },
};
use serde_json::Value;

const LIMIT: usize = 50;
/// What a cursor begins with that leads towards the beginning of the list.
const NEWER: &str = "newer.";

/// A page of the list as an address asks for it.
///
/// # Errors
/// `Invalid` for a filter that is not understood, `NotFound` without a role in
/// the project.
pub async fn list(ctx: &Ctx, slug: &str, asked: Vec<(String, String)>) -> AppResult<Inbox> {
    // Looked up before the first wait: after it the request is out of reach.
    let (visitor, now) = (visitor()?, ctx.now());
    let project = ctx.project(slug, Role::Viewer)?;
    let all = asked.is_empty();
    let (asked, to_newer) = direction(asked);
    let Filter { selection, after, .. } = Filter::read(&asked)?;
    let has_text = selection.text.is_some();
    let page = page(&ctx.state, project.id, &selection, after, to_newer).await?;
    let (selected, waiting) = store::counts(&ctx.state.db, project.id, &selection).await?;
    let counts = match selection.feedback_type {
        None => selected,
        Some(_) => {
            let every_type = Selection { feedback_type: None, ..selection };
            store::counts(&ctx.state.db, project.id, &every_type).await?.0
        }
    };
    let at_least = counts.total >= COUNTED_MAX && has_text;
    let untouched = all && page.entries.is_empty();
    Ok(Inbox {
        now,
        total: selected.total,
        counts,
        waiting,
        at_least,
        newer: page.newer.map(|place| format!("{NEWER}{}", filter::cursor(&place))),
        older: page.older.map(|place| filter::cursor(&place)),
        snippet: if untouched {
            Some(accounts::start::look(&visitor, project.id).await?.script())
        } else {
            None
        },
        entries: page.entries,
    })
}

/// One entry with its files, its history and what is like it.
///
/// # Errors
/// `NotFound`, also for an entry of another project.
pub async fn entry(ctx: &Ctx, slug: &str, id: &str) -> AppResult<EntryPage> {
    let project = ctx.project(slug, Role::Viewer)?;
    let mut entry = super::get(&ctx.state, project.id, id).await?;
    let history = super::history(&ctx.state, project.id, &entry.id).await?;
    let attachments = super::attachments(&ctx.state, project.id, &entry.id).await?;
    let similar = super::similar_to(&ctx.state, project.id, &entry).await?;
    let similar = similar.into_iter().map(|(_, brief)| brief).collect();
    entry.metadata = entry.metadata.map(|text| readable(&text));
    Ok(EntryPage { now: ctx.now(), entry, history, attachments, similar })
}

/// JSON with line breaks.
fn readable(text: &str) -> String {
    let value = serde_json::from_str::<Value>(text);
    value.and_then(|value| serde_json::to_string_pretty(&value)).unwrap_or_else(|_| text.to_owned())
}

/// The plain cursor, and whether it leads to newer entries.
fn direction(mut asked: Vec<(String, String)>) -> (Vec<(String, String)>, bool) {
    let cursor = asked.iter_mut().find(|(name, _)| name == "cursor");
    let plain = cursor.and_then(|(_, text)| {
        let plain = text.strip_prefix(NEWER)?.to_owned();
        *text = plain;
        Some(())
    });
    (asked, plain.is_some())
}

struct Page {
    entries: Vec<Brief>,
    newer: Option<Position>,
    older: Option<Position>,
}

async fn page(
    state: &AppState,
    project_id: i64,
    selection: &Selection,
    place: Option<Position>,
    to_newer: bool,
) -> AppResult<Page> {
    let place = match place {
        Some(place) if to_newer => match newer_page(state, project_id, selection, &place).await? {
            Some(page) => return Ok(page),
            None => None,
        },
        place => place,
    };
    let (entries, older) = list_briefs(state, project_id, selection, place.as_ref(), LIMIT).await?;
    let newer = place.and(entries.first()).map(position);
    Ok(Page { entries, newer, older })
}

/// The page before `place`; none when less than a page is left, which is then
/// the first one.
async fn newer_page(
    state: &AppState,
    project_id: i64,
    selection: &Selection,
    place: &Position,
) -> AppResult<Option<Page>> {
    let wanted = LIMIT as i64 + 1;
    let mut entries = store::list_newer(&state.db, project_id, selection, place, wanted).await?;
    if entries.len() <= LIMIT {
        return Ok(None);
    }
    entries.truncate(LIMIT);
    entries.reverse();
    let (newer, older) = (entries.first().map(position), entries.last().map(position));
    Ok(Some(Page { entries, newer, older }))
}

fn position(brief: &Brief) -> Position {
    Position { created_at: brief.created_at, id: brief.id.clone() }
}
