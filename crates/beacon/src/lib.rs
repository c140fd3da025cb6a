//! The analytics beacon: counts what happens on a web page, on other people's pages too.
//!
//! `loader/embed.js` waits until a page is visible and idle, then starts this bundle, whose part `loader/listen.js`
//! hears what happens and hands it on as numbers and texts. All that is decided is decided here, without a browser, and
//! the beacon keeps every event until the server has it.
//!
//! - [`beacon`] joins the rest: [`address`] tells pages and links apart, [`engagement`] and [`vitals`] measure,
//!   [`wire`] writes events and batches, [`json`] the JSON in them, [`queue`] decides what is sent when.
//! - `embed` is what the browser calls.
//!
//! The whole bundle is a few kilobytes, which stays so by rules: no serde, no `format!`, nothing that can panic
//! with a message (the lints in `Cargo.toml`), no `RefCell`, no closures and no objects across the border.

// Tests are not part of the bundle.
#![cfg_attr(test, allow(clippy::arithmetic_side_effects))]

pub mod address;
pub mod beacon;
#[cfg(feature = "embed")]
mod embed;
pub mod engagement;
pub mod json;
pub mod queue;
pub mod vitals;
pub mod wire;

/// Half the size of the standard one, which was a third of the bundle.
#[cfg(all(feature = "embed", target_arch = "wasm32"))]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
