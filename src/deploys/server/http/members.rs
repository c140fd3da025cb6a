//! Members of requests that only deployments have.

use super::wire;
use crate::{
    error::AppError,
    server::{clock::Millis, members::Members, problem::AppResult},
};
use serde_json::Value;

const URL_LENGTH: usize = 2_048;
const COMMIT_LENGTH: std::ops::RangeInclusive<usize> = 7..=64;

impl Members {
    /// An instant in RFC 3339.
    pub fn instant(&mut self, name: &str) -> AppResult<Option<Millis>> {
        self.text(name, 64)?.map(|text| wire::instant(name, &text)).transpose()
    }

    /// An http or https address.
    pub fn url(&mut self, name: &str) -> AppResult<Option<String>> {
        let Some(url) = self.text(name, URL_LENGTH)? else { return Ok(None) };
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        if rest.is_none_or(str::is_empty) || url.contains(char::is_whitespace) {
            return Err(AppError::invalid(name, format!("{name} must begin with https:// or http://")));
        }
        Ok(Some(url))
    }

    /// A commit: 7 to 64 hexadecimal digits, lower-cased.
    pub fn commit(&mut self) -> AppResult<Option<String>> {
        let Some(commit) = self.text("commit", 200)? else { return Ok(None) };
        if COMMIT_LENGTH.contains(&commit.len()) && commit.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(Some(commit.to_lowercase()));
        }
        Err(AppError::invalid("commit", "commit must be 7 to 64 hexadecimal digits"))
    }

    pub fn number(&mut self, name: &str) -> AppResult<Option<i64>> {
        match self.take(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => {
                let number = value.as_i64().filter(|number| (1..=1_000).contains(number));
                let number = number.ok_or_else(|| {
                    AppError::invalid(name, format!("{name} must be a whole number from 1 to 1000"))
                });
                number.map(Some)
            }
        }
    }
}
