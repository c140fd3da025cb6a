//! The hosts whose owners we know, by what they are to a visit.
//!
//! A list of our own, kept by hand: one line for a host, in the file of its
//! category. A host stands for everything below it unless a longer one is
//! listed, so `mail.google.com` is mail whatever `google.com` is.

mod ai;
mod apps;
mod email;
mod other;
mod search;
mod shopping;
mod social;
mod video;

use std::iter;

/// What a source is, as far as a channel depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    Search,
    Social,
    Video,
    Shopping,
    Email,
    Ai,
    /// Known by name only.
    Other,
}

/// A source we know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    pub name: &'static str,
    pub category: Category,
}

const TABLES: [(Category, &[(&str, &str)]); 7] = [
    (Category::Search, search::HOSTS),
    (Category::Social, social::HOSTS),
    (Category::Video, video::HOSTS),
    (Category::Shopping, shopping::HOSTS),
    (Category::Email, email::HOSTS),
    (Category::Ai, ai::HOSTS),
    (Category::Other, other::HOSTS),
];

const GOOGLE: Known = Known { name: "Google", category: Category::Search };

/// Owners of a label under every country's top level domain.
const EVERYWHERE: [(&str, &str, Category); 18] = [
    ("aliexpress", "AliExpress", Category::Shopping),
    ("amazon", "Amazon", Category::Shopping),
    ("daraz", "Daraz", Category::Shopping),
    ("ebay", "eBay", Category::Shopping),
    ("idealo", "idealo", Category::Shopping),
    ("ikea", "IKEA", Category::Shopping),
    ("jumia", "Jumia", Category::Shopping),
    ("kelkoo", "Kelkoo", Category::Shopping),
    ("lazada", "Lazada", Category::Shopping),
    ("mercadolibre", "Mercado Libre", Category::Shopping),
    ("olx", "OLX", Category::Shopping),
    ("pinterest", "Pinterest", Category::Social),
    ("shein", "SHEIN", Category::Shopping),
    ("shopee", "Shopee", Category::Shopping),
    ("vinted", "Vinted", Category::Shopping),
    ("yahoo", "Yahoo", Category::Search),
    ("yandex", "Yandex", Category::Search),
    ("zalando", "Zalando", Category::Shopping),
];

/// The owner of a host, which is in lower case and without `www.`.
///
/// Of Google's many hosts only `google.com` and its national twins are the search engine.
pub fn find(host: &str) -> Option<Known> {
    if national(host) == Some("google") {
        return Some(GOOGLE);
    }
    let mut endings = iter::successors(Some(host), |host| host.split_once('.').map(|(_, above)| above));
    endings.find_map(|host| listed(host).or_else(|| twin(host)))
}

/// The app an Android id stands for.
pub fn app(id: &str) -> Option<Known> {
    let at = apps::APPS.binary_search_by_key(&id, |(id, _)| id).ok()?;
    named(apps::APPS[at].1)
}

/// The source of that name, in any case.
pub fn named(name: &str) -> Option<Known> {
    let same = |other: &str| other.eq_ignore_ascii_case(name);
    let hosts = TABLES.iter().flat_map(|(category, hosts)| hosts.iter().map(|(_, name)| (*name, *category)));
    let twins = EVERYWHERE.iter().map(|(_, name, category)| (*name, *category));
    let all = iter::once((GOOGLE.name, GOOGLE.category)).chain(twins).chain(hosts);
    all.into_iter().find(|(name, _)| same(name)).map(|(name, category)| Known { name, category })
}

fn listed(host: &str) -> Option<Known> {
    TABLES.iter().find_map(|(category, hosts)| {
        let at = hosts.binary_search_by_key(&host, |(host, _)| host).ok()?;
        Some(Known { name: hosts[at].1, category: *category })
    })
}

fn twin(host: &str) -> Option<Known> {
    let label = national(host)?;
    let (_, name, category) = EVERYWHERE.iter().find(|(listed, ..)| *listed == label)?;
    Some(Known { name, category: *category })
}

/// The label under a top level domain that is `com`, a country's, or `co` or `com` of a country.
fn national(host: &str) -> Option<&str> {
    let (label, domain) = host.split_once('.')?;
    let country = domain.strip_prefix("co.").or(domain.strip_prefix("com.")).unwrap_or(domain);
    let is_country = country.len() == 2 && country.bytes().all(|b| b.is_ascii_lowercase());
    (is_country || domain == "com" || domain == "cat").then_some(label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn every_host_stands_once_and_in_its_place() {
        let mut seen = HashMap::new();
        for (category, hosts) in TABLES {
            assert!(hosts.is_sorted_by_key(|(host, _)| host), "{category:?}: binary search needs the order");
            for (host, name) in hosts {
                assert_eq!(seen.insert(host, name), None, "{host} stands twice");
                assert_eq!(find(host), Some(Known { name, category }), "{host}");
            }
        }
    }

    #[test]
    fn a_name_is_of_one_category() {
        for (category, hosts) in TABLES {
            for (_, name) in hosts {
                assert_eq!(named(name).map(|known| known.category), Some(category), "{name}");
            }
        }
    }

    #[test]
    fn every_app_is_of_a_source_we_know() {
        assert!(apps::APPS.is_sorted(), "binary search needs the order");
        for (id, name) in apps::APPS {
            assert!(app(id).is_some(), "{id}: no host is called {name}");
        }
    }
}
