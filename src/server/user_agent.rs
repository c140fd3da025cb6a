//! Browser, system and kind of device from a request's `User-Agent` and client hints.
//!
//! The tables are the widget's, which shows people what it says of their browser
//! before they send it. A look-up takes about a microsecond, so nothing is
//! cached, and the raw text is never kept.

use axum::http::HeaderMap;
use widget::agent::{UNKNOWN, browser, join, system};

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
