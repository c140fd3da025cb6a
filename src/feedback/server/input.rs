//! What a client may send: each rule names its member and says what is expected.
//!
//! Members this contract does not know are ignored: clients of a newer or an
//! older version must not be refused.

use super::{scrub, secrets};
use crate::{error::AppError, feedback::model::FeedbackType, server::problem::AppResult};
use serde_json::{Map, Value};
use uuid::Uuid;
use widget::model::{
    CONTENT_MAX, ContentError, EMAIL_MAX, HONEYPOT_FIELD, PAGE_MAX, PAGE_UNKNOWN, RATING_MAX, page_fits,
    validate_content, validate_email,
};

/// Why an entry without text is refused; the sentence is part of the contract.
pub const CONTENT_REQUIRED: &str = "Feedback content is required";
const USER_MAX: usize = 200;
/// The longest thing that names a person.
pub const SUBJECT_MAX: usize = EMAIL_MAX;
const NAME_MAX: usize = 100;
const RELEASE_MAX: usize = 200;
/// Bytes of the metadata as compact JSON.
const METADATA_BYTES: usize = 16 << 10;
const METADATA_DEPTH: usize = 8;
/// A person takes longer than this to write something.
pub const QUICKEST_MS: f64 = 2_000.0;

/// A valid entry as a client sent it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Input {
    pub id: Option<String>,
    pub user_id: Option<String>,
    /// The product's server signed the id of the user.
    pub identity_verified: bool,
    pub feedback_type: FeedbackType,
    pub content: String,
    pub page: String,
    pub browser: Option<String>,
    pub os: Option<String>,
    pub release: Option<String>,
    pub environment: Option<String>,
    pub email: Option<String>,
    /// 1 to 5.
    pub rating: Option<i64>,
    pub metadata: Option<Value>,
    /// The field no person sees was filled.
    pub trapped: bool,
    /// Sent sooner after the form was opened than a person can be.
    pub hasty: bool,
    /// Sent with an API token: by a program that may say the same every day.
    pub by_token: bool,
}

/// The members of a body.
pub fn parse(body: &[u8]) -> AppResult<Map<String, Value>> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(AppError::invalid("body", "The body must be a JSON object")),
        Err(_) => Err(AppError::invalid("body", "The body is not valid JSON")),
    }
}

impl Input {
    /// # Errors
    /// `Invalid`, naming the first member that breaks a rule.
    pub fn read(members: &Map<String, Value>) -> AppResult<Self> {
        let read = Members(members);
        Ok(Self {
            content: content(members.get("content").and_then(Value::as_str))?,
            feedback_type: feedback_type(members.get("feedback_type"))?,
            id: read.text("id", 100)?.map(|id| client_id(&id)).transpose()?,
            user_id: user_id(members.get("user_id"))?,
            identity_verified: false,
            page: page(members.get("page"))?,
            browser: read.name("browser")?,
            os: read.name("os")?,
            release: read.text("release", RELEASE_MAX)?,
            environment: read.name("environment")?,
            email: read.text("email", EMAIL_MAX)?.map_or(Ok(None), |address| email(&address))?,
            rating: rating(members.get("rating"))?,
            metadata: metadata(members.get("metadata"))?,
            trapped: read.text(HONEYPOT_FIELD, usize::MAX).is_ok_and(|trap| trap.is_some()),
            hasty: read.number("elapsed_ms")?.is_some_and(|elapsed| elapsed < QUICKEST_MS),
            by_token: false,
        })
    }
}

/// Members read by what they may hold; null is as good as absent.
struct Members<'a>(&'a Map<String, Value>);

impl Members<'_> {
    /// A string that is not blank.
    fn text(&self, name: &str, max: usize) -> AppResult<Option<String>> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.chars().count() <= max => {
                Ok(Some(text.trim()).filter(|text| !text.is_empty()).map(scrub::text))
            }
            Some(Value::String(_)) => Err(too_long(name, max)),
            Some(_) => Err(AppError::invalid(name, format!("{name} must be a string"))),
        }
    }

    fn name(&self, name: &str) -> AppResult<Option<String>> {
        self.text(name, NAME_MAX)
    }

    fn number(&self, name: &str) -> AppResult<Option<f64>> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Number(number)) => Ok(number.as_f64()),
            Some(_) => Err(AppError::invalid(name, format!("{name} must be a number"))),
        }
    }
}

