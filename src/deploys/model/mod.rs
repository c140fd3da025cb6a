//! The words of deployments, for both sides.

mod status;

pub use status::{Kind, Status};

use crate::analytics::model::effect::Effect;
use serde::{Deserialize, Serialize};

const DAY: i64 = 86_400_000;

/// A place releases run in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Environment {
    pub id: String,
    /// Lower case.
    pub name: String,
    /// 1 is the first a change reaches.
    pub rank: i64,
    /// Other names callers may use, lower case.
    pub aliases: Vec<String>,
}

impl Environment {
    /// Whether `given` means this environment; case does not matter.
    pub fn answers_to(&self, given: &str) -> bool {
        let given = given.to_lowercase();
        self.name == given || self.aliases.contains(&given)
    }
}

/// A version of the project. Instants are unix milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    pub id: String,
    pub name: String,
    pub package: String,
    pub version: String,
    pub commit: Option<String>,
    pub url: Option<String>,
    pub released_at: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
}

/// The parts of a release name: `web@2.4.0` → `("web", "2.4.0")`. An `@` at
/// the front belongs to the package; without another one there is no package.
pub fn split_release(name: &str) -> (&str, &str) {
    match name.rfind('@') {
        Some(at) if at > 0 => (&name[..at], &name[at + 1..]),
        _ => ("", name),
    }
}

/// One release going to one environment. Instants are unix milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deployment {
    pub id: String,
    pub environment: String,
    pub release: String,
    pub package: String,
    pub version: String,
    pub commit: Option<String>,
    pub status: Status,
    pub kind: Kind,
    pub deployed_by: String,
    pub url: Option<String>,
    pub log_url: Option<String>,
    pub description: Option<String>,
    pub started_at: Option<i64>,
    pub finished_at: Option<i64>,
    /// Finished, else started, else created.
    pub at: i64,
    pub created_at: i64,
    pub updated_at: i64,
    /// What ran there before it.
    pub previous: Option<Previous>,
}

impl Deployment {
    /// How long it took, in milliseconds, if both ends are known.
    pub fn duration(&self) -> Option<i64> {
        Some(self.finished_at?.saturating_sub(self.started_at?))
    }

    /// Since when nobody has said how it goes on, if that is more than a day:
    /// we do not know what became of it, so its status stays as it was told.
    pub fn silent_since(&self, now: i64) -> Option<i64> {
        let silent = !self.status.is_terminal() && now.saturating_sub(self.updated_at) > DAY;
        silent.then_some(self.updated_at)
    }
}

/// The beginning of a commit, as people write it.
pub fn short_commit(commit: &str) -> &str {
    commit.get(..7).unwrap_or(commit)
}

/// The deployment that ran in an environment before another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Previous {
    pub id: String,
    pub release: String,
}

/// What an environment runs, and what is on its way there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvironmentNow {
    pub name: String,
    /// What runs: one deployment per package, newest first; its `at` says since when.
    pub active: Vec<Deployment>,
    /// Tried after that and not arrived: under way, or failed.
    pub unsettled: Vec<Deployment>,
}

/// What the address of the list says; what is empty does not narrow it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub environment: String,
    pub status: String,
    pub cursor: String,
}

impl Asked {
    /// The beginning of the complete list.
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }
}

/// A page of the list of deployments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeploymentList {
    pub items: Vec<Deployment>,
    /// The cursor of the next page.
    pub next: Option<String>,
    /// Names, in the order a change travels.
    pub environments: Vec<String>,
    /// How the reader reaches this instance.
    pub base_url: String,
    /// The server's clock.
    pub now: i64,
}

/// A deployment and what belongs to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeploymentPage {
    pub deployment: Deployment,
    /// Oldest first.
    pub transitions: Vec<Transition>,
    /// Other deployments of this release, newest first.
    pub others: Vec<Deployment>,
    /// What users did since, and before; none unless it arrived.
    pub effect: Option<Effect>,
    /// The server's clock.
    pub now: i64,
}

/// One change of status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transition {
    /// None for how the deployment was recorded first.
    pub from: Option<Status>,
    pub to: Status,
    pub at: i64,
    pub actor: String,
    pub reason: Option<String>,
}

/// A deployment as charts mark it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marker {
    pub id: String,
    pub at: i64,
    pub release: String,
    pub environment: String,
    pub status: Status,
    pub kind: Kind,
    pub deployed_by: String,
    pub started_at: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::{short_commit, split_release};

    #[test]
    fn a_commit_is_cut_to_seven_characters() {
        assert_eq!(short_commit("a1b2c3d4e5f6"), "a1b2c3d");
        assert_eq!(short_commit("a1b"), "a1b");
    }

    #[test]
    fn the_last_at_sign_separates_package_and_version() {
        assert_eq!(split_release("web@2.4.0"), ("web", "2.4.0"));
        assert_eq!(split_release("@team/web@2.4.0-rc.1"), ("@team/web", "2.4.0-rc.1"));
        assert_eq!(split_release("@team/web"), ("", "@team/web"));
        assert_eq!(split_release("2.4.0"), ("", "2.4.0"));
    }
}
