//! What happened around an entry: asks analytics and deploys.

use super::{input, store};
use crate::{
    access::Role,
    analytics::server as analytics,
    deploys::server as deploys,
    feedback::model::{Around, Happened, Near, REACH},
    server::{clock::Millis, ctx::Ctx, problem::AppResult},
};

/// Lines of a timeline.
pub const MOST: usize = 50;

/// What happened from half an hour before to half an hour after an entry came; none without the
/// entry, which its own page says.
///
/// # Errors
/// `NotFound` without a role in the project.
pub async fn around(ctx: &Ctx, slug: &str, id: &str) -> AppResult<Option<Around>> {
    let project = ctx.project(slug, Role::Viewer)?;
    let (state, now) = (&ctx.state, ctx.now());
    let Ok(id) = input::client_id(id) else { return Ok(None) };
    let Some(entry) = store::by_id(&state.db, project.id, &id).await? else { return Ok(None) };
    let (at, path) = (entry.created_at, analytics::path_of(&entry.page));
    let environment = deploys::environment_name(state, project.id, entry.environment.as_deref()).await?;
    let (from, to) = (at - REACH, at + REACH + 1);
    let views = async {
        match &path {
            Some(path) => analytics::views_by_minute(state, project.id, &environment, path, (from, to)).await,
            None => Ok(Vec::new()),
        }
    };
    let (views, marks) =
        tokio::try_join!(views, deploys::markers(state, project.id, Some(&environment), from, to))?;
    let views = views.into_iter().map(|(at, views)| Near { at, what: Happened::Views(views) });
    let marks = marks.into_iter().map(|mark| Near { at: mark.at, what: Happened::Deployed(mark) });
    let (near, more) = nearest(marks.chain(views).collect(), at);
    Ok(Some(Around { now, at, environment, path, near, more }))
}

/// Deployments and then what is nearest to the entry, in the order of time, and how many are left out.
fn nearest(mut all: Vec<Near>, at: Millis) -> (Vec<Near>, usize) {
    all.sort_by_key(|near| (matches!(near.what, Happened::Views(_)), near.at.abs_diff(at)));
    let more = all.len().saturating_sub(MOST);
    all.truncate(MOST);
    all.sort_by_key(|near| near.at);
    (all, more)
}
