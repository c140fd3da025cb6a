//! Where a request without a destination goes, and what the way in has to say.

use super::store;
use crate::{
    accounts::model::session::Destination,
    server::{
        ctx::{Visitor, visitor},
        once,
        problem::AppResult,
        security::base_url,
        state::AppState,
    },
};
use axum::http::{header, request::Parts};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// What `/` is for this visitor. Whoever can go on is sent on.
pub async fn home(visitor: &Visitor) -> AppResult<Destination> {
    let Some(actor) = &visitor.actor else {
        if store::users::any_admin(&visitor.state.db).await? {
            go("/login");
            return Ok(Destination::SignIn);
        }
        return Ok(Destination::NotSetUp);
    };
    if let Some(project) = actor.projects.first() {
        go(&format!("/app/{}", project.slug));
        return Ok(Destination::Project(project.slug.clone()));
    }
    Ok(Destination::NoProject { is_admin: actor.is_admin })
}

/// Send on the page that is asked for. A call from a page that is open already gets the answer
/// itself: the browser would follow a redirect to a page where it expects JSON.
fn go(path: &str) {
    if use_context::<Parts>().is_none_or(|parts| parts.uri.path().starts_with("/fn/")) {
        return;
    }
    let location = axum::http::HeaderValue::from_str(path);
    if let (Some(options), Ok(location)) = (use_context::<ResponseOptions>(), location) {
        options.set_status(axum::http::StatusCode::FOUND);
        options.insert_header(header::LOCATION, location);
    }
}

/// Browsers drop a Secure cookie on plain http unless the host is their own machine.
pub fn warning(visitor: &Visitor) -> String {
    if drops_cookie(&visitor.base_url()) {
        "This page came over plain http: browsers will not keep you signed in. Use https, or \
         http://localhost on the machine itself."
            .to_owned()
    } else {
        String::new()
    }
}

/// Whether pages under this address cannot keep a session.
pub fn drops_cookie(base: &str) -> bool {
    let Some(rest) = base.strip_prefix("http://") else { return false };
    let host = rest.rsplit_once(':').map_or(rest, |(host, _)| host);
    !(host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.") || host == "[::1]")
}

/// A secret path as the whole link, also kept for the page that a form without JavaScript ends on.
pub fn shown_once(kind: &str, path: &str) -> AppResult<String> {
    let visitor = visitor()?;
    let link = format!("{}{path}", visitor.base_url());
    once::keep(&visitor, kind, &link);
    Ok(link)
}

/// The link kept by [`shown_once`] for this page.
pub fn just_made(kind: &str) -> Option<String> {
    once::take(&visitor().ok()?, kind)
}

/// A secret path as the whole link, for the command line: there is no request to tell the host.
pub fn link(state: &AppState, path: &str) -> String {
    format!("{}{path}", base_url(&state.config, None))
}

#[cfg(test)]
mod tests {
    use super::drops_cookie;

    #[test]
    fn only_https_and_the_own_machine_keep_a_session() {
        for kept in
            ["https://a.example", "http://localhost:3000", "http://127.0.0.1:3000", "http://[::1]:3000"]
        {
            assert!(!drops_cookie(kept), "{kept}");
        }
        assert!(drops_cookie("http://10.0.0.7:3000") && drops_cookie("http://cresset.example"));
    }
}
