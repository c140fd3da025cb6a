//! Two projects and everybody who might call.

use crate::support::{Call, TestApp};
use cresset::{
    access::{Role, Scope},
    accounts::server::{
        projects::{self, NewProject, ProjectRef},
        sessions,
        tokens::{self, NewToken},
        users::{self, NewUser},
    },
    server::{clock::MINUTE, ctx::By},
};

/// A kind of caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    Anonymous,
    /// Maintainer of another project.
    Outsider,
    Viewer,
    Member,
    Maintainer,
    Admin,
    /// A token of this project with one scope.
    Token(Scope),
    /// A token of another project with every scope.
    ForeignToken,
    RevokedToken,
    ExpiredToken,
    /// The public key where a token belongs.
    PublicKey,
}

impl Caller {
    pub fn all() -> Vec<Self> {
        let mut all = vec![
            Self::Anonymous,
            Self::Outsider,
            Self::Viewer,
            Self::Member,
            Self::Maintainer,
            Self::Admin,
            Self::ForeignToken,
            Self::RevokedToken,
            Self::ExpiredToken,
            Self::PublicKey,
        ];
        all.extend(Scope::ALL.map(Self::Token));
        all
    }

    pub fn is_person(self) -> bool {
        matches!(self, Self::Outsider | Self::Viewer | Self::Member | Self::Maintainer | Self::Admin)
    }

    pub fn role_in_alpha(self) -> Option<Role> {
        match self {
            Self::Viewer => Some(Role::Viewer),
            Self::Member => Some(Role::Member),
            Self::Maintainer => Some(Role::Maintainer),
            _ => None,
        }
    }
}

pub struct World {
    pub app: TestApp,
    alpha: ProjectRef,
    users: Vec<(Caller, String)>,
    tokens: Vec<(Caller, String)>,
}

impl World {
    pub async fn new() -> Self {
        let app = TestApp::with(&[("limits", "off")]).await;
        let by = By::command_line();
        let mut made = Vec::new();
        for slug in ["alpha", "beta"] {
            let new =
                NewProject { slug: slug.into(), name: slug.into(), time_zone: "UTC".into(), origins: vec![] };
            made.push(projects::create(&app.state, &by, new).await.expect("a project"));
        }
        let [alpha, beta] = [made[0].clone(), made[1].clone()];
        let mut world = Self { app, alpha, users: Vec::new(), tokens: Vec::new() };
        world.add_people(beta.id).await;
        world.add_tokens(beta.id).await;
        world
    }

    async fn add_people(&mut self, beta: i64) {
        let by = By::command_line();
        let state = &self.app.state;
        for caller in Caller::all().into_iter().filter(|caller| caller.is_person()) {
            let name = format!("{caller:?}").to_lowercase();
            let new = NewUser {
                email: format!("{name}@example.org"),
                name,
                password: "a long enough passphrase".into(),
                is_admin: caller == Caller::Admin,
            };
            let id = users::create(state, &by, new).await.expect("a user");
            let membership = match caller.role_in_alpha() {
                Some(role) => Some((self.alpha.id, role)),
                None => (caller == Caller::Outsider).then_some((beta, Role::Maintainer)),
            };
            if let Some((project, role)) = membership {
                users::grant(state, &by, project, &id, role).await.expect("a role");
            }
            self.users.push((caller, id));
        }
    }

    async fn add_tokens(&mut self, beta: i64) {
        for scope in Scope::ALL {
            let token = self.token(self.alpha.id, vec![scope], None).await;
            self.tokens.push((Caller::Token(scope), token));
        }
        let foreign = self.token(beta, Scope::ALL.to_vec(), None).await;
        let soon = self.app.clock.now() + MINUTE;
        let expired = self.token(self.alpha.id, Scope::ALL.to_vec(), Some(soon)).await;
        self.app.clock.advance(2 * MINUTE);
        let revoked = self.token(self.alpha.id, Scope::ALL.to_vec(), None).await;
        let newest = tokens::list(&self.app.state, self.alpha.id).await.expect("a list").remove(0);
        let by = By::command_line();
        tokens::revoke(&self.app.state, self.alpha.id, &by, &newest.id).await.expect("revoked");
        self.tokens.extend([
            (Caller::ForeignToken, foreign),
            (Caller::ExpiredToken, expired),
            (Caller::RevokedToken, revoked),
            (Caller::PublicKey, self.alpha.public_key.clone()),
        ]);
    }

    async fn token(&self, project: i64, scopes: Vec<Scope>, expires_at: Option<i64>) -> String {
        let new = NewToken { project_id: Some(project), name: "matrix".into(), scopes, expires_at };
        tokens::create(&self.app.state, &By::command_line(), new).await.expect("a token")
    }

    /// The call with this caller's credentials; people get a new session each
    /// time, since a call may end it.
    pub async fn as_caller(&self, caller: Caller, call: Call) -> Call {
        if let Some((_, user)) = self.users.iter().find(|(kind, _)| *kind == caller) {
            let cookie = sessions::start(&self.app.state, user, "test").await.expect("a session");
            return call.session(&cookie);
        }
        match self.tokens.iter().find(|(kind, _)| *kind == caller) {
            Some((_, token)) => call.token(token),
            None => call,
        }
    }

    /// A path or body with its names replaced by objects of the project alpha.
    pub fn fill(&self, text: &str) -> String {
        const NONE: &str = "01999999-9999-7999-8999-999999999999";
        let mut filled = text.replace("{none}", NONE).replace("{project}", &self.alpha.slug);
        for name in ["{id}", "{name}", "{token}", "{file}", "{secret}", "{*name}"] {
            filled = filled.replace(name, NONE);
        }
        filled
    }
}
