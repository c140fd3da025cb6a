//! Who is asking, and whether they may: the first line of every server
//! function and handler.
//!
//! The accounts slice recognises credentials once per request and leaves an
//! [`Actor`] or a [`TokenActor`] in the request's extensions; nothing else
//! looks at cookies or tokens.

use super::{clock::Millis, problem::AppResult, security, state::AppState};
use crate::{
    access::{ProjectAccess, Role, Scope},
    error::AppError,
};
use axum::{
    extract::FromRequestParts,
    http::{Extensions, HeaderMap, HeaderValue, StatusCode, header, request::Parts},
};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use leptos_router::params::ParamsMap;
use std::net::{IpAddr, Ipv4Addr};

/// A signed-in person.
#[derive(Debug, Clone)]
pub struct Actor {
    pub user_id: String,
    pub session_id: String,
    pub email: String,
    pub name: String,
    pub is_admin: bool,
    /// Every project the person may open; all of them for an instance admin.
    pub projects: Vec<ProjectAccess>,
}

/// A valid API token.
#[derive(Debug, Clone)]
pub struct TokenActor {
    pub token_id: String,
    pub name: String,
    /// `None` for an instance token, which names its project by `?project=`.
    pub project_id: Option<i64>,
    pub scopes: Vec<Scope>,
}

impl TokenActor {
    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }
}

/// Who did something, as the audit log and histories name them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// The user's or token's id; none for the command line.
    pub id: Option<String>,
    pub name: String,
}

impl By {
    pub fn command_line() -> Self {
        Self { id: None, name: "command line".into() }
    }

    /// Nobody: what was said once is done again and again.
    pub fn cresset() -> Self {
        Self { id: None, name: "Cresset".into() }
    }
}

impl From<&Actor> for By {
    fn from(actor: &Actor) -> Self {
        Self { id: Some(actor.user_id.clone()), name: actor.email.clone() }
    }
}

impl From<&TokenActor> for By {
    fn from(token: &TokenActor) -> Self {
        Self { id: Some(token.token_id.clone()), name: token.name.clone() }
    }
}

/// The address limits count by; see `server::limits::client_ip`.
#[derive(Debug, Clone, Copy)]
pub struct ClientIp(pub IpAddr);

/// A request that may or may not come from somebody signed in.
#[derive(Clone)]
pub struct Visitor {
    pub state: AppState,
    pub actor: Option<Actor>,
    pub ip: IpAddr,
    pub headers: HeaderMap,
}

/// A request of somebody signed in.
#[derive(Clone)]
pub struct Ctx {
    pub state: AppState,
    pub actor: Actor,
    pub ip: IpAddr,
}

/// In a handler.
impl FromRequestParts<AppState> for Ctx {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> AppResult<Self> {
        let actor = parts.extensions.get::<Actor>().cloned().ok_or(AppError::Unauthorized)?;
        Ok(Self { state: state.clone(), actor, ip: client_ip(&parts.extensions) })
    }
}

/// The request a server function or page is being run for, signed in or not.
pub fn visitor() -> AppResult<Visitor> {
    let state = use_context::<AppState>();
    let parts = use_context::<Parts>();
    let (Some(state), Some(parts)) = (state, parts) else {
        return Err(super::problem::internal("no request in context"));
    };
    Ok(Visitor {
        state,
        actor: parts.extensions.get::<Actor>().cloned(),
        ip: client_ip(&parts.extensions),
        headers: parts.headers,
    })
}

/// The request, if somebody is signed in.
pub fn ctx() -> AppResult<Ctx> {
    let Visitor { state, actor, ip, .. } = visitor()?;
    let actor = actor.ok_or(AppError::Unauthorized)?;
    Ok(Ctx { state, actor, ip })
}

/// Give the page being rendered the status of the error it shows; strangers are
/// sent to sign in and come back afterwards. Without a page: no effect.
pub fn answer_page(error: &AppError) {
    let (Some(options), Some(parts)) = (use_context::<ResponseOptions>(), use_context::<Parts>()) else {
        return;
    };
    if *error != AppError::Unauthorized {
        options.set_status(StatusCode::from_u16(error.status()).unwrap_or_default());
        return;
    }
    let mut next = ParamsMap::new();
    next.insert("next", parts.uri.path_and_query().map(|path| path.to_string()).unwrap_or_default());
    let sign_in = format!("/login{}", next.to_query_string());
    if let Ok(sign_in) = HeaderValue::from_str(&sign_in) {
        options.set_status(StatusCode::FOUND);
        options.insert_header(header::LOCATION, sign_in);
    }
}

/// The address recorded for this request; loopback when a test has no socket.
pub fn client_ip(extensions: &Extensions) -> IpAddr {
    extensions.get::<ClientIp>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |ip| ip.0)
}

/// The value of a cookie.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(own, _)| *own == name).map(|(_, value)| value.to_owned())
}

impl Visitor {
    /// The scheme and host under which the reader reached us, for lines to paste.
    pub fn base_url(&self) -> String {
        let host = self.headers.get(header::HOST).and_then(|host| host.to_str().ok());
        security::base_url(&self.state.config, host)
    }
}

impl Ctx {
    /// The project, if the person has at least `role` in it.
    ///
    /// # Errors
    /// `NotFound` without any role: whether the project exists is not told.
    /// `Forbidden` with a lesser role.
    pub fn project(&self, slug: &str, role: Role) -> AppResult<ProjectAccess> {
        let project = self.actor.projects.iter().find(|project| project.slug == slug);
        let project = project.ok_or(AppError::NotFound)?;
        if project.role < role {
            return Err(AppError::Forbidden);
        }
        Ok(project.clone())
    }

    /// # Errors
    /// `Forbidden` for anybody but an instance admin.
    pub fn admin(&self) -> AppResult<()> {
        if self.actor.is_admin { Ok(()) } else { Err(AppError::Forbidden) }
    }

    pub fn now(&self) -> Millis {
        self.state.clock.now()
    }
}
