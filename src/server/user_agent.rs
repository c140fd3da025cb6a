//! Browser, system and kind of device from a request's `User-Agent` and client hints.
//!
//! A short ordered table instead of the community's rule set: those thousands
//! of regular expressions cost more memory than the whole idle server may use,
//! and the tail they name is not what a team looks for in its feedback. A
//! look-up takes about a microsecond, so nothing is cached, and the raw text is
//! never kept.

use axum::http::HeaderMap;

/// What could not be told.
pub const UNKNOWN: &str = "unknown";

/// What a request says about its sender. Names are ours, never the client's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// E.g. `Firefox`, or `unknown`.
    pub browser: &'static str,
    /// Major version in digits; empty when unknown.
    pub browser_version: String,
    /// E.g. `Windows`, or `unknown`.
    pub os: &'static str,
    /// E.g. `11` or `17.5`; empty when unknown or frozen by the browser.
    pub os_version: String,
    /// What it runs on.
    pub device: Device,
}

/// The kind of device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// With a keyboard.
    Desktop,
    /// A telephone.
    Mobile,
    /// A tablet.
    Tablet,
    /// Not a person: a crawler, a monitor, a script.
    Bot,
    /// Could be anything.
    Unknown,
}

impl Device {
    /// As it is stored: lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Desktop => "desktop",
            Self::Mobile => "mobile",
            Self::Tablet => "tablet",
            Self::Bot => "bot",
            Self::Unknown => UNKNOWN,
        }
    }
}

impl Agent {
    /// Name and version as people write it, e.g. `Firefox 141`.
    pub fn browser_text(&self) -> String {
        join(self.browser, &self.browser_version)
    }

    /// Name and version as people write it, e.g. `Windows 11`.
    pub fn os_text(&self) -> String {
        join(self.os, &self.os_version)
    }
}

fn join(name: &str, version: &str) -> String {
    if version.is_empty() { name.to_owned() } else { format!("{name} {version}") }
}

