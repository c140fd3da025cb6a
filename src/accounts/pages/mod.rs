//! Pages of accounts.

mod frame;

pub use frame::Console;
