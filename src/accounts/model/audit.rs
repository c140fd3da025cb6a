//! The audit log in words: what each action says to a reader.

use serde::{Deserialize, Serialize};

/// An action and its sentence; `{}` stands for what was changed, if its name says anything to people.
pub const ACTIONS: [(&str, &str); 44] = [
    ("project.create", "created the project {}"),
    ("project.update", "changed the settings of {}"),
    ("project.rotate_key", "rotated the public key of {}"),
    ("project.rotate_identity", "rotated the identity secret of {}"),
    ("project.archive", "archived the project {}"),
    ("project.unarchive", "brought back the project {}"),
    ("goal.add", "added the goal {}"),
    ("goal.remove", "removed the goal {}"),
    ("member.set", "set the role of {}"),
    ("member.remove", "removed {} from the project"),
    ("token.create", "created the API token {}"),
    ("token.revoke", "revoked the API token {}"),
    ("user.create", "added the person {}"),
    ("user.invite", "invited {}"),
    ("user.withdraw_invite", "withdrew the invitation of {}"),
    ("user.reset_link", "made a link to a new password for {}"),
    ("user.sign_in_link", "made a sign-in link for {}"),
    ("user.password", "changed the password of {}"),
    ("user.rename", "changed the name of {}"),
    ("user.disable", "disabled the account of {}"),
    ("user.enable", "enabled the account of {}"),
    ("user.make_admin", "made {} an instance admin"),
    ("user.unmake_admin", "took the rights of an instance admin from {}"),
    ("session.start", "signed in"),
    ("session.end", "ended sessions of {}"),
    ("instance.set_up", "set up this instance"),
    ("environment.create", "added the environment {}"),
    ("environment.change", "changed the environment {}"),
    ("release.create", "added the release {}"),
    ("release.change", "changed the release {}"),
    ("deployment.record", "recorded a deployment"),
    ("deployment.change", "changed a deployment"),
    ("feedback.erase", "erased the feedback of a person"),
    ("feedback.triage", "triaged a feedback entry"),
    ("feedback.comment", "commented on a feedback entry"),
    ("feedback.merge", "merged a feedback entry into another one"),
    ("feedback.unmerge", "un-merged a feedback entry"),
    ("feedback.batch", "triaged many feedback entries at once"),
    ("feedback.undo", "took back a change of many feedback entries"),
    ("view.share", "shared the view {} of the inbox"),
    ("view.change", "renamed the shared view {} of the inbox"),
    ("view.unshare", "took back the shared view {} of the inbox"),
    ("view.delete", "deleted the shared view {} of the inbox"),
    ("feedback.expire", "deleted feedback that was older than the project keeps it"),
];

/// One change, ready to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    pub id: String,
    pub at: i64,
    pub actor: String,
    pub action: String,
    /// The slug; none for changes of the instance.
    pub project: Option<String>,
    pub target: String,
    pub details: Vec<Detail>,
}

/// What the sentence does not say. `from` is there when a value was replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    pub name: String,
    pub from: Option<String>,
    pub to: String,
}

/// Which entries are wanted, as the address says it; empty: all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditQuery {
    #[serde(default)]
    pub action: String,
    #[serde(default)]
    pub actor: String,
    /// First and last day, `2026-03-01`, in the project's time zone.
    #[serde(default)]
    pub from: String,
    #[serde(default)]
    pub to: String,
    /// Part of what was changed.
    #[serde(default)]
    pub q: String,
    #[serde(default)]
    pub cursor: String,
}

/// A page of the log, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    pub entries: Vec<AuditEntry>,
    /// The cursor of the next page.
    pub next: Option<String>,
    /// Everybody the log names, for the filter.
    pub actors: Vec<String>,
    pub now: i64,
}

/// The words around the target, which is left out where they do not ask for it. An action of a
/// newer version is named as it is.
pub fn sentence(action: &str) -> (&str, Option<&str>) {
    let known = ACTIONS.iter().find(|(name, _)| *name == action);
    match known.map(|(_, text)| text.split_once("{}").ok_or(*text)) {
        Some(Ok((before, after))) => (before, Some(after)),
        Some(Err(whole)) => (whole, None),
        None => (action, Some("")),
    }
}

/// An action in a list of filters: "Created the project".
pub fn label(text: &str) -> String {
    let words = text.replace("{}", "…");
    let words = words.trim_end_matches(" …");
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_reads_as_a_sentence() {
        assert_eq!(sentence("member.remove"), ("removed ", Some(" from the project")));
        assert_eq!(sentence("deployment.record"), ("recorded a deployment", None));
        assert_eq!(sentence("moon.land"), ("moon.land", Some("")));
        assert_eq!(label("removed {} from the project"), "Removed … from the project");
        assert_eq!(label("created the project {}"), "Created the project");
    }
}