/// Product tokens, the telling ones first: everyone claims to be Mozilla, most
/// to be Chrome and Safari too. Each is followed by its version.
const BROWSERS: [(&str, &str); 29] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("Edge/", "Edge"),
    ("OPR/", "Opera"),
    ("OPT/", "Opera"),
    ("OPX/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("YaBrowser/", "Yandex Browser"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("UCBrowser/", "UC Browser"),
    ("MiuiBrowser/", "MIUI Browser"),
    ("HuaweiBrowser/", "Huawei Browser"),
    ("Whale/", "Whale"),
    ("DuckDuckGo/", "DuckDuckGo"),
    ("Ddg/", "DuckDuckGo"),
    ("QQBrowser/", "QQ Browser"),
    ("Silk/", "Silk"),
    ("FxiOS/", "Firefox"),
    ("Focus/", "Firefox"),
    ("Seamonkey/", "SeaMonkey"),
    ("SeaMonkey/", "SeaMonkey"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("MSIE ", "Internet Explorer"),
    ("Trident/7.0; rv:", "Internet Explorer"),
    ("curl/", "curl"),
];

/// Brands of `Sec-CH-UA` that say more than the token does.
const BRANDS: [(&str, &str); 5] = [
    ("\"Brave\"", "Brave"),
    ("\"Microsoft Edge\"", "Edge"),
    ("\"Opera\"", "Opera"),
    ("\"Vivaldi\"", "Vivaldi"),
    ("\"Google Chrome\"", "Chrome"),
];

/// Lower-case marks of what is not a person.
const BOTS: [&str; 20] = [
    "bot",
    "crawl",
    "spider",
    "slurp",
    "headless",
    "lighthouse",
    "preview",
    "monitor",
    "pingdom",
    "facebookexternalhit",
    "curl/",
    "wget/",
    "python",
    "go-http-client",
    "okhttp",
    "java/",
    "axios",
    "node-fetch",
    "libwww",
    "phantomjs",
];

/// Read what there is; never fails.
pub fn parse(user_agent: &str, hints: Option<&HeaderMap>) -> Agent {
    // Longer ones are nobody's browser, and the table is searched per entry.
    let text = &user_agent[..user_agent.floor_char_boundary(512)];
    let hint = |name: &str| hints.and_then(|hints| hints.get(name)).and_then(|value| value.to_str().ok());
    let (browser, browser_version) = browser(text, hint("sec-ch-ua"));
    let (os, os_version) = system(text, hint("sec-ch-ua-platform"), hint("sec-ch-ua-platform-version"));
    let device = device(text, os, hint("sec-ch-ua-mobile"));
    Agent { browser, browser_version, os, os_version, device }
}

fn browser(text: &str, brands: Option<&str>) -> (&'static str, String) {
    let branded = brands.and_then(|brands| {
        let (mark, name) = BRANDS.iter().find(|(mark, _)| brands.contains(mark))?;
        let version = after(brands, mark)?.trim_start_matches([';', ' ', 'v', '=', '"']);
        Some((*name, digits(version)))
    });
    let by_token = || {
        let (token, name) = BROWSERS.iter().find(|(token, _)| text.contains(token))?;
        Some((*name, digits(after(text, token)?)))
    };
    let safari = || {
        let version = after(text, "Version/").filter(|_| text.contains("Safari/"))?;
        Some((if text.contains("Android") { "Android Browser" } else { "Safari" }, digits(version)))
    };
    branded.or_else(by_token).or_else(safari).unwrap_or((UNKNOWN, String::new()))
}

fn system(text: &str, platform: Option<&str>, version: Option<&str>) -> (&'static str, String) {
    let hinted = platform.and_then(|platform| match platform.trim_matches('"') {
        "Windows" => Some("Windows"),
        "macOS" => Some("macOS"),
        "Android" => Some("Android"),
        "Chrome OS" | "ChromeOS" => Some("ChromeOS"),
        "Linux" => Some("Linux"),
        _ => None,
    });
    let by_text = || {
        const MARKS: [(&str, &str); 12] = [
            ("iPhone", "iOS"),
            ("iPod", "iOS"),
            ("iPad", "iPadOS"),
            ("Windows Phone", "Windows Phone"),
            ("Windows", "Windows"),
            ("Android", "Android"),
            ("CrOS", "ChromeOS"),
            ("Macintosh", "macOS"),
            ("Tizen", "Tizen"),
            ("KAIOS", "KaiOS"),
            ("BSD", "BSD"),
            ("Linux", "Linux"),
        ];
        MARKS.iter().find(|(mark, _)| text.contains(mark)).map(|(_, name)| *name)
    };
    let name = hinted.or_else(by_text).unwrap_or(UNKNOWN);
    (name, system_version(name, text, version.map(|version| version.trim_matches('"'))))
}

/// Only what can be believed: browsers say `Mac OS X 10_15_7`, `Windows NT 10.0`
/// and `Android 10; K` whatever they run on.
fn system_version(name: &str, text: &str, hint: Option<&str>) -> String {
    match (name, hint) {
        // Windows 11 began at platform version 13.
        ("Windows", Some(hint)) => match digits(hint).parse::<u32>() {
            Ok(13..) => "11".into(),
            Ok(1..) => "10".into(),
            _ => String::new(),
        },
        ("Windows", None) => match after(text, "Windows NT ").map(version) {
            Some(nt) if nt == "6.1" => "7".into(),
            Some(nt) if nt == "6.3" => "8.1".into(),
            _ => String::new(),
        },
        ("iOS" | "iPadOS", _) => after(text, " OS ").map(version).unwrap_or_default(),
        ("Android", None) if !text.contains("Android 10; K") => {
            after(text, "Android ").map(version).unwrap_or_default()
        }
        ("Android" | "macOS", Some(hint)) => digits(hint),
        _ => String::new(),
    }
}

fn device(text: &str, os: &str, mobile: Option<&str>) -> Device {
    let lower = text.to_ascii_lowercase();
    if BOTS.iter().any(|mark| lower.contains(mark)) {
        return Device::Bot;
    }
    match os {
        "iPadOS" => Device::Tablet,
        "iOS" | "Windows Phone" | "KaiOS" => Device::Mobile,
        // A telephone says `Mobile`, a tablet does not.
        "Android" | "Tizen" if mobile == Some("?1") || text.contains("Mobile") => Device::Mobile,
        "Android" => Device::Tablet,
        "Windows" | "macOS" | "ChromeOS" | "Linux" | "BSD" => Device::Desktop,
        _ => Device::Unknown,
    }
}

fn after<'t>(text: &'t str, mark: &str) -> Option<&'t str> {
    text.find(mark).map(|at| &text[at + mark.len()..])
}

