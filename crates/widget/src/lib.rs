//! The feedback form: one component for three uses.
//!
//! - `ssr`: server HTML that works without JavaScript (the public page of a project),
//! - `hydrate`: the same form made live inside the console,
//! - `csr`: a bundle of its own, mounted into a shadow root on any web page, or put in the place of the
//!   server-rendered form at the first interaction.
//!
//! The crate imports nothing of the application: addresses, identity and texts arrive as properties.
//! [`model`] and [`state`] are pure and run on both sides.

pub mod along;
mod around;
mod browser;
mod draft;
mod files;
pub mod form;
pub mod html;
pub mod model;
#[cfg(feature = "csr")]
pub mod mount;
mod queue;
pub mod setup;
pub mod state;
mod storage;
pub mod texts;
mod transport;

pub use form::FeedbackForm;
pub use setup::{Context, FormSetup, Theme};
pub use texts::Texts;

/// The style sheet of the form: everything lies under the class `cresset-feedback`, so it can go into a shadow
/// root as well as into a `<style nonce>` of our own pages. Comments and blanks are already removed.
pub const CSS: &str = include_str!(concat!(env!("OUT_DIR"), "/theme.css"));

/// Half the size of the standard one.
#[cfg(all(feature = "csr", target_arch = "wasm32"))]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

#[cfg(test)]
#[path = "../build/minify.rs"]
mod minify;

#[cfg(test)]
mod tests {
    use super::{CSS, minify};

    #[test]
    fn minifying_keeps_what_blanks_mean() {
        let source = "/* a; b */ .a .b > .c ,\n.d {\n  width: calc(1px + (2px)) ;\n  content: \" } \";\n}\n\n@media (x: y) and (z) { .e { top: 0 } }\n";
        let expected = ".a .b>.c,.d{width:calc(1px + (2px));content:\" } \"}@media (x:y) and (z){.e{top:0}}";
        assert_eq!(minify::css(source), expected);
    }

    #[test]
    fn every_rule_stays_under_the_wrapper() {
        let (mut depth, mut start) = (0, 0);
        for (at, sign) in CSS.char_indices().filter(|(_, sign)| "{}".contains(*sign)) {
            if sign == '{' {
                let head = &CSS[start..at];
                // `:host` is nothing outside a shadow root, which is ours alone.
                let ours = [".cresset-feedback", "@keyframes cf-", ":host("];
                assert!(depth > 0 || ours.iter().any(|own| head.starts_with(own)), "{head}");
                depth += 1;
            } else {
                depth -= 1;
                start = at + 1;
            }
        }
        assert_eq!(depth, 0);
    }
}
