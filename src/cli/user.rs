//! `cresset user`: people, for an operator who cannot sign in.

use super::{Failure, Output, settings::Settings};
use crate::{
    accounts::server::users::{self, NewUser},
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
        let Self::Create(create) = self;
        let Create { settings, output, email, name, role, password_stdin: _ } = create;
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
