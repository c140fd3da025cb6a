//! Members of JSON, read one by one, so that a refusal can name the one at fault.

use super::super::Refusal;
use serde_json::{Map, Value};

pub type Read<T> = Result<T, Refusal>;

/// A value and the path that leads to it.
pub struct Member<'a> {
    pub path: String,
    pub value: &'a Value,
}

impl<'a> Member<'a> {
    pub fn of(object: &'a Map<String, Value>, parent: &str, name: &str) -> Option<Self> {
        let path = if parent.is_empty() { name.into() } else { format!("{parent}.{name}") };
        object.get(name).filter(|value| !value.is_null()).map(|value| Self { path, value })
    }

    pub fn refuse<T>(&self, expected: &str) -> Read<T> {
        Err(Refusal::expected(&self.path, expected, &self.value.to_string()))
    }

    pub fn text(&self, expected: &str) -> Read<&'a str> {
        self.value.as_str().map_or_else(|| self.refuse(expected), Ok)
    }

    /// A word that `parse` knows.
    pub fn word<T>(&self, expected: &str, parse: impl Fn(&str) -> Option<T>) -> Read<T> {
        parse(self.text(expected)?).map_or_else(|| self.refuse(expected), Ok)
    }

    pub fn flag(&self) -> Read<bool> {
        self.value.as_bool().map_or_else(|| self.refuse("true or false"), Ok)
    }

    pub fn number(&self, from: u64, to: u64) -> Read<usize> {
        let number = self.value.as_u64().filter(|number| (from..=to).contains(number));
        let number = number.and_then(|number| usize::try_from(number).ok());
        number.map_or_else(|| self.refuse(&format!("a whole number from {from} to {to}")), Ok)
    }

    pub fn list(&self, expected: &str) -> Read<Vec<Self>> {
        let Some(values) = self.value.as_array() else { return self.refuse(expected) };
        let path = |at: usize| format!("{}[{at}]", self.path);
        Ok(values.iter().enumerate().map(|(at, value)| Self { path: path(at), value }).collect())
    }

    /// An object that has no members but `known`.
    pub fn object(&self, known: &[&str]) -> Read<&'a Map<String, Value>> {
        let expected = format!("an object with {}", known.join(", "));
        let Some(object) = self.value.as_object() else { return self.refuse(&expected) };
        match object.keys().find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(Refusal::expected(&self.path, &expected, name)),
            None => Ok(object),
        }
    }
}
