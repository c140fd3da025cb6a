//! Reads settings from flags, environment and file, and collects every
//! mistake instead of stopping at the first.

use std::{collections::BTreeMap, fmt, str::FromStr};

/// Settings by key, e.g. `addr` → `127.0.0.1:3000`.
pub type Values = BTreeMap<String, String>;

/// One setting that could not be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The name under which it was given, e.g. `CRESSET_ADDR`.
    pub key: String,
    pub found: String,
    pub expected: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: found {:?}, expected {}", self.key, self.found, self.expected)
    }
}

/// Looks a key up in flags, then environment, then file.
pub struct Reader<'a> {
    flags: Values,
    env: &'a dyn Fn(&str) -> Option<String>,
    file: Values,
    used: Vec<&'static str>,
    pub errors: Vec<ConfigError>,
}

impl<'a> Reader<'a> {
    pub fn new(flags: Values, env: &'a dyn Fn(&str) -> Option<String>, file: Values) -> Self {
        Self { flags, env, file, used: Vec::new(), errors: Vec::new() }
    }

    /// The environment names of all settings asked for so far.
    #[cfg(test)]
    pub fn names(&self) -> Vec<String> {
        self.used.iter().map(|key| env_name(key)).collect()
    }

    /// The text given for `key` and the name it was given under.
    fn find(&mut self, key: &'static str) -> Option<(String, String)> {
        self.used.push(key);
        if let Some(value) = self.flags.get(key) {
            return Some((format!("--{}", key.replace('_', "-")), value.clone()));
        }
        let name = env_name(key);
        if let Some(value) = (self.env)(&name).filter(|value| !value.is_empty()) {
            return Some((name, value));
        }
        self.file.get(key).map(|value| (format!("{key} in cresset.toml"), value.clone()))
    }

    /// An optional setting; `expected` completes "expected …" when it is wrong.
    pub fn optional<T: FromStr>(&mut self, key: &'static str, expected: &str) -> Option<T> {
        let (name, text) = self.find(key)?;
        match text.parse() {
            Ok(value) => Some(value),
            Err(_) => {
                self.wrong(name, text, expected);
                None
            }
        }
    }

    /// A setting with a default.
    pub fn value<T: FromStr>(&mut self, key: &'static str, default: T, expected: &str) -> T {
        self.optional(key, expected).unwrap_or(default)
    }

    /// A setting that must be one of a few words.
    pub fn choice<T: Copy>(&mut self, key: &'static str, default: T, choices: &[(&str, T)]) -> T {
        let Some((name, text)) = self.find(key) else { return default };
        if let Some((_, value)) = choices.iter().find(|(word, _)| *word == text) {
            return *value;
        }
        let words: Vec<_> = choices.iter().map(|(word, _)| *word).collect();
        self.wrong(name, text, &words.join(" or "));
        default
    }

    /// A comma-separated list.
    pub fn list<T: FromStr>(&mut self, key: &'static str, expected: &str) -> Vec<T> {
        let Some((name, text)) = self.find(key) else { return Vec::new() };
        let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
        let parsed: Result<Vec<T>, _> = items.map(str::parse).collect();
        parsed.unwrap_or_else(|_| {
            self.wrong(name, text, expected);
            Vec::new()
        })
    }

    fn wrong(&mut self, key: String, found: String, expected: &str) {
        self.errors.push(ConfigError { key, found, expected: expected.into() });
    }

    /// Keys of the file that no setting asked for are mistakes too.
    pub fn finish(mut self) -> Vec<ConfigError> {
        let unknown: Vec<_> =
            self.file.keys().filter(|key| !self.used.contains(&key.as_str())).cloned().collect();
        for key in unknown {
            let found = self.file[&key].clone();
            self.wrong(format!("{key} in cresset.toml"), found, "a key listed in the README");
        }
        self.errors
    }
}

/// `addr` → `CRESSET_ADDR`; the two names others already gave stay as they are.
fn env_name(key: &str) -> String {
    match key {
        "sentry_dsn" => "SENTRY_DSN".into(),
        "app_environment" => "APP_ENVIRONMENT".into(),
        _ => format!("CRESSET_{}", key.to_uppercase()),
    }
}
