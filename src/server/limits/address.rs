//! The client's address: the socket peer, unless the peer is a proxy we trust.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use axum::http::{HeaderMap, HeaderName, header::FORWARDED};
use ipnet::IpNet;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// What one party is limited by: an IPv4 address, or an IPv6 /64, because a
/// single subscriber usually owns a whole /64 and can hop inside it for free.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Prefix {
    /// One IPv4 address.
    V4(u32),
    /// The upper 64 bits of an IPv6 address.
    V6(u64),
}

impl From<IpAddr> for Prefix {
    fn from(ip: IpAddr) -> Self {
        match ip.to_canonical() {
            IpAddr::V4(v4) => Self::V4(v4.to_bits()),
            IpAddr::V6(v6) => Self::V6((v6.to_bits() >> 64) as u64),
        }
    }
}

impl Prefix {
    /// The /48 a /64 lies in: what a hosting customer typically owns. `None` for IPv4.
    pub fn site(self) -> Option<u64> {
        match self {
            Self::V4(_) => None,
            Self::V6(bits) => Some(bits >> 16),
        }
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::V4(bits) => write!(f, "{}", Ipv4Addr::from_bits(*bits)),
            Self::V6(bits) => write!(f, "{}/64", Ipv6Addr::from_bits(u128::from(*bits) << 64)),
        }
    }
}

/// The address of whoever sent the request.
///
/// Only when the socket peer is inside `trusted` are `X-Forwarded-For` or
/// `Forwarded` (RFC 7239) read, from the right: the first hop that is not
/// itself trusted is the client. In every other case, and when a hop cannot be
/// read or both headers are present and disagree, the answer is the peer. A
/// proxy maintains one of the two headers and passes the other on as the client
/// sent it, so a disagreement means one of them is forged.
pub fn client_ip(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let peer = peer.to_canonical();
    if !is_trusted(peer, trusted) {
        return peer;
    }
    let by_list = hops(headers, &X_FORWARDED_FOR).map(|hops| untrusted(hops.map(plain_hop), trusted));
    let by_rfc = hops(headers, &FORWARDED).map(|hops| untrusted(hops.map(forwarded_hop), trusted));
    match (by_list, by_rfc) {
        (Some(a), Some(b)) if a != b => peer,
        (Some(found), _) | (None, Some(found)) => found.unwrap_or(peer),
        (None, None) => peer,
    }
}

/// The address that `sender`, who may speak for others, says a request is about: as if the sender were one more
/// proxy we trust. Without a hop beyond it, the sender.
pub fn vouched_ip(sender: IpAddr, peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let trusted: Vec<IpNet> = trusted.iter().copied().chain([IpNet::from(sender.to_canonical())]).collect();
    let found = client_ip(peer, headers, &trusted);
    if is_trusted(found, &trusted) { sender } else { found }
}

/// Whether `ip` lies in one of the networks.
pub fn is_trusted(ip: IpAddr, trusted: &[IpNet]) -> bool {
    let ip = ip.to_canonical();
    trusted.iter().any(|net| net.contains(&ip))
}

/// Every comma-separated element of every line of `name`, right-most first.
/// `None` when the header is absent. A line that is not text yields one
/// unreadable hop.
fn hops<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<impl Iterator<Item = &'h str>> {
    headers.contains_key(name).then(|| {
        headers.get_all(name).iter().rev().flat_map(|line| line.to_str().unwrap_or("unreadable").rsplit(','))
    })
}

/// The first hop outside `trusted`; `None` when there is none or one before it is unreadable.
fn untrusted(hops: impl Iterator<Item = Option<IpAddr>>, trusted: &[IpNet]) -> Option<IpAddr> {
    for hop in hops {
        let ip = hop?;
        if !is_trusted(ip, trusted) {
            return Some(ip);
        }
    }
    None
}

