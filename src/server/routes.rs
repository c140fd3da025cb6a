//! Routes that cannot be added without saying who may call them.
//!
//! A slice's `http::routes()` returns [`Routes`]; the access given is both
//! enforced by a layer and listed, and a test calls every listed endpoint as
//! every kind of caller.

use super::{
    ctx::{Actor, TokenActor},
    state::AppState,
};
use crate::{access::Scope, error::AppError};
use axum::{
    Router,
    extract::Request,
    http::Method,
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{MethodFilter, MethodRouter, on},
};

/// Who may call an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anyone, and the answer tells nothing that is not public.
    Public,
    /// Anyone may hand something in; public keys and tokens only say for which project.
    Ingest,
    /// Somebody signed in to the console.
    SignedIn,
    /// An API token with this scope.
    Token(Scope),
}

/// One row of the authorisation matrix.
#[derive(Debug, Clone)]
pub struct Endpoint {
    pub method: Method,
    pub path: &'static str,
    pub access: Access,
}

/// A router and the list of what is in it.
#[derive(Default)]
pub struct Routes {
    pub router: Router<AppState>,
    pub list: Vec<Endpoint>,
}

impl Routes {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn get<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: axum::handler::Handler<T, AppState>,
        T: 'static,
    {
        self.add(Method::GET, path, access, on(MethodFilter::GET, handler))
    }

    pub fn post<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: axum::handler::Handler<T, AppState>,
        T: 'static,
    {
        self.add(Method::POST, path, access, on(MethodFilter::POST, handler))
    }

    pub fn patch<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: axum::handler::Handler<T, AppState>,
        T: 'static,
    {
        self.add(Method::PATCH, path, access, on(MethodFilter::PATCH, handler))
    }

    pub fn delete<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: axum::handler::Handler<T, AppState>,
        T: 'static,
    {
        self.add(Method::DELETE, path, access, on(MethodFilter::DELETE, handler))
    }

    pub fn options<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: axum::handler::Handler<T, AppState>,
        T: 'static,
    {
        self.add(Method::OPTIONS, path, access, on(MethodFilter::OPTIONS, handler))
    }

    fn add(
        mut self,
        method: Method,
        path: &'static str,
        access: Access,
        handler: MethodRouter<AppState>,
    ) -> Self {
        let handler = match access {
            Access::Public | Access::Ingest => handler,
            _ => handler.layer(middleware::from_fn(move |request, next| guard(access, request, next))),
        };
        self.router = self.router.route(path, handler);
        self.list.push(Endpoint { method, path, access });
        self
    }

    /// Wrap everything added so far, e.g. in a body limit or CORS.
    pub fn map(mut self, wrap: impl FnOnce(Router<AppState>) -> Router<AppState>) -> Self {
        self.router = wrap(self.router);
        self
    }

    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.list.extend(other.list);
        self
    }
}

async fn guard(access: Access, request: Request, next: Next) -> Response {
    match allowed(access, &request) {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

fn allowed(access: Access, request: &Request) -> Result<(), AppError> {
    let extensions = request.extensions();
    match access {
        Access::Public | Access::Ingest => Ok(()),
        Access::SignedIn => extensions.get::<Actor>().map(drop).ok_or(AppError::Unauthorized),
        Access::Token(scope) => {
            let token = extensions.get::<TokenActor>().ok_or(AppError::Unauthorized)?;
            if token.may(scope) { Ok(()) } else { Err(AppError::Forbidden) }
        }
    }
}
