//! `cresset deploy`: what a pipeline tells a running instance, over HTTP.

use super::{Failure, Output};
use crate::server::clock::{hex, random};
use clap::{Args, Subcommand};
use serde_json::{Map, Value};
use std::{thread::sleep, time::Duration};
use ureq::{Agent, Body, http::Response};

/// sysexits: what was sent is wrong, what is needed is not there or busy, no right.
const EXIT_DATA: u8 = 65;
const EXIT_TEMPORARY: u8 = 75;
const EXIT_RIGHT: u8 = 77;

const TRIES: u32 = 5;
/// A server that wants more patience than this is not waited for.
const LONGEST_WAIT: u64 = 60;

#[derive(Subcommand)]
pub enum Deploy {
    /// Record that a release went to an environment.
    #[command(after_help = HELP)]
    Record(Record),
}

const HELP: &str = "\
The API token is read from CRESSET_TOKEN; it needs the scope deploy:write.

Example:
  cresset deploy record --url https://cresset.example.org --environment production \\
    --release web@2.4.0 --commit \"$GITHUB_SHA\" \\
    --idempotency-key \"$GITHUB_RUN_ID-$GITHUB_RUN_ATTEMPT-production\"

Exit codes:
   0  recorded
   2  wrong use of this command
  65  refused: something about the deployment is wrong
  75  not reached, or busy for too long: running it again with the same key is safe
  77  refused: the token is not valid, or lacks the scope
  78  no address or no token given";

#[derive(Args)]
pub struct Record {
    #[command(flatten)]
    output: Output,
    /// The address of the instance [default: CRESSET_URL]
    #[arg(long)]
    url: Option<String>,
    /// The project's slug; only a token of the whole instance needs it
    #[arg(long)]
    project: Option<String>,
    /// A value of your own that makes a repeat harmless for a day [default: a new one]
    #[arg(long)]
    idempotency_key: Option<String>,
    #[command(flatten)]
    deployment: Deployment,
}

/// What is told about the deployment; what is left out, the server fills in.
#[derive(Args)]
struct Deployment {
    /// Its name or another one it answers to [default: production]
    #[arg(long)]
    environment: Option<String>,
    /// What went there, e.g. web@2.4.0
    #[arg(long)]
    release: String,
    /// 7 to 64 hexadecimal digits
    #[arg(long)]
    commit: Option<String>,
    /// Who did it [default: the token's name]
    #[arg(long)]
    by: Option<String>,
    /// pending, running, succeeded, failed, rolled_back or cancelled [default: succeeded]
    #[arg(long)]
    status: Option<String>,
    /// deploy, promote, redeploy, rollback, hotfix, config or migrate [default: deploy]
    #[arg(long)]
    kind: Option<String>,
    /// When it began, e.g. 2026-11-24T17:05:00Z
    #[arg(long)]
    started: Option<String>,
    /// When it ended [default: now, if it is over]
    #[arg(long)]
    finished: Option<String>,
    /// Where its log can be read
    #[arg(long)]
    log_url: Option<String>,
    /// A sentence about it
    #[arg(long)]
    description: Option<String>,
}

/// The flags whose members have other names.
const RENAMED: [(&str, &str); 4] = [
    ("deployed_by", "by"),
    ("started_at", "started"),
    ("finished_at", "finished"),
    ("Idempotency-Key", "idempotency-key"),
];

impl Deployment {
    fn members(self) -> Value {
        let members = [
            ("environment", self.environment),
            ("release", Some(self.release)),
            ("commit", self.commit),
            ("deployed_by", self.by),
            ("status", self.status),
            ("kind", self.kind),
            ("started_at", self.started),
            ("finished_at", self.finished),
            ("log_url", self.log_url),
            ("description", self.description),
        ];
        let given = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into())));
        Value::Object(given.collect::<Map<_, _>>())
    }
}

impl Deploy {
    pub fn run(self) -> Result<(), Failure> {
        let Self::Record(record) = self;
        let Record { output, url, project, idempotency_key, deployment } = record;
        let request = Request {
            url: endpoint(url)?,
            token: token()?,
            project,
            key: idempotency_key.unwrap_or_else(|| hex(&random::<16>())),
            body: deployment.members().to_string(),
        };
        let recorded = request.send()?;
        let get = |name: &str| recorded[name].as_str().unwrap_or_default().to_owned();
        let line = format!(
            "{} is recorded in {} as {} (id {})",
            get("release"),
            get("environment"),
            get("status"),
            get("id")
        );
        output.print(&line, &recorded);
        Ok(())
    }
}

fn endpoint(url: Option<String>) -> Result<String, Failure> {
    let url = url.or_else(|| std::env::var("CRESSET_URL").ok()).unwrap_or_default();
    let url = url.trim().trim_end_matches('/');
    if url.starts_with("https://") || url.starts_with("http://") {
        return Ok(format!("{url}/api/v1/deployments"));
    }
    let found = if url.is_empty() { "nothing".to_owned() } else { format!("{url:?}") };
    Err(Failure::Exit(
        super::EXIT_CONFIG,
        format!(
            "--url or CRESSET_URL: {found} is given, an address such as https://cresset.example.org is needed"
        ),
    ))
}