/// The leading digits, at most six.
fn digits(text: &str) -> String {
    text.chars().take(6).take_while(char::is_ascii_digit).collect()
}

/// `17_5_1 like` → `17.5`.
fn version(text: &str) -> String {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '_' && c != '.').unwrap_or(text.len());
    let mut parts = text[..end].split(['_', '.']).map(digits).filter(|part| !part.is_empty());
    match (parts.next(), parts.next()) {
        (Some(major), Some(minor)) => format!("{major}.{minor}"),
        (major, _) => major.unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KIT: &str = "AppleWebKit/537.36 (KHTML, like Gecko)";

    fn seen(text: &str) -> String {
        let agent = parse(text, None);
        format!("{} | {} | {}", agent.browser_text(), agent.os_text(), agent.device.as_str())
    }

    #[test]
    fn common_browsers() {
        let chrome =
            format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KIT} Chrome/139.0.0.0 Safari/537.36");
        for (text, expected) in [
            (chrome.clone(), "Chrome 139 | Windows | desktop"),
            (format!("{chrome} Edg/139.0.3405.86"), "Edge 139 | Windows | desktop"),
            (format!("{chrome} OPR/121.0.0.0"), "Opera 121 | Windows | desktop"),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0".into(),
                "Firefox 141 | Linux | desktop",
            ),
            (
                format!("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {KIT} Version/18.5 Safari/605.1.15"),
                "Safari 18 | macOS | desktop",
            ),
            (
                format!(
                    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) {KIT} Version/17.5 Mobile/15E148 Safari/604.1"
                ),
                "Safari 17 | iOS 17.5 | mobile",
            ),
            (
                format!(
                    "Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) {KIT} CriOS/120.0.1 Mobile/15E148 Safari/604.1"
                ),
                "Chrome 120 | iPadOS 16.6 | tablet",
            ),
            (
                format!("Mozilla/5.0 (Linux; Android 10; K) {KIT} Chrome/139.0.0.0 Mobile Safari/537.36"),
                "Chrome 139 | Android | mobile",
            ),
            (
                format!(
                    "Mozilla/5.0 (Linux; Android 14; SM-X910) {KIT} SamsungBrowser/25.0 Chrome/121.0 Safari/537.36"
                ),
                "Samsung Internet 25 | Android 14 | tablet",
            ),
            (
                "Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko".into(),
                "Internet Explorer 11 | Windows 7 | desktop",
            ),
            (
                format!("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {KIT} Chrome/139.0.0.0 Safari/537.36"),
                "Chrome 139 | ChromeOS | desktop",
            ),
            ("curl/8.5.0".into(), "curl 8 | unknown | bot"),
            (
                "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)".into(),
                "unknown | unknown | bot",
            ),
            (String::new(), "unknown | unknown | unknown"),
        ] {
            assert_eq!(seen(&text), expected, "{text}");
        }
    }

    #[test]
    fn client_hints_know_more() {
        let mut hints = HeaderMap::new();
        let brands = r#""Brave";v="139", "Chromium";v="139", "Not=A?Brand";v="99""#;
        hints.insert("sec-ch-ua", brands.parse().unwrap());
        hints.insert("sec-ch-ua-platform", "\"Windows\"".parse().unwrap());
        hints.insert("sec-ch-ua-platform-version", "\"15.0.0\"".parse().unwrap());
        let text = format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KIT} Chrome/139.0.0.0 Safari/537.36");
        let agent = parse(&text, Some(&hints));
        assert_eq!((agent.browser_text(), agent.os_text()), ("Brave 139".into(), "Windows 11".into()));
    }

    proptest! {
        #[test]
        fn anything_is_survived_and_nothing_is_copied(text in "\\PC{0,700}") {
            let agent = parse(&text, None);
            prop_assert!(agent.browser_version.len() <= 6 && agent.os_version.len() <= 13);
        }
    }
}
