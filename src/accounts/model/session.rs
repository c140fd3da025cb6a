//! What the pages of people, links and sessions show.

use super::settings::Invitation;
use crate::access::Role;
use serde::{Deserialize, Serialize};

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// Makes an account, or gives an existing one a role.
    Invite,
    /// Chooses a new password.
    Reset,
    /// Signs in, once.
    SignIn,
}

/// What the address without a path is for whoever asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Destination {
    /// There is no admin yet.
    NotSetUp,
    SignIn,
    /// The slug of the first project open to the person.
    Project(String),
    NoProject {
        is_admin: bool,
    },
}

/// What a link is about, for who holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkFacts {
    pub email: String,
    /// The name of the project it leads into.
    pub project: Option<String>,
    pub role: Option<Role>,
    pub made_by: String,
    /// Somebody with this address is here already.
    pub has_account: bool,
    /// That person is the one who asks.
    pub signed_in: bool,
}

/// The own account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Own {
    pub email: String,
    pub name: String,
    pub sessions: Vec<OwnSession>,
    pub now: i64,
}

/// One browser that is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnSession {
    pub id: String,
    /// "Firefox on Linux".
    pub agent: String,
    pub created_at: i64,
    pub last_seen_at: i64,
    /// The one that asks.
    pub current: bool,
}

/// A person as instance admins see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: String,
    pub email: String,
    pub name: String,
    pub is_admin: bool,
    pub disabled: bool,
    /// The last request of the person; none yet.
    pub last_seen_at: Option<i64>,
    /// How many projects the person has a role in.
    pub projects: i64,
}

/// Everybody on the instance, and who is about to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Everybody {
    pub people: Vec<Person>,
    pub invitations: Vec<Invitation>,
    /// Who asks.
    pub me: String,
    pub now: i64,
    /// The link just made by a form without JavaScript.
    pub made: Option<String>,
}

/// A path on this instance to go on to; anything that could lead elsewhere becomes `/`.
pub fn local_path(text: &str) -> &str {
    // Browsers read a backslash as a slash and skip controls; a header carries nothing but ASCII.
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if plain && text.starts_with('/') && !text.starts_with("//") { text } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn nobody_is_sent_to_another_site() {
        assert_eq!(local_path("/app/tba?q=a%20b"), "/app/tba?q=a%20b");
        for wrong in
            ["", "app", "//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil", "/ä"]
        {
            assert_eq!(local_path(wrong), "/", "{wrong:?}");
        }
    }
}