fn token() -> Result<String, Failure> {
    let token = std::env::var("CRESSET_TOKEN").unwrap_or_default();
    match token.trim() {
        "" => Err(Failure::Exit(
            super::EXIT_CONFIG,
            "CRESSET_TOKEN is not set: make a token with the scope deploy:write in the project's settings"
                .into(),
        )),
        token => Ok(token.to_owned()),
    }
}

struct Request {
    url: String,
    token: String,
    project: Option<String>,
    key: String,
    body: String,
}

impl Request {
    /// The recorded deployment. A busy server is asked again under the same
    /// key, so that nothing is recorded twice.
    fn send(&self) -> Result<Value, Failure> {
        // A redirected POST would become a GET and look like a success.
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_connect(Some(Duration::from_secs(10)))
            .timeout_global(Some(Duration::from_secs(30)));
        let agent: Agent = config.build().into();
        let mut left = TRIES;
        loop {
            left -= 1;
            let answer = self.post(&agent).map_err(|error| self.unreached(&error.to_string()))?;
            match wait_for(&answer) {
                Some(seconds) if left > 0 && seconds <= LONGEST_WAIT => {
                    eprintln!("cresset: the server is busy; trying again in {seconds} s");
                    sleep(Duration::from_secs(seconds));
                }
                _ => return self.read(answer),
            }
        }
    }

    fn post(&self, agent: &Agent) -> Result<Response<Body>, ureq::Error> {
        let mut request = agent
            .post(&self.url)
            .header("authorization", format!("Bearer {}", self.token))
            .header("idempotency-key", &self.key)
            .content_type("application/json");
        if let Some(project) = &self.project {
            request = request.query("project", project);
        }
        request.send(&self.body)
    }

    fn read(&self, mut answer: Response<Body>) -> Result<Value, Failure> {
        let status = answer.status().as_u16();
        let text = answer.body_mut().read_to_string().map_err(|error| self.unreached(&error.to_string()))?;
        let body: Option<Value> = serde_json::from_str(&text).ok();
        match (status, body) {
            (201, Some(recorded)) => Ok(recorded),
            (401, Some(_)) => Err(Failure::Exit(
                EXIT_RIGHT,
                "nothing was recorded: the token in CRESSET_TOKEN is unknown, expired or revoked".into(),
            )),
            (403, Some(_)) => Err(Failure::Exit(
                EXIT_RIGHT,
                "nothing was recorded: the token in CRESSET_TOKEN lacks the scope deploy:write".into(),
            )),
            (429 | 500.., Some(problem)) => Err(self.unreached(&detail(&problem))),
            (429 | 500.., None) => Err(self.unreached(&format!("it answered with status {status}"))),
            (400.., Some(problem)) if problem["detail"].is_string() => {
                Err(Failure::Exit(EXIT_DATA, format!("nothing was recorded: {}", detail(&problem))))
            }
            _ => Err(self.stranger(&answer)),
        }
    }

    fn unreached(&self, why: &str) -> Failure {
        let Self { url, key, .. } = self;
        let again = format!("To run it again without recording it twice, add --idempotency-key {key}");
        Failure::Exit(EXIT_TEMPORARY, format!("{url}: {why}. {again}"))
    }

    fn stranger(&self, answer: &Response<Body>) -> Failure {
        let to = answer.headers().get("location").and_then(|to| to.to_str().ok());
        let said = match to.filter(|_| answer.status().is_redirection()) {
            Some(to) => format!("it redirects to {to}"),
            None => format!("it answered with status {}, which is not Cresset's answer", answer.status()),
        };
        Failure::Exit(EXIT_DATA, format!("nothing was recorded: {}: {said}. Check --url", self.url))
    }
}

/// Seconds until a retry may work, if it may.
fn wait_for(answer: &Response<Body>) -> Option<u64> {
    let passes = matches!(answer.status().as_u16(), 429 | 502 | 503 | 504);
    let told = answer.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
    passes.then(|| told.unwrap_or(2))
}

/// What a problem says, with the flag it is about.
fn detail(problem: &Value) -> String {
    let said = problem["detail"].as_str().unwrap_or("it gave no reason").trim_end_matches('.');
    let Some(field) = problem["field"].as_str() else { return said.to_owned() };
    let renamed = RENAMED.iter().find(|(member, _)| *member == field);
    let flag = renamed.map_or_else(|| field.replace('_', "-"), |(_, flag)| (*flag).to_owned());
    format!("{said} (--{flag})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_given_is_sent() {
        #[derive(clap::Parser)]
        struct Line {
            #[command(flatten)]
            deployment: Deployment,
        }
        let line: Line = clap::Parser::parse_from(["x", "--release", "web@1", "--by", "ada"]);
        let expected = serde_json::json!({ "release": "web@1", "deployed_by": "ada" });
        assert_eq!(line.deployment.members(), expected);
    }

    #[test]
    fn a_problem_names_the_flag() {
        let problem = |field: &str| serde_json::json!({ "detail": "it is wrong.", "field": field });
        assert_eq!(detail(&problem("log_url")), "it is wrong (--log-url)");
        assert_eq!(detail(&problem("started_at")), "it is wrong (--started)");
        assert_eq!(detail(&serde_json::json!({})), "it gave no reason");
    }
}
