//! What the settings of a project show: its names, its people, its tokens.

use crate::{
    access::{Role, Scope},
    error::AppError,
};
use serde::{Deserialize, Serialize};

/// What a project is called and who may write to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct General {
    pub name: String,
    /// An IANA name.
    pub time_zone: String,
    /// The names to choose from.
    pub zones: Vec<String>,
    /// Empty: any.
    pub origins: Vec<String>,
    pub public_key: String,
    /// How long feedback is kept; none: for ever.
    pub feedback_days: Option<i64>,
}

/// Every project, and what a new one may choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectList {
    /// Oldest first, archived ones too.
    pub projects: Vec<ListedProject>,
    pub zones: Vec<String>,
    pub now: i64,
}

/// A project as instance admins see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct ListedProject {
    pub slug: String,
    pub name: String,
    pub time_zone: String,
    pub members: i64,
    pub created_at: i64,
    /// None: in use.
    pub archived_at: Option<i64>,
}

/// Somebody with a role in a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub user_id: String,
    pub email: String,
    pub name: String,
    pub role: Role,
    /// Maintainer of every project, whatever the role says.
    pub is_admin: bool,
    pub since: i64,
}

/// A link into a project that nobody has used yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    pub id: String,
    pub email: String,
    /// None: only an account.
    pub role: Option<Role>,
    pub made_by: String,
    pub created_at: i64,
    pub expires_at: i64,
}

/// Everybody in a project, and who is about to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    pub members: Vec<Member>,
    pub invitations: Vec<Invitation>,
    /// The link of the newest invitation, right after a form without JavaScript made it.
    pub made: Option<String>,
    /// Who asks: a person does not change the own role.
    pub me: String,
    pub now: i64,
}

/// An API token without its text, which nobody keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    pub id: String,
    pub name: String,
    pub scopes: Vec<Scope>,
    pub created_by: String,
    pub created_at: i64,
    pub expires_at: Option<i64>,
    pub last_used_at: Option<i64>,
}

/// The tokens of a project, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    pub tokens: Vec<Token>,
    /// The text of the newest, right after a form without JavaScript made it.
    pub made: Option<String>,
    /// Scheme and host under which the reader reached us.
    pub base: String,
    pub now: i64,
}

/// How long a new token is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lifetime {
    Days(i64),
    Endless,
}

impl Lifetime {
    /// The value in forms, and the words.
    pub const CHOICES: [(&'static str, &'static str); 4] =
        [("30", "30 days"), ("90", "90 days"), ("365", "1 year"), ("never", "Never expires")];

    /// # Errors
    /// `Invalid` for what is none of the choices.
    pub fn parse(text: &str) -> Result<Self, AppError> {
        let known = Self::CHOICES.iter().any(|(value, _)| *value == text);
        match text.parse() {
            Ok(days) if known => Ok(Self::Days(days)),
            _ if known => Ok(Self::Endless),
            _ => Err(AppError::not_one_of("expires", &Self::CHOICES.map(|(value, _)| value))),
        }
    }
}

/// How long a project keeps feedback, in days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    ForEver,
    Days(i64),
}

impl Kept {
    /// The value in forms, and the words.
    pub const CHOICES: [(&'static str, &'static str); 6] = [
        ("forever", "For ever"),
        ("30", "30 days"),
        ("90", "90 days"),
        ("180", "180 days"),
        ("365", "1 year"),
        ("730", "2 years"),
    ];

    /// # Errors
    /// `Invalid` for what is none of the choices.
    pub fn parse(text: &str) -> Result<Self, AppError> {
        let mut values = Self::CHOICES.iter().map(|(value, _)| *value);
        match (values.any(|value| value == text), text.parse()) {
            (true, Ok(days)) => Ok(Self::Days(days)),
            (true, Err(_)) => Ok(Self::ForEver),
            _ => Err(AppError::not_one_of("days", &Self::CHOICES.map(|(value, _)| value))),
        }
    }

    /// The value in forms of what is stored.
    pub fn value(days: Option<i64>) -> String {
        days.map_or_else(|| "forever".to_owned(), |days| days.to_string())
    }
}

/// The newest sign of life of a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    /// What came: "Page view", "Feedback".
    pub kind: String,
    pub page: String,
    /// "Firefox on Linux", where it is known.
    pub from: Option<String>,
    pub at: i64,
}

/// What a product needs to report to a project, and whether it does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// Scheme and host under which the reader reached us.
    pub base: String,
    pub public_key: String,
    pub arrival: Option<Arrival>,
    pub now: i64,
}

impl Start {
    pub fn script(&self) -> String {
        format!(r#"<script async src="{}/embed.js" data-key="{}"></script>"#, self.base, self.public_key)
    }

    pub fn feedback_line(&self) -> String {
        let Self { base, public_key, .. } = self;
        format!(
            "curl {base}/api/feedback \\\n  -H 'Content-Type: application/json' \\\n  \
             -H 'X-Cresset-Key: {public_key}' \\\n  \
             -d '{{\"content\": \"The chest list stays empty\", \"feedback_type\": \"bug\"}}'"
        )
    }

    pub fn deploy_line(&self) -> String {
        deploy_line(&self.base, "$CRESSET_TOKEN")
    }
}

/// The line that records a deployment from CI.
pub fn deploy_line(base: &str, token: &str) -> String {
    format!(
        "curl {base}/api/v1/deployments \\\n  -H \"Authorization: Bearer {token}\" \\\n  \
         -H \"Idempotency-Key: $CI_JOB_ID\" \\\n  -H 'Content-Type: application/json' \\\n  \
         -d '{{\"environment\": \"production\", \"release\": \"web@2.4.0\", \"status\": \"succeeded\"}}'"
    )
}

/// A line that shows what a token with these scopes is for.
pub fn sample_line(base: &str, token: &str, scopes: &[Scope]) -> String {
    let read = |path: &str| format!("curl {base}{path} \\\n  -H \"Authorization: Bearer {token}\"");
    if scopes.contains(&Scope::DeployWrite) {
        deploy_line(base, token)
    } else if scopes.contains(&Scope::DeployRead) {
        read("/api/v1/deployments")
    } else if scopes.contains(&Scope::FeedbackRead) {
        read("/api/feedback")
    } else {
        format!(
            "curl {base}/api/feedback \\\n  -H \"Authorization: Bearer {token}\" \\\n  \
             -H 'Content-Type: application/json' \\\n  -d '{{\"content\": \"The chest list stays empty\"}}'"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_lives_as_long_as_one_of_the_choices() {
        assert_eq!(Lifetime::parse("90"), Ok(Lifetime::Days(90)));
        assert_eq!(Lifetime::parse("never"), Ok(Lifetime::Endless));
        assert!(Lifetime::parse("91").is_err() && Lifetime::parse("").is_err());
    }
}