fn too_long(name: &str, max: usize) -> AppError {
    AppError::invalid(name, format!("{name} must be at most {max} characters"))
}

/// The text as it is stored.
pub fn content(text: Option<&str>) -> AppResult<String> {
    match validate_content(text.unwrap_or_default()) {
        Ok(text) => Ok(secrets::without(&text)),
        Err(ContentError::Blank) => Err(AppError::invalid("content", CONTENT_REQUIRED)),
        Err(ContentError::TooLong { length }) => Err(AppError::invalid(
            "content",
            format!("content must be at most {CONTENT_MAX} characters; this has {length}"),
        )),
    }
}

fn feedback_type(value: Option<&Value>) -> AppResult<FeedbackType> {
    match value {
        None | Some(Value::Null) => Ok(FeedbackType::default()),
        Some(value) => type_named("feedback_type", value.as_str().unwrap_or_default()),
    }
}

/// The type of a name that came as `field`.
///
/// # Errors
/// `Invalid` with every allowed name.
pub fn type_named(field: &str, name: &str) -> AppResult<FeedbackType> {
    let allowed = FeedbackType::ALL.map(FeedbackType::as_str);
    FeedbackType::parse(name).ok_or_else(|| AppError::not_one_of(field, &allowed))
}

/// A client's id in the one form ids are stored in.
pub fn client_id(id: &str) -> AppResult<String> {
    let id = Uuid::try_parse(id).map_err(|_| AppError::invalid("id", "id must be a UUID"))?;
    Ok(id.to_string())
}

fn user_id(value: Option<&Value>) -> AppResult<Option<String>> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Number(number)) if !number.is_f64() => Ok(Some(number.to_string())),
        Some(Value::String(text)) if text.chars().count() > USER_MAX => Err(too_long("user_id", USER_MAX)),
        Some(Value::String(text)) => Ok(Some(scrub::text(text))),
        Some(_) => Err(AppError::invalid("user_id", "user_id must be a string or an integer")),
    }
}

fn page(value: Option<&Value>) -> AppResult<String> {
    match value {
        None | Some(Value::Null) => page_address(""),
        Some(Value::String(address)) => page_address(address),
        Some(_) => Err(AppError::invalid("page", "page must be a string")),
    }
}

/// The address as it is stored.
pub fn page_address(address: &str) -> AppResult<String> {
    if !page_fits(address) {
        return Err(too_long("page", PAGE_MAX));
    }
    let address = address.trim();
    Ok(if address.is_empty() { PAGE_UNKNOWN.to_owned() } else { scrub::page(address) })
}

/// The address without blanks, if there is one.
pub fn email(address: &str) -> AppResult<Option<String>> {
    validate_email(address)
        .map_err(|_| AppError::invalid("email", "email must be an address such as name@example.org"))
}

fn rating(value: Option<&Value>) -> AppResult<Option<i64>> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(value) => in_range(value.as_i64()).map(Some),
    }
}

/// The rating of a form or an address.
///
/// # Errors
/// `Invalid` for anything but a whole number from 1 to 5.
pub fn rating_named(text: &str) -> AppResult<i64> {
    in_range(text.parse().ok())
}

fn in_range(rating: Option<i64>) -> AppResult<i64> {
    let refuse =
        || AppError::invalid("rating", format!("rating must be a whole number from 1 to {RATING_MAX}"));
    rating.filter(|rating| (1..=RATING_MAX).contains(rating)).ok_or_else(refuse)
}

fn metadata(value: Option<&Value>) -> AppResult<Option<Value>> {
    let refuse = |message: &str| Err(AppError::invalid("metadata", message));
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(value @ Value::Object(members)) => {
            if depth(value) > METADATA_DEPTH {
                return refuse("metadata must be nested at most 8 deep");
            }
            if value.to_string().len() > METADATA_BYTES {
                return refuse("metadata must be at most 16 KB of JSON");
            }
            Ok(Some(scrub::object(members).into()))
        }
        Some(_) => refuse("metadata must be an object"),
    }
}

/// How many objects and arrays lie inside each other. The parser refuses more
/// than 128, so this cannot run out of stack.
fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
#[path = "input_tests.rs"]
mod tests;
