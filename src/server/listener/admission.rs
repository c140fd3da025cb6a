//! How many connections there may be, in all and per client prefix.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use ipnet::IpNet;
use rustix::process::{Resource, getrlimit, setrlimit};

use super::ListenerSettings;
use crate::server::limits::{Prefix, is_trusted};

/// File descriptors kept free for the database, the logs and the metrics port.
const RESERVED_FILES: u64 = 128;

/// Why a connection was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    Full,
    Prefix,
}

impl Refusal {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Prefix => "prefix",
        }
    }
}

pub(super) struct Admission {
    total: usize,
    per_prefix: usize,
    per_proxy: usize,
    trusted: Arc<[IpNet]>,
    open: Arc<Mutex<Open>>,
}

#[derive(Default)]
struct Open {
    total: usize,
    by_prefix: HashMap<Prefix, usize>,
}

/// The right to one open connection; given back on drop.
pub(super) struct Place {
    prefix: Prefix,
    open: Arc<Mutex<Open>>,
}

impl Admission {
    pub(super) fn new(settings: &ListenerSettings) -> Self {
        Self {
            total: settings.max_connections,
            per_prefix: settings.max_per_prefix.unwrap_or(usize::MAX),
            per_proxy: settings.max_per_prefix.map_or(usize::MAX, |_| settings.max_per_proxy),
            trusted: Arc::clone(&settings.trusted),
            open: Arc::default(),
        }
    }

    pub(super) fn admit(&self, peer: IpAddr) -> Result<Place, Refusal> {
        let prefix = Prefix::from(peer);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.total >= self.total {
            return Err(Refusal::Full);
        }
        let of_prefix = open.by_prefix.get(&prefix).copied().unwrap_or(0);
        // The list of proxies is only looked at by clients that have many connections.
        if of_prefix >= self.per_prefix && (of_prefix >= self.per_proxy || !is_trusted(peer, &self.trusted)) {
            return Err(Refusal::Prefix);
        }
        open.total += 1;
        open.by_prefix.insert(prefix, of_prefix + 1);
        Ok(Place { prefix, open: Arc::clone(&self.open) })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.total -= 1;
        if let Some(count) = open.by_prefix.get_mut(&self.prefix) {
            *count -= 1;
            if *count == 0 {
                open.by_prefix.remove(&self.prefix);
            }
        }
    }
}

/// Raise the soft limit of open files to the hard one and return what holds
/// now; `None` means unlimited.
pub fn raise_file_limit() -> Option<u64> {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // Refused only where the hard limit exceeds the kernel's own; then the old one stays.
    let _ = setrlimit(Resource::Nofile, limit);
    getrlimit(Resource::Nofile).current
}

/// The connection cap that leaves 128 of `files` for everything else; at least 16.
pub fn connection_cap(wanted: usize, files: Option<u64>) -> usize {
    let room = files.map_or(u64::MAX, |files| files.saturating_sub(RESERVED_FILES)).max(16);
    wanted.min(usize::try_from(room).unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admission(total: usize, per_prefix: Option<usize>) -> Admission {
        let trusted = Arc::new(["10.0.0.0/8".parse().unwrap()]);
        Admission::new(&ListenerSettings {
            max_connections: total,
            max_per_prefix: per_prefix,
            trusted,
            ..ListenerSettings::default()
        })
    }

    #[test]
    fn one_prefix_cannot_take_all_places() {
        let admission = admission(5, Some(2));
        let ask = |ip: &str| admission.admit(ip.parse().unwrap());
        let (a, _b) = (ask("2001:db8::1").ok(), ask("2001:db8::2").unwrap());
        assert_eq!(ask("2001:db8::3").err(), Some(Refusal::Prefix));
        drop(a);
        let _again = ask("2001:db8::4").unwrap();
        let _proxies = [ask("10.0.0.1").unwrap(), ask("10.0.0.1").unwrap(), ask("10.0.0.1").unwrap()];
        assert_eq!(ask("192.0.2.1").err(), Some(Refusal::Full));
    }

    #[test]
    fn without_a_prefix_cap_only_the_total_counts() {
        let admission = admission(100, None);
        let places: Vec<_> =
            (0..100).filter_map(|_| admission.admit("192.0.2.1".parse().unwrap()).ok()).collect();
        assert_eq!(places.len(), 100);
        drop(places);
        assert!(admission.open.lock().unwrap().by_prefix.is_empty());
    }

    #[test]
    fn files_are_left_for_the_rest() {
        assert_eq!(connection_cap(8_000, Some(1_024)), 896);
        assert_eq!(connection_cap(8_000, Some(100)), 16);
        assert_eq!(connection_cap(8_000, None), 8_000);
        assert!(raise_file_limit().is_none_or(|files| files >= 256));
    }
}
