//! The settings of a project: who may change what, and what is kept of it.

mod audit;
mod counting;
mod forms;
mod general;
mod identity;
mod people;
mod start;
mod tokens;

use crate::support::{Call, TestApp};
use cresset::{
    access::Role,
    accounts::{
        model::audit::{AuditEntry, AuditQuery},
        server::{
            ProjectRef, audit_log,
            projects::{self, NewProject},
            sessions,
            users::{self, NewUser},
        },
    },
    server::ctx::By,
};

/// Two projects; Ada maintains `tba`, Grace triages it, Mary maintains `other`, Root is instance admin.
struct Office {
    app: TestApp,
    tba: ProjectRef,
    other: ProjectRef,
    ada: By,
    grace: By,
    root: By,
}

impl Office {
    async fn new() -> Self {
        let app = TestApp::with(&[("limits", "off")]).await;
        let (tba, other) = (project(&app, "tba").await, project(&app, "other").await);
        let ada = person(&app, "ada", Some((tba.id, Role::Maintainer))).await;
        let grace = person(&app, "grace", Some((tba.id, Role::Member))).await;
        person(&app, "mary", Some((other.id, Role::Maintainer))).await;
        let root = person(&app, "root", None).await;
        app.clock.advance(1);
        Self { app, tba, other, ada, grace, root }
    }

    async fn as_person(&self, who: &By, call: Call) -> Call {
        let id = who.id.as_deref().expect("a person");
        call.session(&sessions::start(&self.app.state, id, "test").await.expect("a session"))
    }

    /// A form as a page without JavaScript sends it, from the page `from`.
    async fn form(&self, who: &By, path: &str, from: &str, fields: &[(&str, &str)]) -> Call {
        let call = self.app.post(path).same_origin().header("accept", "text/html");
        let call = call.header("referer", &format!("http://cresset.test{from}"));
        self.as_person(who, call.form(fields)).await
    }

    async fn page(&self, who: &By, path: &str) -> String {
        self.as_person(who, self.app.get(path)).await.send().await.expect(200).text()
    }

    /// What the log of `tba` says, newest first, since the office was opened.
    async fn log(&self) -> Vec<AuditEntry> {
        let page = audit_log::read(&self.app.state, Some(self.tba.id), &AuditQuery::default()).await;
        let entries = page.expect("a page").entries.into_iter();
        entries.filter(|entry| entry.at > crate::support::NOW).collect()
    }
}

async fn project(app: &TestApp, slug: &str) -> ProjectRef {
    let new =
        NewProject { slug: slug.into(), name: slug.to_uppercase(), time_zone: "UTC".into(), origins: vec![] };
    projects::create(&app.state, &By::command_line(), new).await.expect("a project")
}

async fn person(app: &TestApp, name: &str, role: Option<(i64, Role)>) -> By {
    let by = By::command_line();
    let email = format!("{name}@example.org");
    let new = NewUser {
        email: email.clone(),
        name: name.into(),
        password: "lantern orchard nine".into(),
        is_admin: role.is_none(),
    };
    let id = users::create(&app.state, &by, new).await.expect("a person");
    if let Some((project, role)) = role {
        users::grant(&app.state, &by, project, &id, role).await.expect("a role");
    }
    By { id: Some(id), name: email }
}

/// `Name: A → B` for each value an entry names.
fn lines(entry: &AuditEntry) -> Vec<String> {
    let line = |detail: &cresset::accounts::model::audit::Detail| match &detail.from {
        Some(from) => format!("{}: {from} → {}", detail.name, detail.to),
        None => format!("{}: {}", detail.name, detail.to),
    };
    entry.details.iter().map(line).collect()
}
