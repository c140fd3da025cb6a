//! What every test starts from.

mod call;
pub mod contract;
mod database;
mod mmdb;

pub use call::{Call, Reply};
pub use database::TestDb;
pub use mmdb::Mmdb;

use axum::Router;
use cresset::{
    access::Role,
    accounts::server::{
        sessions,
        users::{self, NewUser},
    },
    server::{
        clock::{Clock, Millis},
        config::{Config, Values},
        ctx::By,
        router,
        state::AppState,
    },
};

/// Tuesday, 3 March 2026, 10:00:00 UTC: where every test's clock stands.
pub const NOW: Millis = 1_772_532_000_000;

/// The application as `serve` builds it, without sockets, on a frozen clock.
pub struct TestApp {
    pub state: AppState,
    pub router: Router,
    pub clock: Clock,
    _db: TestDb,
}

impl TestApp {
    pub async fn new() -> Self {
        Self::with(&[]).await
    }

    /// With settings other than the defaults, e.g. `("default_project", "off")`.
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        let test_db = TestDb::new().await;
        let flags: Values =
            settings.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
        let mut config = Config::load(flags, &|_| None, Values::new()).expect("valid settings");
        config.data_dir = test_db.dir.path().to_owned();
        let clock = Clock::frozen(NOW);
        let state = router::state(config, test_db.db.clone(), clock.clone()).await.expect("the state opens");
        Self { router: router::router(state.clone()), state, clock, _db: test_db }
    }

    /// Another instance on the same database, as a second process would be.
    pub async fn beside(&self) -> Router {
        let config = Config::clone(&self.state.config);
        let state = router::state(config, self.state.db.clone(), self.clock.clone()).await;
        router::router(state.expect("the state opens"))
    }

    /// The session cookie of a new viewer of a project.
    pub async fn viewer(&self, project_id: i64) -> String {
        let by = By::command_line();
        let name = format!("viewer{}", self.state.clock.new_id());
        let email = format!("{name}@example.org");
        let new = NewUser { email, name, password: "a long enough passphrase".into(), is_admin: false };
        let user = users::create(&self.state, &by, new).await.expect("a user");
        users::grant(&self.state, &by, project_id, &user, Role::Viewer).await.expect("a role");
        sessions::start(&self.state, &user, "test").await.expect("a session")
    }

    pub fn get(&self, path: &str) -> Call {
        Call::new(self.router.clone(), "GET", path)
    }

    pub fn post(&self, path: &str) -> Call {
        Call::new(self.router.clone(), "POST", path)
    }

    pub fn patch(&self, path: &str) -> Call {
        Call::new(self.router.clone(), "PATCH", path)
    }

    pub fn request(&self, method: &str, path: &str) -> Call {
        Call::new(self.router.clone(), method, path)
    }
}
