//! `/f/{project}/s/{secret}`: the page of whoever sent an entry, by the link they got for it.
//! Nobody is signed in here: who has the link is the reporter.

use super::{
    ingest::{admit, read_body},
    page::{document, find, html, links, nothing},
};
use crate::{
    accounts::server::ProjectRef,
    error::AppError,
    feedback::{
        pages::{
            public::problem,
            status::{After, StatusPage, StatusPageProps},
        },
        server::{self as feedback, public, reporter},
    },
    server::{
        cors,
        ctx::client_ip,
        limits::{Kind, Prefix},
        problem::AppResult,
        security,
        state::AppState,
    },
};
use axum::{
    Form,
    body::Body,
    extract::{FromRequest, Path, Query, Request, State, rejection::QueryRejection},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use leptos::prelude::*;
use serde::Deserialize;
use std::{collections::HashMap, sync::Arc};
use widget::model::HONEYPOT_FIELD;

/// The link of an entry, whole: it is read in mails and other programs.
pub fn address(state: &AppState, headers: &HeaderMap, project: &ProjectRef, id: &str) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let base = security::base_url(&state.config, host);
    format!("{base}{}", path(project, &reporter::link_secret(state, project.id, id)))
}

fn path(project: &ProjectRef, secret: &str) -> String {
    format!("/f/{}/s/{secret}", project.slug)
}

/// What an address says of the reply before.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Said {
    replied: Option<String>,
    error: Option<String>,
}

/// What became of the entry.
pub async fn page(
    State(state): State<AppState>,
    Path((named, secret)): Path<(String, String)>,
    said: Result<Query<Said>, QueryRejection>,
) -> AppResult<Response> {
    let links = links(&state);
    let Some((project, id)) = opened(&state, &named, &secret).await? else { return Ok(nothing(links)) };
    let page = match reporter::status_page(&state, project.id, &id).await {
        // Deleted since, which is told like a link that never was.
        Err(AppError::NotFound) => return Ok(nothing(links)),
        page => page?,
    };
    let after = match said.map(|Query(said)| said).unwrap_or_default() {
        Said { error: Some(code), .. } => After::Refused(problem(&code)),
        Said { replied: Some(_), .. } => After::Replied,
        Said { .. } => After::Nothing,
    };
    let (name, form, action) =
        (project.name.clone(), format!("/f/{}", project.slug), path(&project, &secret));
    let (reply, nonce) = (state.clock.new_id(), links.nonce.clone());
    let html =
        html(|| StatusPage(StatusPageProps { name, form, action, reply, page, after, links }).into_any());
    Ok(document(StatusCode::OK, &project.origins, &nonce, html))
}

/// The form of that page.
pub async fn reply(
    State(state): State<AppState>,
    Path((named, secret)): Path<(String, String)>,
    request: Request,
) -> AppResult<Response> {
    let Some((project, id)) = opened(&state, &named, &secret).await? else {
        return Ok(nothing(links(&state)));
    };
    let (parts, body) = request.into_parts();
    let said = match accept(&state, &project, &id, &parts, body).await {
        Ok(()) => "replied=1".to_owned(),
        Err(error) => format!("error={}", public::code(&error.into())),
    };
    Ok(Redirect::to(&format!("{}?{said}", path(&project, &secret))).into_response())
}

/// The project and the entry of an address.
async fn opened(state: &AppState, named: &str, secret: &str) -> AppResult<Option<(Arc<ProjectRef>, String)>> {
    let Some(project) = find(state, named).await? else { return Ok(None) };
    let id = reporter::entry_of_link(state, project.id, secret);
    Ok(id.map(|id| (project, id)))
}

/// The rules of the form: whoever may send an entry may reply to what became of it.
async fn accept(
    state: &AppState,
    project: &ProjectRef,
    id: &str,
    parts: &Parts,
    body: Body,
) -> AppResult<()> {
    let _room = admit(state, &parts.headers)?;
    feedback::limit(state, Kind::FeedbackPrefix, Prefix::from(client_ip(&parts.extensions)))?;
    cors::check_origin(&state.config, &project.origins, &parts.headers)?;
    let body = read_body(state, body).await?;
    feedback::limit(state, Kind::FeedbackProject, project.id)?;
    let request = Request::from_parts(parts.clone(), Body::from(body));
    let Form(fields) = Form::<HashMap<String, String>>::from_request(request, &())
        .await
        .map_err(|_| AppError::invalid("body", "The body is not a form"))?;
    let field = |name| fields.get(name).map_or("", String::as_str);
    if !field(HONEYPOT_FIELD).trim().is_empty() {
        // Said, unlike with an entry: a reply has no spam folder to be found in.
        return Err(AppError::invalid(HONEYPOT_FIELD, "This field must stay empty"));
    }
    let reply = feedback::input::client_id(field("id")).ok();
    match reporter::reply(state, project.id, id, reply.clone(), field("content")).await {
        // The person went back, wrote something else and sent the form again.
        Err(AppError::Conflict { .. }) if reply.is_some() => {
            reporter::reply(state, project.id, id, None, field("content")).await
        }
        result => result,
    }
}
