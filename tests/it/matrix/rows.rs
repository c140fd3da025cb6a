//! Who may open which page and call which server function.

use super::Right;
use cresset::access::Role;

/// Path, right, and a body the function can read. `{project}`, `{entry}` and
/// `{deployment}` are filled with objects of the project alpha; what would
/// destroy something names an object that does not exist (`{none}`).
pub const FUNCTIONS: &[(&str, Right, &str)] = &[
    ("/fn/feedback/submit", Right::Anyone, "content=x&key={none}"),
    ("/fn/account/me", Right::SignedIn, "{}"),
];

/// The path as axum writes it, and the right.
pub const PAGES: &[(&str, Right)] = &[("/", Right::Anyone), ("/app/{project}", Right::In(Role::Viewer))];
