//! The analytics beacon: counts what happens on a web page, on other people's pages too.
//!
//! `loader/embed.js` waits until a page is visible and idle, then starts this bundle. It tells what it noted
//! about the page load and lends its one `send`; the beacon keeps every event until the server has it.
//! First form: one page view per load.
//!
//! - [`wire`] writes batches of events, [`json`] the JSON in them, [`queue`] decides what is sent when: pure.
//! - `embed` is the rim to the browser.
//!
//! The whole bundle is a few kilobytes, which stays so by rules: no serde, no `format!`, nothing that can panic
//! with a message (the lints in `Cargo.toml`), no `RefCell`, one closure for everything that calls back.

#[cfg(feature = "embed")]
mod embed;
pub mod json;
pub mod queue;
pub mod wire;

/// Half the size of the standard one, which was a third of the bundle.
#[cfg(all(feature = "embed", target_arch = "wasm32"))]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
