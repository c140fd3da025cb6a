//! What the address of the inbox says.

use crate::feedback::model::FILTERS;
use leptos_router::params::ParamsMap;

/// The filters that are set. Anything else in an address is not the inbox's.
pub fn filters(query: &ParamsMap) -> ParamsMap {
    let said = |name: &'static str| Some((name, query.get(name)?)).filter(|(_, value)| !value.is_empty());
    FILTERS.into_iter().chain(["cursor"]).filter_map(said).collect()
}

/// The same as the server function takes it.
pub fn pairs(filters: ParamsMap) -> Vec<(String, String)> {
    filters.into_iter().map(|(name, value)| (name.into_owned(), value)).collect()
}

/// The address of the list as a file.
pub fn csv(slug: &str) -> String {
    format!("/app/{slug}/feedback.csv")
}
