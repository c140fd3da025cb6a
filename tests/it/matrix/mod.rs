//! Every route, page and server function × every kind of caller.
//!
//! Routes carry their right themselves (`server::routes::Access`); pages and
//! server functions have a row in [`rows`]. Something without a row fails the
//! test, and so does an answer the row does not allow.

mod rows;
mod world;

use crate::support::Call;
use cresset::{
    access::{Role, Scope},
    app::App,
    server::{
        router,
        routes::{Access, Endpoint},
    },
};
use leptos::server_fn::axum::server_fn_paths;
use leptos_axum::generate_route_list;
use rows::{FUNCTIONS, PAGES};
use world::{Caller, World};

/// Who may open a page or call a server function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    Anyone,
    SignedIn,
    In(Role),
    InstanceAdmin,
}

/// What a caller must get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// Anything but 401 and 403: what the call itself does is tested elsewhere.
    Allowed,
    Exactly(u16),
}

impl Verdict {
    fn accepts(self, status: u16) -> bool {
        match self {
            Self::Allowed => status != 401 && status != 403 && status < 500,
            Self::Exactly(expected) => status == expected,
        }
    }
}

fn verdict_of_person(right: Right, caller: Caller) -> Verdict {
    use Verdict::{Allowed, Exactly};
    let person = caller.role_in_alpha();
    match right {
        Right::Anyone => Allowed,
        _ if !caller.is_person() => Exactly(401),
        Right::SignedIn => Allowed,
        Right::InstanceAdmin if caller == Caller::Admin => Allowed,
        Right::InstanceAdmin => Exactly(403),
        Right::In(_) if caller == Caller::Admin => Allowed,
        Right::In(least) => match person {
            Some(role) if role >= least => Allowed,
            Some(_) => Exactly(403),
            None => Exactly(404),
        },
    }
}

fn verdict_of_route(access: Access, caller: Caller) -> Verdict {
    use Verdict::{Allowed, Exactly};
    match (access, caller) {
        (Access::Public, _) => Allowed,
        // A credential that is sent must be good even where none is needed.
        (Access::Ingest, Caller::RevokedToken | Caller::ExpiredToken | Caller::PublicKey) => Exactly(401),
        (Access::Ingest, Caller::Token(Scope::FeedbackWrite | Scope::AnalyticsWrite)) => Allowed,
        (Access::Ingest, Caller::Token(_)) => Exactly(403),
        (Access::Ingest, _) => Allowed,
        (Access::Token(scope), Caller::Token(own)) if own == scope => Allowed,
        (Access::Token(_), Caller::Token(_)) => Exactly(403),
        (Access::Token(_), Caller::ForeignToken) => Allowed,
        (Access::Token(_), _) => Exactly(401),
        (Access::SignedIn, caller) => verdict_of_person(Right::In(Role::Viewer), caller),
    }
}

/// Cells that answered otherwise than the matrix says.
#[derive(Default)]
struct Report {
    cells: usize,
    violations: Vec<String>,
}

impl Report {
    async fn cell(&mut self, what: &str, caller: Caller, verdict: Verdict, call: Call) {
        let status = call.status().await;
        self.cells += 1;
        if !verdict.accepts(status.as_u16()) {
            self.violations.push(format!("{what} as {caller:?}: {status} instead of {verdict:?}"));
        }
    }

    #[track_caller]
    fn finish(self, name: &str) {
        println!("{name}: {} cells, {} violations", self.cells, self.violations.len());
        assert!(self.violations.is_empty(), "{name}:\n  {}", self.violations.join("\n  "));
    }
}

#[tokio::test]
async fn every_route_times_every_caller() {
    let world = World::new().await;
    let mut report = Report::default();
    for Endpoint { method, path, access } in router::endpoints().list {
        for caller in Caller::all() {
            let verdict = match (access, path.starts_with("/api/event") || path.starts_with("/api/feedback"))
            {
                // Both ingest routes take only their own scope.
                (Access::Ingest, true) if matches!(caller, Caller::Token(_)) => continue,
                _ => verdict_of_route(access, caller),
            };
            let call = world.as_caller(caller, world.app.request(method.as_str(), &world.fill(path))).await;
            report.cell(&format!("{method} {path}"), caller, verdict, call).await;
        }
    }
    report.finish("routes");
}

#[tokio::test]
async fn every_server_function_times_every_caller() {
    let world = World::new().await;
    let mut report = Report::default();
    for (path, _) in server_fn_paths() {
        let Some((_, right, body)) = FUNCTIONS.iter().find(|(row, ..)| *row == path) else {
            report.violations.push(format!("{path} has no row in tests/it/matrix/rows.rs"));
            continue;
        };
        for caller in Caller::all() {
            let call = world
                .app
                .post(path)
                .same_origin()
                .raw("application/x-www-form-urlencoded", &world.fill(body));
            let call = world.as_caller(caller, call).await;
            report.cell(path, caller, verdict_of_person(*right, caller), call).await;
        }
    }
    let known: Vec<_> = server_fn_paths().map(|(path, _)| path).collect();
    let stale = FUNCTIONS.iter().filter(|(row, ..)| !known.contains(row));
    report.violations.extend(stale.map(|(row, ..)| format!("{row} is in the rows and nowhere else")));
    report.finish("server functions");
}

#[tokio::test]
async fn every_page_times_every_caller() {
    let world = World::new().await;
    let mut report = Report::default();
    for listing in generate_route_list(App) {
        let path = listing.path();
        let Some((_, right)) = PAGES.iter().find(|(row, _)| *row == path) else {
            report.violations.push(format!("{path} has no row in tests/it/matrix/rows.rs"));
            continue;
        };
        for caller in Caller::all() {
            // A page sends strangers to the sign-in page instead of a bare 401.
            let verdict = match verdict_of_person(*right, caller) {
                Verdict::Exactly(401) => Verdict::Exactly(302),
                other => other,
            };
            let call = world.as_caller(caller, world.app.get(&world.fill(path))).await;
            report.cell(path, caller, verdict, call).await;
        }
    }
    report.finish("pages");
}
