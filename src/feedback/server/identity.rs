//! Whether the product's server vouches for the user an entry names.
//!
//! The signature is compared and forgotten: it is neither stored nor logged, since whoever has it
//! can write as that user.

use crate::{
    accounts::server::{ProjectRef, identity},
    error::AppError,
    server::{problem::AppResult, state::AppState},
};
use serde_json::{Map, Value};

/// The member that carries the signature of `user_id`.
const MEMBER: &str = "user_sig";

/// Whether the members of a body carry a right signature; without any, the user is only claimed.
///
/// # Errors
/// `Invalid` for a wrong one, and for one that signs nobody: whoever signs wants it to count.
pub fn is_verified(state: &AppState, project: &ProjectRef, members: &Map<String, Value>) -> AppResult<bool> {
    let signature = match members.get(MEMBER) {
        None | Some(Value::Null) => return Ok(false),
        Some(Value::String(text)) if text.is_empty() => return Ok(false),
        Some(Value::String(text)) => text,
        Some(_) => return refuse("user_sig must be a string"),
    };
    match user(members) {
        None => refuse("user_sig signs a user_id, and there is none"),
        Some(user_id) if identity::is_signed(state, project, &user_id, signature) => Ok(true),
        Some(_) => refuse(
            "user_sig is not the signature of this user_id: send the HMAC-SHA256 of user_id with the project's \
             identity secret, in lower-case hex",
        ),
    }
}

fn refuse(message: &str) -> AppResult<bool> {
    Err(AppError::invalid(MEMBER, message))
}

/// The id as it was signed: as it was sent, not as it is stored.
fn user(members: &Map<String, Value>) -> Option<String> {
    match members.get("user_id")? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
