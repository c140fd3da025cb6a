//! What the inbox shows: a page of the list and its numbers, or one entry.

use super::{
    Change, Said, bulk,
    filter::{self, Filter},
    list_briefs, narrow, people,
    store::{self, Position, Selection},
    triaged, views,
};
use crate::{
    access::Role,
    accounts::server as accounts,
    deploys::server::environments,
    feedback::model::{Brief, Choices, Entry, EntryPage, Inbox, Status},
    server::{
        ctx::{Ctx, visitor},
        problem::AppResult,
        state::AppState,
    },
};
use serde_json::Value;

const LIMIT: usize = 50;
/// What a form says instead of a person.
const NOBODY: &str = "nobody";
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
    let mut filter = Filter::read(&asked)?;
    narrow::select(&ctx.state, project.id, Some(&ctx.actor.user_id), &mut filter).await?;
    let Filter { selection, after, .. } = filter;
    let counted_max = selection.counted_max();
    let page = page(&ctx.state, project.id, &selection, after, to_newer).await?;
    let (selected, waiting) = store::counts(&ctx.state.db, project.id, &selection).await?;
    let counts = match selection.feedback_type {
        None => selected,
        Some(_) => {
            let every_type = Selection { feedback_type: None, ..selection };
            store::counts(&ctx.state.db, project.id, &every_type).await?.0
        }
    };
    let untouched = all && page.entries.is_empty();
    Ok(Inbox {
        now,
        total: selected.total,
        counts,
        waiting,
        counted_max,
        choices: choices(&ctx.state, project.id).await?,
        newer: page.newer.map(|place| format!("{NEWER}{}", filter::cursor(&place))),
        older: page.older.map(|place| filter::cursor(&place)),
        snippet: if untouched {
            Some(accounts::start::look(&visitor, project.id).await?.script())
        } else {
            None
        },
        entries: page.entries,
        views: views::list(ctx, &project).await?,
        by_day: super::totals_by_day(&ctx.state, project.id).await?,
        done: bulk::kept(&visitor),
    })
}

async fn choices(state: &AppState, project_id: i64) -> AppResult<Choices> {
    let environments = environments::list(state, project_id).await?;
    Ok(Choices {
        people: people::offered(state, project_id).await?,
        tags: store::project_tags(&state.db, project_id).await?,
        releases: store::releases(&state.db, project_id).await?,
        browsers: store::browsers(&state.db, project_id).await?,
        environments: environments.iter().map(|environment| environment.name.clone()).collect(),
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
    let (canonical, duplicates) = kin(&ctx.state, &entry).await?;
    let similar =
        super::similar_to(&ctx.state, project.id, &entry).await?.into_iter().map(|(_, brief)| brief);
    // What is merged already needs no suggestion.
    let known = |brief: &Brief| canonical.iter().chain(&duplicates).any(|other| other.id == brief.id);
    let similar = similar.filter(|brief| !known(brief)).collect();
    entry.metadata = entry.metadata.map(|text| readable(&text));
    let assignee = people::one(&ctx.state, entry.assignee_id.as_deref()).await?;
    Ok(EntryPage {
        now: ctx.now(),
        history,
        attachments,
        assignee: assignee.map(|person| person.name),
        people: people::offered(&ctx.state, project.id).await?,
        tags: store::project_tags(&ctx.state.db, project.id).await?,
        comment: ctx.state.clock.new_id(),
        answer: ctx.state.clock.new_id(),
        similar,
        canonical,
        duplicates,
        entry,
    })
}

/// What stands for an entry, and what it stands for.
async fn kin(state: &AppState, entry: &Entry) -> AppResult<(Option<Brief>, Vec<Brief>)> {
    let canonical: Vec<String> = entry.duplicate_of.iter().map(|other| other.id.clone()).collect();
    let others = super::duplicates(state, &[&entry.id]).await?.remove(&entry.id).unwrap_or_default();
    let others: Vec<String> = others.into_iter().map(|other| other.id).collect();
    let canonical = store::briefs_named(&state.db, &canonical).await?.pop();
    Ok((canonical, store::briefs_named(&state.db, &others).await?))
}

/// What a form of the entry's page asks for.
pub struct Asked {
    pub from: Option<Status>,
    pub to: Option<Status>,
    pub assignee: Option<String>,
    pub add: Option<String>,
    pub remove: Option<String>,
}

/// Change an entry; what was done, in words.
///
/// # Errors
/// As [`super::triage`]; `Forbidden` for a viewer.
pub async fn change(ctx: &Ctx, slug: &str, id: &str, asked: Asked) -> AppResult<String> {
    let project = ctx.project(slug, Role::Member)?;
    let Asked { from, to, assignee, add, remove } = asked;
    let given = |text: Option<String>| -> Vec<String> {
        let text = text.unwrap_or_default();
        text.split(',').filter(|tag| !tag.trim().is_empty()).map(str::to_owned).collect()
    };
    let change = Change {
        from,
        status: to,
        assignee: assignee.clone().map(|who| (who != NOBODY).then_some(who)),
        add_tags: given(add),
        remove_tags: given(remove),
    };
    let triage = super::triage(&ctx.state, &(&ctx.actor).into(), project.id, id, change).await?;
    Ok(match (to, assignee, triage.assignee) {
        (Some(to), ..) => format!("Moved to {}", to.label().to_lowercase()),
        (_, Some(_), Some(person)) => format!("Assigned to {}", person.name),
        (_, Some(_), None) => "Assigned to nobody".to_owned(),
        _ => "Tags changed".to_owned(),
    })
}

/// Make an entry a duplicate; what was done, in words.
///
/// # Errors
/// As [`super::merge`]; `Forbidden` for a viewer.
pub async fn merge(ctx: &Ctx, slug: &str, id: &str, into: &str) -> AppResult<String> {
    let project = ctx.project(slug, Role::Member)?;
    let merged = super::merge(&ctx.state, &(&ctx.actor).into(), project.id, id, into).await?;
    let number = merged.duplicate_of.map_or(0, |other| other.number);
    Ok(match merged.along.len() {
        0 => format!("Merged into #{number}"),
        1 => format!("Merged into #{number}, with its duplicate"),
        along => format!("Merged into #{number}, with its {along} duplicates"),
    })
}

/// Take a merge back; what was done, in words.
///
/// # Errors
/// As [`super::unmerge`]; `Forbidden` for a viewer.
pub async fn unmerge(ctx: &Ctx, slug: &str, id: &str) -> AppResult<String> {
    let project = ctx.project(slug, Role::Member)?;
    super::unmerge(&ctx.state, &(&ctx.actor).into(), project.id, id).await?;
    Ok("Un-merged".to_owned())
}

/// Say something about an entry.
///
/// # Errors
/// As [`super::comment`]; `Forbidden` for a viewer.
pub async fn comment(ctx: &Ctx, slug: &str, id: &str, said: Said) -> AppResult<()> {
    let project = ctx.project(slug, Role::Member)?;
    super::comment(&ctx.state, &(&ctx.actor).into(), project.id, id, said).await.map(drop)
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
    let newer = place.and(entries.first()).map(Position::from);
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
    let entries = triaged(state, entries).await?;
    let (newer, older) = (entries.first().map(Position::from), entries.last().map(Position::from));
    Ok(Some(Page { entries, newer, older }))
}
