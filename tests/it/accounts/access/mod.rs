//! Getting in, staying in, and being put out.

mod forms;
mod life_cycle;
mod links;
mod passwords;
mod people;
mod setup;

use crate::support::{Call, Reply, TestApp};
use cresset::{
    access::Role,
    accounts::server::{
        ProjectRef,
        projects::{self, NewProject},
        sessions,
        users::{self, NewUser},
    },
    server::ctx::By,
};

const PASSWORD: &str = "lantern orchard nine";
const OTHER_PASSWORD: &str = "marble ladder quietly";

/// The project `tba`; Ada is a member of it, Root an instance admin.
struct Door {
    app: TestApp,
    tba: ProjectRef,
    ada: By,
    root: By,
}

impl Door {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let by = By::command_line();
        let new =
            NewProject { slug: "tba".into(), name: "TBA".into(), time_zone: "UTC".into(), origins: vec![] };
        let tba = projects::create(&app.state, &by, new).await.expect("a project");
        let ada = person(&app, "ada", false).await;
        users::grant(&app.state, &by, tba.id, id(&ada), Role::Member).await.expect("a role");
        let root = person(&app, "root", true).await;
        Self { app, tba, ada, root }
    }

    /// The cookie of a new session.
    async fn session(&self, who: &By) -> String {
        sessions::start(&self.app.state, id(who), "Firefox on Linux").await.expect("a session")
    }

    /// A server function called by our wasm.
    async fn call(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.app.post(path).same_origin().form(fields).send().await
    }

    async fn call_as(&self, cookie: &str, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.app.post(path).same_origin().session(cookie).form(fields).send().await
    }

    async fn sign_in(&self, email: &str, password: &str) -> Reply {
        self.call("/fn/session/sign-in", &[("email", email), ("password", password)]).await
    }

    async fn page(&self, path: &str) -> Reply {
        self.app.get(path).send().await
    }

    /// Whether a cookie still opens the console.
    async fn opens(&self, cookie: &str) -> bool {
        let status = self.app.get("/account").session(cookie).send().await.status.as_u16();
        assert!(status == 200 || status == 302, "{status}");
        status == 200
    }

    /// The one number a query gives.
    async fn count(&self, sql: &'static str) -> i64 {
        let (count,): (i64,) = self.app.state.db.fetch_one(sql, cresset::args![]).await.expect("a number");
        count
    }
}

async fn person(app: &TestApp, name: &str, is_admin: bool) -> By {
    let email = format!("{name}@example.org");
    let new = NewUser { email: email.clone(), name: name.into(), password: PASSWORD.into(), is_admin };
    let id = users::create(&app.state, &By::command_line(), new).await.expect("a person");
    By { id: Some(id), name: email }
}

fn id(who: &By) -> &str {
    who.id.as_deref().expect("a person")
}

/// The session an answer hands to the browser.
#[track_caller]
fn session_of(reply: &Reply) -> String {
    let lines = reply.headers.get_all("set-cookie").iter().filter_map(|line| line.to_str().ok());
    let line = lines.into_iter().find_map(|line| line.strip_prefix("__Host-cresset=")).expect("a session");
    for part in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
        assert!(line.contains(part), "{line}");
    }
    line.split(';').next().expect("a value").to_owned()
}

/// As the browser of another person, elsewhere, sends it.
fn from_elsewhere(call: Call) -> Call {
    call.client("198.51.100.7:4000")
}
