//! The members of a JSON body, read one by one so that every refusal names the
//! member and an unknown one is not silently ignored.

use crate::{
    error::AppError,
    server::{problem::AppResult, secret::sha256, state::AppState},
};
use axum::{
    body::to_bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
};
use serde_json::{Map, Value};

/// A request about one thing is small.
const BODY_BYTES: usize = 64 << 10;

/// What is left of a body; every reading takes its member out.
pub struct Members(Map<String, Value>);

impl FromRequest<AppState> for Members {
    type Rejection = AppError;

    async fn from_request(request: Request, _: &AppState) -> Result<Self, AppError> {
        let (parts, body) = request.into_parts();
        let too_large =
            |_| AppError::TooLarge { message: format!("The body is larger than {BODY_BYTES} bytes.") };
        let body = to_bytes(body, BODY_BYTES).await.map_err(too_large)?;
        Self::parse(&parts.headers, &body)
    }
}

impl Members {
    /// # Errors
    /// `Unsupported` for another content type, `Invalid` for anything but an object.
    fn parse(headers: &HeaderMap, body: &[u8]) -> AppResult<Self> {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if kind != "application/json" {
            return Err(AppError::Unsupported {
                message: "Send JSON with the content type application/json.".into(),
            });
        }
        match serde_json::from_slice(body) {
            Ok(Value::Object(members)) => Ok(Self(members)),
            Ok(_) => Err(AppError::invalid("body", "the body must be a JSON object")),
            Err(error) => Err(AppError::invalid("body", format!("the body is not JSON: {error}"))),
        }
    }

    /// A member as it came.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }

    /// Equal for equal bodies, whatever the order of their members.
    pub fn hash(&self) -> String {
        sha256(Value::Object(self.0.clone()).to_string())
    }

    /// A text of at most `most` characters, without control characters or
    /// blanks around it; null is absent.
    pub fn text(&mut self, name: &str, most: usize) -> AppResult<Option<String>> {
        let text = match self.0.remove(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(text)) => text,
            Some(_) => return Err(AppError::invalid(name, format!("{name} must be a text"))),
        };
        let length = text.chars().count();
        if length == 0 || length > most {
            return Err(AppError::invalid(name, format!("{name} must have 1 to {most} characters")));
        }
        if text.trim() != text || text.chars().any(char::is_control) {
            return Err(AppError::invalid(
                name,
                format!("{name} must not have control characters or blanks around it"),
            ));
        }
        Ok(Some(text))
    }

    pub fn required(&mut self, name: &str, most: usize) -> AppResult<String> {
        self.text(name, most)?.ok_or_else(|| AppError::invalid(name, format!("{name} is required")))
    }

    /// One of a few words.
    pub fn choice<T>(
        &mut self,
        name: &str,
        parse: fn(&str) -> Option<T>,
        allowed: &[&str],
    ) -> AppResult<Option<T>> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => {
                let found = value.as_str().and_then(parse);
                found.map(Some).ok_or_else(|| AppError::not_one_of(name, allowed))
            }
        }
    }

    /// A list of short texts.
    pub fn texts(&mut self, name: &str) -> AppResult<Option<Vec<String>>> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Array(items)) if items.len() <= 20 => {
                let texts: Option<Vec<String>> =
                    items.iter().map(|item| item.as_str().map(str::to_owned)).collect();
                texts
                    .map(Some)
                    .ok_or_else(|| AppError::invalid(name, format!("{name} must be a list of texts")))
            }
            Some(_) => Err(AppError::invalid(name, format!("{name} must be a list of at most 20 texts"))),
        }
    }

    /// # Errors
    /// `Invalid` naming a member nobody asked for.
    pub fn finish(self) -> AppResult<()> {
        match self.0.keys().next() {
            None => Ok(()),
            Some(name) => Err(AppError::invalid(name, format!("{name} is not a member of this request"))),
        }
    }
}
