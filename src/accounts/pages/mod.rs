//! Pages of accounts.

mod account;
mod entrance;
mod frame;
mod links;
mod people;
mod projects;
pub mod settings;
mod start;

pub use account::AccountPage;
pub use entrance::{Home, SetupPage, SignInPage};
pub use frame::{Console, Instance};
pub use links::{EnterPage, InvitePage, ResetPage};
pub use people::{MadeLink, PeoplePage};
pub use projects::Projects;
pub use start::Start;
