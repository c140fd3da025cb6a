//! `cresset user`: people, for an operator who cannot sign in.

use super::{Failure, Output, settings::Settings};
use crate::{
    accounts::server::{
        entrance, links,
        users::{self, NewUser},
    },
    server::ctx::By,
};
use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

#[derive(Subcommand)]
pub enum User {
    /// Make a user; the password is the first line of standard input.
    #[command(
        after_help = "Example: cresset user create --email ada@example.org --role admin --password-stdin"
    )]
    Create(Create),
    /// Make a link by which somebody chooses a new password.
    #[command(after_help = "Example: cresset user reset-link --email ada@example.org")]
    ResetLink(ResetLink),
}

#[derive(Args)]
pub struct ResetLink {
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    output: Output,
    #[arg(long)]
    email: String,
}

#[derive(Args)]
pub struct Create {
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    output: Output,
    #[arg(long)]
    email: String,
    /// How others see the person [default: the part of the address before @]
    #[arg(long)]
    name: Option<String>,
    #[arg(long, value_enum, default_value = "member")]
    role: InstanceRole,
    /// Read the password from standard input: arguments are visible to others
    #[arg(long, required = true)]
    password_stdin: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum InstanceRole {
    /// May do everything on this instance
    Admin,
    /// May do what projects allow
    Member,
}

impl User {
    pub fn run(self) -> Result<(), Failure> {
        match self {
            Self::Create(create) => create.run(),
            Self::ResetLink(reset) => reset.run(),
        }
    }
}

impl ResetLink {
    fn run(self) -> Result<(), Failure> {
        let Self { settings, output, email } = self;
        super::beside_a_server(&settings, async |state| {
            let path = links::reset(state, &By::command_line(), &email).await?;
            let link = entrance::link(state, &path);
            output.print(&link, &json!({ "link": link, "email": email }));
            Ok(())
        })
    }
}

impl Create {
    fn run(self) -> Result<(), Failure> {
        let Self { settings, output, email, name, role, password_stdin: _ } = self;
        let mut password = String::new();
        std::io::stdin().read_line(&mut password)?;
        let name = name.unwrap_or_else(|| email.split('@').next().unwrap_or_default().to_owned());
        super::beside_a_server(&settings, async |state| {
            let new = NewUser {
                email: email.clone(),
                name,
                password: password.trim_end_matches(['\r', '\n']).to_owned(),
                is_admin: matches!(role, InstanceRole::Admin),
            };
            let id = users::create(state, &By::command_line(), new).await?;
            output.print(&format!("{email} can sign in"), &json!({"id": id, "email": email}));
            Ok(())
        })
    }
}
