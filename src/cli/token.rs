//! `cresset token`: API tokens for CI and scripts.

use super::{Failure, Output, settings::Settings};
use crate::{
    access::Scope,
    accounts::server::{
        project_by_slug,
        tokens::{self, NewToken},
    },
    server::{clock::DAY, ctx::By},
};
use clap::{Args, Subcommand};
use serde_json::json;

#[derive(Subcommand)]
pub enum Token {
    /// Make an API token; it is shown once.
    #[command(after_help = "Example: cresset token create --project tba --scope deploy:write --name CI")]
    Create(Create),
}

#[derive(Args)]
pub struct Create {
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    output: Output,
    /// The project's slug; without it the token is for the whole instance
    #[arg(long)]
    project: Option<String>,
    /// What it may do, e.g. feedback:read; may be given several times
    #[arg(long = "scope", required = true, value_parser = parse_scope)]
    scopes: Vec<Scope>,
    #[arg(long, default_value = "command line")]
    name: String,
    /// Days until it stops working; without it never
    #[arg(long)]
    expires_days: Option<u32>,
}

fn parse_scope(text: &str) -> Result<Scope, String> {
    let known = || Scope::ALL.map(Scope::as_str).join(", ");
    Scope::parse(text).ok_or_else(|| format!("a scope is one of {}", known()))
}

impl Token {
    pub fn run(self) -> Result<(), Failure> {
        let Self::Create(create) = self;
        let Create { settings, output, project, scopes, name, expires_days } = create;
        super::beside_a_server(&settings, async |state| {
            let project_id = match &project {
                Some(slug) => {
                    let found = project_by_slug(state, slug).await?;
                    Some(found.ok_or_else(|| Failure::Message(format!("there is no project {slug:?}")))?.id)
                }
                None => None,
            };
            let expires_at = expires_days.map(|days| state.clock.now() + i64::from(days) * DAY);
            let new = NewToken { project_id, name, scopes, expires_at };
            let token = tokens::create(state, &By::command_line(), new).await?;
            output.print(&token, &json!({"token": token}));
            Ok(())
        })
    }
}
