//! The form of the public page, sent without JavaScript.
//!
//! The browser is always sent on to another page. That page's address carries
//! at most the code of what was wrong, never what was typed.

use super::{
    Input,
    input::{self, QUICKEST_MS},
    limit, submit as store_entry,
};
use crate::{
    accounts::server::{self as accounts, ProjectRef},
    error::AppError,
    feedback::model::FeedbackType,
    server::{
        clock::{DAY, Millis},
        ctx::Visitor,
        limits::{Kind, Prefix},
        problem::AppResult,
        state::AppState,
        user_agent,
    },
};
use axum::http::header;

/// What the signature of the issue time is for.
const LABEL: &str = "feedback-form";

/// The fields as they came; absent ones are empty.
#[derive(Debug, Clone, Default)]
pub struct Posted {
    pub content: String,
    pub feedback_type: String,
    pub email: String,
    pub page: String,
    /// Made by the server with the page.
    pub id: String,
    /// See [`issued`].
    pub issued: String,
    pub key: String,
    /// The field no person sees.
    pub trap: String,
}

/// When the form was made, signed so that nobody can say it was earlier.
pub fn issued(state: &AppState, project_id: i64) -> String {
    let now = state.clock.now();
    format!("{now}.{}", state.secret.sign(LABEL, &format!("{project_id}.{now}")))
}

/// Store what was sent; the address to go on to.
///
/// # Errors
/// `NotFound` when the key is of no project any more: there is no page to go to.
pub async fn submit(visitor: &Visitor, posted: Posted) -> AppResult<String> {
    let project = accounts::project_by_key(&visitor.state, &posted.key).await?.ok_or(AppError::NotFound)?;
    Ok(match accept(visitor, &project, &posted).await {
        Ok(()) => format!("/f/{}/sent", project.slug),
        Err(error) => format!("/f/{}?error={}", project.slug, code(&error)),
    })
}

async fn accept(visitor: &Visitor, project: &ProjectRef, posted: &Posted) -> AppResult<()> {
    let Visitor { state, ip, .. } = visitor;
    limit(state, Kind::FeedbackPrefix, Prefix::from(*ip))?;
    limit(state, Kind::FeedbackProject, project.id)?;
    let mut input = read(visitor, project, posted)?;
    loop {
        let permit = state.admission.admit(posted.content.len() + posted.page.len())?;
        match store_entry(state, project.id, input.clone(), permit).await {
            // The person went back, wrote something else and sent the form again.
            Err(AppError::Conflict { .. }) if input.id.is_some() => input.id = None,
            result => return result.map(drop),
        }
    }
}

fn read(visitor: &Visitor, project: &ProjectRef, posted: &Posted) -> AppResult<Input> {
    let Visitor { state, headers, .. } = visitor;
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("");
    let agent = user_agent::parse(agent, Some(headers));
    Ok(Input {
        content: input::content(Some(&posted.content))?,
        feedback_type: match posted.feedback_type.as_str() {
            "" => FeedbackType::default(),
            name => input::type_named("feedback_type", name)?,
        },
        id: input::client_id(&posted.id).ok(),
        page: input::page_address(&posted.page)?,
        email: input::email(&posted.email)?,
        browser: Some(agent.browser_text()),
        os: Some(agent.os_text()),
        trapped: !posted.trap.trim().is_empty(),
        hasty: is_hasty(state, project.id, &posted.issued),
        ..Input::default()
    })
}

/// Sent sooner than a person writes, a day later, or without a time of ours.
fn is_hasty(state: &AppState, project_id: i64, issued: &str) -> bool {
    let age = || {
        let (at, signature) = issued.split_once('.')?;
        let genuine = state.secret.verify(LABEL, &format!("{project_id}.{at}"), signature);
        let at: Millis = at.parse().ok().filter(|_| genuine)?;
        Some(state.clock.now() - at)
    };
    age().is_none_or(|age| (age as f64) < QUICKEST_MS || age > DAY)
}

/// What the form's page is told; see `pages::public::problem`.
fn code(error: &AppError) -> &'static str {
    match error {
        AppError::Invalid { field, message, .. } if field == "content" => {
            if message == input::CONTENT_REQUIRED { "content_blank" } else { "content_long" }
        }
        AppError::Invalid { field, .. } if field == "email" => "email",
        AppError::Limited { .. } | AppError::Busy { .. } => "busy",
        _ => "refused",
    }
}
