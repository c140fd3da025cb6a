//! `/f/{project}`: a document of its own, outside the console.

use super::status;
use crate::{
    accounts::server::{self as accounts, ProjectRef},
    feedback::{
        pages::public::{
            FormPage, FormPageProps, Links, NoPage, NoPageProps, SentPage, SentPageProps, problem,
        },
        server::{public, reporter},
    },
    server::{
        clock::{hex, random},
        problem::AppResult,
        security::{CROSS_ORIGIN_RESOURCE_POLICY, content_security_policy},
        state::AppState,
    },
};
use axum::{
    extract::{Path, Query, Request, State, rejection::QueryRejection},
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use leptos::prelude::*;
use serde::Deserialize;
use std::sync::Arc;
use widget::{FormSetup, model::page_fits};

const SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// What an address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Said {
    /// What the feedback is about.
    page: String,
    /// Why the form came back.
    error: Option<String>,
}

/// What an address says of the entry that was sent.
#[derive(Debug, Deserialize)]
pub struct Link {
    link: String,
}

/// The form. `named` is the slug or the public key of the project.
pub async fn form(
    State(state): State<AppState>,
    Path(named): Path<String>,
    said: Result<Query<Said>, QueryRejection>,
    headers: HeaderMap,
) -> AppResult<Response> {
    let links = links(&state);
    let Some(project) = find(&state, &named).await? else { return Ok(nothing(links)) };
    let Said { page, error } = said.map(|Query(said)| said).unwrap_or_default();
    let setup = FormSetup {
        action: format!("/f/{}", project.slug),
        endpoint: "/api/feedback".into(),
        key: project.public_key.clone(),
        page: if page_fits(&page) { page } else { String::new() },
        entry_id: state.clock.new_id(),
        issued: public::issued(&state, project.id),
        id_prefix: "feedback".into(),
        error: error.as_deref().map(problem),
        ..FormSetup::default()
    };
    let name = project.name.clone();
    let nonce = links.nonce.clone();
    // In a frame it is a part of a page that counts by itself.
    let framed = headers.get(SEC_FETCH_DEST).is_some_and(|dest| dest == "iframe");
    let counted = (project.counts_form && !framed).then(|| project.public_key.clone());
    let html = html(|| FormPage(FormPageProps { name, setup, links, counted }).into_any());
    Ok(document(StatusCode::OK, &project.origins, &nonce, html))
}

/// The form, sent without JavaScript.
pub async fn send(
    State(state): State<AppState>,
    Path(named): Path<String>,
    request: Request,
) -> AppResult<Response> {
    let Some(project) = find(&state, &named).await? else { return Ok(nothing(links(&state))) };
    let (parts, body) = request.into_parts();
    Ok(Redirect::to(&public::take(&state, &project, &parts, body).await).into_response())
}

/// Where a form sent without JavaScript ends, with what the address says of the entry.
pub async fn sent(
    State(state): State<AppState>,
    Path(named): Path<String>,
    link: Result<Query<Link>, QueryRejection>,
    headers: HeaderMap,
) -> AppResult<Response> {
    let links = links(&state);
    let Some(project) = find(&state, &named).await? else { return Ok(nothing(links)) };
    let (name, form) = (project.name.clone(), format!("/f/{}", project.slug));
    let secret = link.ok().map(|Query(Link { link })| link);
    let entry = secret.and_then(|secret| reporter::entry_of_link(&state, project.id, &secret));
    let status = entry.map(|id| status::address(&state, &headers, &project, &id));
    let nonce = links.nonce.clone();
    let html = html(|| SentPage(SentPageProps { name, form, status, links }).into_any());
    Ok(document(StatusCode::OK, &project.origins, &nonce, html))
}

pub(super) async fn find(state: &AppState, named: &str) -> AppResult<Option<Arc<ProjectRef>>> {
    let project = match accounts::project_by_slug(state, named).await? {
        None => accounts::project_by_key(state, named).await?,
        found => found,
    };
    Ok(project.filter(|project| !project.archived))
}

pub(super) fn nothing(links: Links) -> Response {
    let nonce = links.nonce.clone();
    document(
        StatusCode::NOT_FOUND,
        &["'none'".to_owned()],
        &nonce,
        html(|| NoPage(NoPageProps { links }).into_any()),
    )
}

pub(super) fn links(state: &AppState) -> Links {
    let nonce = hex(&random::<16>());
    Links { style: state.site.url("style.css"), script: state.site.url("page.js"), nonce }
}

pub(super) fn html(view: impl FnOnce() -> AnyView) -> String {
    // Leptos ends a changing text with a marker, which a title would show.
    Owner::new().with(|| view().to_html()).replacen("<!></title>", "</title>", 1)
}

/// A page that the listed origins may show in a frame (none listed: any may).
pub(super) fn document(status: StatusCode, origins: &[String], nonce: &str, html: String) -> Response {
    let ancestors = match origins {
        [] => "*".to_owned(),
        [none] if none == "'none'" => none.clone(),
        listed => format!("'self' {}", listed.join(" ")),
    };
    let policy = content_security_policy(nonce, &ancestors);
    let headers = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (CROSS_ORIGIN_RESOURCE_POLICY, "cross-origin".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::REFERRER_POLICY, "same-origin".to_owned()),
    ];
    (status, headers, Html(html)).into_response()
}