fn forwarded_hop(element: &str) -> Option<IpAddr> {
    let (_, node) = element
        .split(';')
        .filter_map(|pair| pair.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
    plain_hop(node.trim().trim_matches('"'))
}

/// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`.
fn plain_hop(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim();
    let bare = hop.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(hop);
    let ip =
        bare.parse::<IpAddr>().ok().or_else(|| hop.parse::<SocketAddr>().ok().map(|socket| socket.ip()))?;
    Some(ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn client(peer: &str, lines: &[(&'static str, &str)], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, value.parse().unwrap());
        }
        let trusted: Vec<IpNet> = trusted.iter().map(|net| net.parse().unwrap()).collect();
        client_ip(ip(peer), &headers, &trusted).to_string()
    }

    const XFF: &str = "x-forwarded-for";

    #[test]
    fn headers_of_a_stranger_are_ignored() {
        assert_eq!(client("203.0.113.9", &[(XFF, "1.1.1.1")], &["10.0.0.0/8"]), "203.0.113.9");
        assert_eq!(client("203.0.113.9", &[("forwarded", "for=1.1.1.1")], &[]), "203.0.113.9");
    }

    #[test]
    fn the_right_most_untrusted_hop_wins() {
        let trusted = ["10.0.0.0/8", "fd00::/8"];
        assert_eq!(client("10.0.0.1", &[(XFF, "6.6.6.6, 203.0.113.9, 10.2.3.4")], &trusted), "203.0.113.9");
        assert_eq!(client("10.0.0.1", &[(XFF, "6.6.6.6"), (XFF, "203.0.113.9")], &trusted), "203.0.113.9");
        assert_eq!(client("::ffff:10.0.0.1", &[(XFF, "[2001:db8::7]:443")], &trusted), "2001:db8::7");
        let line = r#"for=6.6.6.6, proto=https;For="[2001:db8::9]:80";by=10.0.0.1"#;
        assert_eq!(client("fd00::1", &[("forwarded", line)], &trusted), "2001:db8::9");
    }

    #[test]
    fn what_cannot_be_believed_falls_back_to_the_peer() {
        let trusted = ["10.0.0.0/8"];
        for line in ["unknown", "", "203.0.113.9, _hidden", "203.0.113.9, 10.0.0.2, nonsense"] {
            assert_eq!(client("10.0.0.1", &[(XFF, line)], &trusted), "10.0.0.1", "{line}");
        }
        assert_eq!(client("10.0.0.1", &[(XFF, "10.0.0.7")], &trusted), "10.0.0.1");
        let both = [(XFF, "203.0.113.9"), ("forwarded", "for=6.6.6.6")];
        assert_eq!(client("10.0.0.1", &both, &trusted), "10.0.0.1");
        let agreeing = [(XFF, "203.0.113.9"), ("forwarded", "for=203.0.113.9")];
        assert_eq!(client("10.0.0.1", &agreeing, &trusted), "203.0.113.9");
    }

    #[test]
    fn who_may_speak_for_others_is_one_more_proxy() {
        let vouched = |sender: &str, peer: &str, line: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(XFF, line.parse().unwrap());
            vouched_ip(ip(sender), ip(peer), &headers, &["10.0.0.0/8".parse().unwrap()]).to_string()
        };
        assert_eq!(vouched("198.51.100.4", "198.51.100.4", "203.0.113.9"), "203.0.113.9");
        assert_eq!(vouched("198.51.100.4", "198.51.100.4", "6.6.6.6, 203.0.113.9:80"), "203.0.113.9");
        assert_eq!(vouched("198.51.100.4", "10.0.0.1", "203.0.113.9, 198.51.100.4"), "203.0.113.9");
        assert_eq!(vouched("198.51.100.4", "10.0.0.1", "198.51.100.4"), "198.51.100.4");
        assert_eq!(vouched("198.51.100.4", "198.51.100.4", "unknown"), "198.51.100.4");
    }

    #[test]
    fn ipv6_neighbours_share_a_prefix() {
        let prefix = Prefix::from(ip("2001:db8:1:2::1"));
        assert_eq!(prefix, Prefix::from(ip("2001:db8:1:2:ffff::9")));
        assert_ne!(prefix, Prefix::from(ip("2001:db8:1:3::1")));
        assert_eq!(prefix.site(), Prefix::from(ip("2001:db8:1:3::1")).site());
        assert_eq!(prefix.to_string(), "2001:db8:1:2::/64");
        assert_eq!(Prefix::from(ip("::ffff:192.0.2.1")), Prefix::from(ip("192.0.2.1")));
    }

    proptest! {
        // Whatever a client writes to the left, the hop its proxy appended decides.
        #[test]
        fn nothing_on_the_left_changes_the_answer(forged in "[ -~]{0,80}", last in any::<u32>()) {
            let last = IpAddr::V4(last.into());
            prop_assume!(!is_trusted(last, &["10.0.0.0/8".parse().unwrap()]));
            prop_assert_eq!(client("10.0.0.1", &[(XFF, &format!("{forged}, {last}"))], &["10.0.0.0/8"]), last.to_string());
        }

        #[test]
        fn any_header_is_survived(a in "[ -~]{0,120}", b in "[ -~]{0,120}") {
            client("10.0.0.1", &[(XFF, &a), ("forwarded", &b)], &["10.0.0.0/8"]);
        }
    }
}
