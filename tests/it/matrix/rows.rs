//! Who may open which page and call which server function.

use super::Right;
use cresset::access::Role;

/// Path, right, and a body the function can read. `{project}`, `{entry}` and
/// `{deployment}` are filled with objects of the project alpha; what would
/// destroy something names an object that does not exist (`{none}`).
pub const FUNCTIONS: &[(&str, Right, &str)] = &[
    ("/fn/feedback/submit", Right::Anyone, "content=x&key={none}"),
    ("/fn/session/home", Right::Anyone, "{}"),
    ("/fn/session/warning", Right::Anyone, "{}"),
    ("/fn/session/sign-in", Right::Anyone, "email=nobody&password={none}"),
    ("/fn/session/sign-out", Right::SignedIn, ""),
    ("/fn/setup/check", Right::Anyone, r#"{"token":"{none}"}"#),
    ("/fn/setup/complete", Right::Anyone, "token={none}&name=x&email=x&password=x&project=x&time_zone=UTC"),
    ("/fn/link/look", Right::Anyone, r#"{"kind":"invite","secret":"{none}"}"#),
    ("/fn/link/join", Right::Anyone, "secret={none}&name=x&password=x"),
    ("/fn/link/accept", Right::Anyone, "secret={none}"),
    ("/fn/link/choose-password", Right::Anyone, "secret={none}&password=x"),
    ("/fn/link/enter", Right::Anyone, "secret={none}"),
    ("/fn/feedback/inbox", Right::In(Role::Viewer), r#"{"project":"{project}","asked":[]}"#),
    ("/fn/feedback/entry", Right::In(Role::Viewer), r#"{"project":"{project}","id":"{none}"}"#),
    ("/fn/feedback/triage", Right::In(Role::Member), "project={project}&id={none}&from=new&to=done"),
    ("/fn/account/me", Right::SignedIn, "{}"),
    ("/fn/account/own", Right::SignedIn, "{}"),
    ("/fn/account/rename", Right::SignedIn, "name="),
    ("/fn/account/password", Right::SignedIn, "current={none}&password=x"),
    ("/fn/account/end-session", Right::SignedIn, "session={none}"),
    ("/fn/account/end-other-sessions", Right::SignedIn, ""),
    ("/fn/people/list", Right::InstanceAdmin, "{}"),
    ("/fn/people/invite", Right::InstanceAdmin, "email="),
    ("/fn/people/withdraw", Right::InstanceAdmin, "invitation={none}"),
    ("/fn/people/reset-link", Right::InstanceAdmin, "email={none}"),
    ("/fn/people/set-disabled", Right::InstanceAdmin, "user={none}&disabled=true"),
    ("/fn/people/set-admin", Right::InstanceAdmin, "user={none}&is_admin=true"),
    ("/fn/project/settings", Right::In(Role::Maintainer), r#"{"project":"{project}"}"#),
    ("/fn/project/update", Right::In(Role::Maintainer), "project={project}&name=alpha&time_zone=UTC"),
    ("/fn/project/add-origins", Right::In(Role::Maintainer), "project={project}&origins=nonsense"),
    ("/fn/project/remove-origin", Right::In(Role::Maintainer), "project={project}&origin={none}"),
    ("/fn/project/rotate-key", Right::In(Role::Maintainer), "project={project}"),
    ("/fn/project/archive", Right::In(Role::Maintainer), "project={project}&confirm=no"),
    ("/fn/project/start", Right::In(Role::Viewer), r#"{"project":"{project}"}"#),
    ("/fn/members/list", Right::In(Role::Maintainer), r#"{"project":"{project}"}"#),
    ("/fn/members/set-role", Right::In(Role::Maintainer), "project={project}&user={none}&role=viewer"),
    ("/fn/members/remove", Right::In(Role::Maintainer), "project={project}&user={none}"),
    ("/fn/tokens/list", Right::In(Role::Maintainer), r#"{"project":"{project}"}"#),
    ("/fn/tokens/create", Right::In(Role::Maintainer), "project={project}&name=x&expires={none}"),
    ("/fn/tokens/revoke", Right::In(Role::Maintainer), "project={project}&token={none}"),
    ("/fn/audit/project", Right::In(Role::Maintainer), r#"{"project":"{project}","query":{}}"#),
    ("/fn/audit/instance", Right::InstanceAdmin, r#"{"query":{}}"#),
    ("/fn/admin/projects", Right::InstanceAdmin, "{}"),
    ("/fn/admin/create-project", Right::InstanceAdmin, "name=&slug=&time_zone="),
    ("/fn/admin/unarchive-project", Right::InstanceAdmin, "project={none}"),
    ("/fn/deploys/list", Right::In(Role::Viewer), DEPLOYMENTS),
    ("/fn/deploys/get", Right::In(Role::Viewer), r#"{"project":"{project}","id":"{none}"}"#),
];

const DEPLOYMENTS: &str = r#"{"project":"{project}","asked":{"environment":"","status":"","cursor":""}}"#;

/// The path as axum writes it, and the right.
pub const PAGES: &[(&str, Right)] = &[
    ("/", Right::Anyone),
    ("/setup", Right::Anyone),
    ("/login", Right::Anyone),
    ("/login/{token}", Right::Anyone),
    ("/invite/{token}", Right::Anyone),
    ("/reset/{token}", Right::Anyone),
    ("/account", Right::SignedIn),
    ("/admin/users", Right::InstanceAdmin),
    ("/app/{project}", Right::In(Role::Viewer)),
    ("/app/{project}/feedback", Right::In(Role::Viewer)),
    ("/app/{project}/feedback/{id}", Right::In(Role::Viewer)),
    ("/app/{project}/deployments", Right::In(Role::Viewer)),
    ("/app/{project}/deployments/{id}", Right::In(Role::Viewer)),
];
