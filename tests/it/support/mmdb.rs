//! A small file in MaxMind's format (<https://maxmind.github.io/MaxMind-DB/>), made by tests: nobody's data.

use std::net::IpAddr;

/// One branch of the tree.
#[derive(Clone, Copy)]
enum Branch {
    Nothing,
    Node(usize),
    /// Where in the data.
    Data(usize),
}

/// Networks with what is known of them.
pub struct Mmdb {
    nodes: Vec<[Branch; 2]>,
    data: Vec<u8>,
}

impl Mmdb {
    pub fn new() -> Self {
        Self { nodes: vec![[Branch::Nothing; 2]], data: Vec::new() }
    }

    /// Says where the first `length` bits of an address are: country, region and city; empty ones are left out.
    pub fn with(mut self, address: &str, length: u32, [country, region, city]: [&str; 3]) -> Self {
        let (bits, length) = match address.parse().expect("an address") {
            IpAddr::V4(v4) => (u128::from(v4.to_bits()), length + 96),
            IpAddr::V6(v6) => (v6.to_bits(), length),
        };
        let at = self.data.len();
        let mut members = Vec::new();
        if !country.is_empty() {
            members.push(("country", map(&[("iso_code", text(country))])));
        }
        if !region.is_empty() {
            members.push(("subdivisions", list(&[map(&[("iso_code", text(region))])])));
        }
        if !city.is_empty() {
            members.push(("city", map(&[("names", map(&[("de", text("?")), ("en", text(city))]))])));
        }
        self.data.extend(map(&members));
        self.insert(bits, length, at);
        self
    }

    fn insert(&mut self, bits: u128, length: u32, data: usize) {
        let mut node = 0;
        for place in 0..length {
            let side = (bits >> (127 - place) & 1) as usize;
            if place + 1 == length {
                self.nodes[node][side] = Branch::Data(data);
                return;
            }
            node = match self.nodes[node][side] {
                Branch::Node(next) => next,
                _ => {
                    self.nodes.push([Branch::Nothing; 2]);
                    let next = self.nodes.len() - 1;
                    self.nodes[node][side] = Branch::Node(next);
                    next
                }
            };
        }
    }

    pub fn bytes(&self) -> Vec<u8> {
        let count = self.nodes.len();
        let mut file = Vec::new();
        for branch in self.nodes.iter().flatten() {
            let value = match branch {
                Branch::Nothing => count,
                Branch::Node(next) => *next,
                Branch::Data(at) => count + 16 + at,
            };
            file.extend(&(value as u32).to_be_bytes()[1..]);
        }
        file.extend([0; 16]);
        file.extend(&self.data);
        file.extend(b"\xab\xcd\xefMaxMind.com");
        file.extend(map(&[
            ("binary_format_major_version", number(5, 2)),
            ("binary_format_minor_version", number(5, 0)),
            ("build_epoch", number(9, 1_772_532_000)),
            ("database_type", text("Test-City")),
            ("description", map(&[("en", text("made by a test"))])),
            ("ip_version", number(5, 6)),
            ("languages", list(&[text("en")])),
            ("node_count", number(6, count as u64)),
            ("record_size", number(5, 24)),
        ]));
        file
    }
}

/// The bytes in front of a value: its type, and its size or how many members it has.
fn head(kind: u8, size: usize) -> Vec<u8> {
    let (short, more) = if size < 29 { (size as u8, None) } else { (29, Some((size - 29) as u8)) };
    let kind = if kind < 8 { vec![kind << 5 | short] } else { vec![short, kind - 7] };
    kind.into_iter().chain(more).collect()
}

fn text(text: &str) -> Vec<u8> {
    [head(2, text.len()), text.as_bytes().to_vec()].concat()
}

fn number(kind: u8, number: u64) -> Vec<u8> {
    let bytes: Vec<u8> = number.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
    [head(kind, bytes.len()), bytes].concat()
}

fn list(items: &[Vec<u8>]) -> Vec<u8> {
    [head(11, items.len()), items.concat()].concat()
}

fn map(members: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let members = members.iter().flat_map(|(name, value)| [text(name), value.clone()]);
    [head(7, members.clone().count() / 2), members.collect::<Vec<_>>().concat()].concat()
}
