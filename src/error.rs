//! The one error of every edge: server functions, REST routes and pages.
//!
//! Use-cases return [`AppError`]; what went wrong inside is logged once, with
//! an id, where it happens (`server::problem::internal`) and never travels
//! further. Another project's object is [`AppError::NotFound`].

use leptos::{
    prelude::{FromServerFnError, ServerFnErrorErr},
    server_fn::codec::JsonEncoding,
};
use serde::{Deserialize, Serialize};

/// What a caller may learn about a failure.
///
/// Its name is around its members and not among them (`tag`): to find it there serde
/// would first read everything into a value of its own, which costs the console 3.5 KB.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppError {
    NotFound,
    /// Nobody is signed in, or the credential is unknown or expired.
    Unauthorized,
    /// Signed in, but without the right for this.
    Forbidden,
    /// `field` is the name the caller used; `message` says what is expected.
    Invalid {
        field: String,
        message: String,
        /// The complete list of accepted values, where there is one.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        allowed: Vec<String>,
    },
    Conflict {
        message: String,
    },
    /// The request is larger than the route accepts.
    TooLarge {
        message: String,
    },
    /// The body has a content type the route does not read.
    Unsupported {
        message: String,
    },
    /// An `Idempotency-Key` came again with another body.
    KeyReused,
    /// Too many requests from this caller; seconds until the next may pass.
    Limited {
        retry_after: u32,
    },
    /// The server cannot take more just now; seconds until a retry may work.
    Busy {
        retry_after: u32,
    },
    /// A defect of ours; the id finds it in the log.
    Internal {
        id: String,
    },
}

impl AppError {
    pub fn invalid(field: &str, message: impl Into<String>) -> Self {
        Self::Invalid { field: field.into(), message: message.into(), allowed: Vec::new() }
    }

    /// The value of `field` is none of `allowed`.
    pub fn not_one_of(field: &str, allowed: &[&str]) -> Self {
        Self::Invalid {
            field: field.into(),
            message: format!("{field} must be one of {}", allowed.join(", ")),
            allowed: allowed.iter().map(|value| value.to_string()).collect(),
        }
    }

    pub fn conflict(message: impl Into<String>) -> Self {
        Self::Conflict { message: message.into() }
    }

    /// The status the error has over HTTP.
    pub fn status(&self) -> u16 {
        match self {
            Self::Invalid { .. } => 400,
            Self::Unauthorized => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Conflict { .. } => 409,
            Self::TooLarge { .. } => 413,
            Self::Unsupported { .. } => 415,
            Self::KeyReused => 422,
            Self::Limited { .. } => 429,
            Self::Internal { .. } => 500,
            Self::Busy { .. } => 503,
        }
    }
}

impl std::fmt::Display for AppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotFound => f.write_str("There is nothing here, or you may not see it."),
            Self::Unauthorized => f.write_str("Sign in, or send a valid API token, to do this."),
            Self::Forbidden => f.write_str("You do not have the right to do this."),
            Self::Invalid { message, .. }
            | Self::Conflict { message }
            | Self::TooLarge { message }
            | Self::Unsupported { message } => f.write_str(message),
            Self::KeyReused => f.write_str("This Idempotency-Key was used with another body."),
            Self::Limited { retry_after } => {
                write!(f, "Too many requests. Try again in {retry_after} s.")
            }
            Self::Busy { retry_after } => {
                write!(f, "The server is busy; nothing was stored. Try again in {retry_after} s.")
            }
            Self::Internal { id } => write!(f, "Something failed on our side (id {id})."),
        }
    }
}

impl std::error::Error for AppError {}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    /// Failures of the transport itself: a form that does not fit the
    /// function is the caller's, everything else is ours or the network's.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(message) | ServerFnErrorErr::MissingArg(message) => {
                Self::invalid("arguments", message)
            }
            ServerFnErrorErr::Deserialization(message) => Self::invalid("body", message),
            _ => Self::Internal { id: "connection".into() },
        }
    }
}
