//! Pages of accounts.

mod account;
mod entrance;
mod frame;
mod links;
mod people;

pub use account::AccountPage;
pub use entrance::{Home, SetupPage, SignInPage};
pub use frame::{Console, Instance};
pub use links::{EnterPage, InvitePage, ResetPage};
pub use people::{MadeLink, PeoplePage};
