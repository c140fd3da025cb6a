//! A site whose visitors a test sends.

use crate::support::{Call, NOW, TestApp};
use axum::Router;
use cresset::{
    access::Scope,
    accounts::server::{
        ProjectRef,
        projects::{self, NewProject},
        tokens,
    },
    analytics::{
        model::Dim,
        server::{By as Told, Day, Figures, Question, count, total, word},
    },
    server::ctx::By,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0";

/// Somebody with a browser and an address.
#[derive(Debug, Clone, Copy)]
pub struct Person {
    pub address: &'static str,
    pub agent: &'static str,
    pub gpc: bool,
}

pub const ADA: Person = Person { address: "192.0.2.1:40000", agent: FIREFOX, gpc: false };

pub struct Site {
    pub app: TestApp,
    pub project: ProjectRef,
    /// Instances that take what is sent, in turn.
    instances: Vec<Router>,
    pages: std::cell::Cell<i64>,
    sent: std::cell::Cell<usize>,
}

impl Site {
    pub async fn new(time_zone: &str) -> Self {
        Self::of(TestApp::new().await, time_zone, &[]).await
    }

    pub async fn of(app: TestApp, time_zone: &str, origins: &[&str]) -> Self {
        let new = NewProject {
            slug: "tba".into(),
            name: "TBA".into(),
            time_zone: time_zone.into(),
            origins: origins.iter().map(ToString::to_string).collect(),
        };
        let project = projects::create(&app.state, &By::command_line(), new).await.expect("a project");
        let instances = vec![app.router.clone()];
        Self { app, project, instances, pages: 0.into(), sent: 0.into() }
    }

    /// With one more instance on the same database.
    pub async fn with_another(mut self) -> Self {
        self.instances.push(self.app.beside().await);
        self
    }

    /// Moves the clock to a time of a day after the one tests begin on, in UTC.
    pub fn at(&self, days: i64, hours: i64, minutes: i64, seconds: i64) {
        let midnight = NOW - 10 * 3_600_000;
        let wanted = midnight + ((days * 24 + hours) * 60 + minutes) * 60_000 + seconds * 1_000;
        self.app.clock.advance(wanted - self.app.clock.now());
    }

    /// The id of a new page load.
    pub fn page(&self) -> String {
        self.pages.set(self.pages.get() + 1);
        let id = (self.app.clock.now() << 22) | self.pages.get();
        format!("{id:016x}")
    }

    pub async fn send(&self, who: &Person, page: &str, events: Value) -> Value {
        let batch = json!({ "k": self.project.public_key, "i": page, "s": 0, "ev": events });
        self.sent.set(self.sent.get() + 1);
        let instance = self.instances[self.sent.get() % self.instances.len()].clone();
        let call = Call::new(instance, "POST", "/api/events");
        let call = call.raw("text/plain", &batch.to_string()).client(who.address);
        let call = call.header("user-agent", who.agent).header("accept-language", "de");
        let call = if who.gpc { call.header("sec-gpc", "1") } else { call };
        call.send().await.expect(202).json()
    }

    /// One look at a page, on a page load of its own; its id.
    pub async fn look(&self, who: &Person, path: &str) -> String {
        let page = self.page();
        self.send(who, &page, json!([view(0, path)])).await;
        page
    }

    /// A new token of the project.
    pub async fn token(&self, scope: Scope) -> String {
        let new = tokens::NewToken {
            project_id: Some(self.project.id),
            name: "a server".into(),
            scopes: vec![scope],
            expires_at: None,
        };
        tokens::create(&self.app.state, &By::command_line(), new).await.expect("a token")
    }

    /// What the console's page says when it is asked so.
    pub async fn dashboard(&self, asked: &[(&str, &str)]) -> Value {
        // Sessions are shorter than some tests.
        let cookie = self.app.viewer(self.project.id).await;
        let call = self.app.post("/fn/analytics/dashboard").session(&cookie).same_origin();
        call.json(&json!({ "project": "tba", "asked": asked })).send().await.expect(200).json()
    }

    /// The number of the day a number of days after the one tests begin on.
    pub fn day(&self, days: i64) -> i64 {
        Day::at(&self.project.time_zone, NOW).expect("a day").number + days
    }

    pub fn question(&self, days: (i64, i64)) -> Question<'_> {
        let days = (self.day(days.0), self.day(days.1));
        Question::new(&self.project, days)
    }

    pub async fn total(&self, days: (i64, i64)) -> Figures {
        total(&self.app.state, &self.question(days)).await.expect("figures")
    }

    /// Figures by the words of a dimension.
    pub async fn by(&self, dim: Dim, days: (i64, i64), words: &[&str]) -> BTreeMap<String, Figures> {
        let rows = count(&self.app.state, &self.question(days), Told::Dim(dim)).await.expect("figures");
        let named = |id| words.iter().find(|text| word(&self.app.state, dim, text) == id);
        rows.iter()
            .map(|row| (named(row.value).map_or("?".to_owned(), |text| text.to_string()), row.figures))
            .collect()
    }
}

pub fn view(q: i64, path: &str) -> Value {
    json!({ "q": q, "t": 0, "n": "pageview", "u": format!("https://tba.example{path}"), "nav": "navigate" })
}
