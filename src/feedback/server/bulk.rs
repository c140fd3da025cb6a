//! What the inbox does with many entries, in words.

use super::{Batch, Change, batches, people};
use crate::{
    access::Role,
    error::AppError,
    feedback::model::{Done, Status},
    server::{
        clock::hex,
        ctx::{Ctx, Visitor, visitor},
        once,
        problem::AppResult,
    },
};
use serde_json::json;

/// What a form says instead of a person.
const NOBODY: &str = "nobody";
/// Names the page of the inbox among those that have something kept for them.
const KEPT: &str = "batch";
/// Entries that a sentence names.
const NAMED: usize = 10;

/// What the form of the inbox asks for.
pub struct Asked {
    pub ids: Vec<String>,
    pub all: Option<bool>,
    pub page: Vec<String>,
    pub to: Option<Status>,
    pub assignee: Option<String>,
    pub tag: Option<String>,
    pub tagging: Option<String>,
}

/// Change many entries; what was done.
///
/// # Errors
/// As [`super::batch`]; `Forbidden` for a viewer.
pub async fn change(ctx: &Ctx, slug: &str, asked: Asked) -> AppResult<Done> {
    // Looked up before the first wait: after it the request is out of reach.
    let visitor = visitor()?;
    let project = ctx.project(slug, Role::Member)?;
    let Asked { mut ids, all, page, to, assignee, tag, tagging } = asked;
    if all == Some(true) {
        ids.extend(page);
    }
    if ids.is_empty() {
        return Err(AppError::invalid("ids", "Select an entry first"));
    }
    let tags: Vec<String> = tag.into_iter().filter(|tag| !tag.trim().is_empty()).collect();
    let of = |wanted: &str| if tagging.as_deref() == Some(wanted) { tags.clone() } else { Vec::new() };
    let change = Change {
        from: None,
        status: to,
        assignee: assignee.clone().map(|who| (who != NOBODY).then_some(who)),
        add_tags: of("add"),
        remove_tags: of("remove"),
    };
    if tagging.is_some() && tags.is_empty() {
        return Err(AppError::invalid("tag", "Write the tag first"));
    }
    let what = match (to, assignee.as_deref().filter(|who| *who != NOBODY), tagging.as_deref()) {
        (Some(to), ..) => format!("set to {}", to.label().to_lowercase()),
        (_, Some(who), _) => {
            let person = people::triager(&ctx.state, project.id, who).await?;
            format!("assigned to {}", person.name)
        }
        (_, None, None) => "assigned to nobody".to_owned(),
        (_, _, Some("add")) => format!("tagged {}", tags.join(", ")),
        _ => format!("no longer tagged {}", tags.join(", ")),
    };
    let batch = super::batch(&ctx.state, &(&ctx.actor).into(), project.id, &ids, change).await?;
    let already = match batch.unchanged.len() {
        0 => String::new(),
        unchanged => format!("; {unchanged} already {}", if unchanged == 1 { "was" } else { "were" }),
    };
    let said = match batch.id {
        Some(_) => format!("{} {what}{already}", entries(batch.changed.len())),
        None => format!("Nothing to change: {} {what} already", entries(batch.unchanged.len())),
    };
    Ok(keep(&visitor, Done { said, batch: batch.id }))
}

/// Take a change of many entries back; what was done.
///
/// # Errors
/// As [`super::undo`]; `Forbidden` for a viewer.
pub async fn undo(ctx: &Ctx, slug: &str, batch: &str) -> AppResult<Done> {
    let visitor = visitor()?;
    let project = ctx.project(slug, Role::Member)?;
    let Batch { changed, unchanged, .. } =
        super::undo(&ctx.state, &(&ctx.actor).into(), project.id, batch).await?;
    let back = match changed.len() {
        0 => "Nothing was undone".to_owned(),
        1 => "1 entry is as it was before".to_owned(),
        count => format!("{count} entries are as they were before"),
    };
    let names = batches::numbers(unchanged.iter().map(|other| other.number), NAMED);
    let said = match unchanged.len() {
        0 => back,
        1 => format!("{back}. {names} was changed since and stays as it is"),
        _ => format!("{back}. {names} were changed since and stay as they are"),
    };
    Ok(keep(&visitor, Done { said, batch: None }))
}

fn entries(count: usize) -> String {
    if count == 1 { "1 entry".to_owned() } else { format!("{count} entries") }
}

/// A form without JavaScript ends on a page that knows nothing of the answer.
fn keep(visitor: &Visitor, done: Done) -> Done {
    once::keep(visitor, KEPT, &hex(json!(done).to_string().as_bytes()));
    done
}

/// What was kept for this page.
pub fn kept(visitor: &Visitor) -> Option<Done> {
    let text = once::take(visitor, KEPT)?;
    let byte = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    let bytes = (0..text.len()).step_by(2).map(byte).collect::<Option<Vec<u8>>>()?;
    serde_json::from_slice(&bytes).ok()
}
