//! Configuration: flags, then `CRESSET_*` environment, then `cresset.toml`.

mod limits;
mod reader;

pub use limits::Limits;
pub use reader::{ConfigError, Values};

use axum::http::HeaderName;
use ipnet::IpNet;
use reader::Reader;
use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
};

/// Where the built client files lie while developing.
pub const SITE_DIR: &str = "CRESSET_SITE_DIR";

/// The form of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Pretty,
    Json,
}

/// Everything an operator can set. README.md has the table.
#[derive(Debug, Clone)]
pub struct Config {
    pub addr: SocketAddr,
    pub metrics_addr: SocketAddr,
    pub data_dir: PathBuf,
    /// `postgres://…`; SQLite in `data_dir` without it.
    pub database_url: Option<String>,
    /// How browsers reach us, without a trailing slash; else the Host header tells.
    pub public_url: Option<String>,
    pub trusted_proxies: Vec<IpNet>,
    /// Where networks are, in MaxMind's format.
    pub geo_database: Option<PathBuf>,
    /// The header in which a trusted proxy names the country.
    pub country_header: Option<HeaderName>,
    pub environment: String,
    pub secret_key: Option<String>,
    /// Whether feedback without a key goes to the first project.
    pub default_project: bool,
    pub sentry_dsn: Option<String>,
    pub sentry_traces_sample_rate: f32,
    pub log: LogFormat,
    /// A filter such as `info,cresset=debug`.
    pub log_filter: String,
    pub limits: Limits,
    /// Set by `cresset demo` alone: everything shown is made up, and pages say so.
    pub demo: bool,
}

const GEO_FILE: &str = "a file in MaxMind's format such as GeoLite2-City.mmdb";
const ADDRESS: &str = "an address and port such as 127.0.0.1:3000";

impl Config {
    /// Read everything; on failure every mistake at once.
    pub fn load(
        flags: Values,
        env: &dyn Fn(&str) -> Option<String>,
        file: Values,
    ) -> Result<Self, Vec<ConfigError>> {
        let mut reader = Reader::new(flags, env, file);
        let config = Self::read(&mut reader);
        let errors = reader.finish();
        if errors.is_empty() { Ok(config) } else { Err(errors) }
    }

    fn read(r: &mut Reader<'_>) -> Self {
        let public_url = r.optional::<HttpUrl>("public_url", "a URL such as https://cresset.example.com");
        let database =
            r.optional::<PostgresUrl>("database_url", "a URL such as postgres://user@host/database");
        let app_environment = r.value("app_environment", "production".to_owned(), "a name");
        Self {
            addr: r.value("addr", SocketAddr::from((Ipv4Addr::LOCALHOST, 3000)), ADDRESS),
            metrics_addr: r.value("metrics_addr", SocketAddr::from((Ipv4Addr::LOCALHOST, 8000)), ADDRESS),
            data_dir: r.value("data_dir", PathBuf::from("data"), "a folder"),
            database_url: database.map(|url| url.0),
            public_url: public_url.map(|url| url.0),
            trusted_proxies: r.list("trusted_proxies", "networks such as 10.0.0.0/8, 127.0.0.1/32"),
            geo_database: r.optional::<GeoFile>("geo_database", GEO_FILE).map(|file| file.0),
            country_header: r.optional("country_header", "the name of a header such as CF-IPCountry"),
            environment: r.value("environment", app_environment, "a name"),
            secret_key: r.optional::<LongText>("secret_key", "at least 32 characters").map(|key| key.0),
            default_project: r.choice("default_project", true, &[("on", true), ("off", false)]),
            sentry_dsn: r.optional::<HttpUrl>("sentry_dsn", "the URL Sentry shows as DSN").map(|url| url.0),
            sentry_traces_sample_rate: r
                .value("sentry_traces_sample_rate", Share(0.5), "a number from 0 to 1")
                .0,
            log: r.choice(
                "log",
                LogFormat::Pretty,
                &[("pretty", LogFormat::Pretty), ("json", LogFormat::Json)],
            ),
            log_filter: r.value("log_filter", "info".into(), "a filter such as info,cresset=debug"),
            limits: Limits::read(r),
            demo: false,
        }
    }
}

