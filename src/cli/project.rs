//! `cresset project`: projects without the console.

use super::{Failure, Output, settings::Settings};
use crate::{
    accounts::server::projects::{self, NewProject},
    server::ctx::By,
};
use clap::{Args, Subcommand};
use serde_json::json;

#[derive(Subcommand)]
pub enum Project {
    /// Make a project with its four environments and public key.
    #[command(after_help = "Example: cresset project create --slug tba --name \"Total Battle Analyzer\" \
                            --origin https://tba.example")]
    Create(Create),
}

#[derive(Args)]
pub struct Create {
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    output: Output,
    /// The name in URLs: lower-case letters, digits and hyphens
    #[arg(long)]
    slug: String,
    #[arg(long)]
    name: String,
    /// An IANA name such as Europe/Berlin; days on charts follow it
    #[arg(long, default_value = "UTC")]
    time_zone: String,
    /// An origin whose pages may send feedback and events; none given: any
    #[arg(long = "origin")]
    origins: Vec<String>,
}

impl Project {
    pub fn run(self) -> Result<(), Failure> {
        let Self::Create(create) = self;
        let Create { settings, output, slug, name, time_zone, origins } = create;
        super::beside_a_server(&settings, async |state| {
            let new = NewProject { slug, name, time_zone, origins };
            let project = projects::create(state, &By::command_line(), new).await?;
            let line = format!("{} has the public key {}", project.slug, project.public_key);
            let value = json!({"id": project.id, "slug": project.slug, "public_key": project.public_key});
            output.print(&line, &value);
            Ok(())
        })
    }
}
