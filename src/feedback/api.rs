//! Server functions of feedback.

use crate::error::AppError;
use leptos::prelude::*;

/// The form of the public page without JavaScript: ends on the receipt, or on
/// the form again with the code of what was wrong.
#[server(prefix = "/fn", endpoint = "feedback/submit")]
pub async fn submit_feedback(
    #[server(default)] content: String,
    #[server(default)] feedback_type: String,
    #[server(default)] email: String,
    #[server(default)] page: String,
    #[server(default)] id: String,
    #[server(default)] issued: String,
    #[server(default)] key: String,
    #[server(default)] subject_line: String,
) -> Result<(), AppError> {
    use super::server::public::{Posted, submit};
    let posted = Posted { content, feedback_type, email, page, id, issued, key, trap: subject_line };
    let visitor = crate::server::ctx::visitor()?;
    leptos_axum::redirect(&submit(&visitor, posted).await?);
    Ok(())
}
