//! The form of the public page, sent without JavaScript.
//!
//! The browser is always sent on to another page. That page's address carries
//! at most the code of what was wrong, or leads to the entry's own page; never what was typed.

use super::{
    Input,
    input::{self, QUICKEST_MS},
    limit, reporter, submit_with_files,
    upload::{self, Refused, Upload, Uploads},
};
use crate::{
    accounts::server::ProjectRef,
    error::AppError,
    feedback::model::FeedbackType,
    server::{
        clock::{DAY, Millis},
        cors,
        ctx::client_ip,
        limits::{Kind, Prefix},
        problem::AppResult,
        state::AppState,
        user_agent,
    },
};
use axum::{
    body::Body,
    http::{HeaderMap, header, request::Parts},
};
use std::collections::HashMap;
use widget::model::HONEYPOT_FIELD;

/// What the signature of the issue time is for.
const LABEL: &str = "feedback-form";

/// When the form was made, signed so that nobody can say it was earlier.
pub fn issued(state: &AppState, project_id: i64) -> String {
    let now = state.clock.now();
    format!("{now}.{}", state.secret.sign(LABEL, &format!("{project_id}.{now}")))
}

/// Store what was sent with its files; the address to go on to.
pub async fn take(state: &AppState, project: &ProjectRef, parts: &Parts, body: Body) -> String {
    match accept(state, project, parts, body).await {
        Ok(id) => {
            let link = reporter::link_secret(state, project.id, &id);
            format!("/f/{}/sent?link={link}", project.slug)
        }
        Err(refused) => format!("/f/{}?error={}", project.slug, code(&refused)),
    }
}

/// The rules of `/api/feedback`: whoever may send there may send here.
async fn accept(
    state: &AppState,
    project: &ProjectRef,
    parts: &Parts,
    body: Body,
) -> Result<String, Refused> {
    let from = Prefix::from(client_ip(&parts.extensions));
    let _place = state.part::<Uploads>().admit(&parts.headers, from)?;
    limit(state, Kind::FeedbackPrefix, from)?;
    cors::check_origin(&state.config, &project.origins, &parts.headers)?;
    let Upload { fields, mut files } = upload::read(state, &parts.headers, body).await?;
    limit(state, Kind::FeedbackProject, project.id)?;
    let mut input = read(state, project, &parts.headers, &fields)?;
    loop {
        match submit_with_files(state, project.id, input.clone(), &mut files).await {
            // The person went back, wrote something else and sent the form again.
            Err(AppError::Conflict { .. }) if input.id.is_some() => input.id = None,
            result => return Ok(result?),
        }
    }
}

fn read(
    state: &AppState,
    project: &ProjectRef,
    headers: &HeaderMap,
    fields: &HashMap<String, String>,
) -> AppResult<Input> {
    let field = |name| fields.get(name).map_or("", String::as_str);
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("");
    let agent = user_agent::parse(agent, Some(headers));
    Ok(Input {
        content: input::content(Some(field("content")))?,
        feedback_type: match field("feedback_type") {
            "" => FeedbackType::default(),
            name => input::type_named("feedback_type", name)?,
        },
        id: input::client_id(field("id")).ok(),
        page: input::page_address(field("page"))?,
        email: input::email(field("email"))?,
        rating: match field("rating") {
            "" => None,
            text => Some(input::rating_named(text)?),
        },
        browser: Some(agent.browser_text()),
        os: Some(agent.os_text()),
        trapped: !field(HONEYPOT_FIELD).trim().is_empty(),
        hasty: is_hasty(state, project.id, field("issued")),
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
pub fn code(refused: &Refused) -> String {
    let code = match refused {
        Refused::Large(number, _) => return format!("file_large.{number}"),
        Refused::Kind(number, _) => return format!("file_kind.{number}"),
        Refused::TooMany => "files_many",
        Refused::Body => "files_large",
        Refused::Other(AppError::Invalid { field, message, .. }) if field == "content" => {
            if message == input::CONTENT_REQUIRED { "content_blank" } else { "content_long" }
        }
        Refused::Other(AppError::Invalid { field, .. }) if field == "email" => "email",
        Refused::Other(AppError::Invalid { field, .. }) if field == "replies" => "replies",
        Refused::Other(AppError::Limited { .. } | AppError::Busy { .. }) => "busy",
        Refused::Other(_) => "refused",
    };
    code.to_owned()
}
