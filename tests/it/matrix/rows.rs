//! Who may open which page and call which server function.

use super::Right;

/// Path, right, and a body the function can read. `{project}`, `{entry}` and
/// `{deployment}` are filled with objects of the project alpha; what would
/// destroy something names an object that does not exist (`{none}`).
pub const FUNCTIONS: &[(&str, Right, &str)] =
    &[("/fn/feedback/submit", Right::Anyone, "content=x&key={none}")];

/// The path as `leptos_axum` lists it, and the right.
pub const PAGES: &[(&str, Right)] = &[("/", Right::Anyone)];
