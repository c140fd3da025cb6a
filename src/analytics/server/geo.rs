//! Where somebody is, as far as the operator's own means tell it: a file in MaxMind's format, or the country a
//! trusted proxy names. Nobody else is asked.
//!
//! What is looked up is the network (/24, or /48 of IPv6), not the address: answers do not depend on who of a
//! network came first, and few of them have to be remembered.

use crate::server::{config::Config, db::DbError, state::AppState};
use axum::http::{HeaderMap, HeaderName};
use maxminddb::{MaxMindDbError, Reader};
use quick_cache::sync::Cache;
use serde::Deserialize;
use std::{
    fs,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    path::{Path, PathBuf},
    sync::{Arc, RwLock},
    time::SystemTime,
};

/// Networks remembered.
const REMEMBERED: usize = 20_000;
/// What proxies write for somebody whose country they do not know.
const UNKNOWN: [&str; 2] = ["XX", "ZZ"];
const NAME_BYTES: usize = 200;

/// A place; what is not known is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// ISO 3166-1, two letters.
    pub country: String,
    /// ISO 3166-2 such as `DE-BY`, or a name where the file has no code.
    pub region: String,
    /// In English.
    pub city: String,
}

/// The operator's means.
pub struct Geo {
    file: Option<PathBuf>,
    header: Option<HeaderName>,
    read: RwLock<Option<Source>>,
    known: Cache<IpAddr, Arc<Place>>,
}

/// A file as it was read.
struct Source {
    changed: Option<SystemTime>,
    /// None: it could not be read.
    reader: Option<Arc<Reader<Vec<u8>>>>,
}

impl Geo {
    pub fn new(config: &Config) -> Self {
        Self {
            file: config.geo_database.clone(),
            header: config.country_header.clone(),
            read: RwLock::default(),
            known: Cache::new(REMEMBERED),
        }
    }

    /// Where an address is; `proxied`: the headers of a request that a trusted proxy passed on.
    pub fn place(&self, ip: IpAddr, proxied: Option<&HeaderMap>) -> Option<Arc<Place>> {
        let found = self.file.as_ref().map(|file| self.look_up(file, network(ip)));
        let told = self.header.as_ref().zip(proxied).and_then(|(name, headers)| country(headers, name));
        match (found, told) {
            // The file knows the same country more closely.
            (Some(found), Some(told)) if found.country == told => Some(found),
            (_, Some(country)) => Some(Arc::new(Place { country, ..Place::default() })),
            (found, None) => found,
        }
    }

    fn look_up(&self, file: &Path, network: IpAddr) -> Arc<Place> {
        if let Some(place) = self.known.get(&network) {
            return place;
        }
        let place = Arc::new(self.reader(file).and_then(|reader| read(&reader, network)).unwrap_or_default());
        self.known.insert(network, place.clone());
        place
    }

    /// The file's content, which is read when it is asked for first: commands that count nothing never do.
    fn reader(&self, file: &Path) -> Option<Arc<Reader<Vec<u8>>>> {
        self.current().or_else(|| {
            self.refresh(file);
            self.current()
        })?
    }

    /// None before the file was looked at.
    fn current(&self) -> Option<Option<Arc<Reader<Vec<u8>>>>> {
        let read = self.read.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        read.as_ref().map(|source| source.reader.clone())
    }

    /// Reads the file again if it is another one. One that cannot be read leaves what was there.
    fn refresh(&self, file: &Path) {
        let changed = fs::metadata(file).and_then(|about| about.modified()).ok();
        let same = |read: &Source| read.changed == changed;
        if self.read.read().unwrap_or_else(|poisoned| poisoned.into_inner()).as_ref().is_some_and(same) {
            return;
        }
        // Not under the lock: it may take a while, and others look up meanwhile.
        let reader = match Reader::open_readfile(file) {
            Ok(reader) => Some(Arc::new(reader)),
            Err(error) => {
                tracing::warn!(file = %file.display(), %error, "places cannot be read from the file");
                self.current().flatten()
            }
        };
        let mut read = self.read.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        *read = Some(Source { changed, reader });
        self.known.clear();
    }
}

/// Notice a new file, which operators put in the place of the old one every week or so.
pub async fn refresh(state: AppState) -> Result<(), DbError> {
    if state.config.geo_database.is_some() {
        let work = move || {
            let geo = state.part::<Geo>();
            // Only what was asked for is kept fresh.
            geo.file.iter().filter(|_| geo.current().is_some()).for_each(|file| geo.refresh(file));
        };
        // The file may be large; nobody else has to wait for it.
        let _ = tokio::task::spawn_blocking(work).await;
    }
    Ok(())
}

fn network(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V4(v4) => Ipv4Addr::from_bits(v4.to_bits() & !0xff).into(),
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() >> 80 << 80).into(),
    }
}

/// Two letters that name a country.
fn country(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let code = headers.get(name)?.to_str().ok()?.trim().to_ascii_uppercase();
    let names = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    (names && !UNKNOWN.contains(&code.as_str())).then_some(code)
}

/// The part of a record that GeoLite2, GeoIP2 and DB-IP files have in common.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Record {
    country: Named,
    subdivisions: Vec<Named>,
    city: Named,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Named {
    iso_code: Option<String>,
    names: Names,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Names {
    en: Option<String>,
}

fn read(reader: &Reader<Vec<u8>>, network: IpAddr) -> Option<Place> {
    // An IPv6 address in a file of IPv4 networks is an error too: nothing is known of it.
    let found: Result<Option<Record>, MaxMindDbError> =
        reader.lookup(network).and_then(|found| found.decode());
    let record = found.ok()??;
    let country = record.country.iso_code.map(short).unwrap_or_default();
    let region = record.subdivisions.into_iter().next().and_then(|region| match region.iso_code {
        Some(code) if !country.is_empty() => Some(format!("{country}-{code}")),
        _ => region.names.en,
    });
    let city = record.city.names.en;
    Some(Place {
        country,
        region: region.map(short).unwrap_or_default(),
        city: city.map(short).unwrap_or_default(),
    })
}

/// As it may be stored, whoever made the file.
fn short(name: String) -> String {
    let name: String = name.chars().filter(|c| !c.is_control()).collect();
    name[..name.floor_char_boundary(NAME_BYTES)].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_stands_for_its_addresses() {
        let of = |text: &str| network(text.parse().unwrap()).to_string();
        assert_eq!(of("203.0.113.77"), "203.0.113.0");
        assert_eq!(of("::ffff:203.0.113.77"), "203.0.113.0");
        assert_eq!(of("2001:db8:1:2:3::4"), "2001:db8:1::");
    }

    #[test]
    fn a_country_is_two_letters() {
        let name = HeaderName::from_static("cf-ipcountry");
        let told = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(&name, text.parse().unwrap());
            country(&headers, &name)
        };
        assert_eq!([told("DE").as_deref(), told(" at ").as_deref()], [Some("DE"), Some("AT")]);
        assert_eq!([told("XX"), told("T1"), told("DEU"), told("")], [const { None }; 4]);
    }
}