/// The keys of a `cresset.toml`, flat: every value as text.
pub fn parse_file(text: &str) -> Result<Values, ConfigError> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| ConfigError {
        key: "cresset.toml".into(),
        found: error.message().to_owned(),
        expected: "lines such as addr = \"127.0.0.1:3000\"".into(),
    })?;
    let text_of = |value: &toml::Value| match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| item.as_str().unwrap_or_default()).collect();
            items.join(",")
        }
        other => other.to_string(),
    };
    Ok(table.iter().map(|(key, value)| (key.clone(), text_of(value))).collect())
}

/// A text type with a rule of its own.
macro_rules! checked_text {
    ($name:ident, $text:ident => $rule:expr) => {
        struct $name(String);
        impl std::str::FromStr for $name {
            type Err = ();
            fn from_str($text: &str) -> Result<Self, ()> {
                if $rule { Ok(Self($text.trim_end_matches('/').to_owned())) } else { Err(()) }
            }
        }
    };
}

checked_text!(HttpUrl, text => is_url(text, &["http://", "https://"]));
checked_text!(PostgresUrl, text => is_url(text, &["postgres://", "postgresql://"]));
checked_text!(LongText, text => text.len() >= 32);

fn is_url(text: &str, schemes: &[&str]) -> bool {
    schemes.iter().any(|scheme| text.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()))
        && !text.contains(char::is_whitespace)
}

/// A file that has, near its end, what files in MaxMind's format have there.
struct GeoFile(PathBuf);
impl std::str::FromStr for GeoFile {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        const MARK: &[u8] = b"\xab\xcd\xefMaxMind.com";
        let mut file = File::open(text).map_err(drop)?;
        let length = file.metadata().map_err(drop)?.len();
        let mut end = Vec::new();
        file.seek(SeekFrom::Start(length.saturating_sub(128 << 10))).map_err(drop)?;
        file.read_to_end(&mut end).map_err(drop)?;
        let is_one = end.windows(MARK.len()).any(|window| window == MARK);
        if is_one { Ok(Self(text.into())) } else { Err(()) }
    }
}

struct Share(f32);
impl std::str::FromStr for Share {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let share: f32 = text.parse().map_err(drop)?;
        if (0.0..=1.0).contains(&share) { Ok(Self(share)) } else { Err(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(&str, &str)]) -> Values {
        pairs.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect()
    }

    #[test]
    fn flags_win_over_environment_and_environment_over_file() {
        let env = |name: &str| match name {
            "CRESSET_ADDR" => Some("127.0.0.1:2".to_owned()),
            "CRESSET_METRICS_ADDR" => Some("127.0.0.1:3".to_owned()),
            _ => None,
        };
        let file = values(&[("addr", "127.0.0.1:4"), ("metrics_addr", "127.0.0.1:5"), ("log", "json")]);
        let config = Config::load(values(&[("addr", "127.0.0.1:1")]), &env, file).expect("valid");
        assert_eq!(config.addr.port(), 1);
        assert_eq!(config.metrics_addr.port(), 3);
        assert_eq!(config.log, LogFormat::Json);
    }

    #[test]
    fn the_readme_lists_every_setting_and_no_other() {
        let mut reader = Reader::new(Values::new(), &|_| None, Values::new());
        Config::read(&mut reader);
        let mut settings = reader.names();
        let readme = include_str!("../../../README.md");
        let table = readme.split("## Configuration").nth(1).expect("a section on configuration");
        let table = table.split("\n## ").next().unwrap_or_default();
        let rows = table.lines().filter_map(|line| line.strip_prefix("| `"));
        let mut listed: Vec<_> = rows.filter_map(|row| row.split('`').next()).map(str::to_owned).collect();
        settings.sort();
        listed.sort();
        assert_eq!(listed, settings);
    }

    #[test]
    fn every_mistake_is_named_at_once() {
        let env = |name: &str| (name == "CRESSET_LOG").then(|| "xml".to_owned());
        let file = values(&[("queue_items", "many"), ("colour", "red")]);
        let errors = Config::load(values(&[("addr", "here")]), &env, file).expect_err("four mistakes");
        let lines: Vec<_> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            [
                "--addr: found \"here\", expected an address and port such as 127.0.0.1:3000",
                "CRESSET_LOG: found \"xml\", expected pretty or json",
                "queue_items in cresset.toml: found \"many\", expected a number",
                "colour in cresset.toml: found \"red\", expected a key listed in the README",
            ]
        );
    }
}
