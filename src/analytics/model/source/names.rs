//! What people type as `utm_source`, and whom they mean.

use super::{
    address::{Address, without_www},
    hosts::{self, Known},
};

/// Spellings that are neither the name of a source nor its host; sorted.
const ALIASES: &[(&str, &str)] = &[
    ("360", "360 Search"),
    ("bluesky social", "Bluesky"),
    ("bsky", "Bluesky"),
    ("chat-gpt", "ChatGPT"),
    ("chat_gpt", "ChatGPT"),
    ("claude ai", "Claude"),
    ("claudeai", "Claude"),
    ("convertkit", "Kit Email"),
    ("ddg", "DuckDuckGo"),
    ("deep seek", "DeepSeek"),
    ("duckai", "Duck.ai"),
    ("duckduck", "DuckDuckGo"),
    ("facebook_mobile", "Facebook"),
    ("fb", "Facebook"),
    ("fb_ig", "Facebook"),
    ("github-copilot", "GitHub Copilot"),
    ("google-gemini", "Gemini"),
    ("google-news", "Google News"),
    ("google-play", "Google Play"),
    ("google-shopping", "Google Shopping"),
    ("google_news", "Google News"),
    ("google_play", "Google Play"),
    ("google_shopping", "Google Shopping"),
    ("googleplay", "Google Play"),
    ("googleshopping", "Google Shopping"),
    ("hacker-news", "Hacker News"),
    ("hacker_news", "Hacker News"),
    ("hackernews", "Hacker News"),
    ("hn", "Hacker News"),
    ("ig", "Instagram"),
    ("indiehackers", "Indie Hackers"),
    ("insta", "Instagram"),
    ("lechat", "Le Chat"),
    ("linked-in", "LinkedIn"),
    ("linked_in", "LinkedIn"),
    ("meta", "Facebook"),
    ("meta-ai", "Meta AI"),
    ("metaai", "Meta AI"),
    ("microsoft-copilot", "Copilot"),
    ("mistral", "Le Chat"),
    ("ms-teams", "Microsoft Teams"),
    ("msteams", "Microsoft Teams"),
    ("notebook-lm", "NotebookLM"),
    ("openai", "ChatGPT"),
    ("perplexityai", "Perplexity"),
    ("ph", "Product Hunt"),
    ("product-hunt", "Product Hunt"),
    ("product_hunt", "Product Hunt"),
    ("producthunt", "Product Hunt"),
    ("snap", "Snapchat"),
    ("stack-overflow", "Stack Overflow"),
    ("stackoverflow", "Stack Overflow"),
    ("teams", "Microsoft Teams"),
    ("tg", "Telegram"),
    ("tik-tok", "TikTok"),
    ("tik_tok", "TikTok"),
    ("twitter", "X"),
    ("vkontakte", "VK"),
    ("wa", "WhatsApp"),
    ("yahoo!", "Yahoo"),
    ("yt", "YouTube"),
];

/// Names that advertisers' own tools write; sorted.
const ADVERTISERS: &[(&str, &str)] =
    &[("adwords", "Google"), ("bingads", "Bing"), ("googleads", "Google"), ("microsoftads", "Bing")];

/// The source a value means, and whether it says that this was an advertisement.
pub fn resolve(value: &str) -> Option<(Known, bool)> {
    let value = value.to_lowercase();
    if let Some(name) = listed(ADVERTISERS, &value) {
        return hosts::named(name).map(|known| (known, true));
    }
    if let Some(known) = plain(&value) {
        return Some((known, false));
    }
    let advertised = value.strip_suffix("ads").or(value.strip_suffix("ad"))?;
    plain(advertised.strip_suffix(['-', '_', ' ']).unwrap_or(advertised)).map(|known| (known, true))
}

fn plain(value: &str) -> Option<Known> {
    let name = listed(ALIASES, value).unwrap_or(value);
    hosts::named(name).or_else(|| hosts::find(&host_in(value)))
}

/// The host of an address, else the value itself, which may be a host.
fn host_in(value: &str) -> String {
    Address::parse(value).map_or_else(|| without_www(value).into(), |address| address.host)
}

fn listed(table: &[(&str, &'static str)], value: &str) -> Option<&'static str> {
    table.binary_search_by_key(&value, |(alias, _)| alias).ok().map(|at| table[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_alias_stands_for_a_source_we_know() {
        for table in [ALIASES, ADVERTISERS] {
            assert!(table.is_sorted(), "binary search needs it");
            for (alias, name) in table {
                assert!(hosts::named(name).is_some(), "{alias}: no host is called {name}");
            }
        }
    }
}
