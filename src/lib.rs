//! Cresset: what a release did to its users, in one binary.
//!
//! The map. A *slice* is a folder named after its noun; inside each the same
//! files mean the same things (docs/ARCHITECTURE.md).
//!
//! - [`app`]: the document, `<App/>` and the complete table of pages
//! - [`areas`]: the pages by area, whose code the browser loads when it is needed
//! - [`error`], [`access`]: the words both sides share about failure and rights
//! - [`codec`]: the JSON of server functions
//! - [`accounts`]: people, sessions, roles, projects, API tokens, audit
//! - [`analytics`]: events of the product's pages
//! - [`deploys`]: environments, releases, deployments: what runs where
//! - [`feedback`]: what users tell us, and the inbox
//! - [`overview`]: the first page of a project; reads the others
//! - [`performance`]: the instance's own requests and resources
//! - [`ui`]: the design system; knows no slice
//! - `server`: the platform (configuration, database, ingest, listener, …)
//! - `cli`: one file per subcommand

#[cfg(all(feature = "sabotage", not(debug_assertions)))]
compile_error!("the feature `sabotage` loses data on purpose and must not be released");

pub mod access;
pub mod accounts;
pub mod analytics;
pub mod app;
pub mod areas;
pub mod codec;
pub mod deploys;
pub mod error;
pub mod feedback;
pub mod overview;
pub mod performance;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod cli;
#[cfg(feature = "ssr")]
pub mod server;

/// Entry of the console bundle: takes over the page the server rendered.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_lazy(app::App);
}
