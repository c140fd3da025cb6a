//! Every sentence about sources and every row of the table of channels, by example.

use super::*;
use proptest::prelude::*;

const PAGE: &str = "https://shop.example/pricing";

fn with(query: &str) -> Arrival {
    arrival(&format!("{PAGE}?{query}"), None)
}

fn from(referrer: &str) -> Arrival {
    arrival(PAGE, Some(referrer))
}

#[test]
fn the_first_that_names_a_source_wins() {
    let elsewhere = Some("https://news.example/a");
    for (query, source) in [
        ("ref=c&source=b&utm_source=a", "a"),
        ("ref=c&source=b", "b"),
        ("ref=c", "c"),
        ("utm_source=&source=+&ref=c", "c"),
        ("utm_source=a&utm_source=b", "a"),
        ("campaign=x&medium=cpc", "news.example"),
    ] {
        let arrival = arrival(&format!("{PAGE}?{query}#top"), elsewhere);
        assert_eq!(arrival.source.as_deref(), Some(source), "{query}");
        assert_eq!(arrival.referrer.as_deref(), Some("news.example/a"), "{query}");
    }
}

#[test]
fn parameters_are_read_as_people_type_them() {
    for (typed, source) in [
        ("fb", "Facebook"),
        ("IG", "Instagram"),
        ("yt", "YouTube"),
        ("+ddg+", "DuckDuckGo"),
        ("chatgpt.com", "ChatGPT"),
        ("LinkedIn", "LinkedIn"),
        ("hacker%20news", "Hacker News"),
        ("www.Reddit.com", "Reddit"),
        ("https%3A%2F%2Fwww.producthunt.com%2Fposts%2Fx", "Product Hunt"),
        ("facebook-ads", "Facebook"),
        ("tiktok_ad", "TikTok"),
        ("google+ads", "Google"),
        ("adwords", "Google"),
        ("GoogleAds", "Google"),
        ("bingads", "Bing"),
        ("Spring+Mailing", "Spring Mailing"),
        ("acme-ads", "acme-ads"),
        ("partner.example", "partner.example"),
        ("threads", "Threads"),
        ("leads", "leads"),
        ("100%25+%zz%e4", "100% %zz\u{fffd}"),
        ("a%00b%0Ac", "abc"),
    ] {
        assert_eq!(with(&format!("utm_source={typed}")).source.as_deref(), Some(source), "{typed}");
    }
}

#[test]
fn referrers_name_who_led_here() {
    for (referrer, source, stored) in [
        (" HTTPS://User:pw@WWW.News.Example:8443/A/b?q=1#x", "news.example", "news.example/A/b"),
        ("http://news.example.", "news.example", "news.example"),
        ("https://news.example/a\0\u{9}b", "news.example", "news.example/ab"),
        ("https://www.google.com/", "Google", "google.com"),
        ("https://google.co.uk/search?q=us", "Google", "google.co.uk/search"),
        ("https://www.google.com.au/", "Google", "google.com.au"),
        ("https://cloud.google.com/run", "cloud.google.com", "cloud.google.com/run"),
        ("https://mail.google.com/mail/u/0/", "Gmail", "mail.google.com/mail/u/0/"),
        ("https://gemini.google.com/app", "Gemini", "gemini.google.com/app"),
        ("https://docs.shop.example/x", "docs.shop.example", "docs.shop.example/x"),
        ("https://smile.amazon.de/", "Amazon", "smile.amazon.de"),
        ("https://de.search.yahoo.com/s", "Yahoo", "de.search.yahoo.com/s"),
        ("https://google.evil.example/", "google.evil.example", "google.evil.example"),
        ("https://notfacebook.com/", "notfacebook.com", "notfacebook.com"),
        ("https://t.co/abc", "X", "t.co/abc"),
        ("https://l.facebook.com/l.php?u=x", "Facebook", "l.facebook.com/l.php"),
        ("https://lm.facebook.com/", "Facebook", "lm.facebook.com"),
        ("https://m.facebook.com/", "Facebook", "m.facebook.com"),
        ("https://l.instagram.com/", "Instagram", "l.instagram.com"),
        ("https://out.reddit.com/", "Reddit", "out.reddit.com"),
        ("https://lnkd.in/x", "LinkedIn", "lnkd.in/x"),
        ("https://youtu.be/x", "YouTube", "youtu.be/x"),
        ("https://away.vk.com/away.php", "VK", "away.vk.com/away.php"),
        (
            "android-app://com.google.android.googlequicksearchbox/",
            "Google",
            "com.google.android.googlequicksearchbox",
        ),
        ("android-app://com.google.android.gm", "Gmail", "com.google.android.gm"),
        ("android-app://org.telegram.messenger/", "Telegram", "org.telegram.messenger"),
        ("android-app://com.reddit.frontpage/", "Reddit", "com.reddit.frontpage"),
        ("android-app://com.linkedin.android/", "LinkedIn", "com.linkedin.android"),
        ("android-app://com.Slack/", "Slack", "com.slack"),
        ("android-app://org.example.reader/", "org.example.reader", "org.example.reader"),
    ] {
        let arrival = from(referrer);
        assert_eq!(arrival.source.as_deref(), Some(source), "{referrer}");
        assert_eq!(arrival.referrer.as_deref(), Some(stored), "{referrer}");
    }
}

#[test]
fn what_is_nobody_else_is_no_source() {
    for referrer in [
        "",
        "news.example/a",
        "ftp://news.example/",
        "file:///home/x/index.html",
        "chrome-extension://abcdef/popup.html",
        "https://",
        "https:///path",
        "https://a b/",
        "https://www.SHOP.example:444/other?x",
        "http://localhost:3000/",
        "http://app.localhost/",
        "http://192.168.0.1:8080/x",
        "http://2130706433/",
        "http://0x7f.0x1/",
        "http://[2001:db8::1]:80/",
    ] {
        let arrival = from(referrer);
        assert_eq!(
            (arrival.source, arrival.referrer, arrival.channel),
            (None, None, Channel::Direct),
            "{referrer}"
        );
    }
    assert_eq!(arrival("/pricing", Some("https://shop.example/")).source.as_deref(), Some("shop.example"));
    let page = "https://shop.example?next=https://news.example/";
    assert_eq!(arrival(page, Some("https://news.example/")).source.as_deref(), Some("news.example"));
    let path = "/a?next=https://news.example/";
    assert_eq!(arrival(path, Some("https://news.example/")).source.as_deref(), Some("news.example"));
}

#[test]
fn ai_assistants_are_known() {
    for (host, name) in [
        ("chatgpt.com", "ChatGPT"),
        ("www.perplexity.ai", "Perplexity"),
        ("claude.ai", "Claude"),
        ("gemini.google.com", "Gemini"),
        ("copilot.microsoft.com", "Copilot"),
        ("chat.deepseek.com", "DeepSeek"),
        ("grok.com", "Grok"),
        ("www.meta.ai", "Meta AI"),
        ("chat.mistral.ai", "Le Chat"),
        ("you.com", "You.com"),
        ("poe.com", "Poe"),
        ("www.phind.com", "Phind"),
        ("www.kimi.com", "Kimi"),
        ("chat.qwen.ai", "Qwen"),
        ("www.doubao.com", "Doubao"),
        ("duck.ai", "Duck.ai"),
        ("notebooklm.google.com", "NotebookLM"),
    ] {
        let arrival = from(&format!("https://{host}/"));
        assert_eq!(
            (arrival.source.as_deref(), arrival.channel),
            (Some(name), Channel::AiAssistants),
            "{host}"
        );
    }
}

#[test]
fn campaigns_are_kept_and_click_ids_are_not() {
    let found = with(
        "utm_source=fb&utm_medium=Paid&utm_campaign=May+sale&utm_term=a%2Bb&utm_content=%F0%9F%8E%81&fbclid=SECRET",
    );
    let text = |text: &str| Some(text.to_owned());
    let utm = Utm {
        source: text("fb"),
        medium: text("Paid"),
        campaign: text("May sale"),
        term: text("a+b"),
        content: text("🎁"),
    };
    assert_eq!((found.source.as_deref(), &found.utm), (Some("Facebook"), &utm));
    for id in ["gclid", "gbraid", "wbraid", "msclkid", "fbclid", "ttclid", "twclid", "li_fat_id"] {
        let found = arrival(&format!("{PAGE}?{id}=SECRET"), Some("https://www.google.com/?x=SECRET"));
        assert!(!format!("{found:?}").contains("SECRET"), "{id}: {found:?}");
    }
    let long = with(&format!("utm_campaign={}&ref={}", "é".repeat(200), "x".repeat(300)));
    assert_eq!(long.utm.campaign, Some("é".repeat(127)));
    assert_eq!(long.source, Some("x".repeat(VALUE_MAX)));
}

#[test]
fn every_row_of_the_table_of_channels() {
    for (query, channel) in CHANNELS {
        assert_eq!(with(query).channel.as_str(), *channel, "{query}");
    }
    for channel in Channel::ALL {
        assert_eq!(Channel::parse(&channel.as_str().to_lowercase()), Some(channel));
        assert!(CHANNELS.iter().any(|(_, name)| *name == channel.as_str()), "{channel:?} has no row");
    }
    assert_eq!(from("https://news.example/").channel, Channel::Referral);
    assert_eq!(from("https://www.bing.com/").channel, Channel::OrganicSearch);
    assert_eq!(from("https://mail.google.com/").channel, Channel::Email);
    let advertised = arrival(&format!("{PAGE}?gclid=1"), Some("https://www.google.de/"));
    assert_eq!(advertised.channel, Channel::PaidSearch);
}

const CHANNELS: &[(&str, &str)] = &[
    ("utm_campaign=Summer-Cross-Network&utm_source=google&utm_medium=cpc", "Cross-network"),
    ("utm_source=amazon&utm_medium=cpc", "Paid Shopping"),
    ("utm_source=x.example&utm_medium=paid&utm_campaign=shop-now", "Paid Shopping"),
    ("utm_source=google&utm_medium=cpc&utm_campaign=eShop", "Paid Shopping"),
    ("utm_source=google&utm_medium=cpc&utm_campaign=workshop", "Paid Search"),
    ("utm_source=google&utm_medium=CPC", "Paid Search"),
    ("utm_source=google&utm_medium=retargeting", "Paid Search"),
    ("utm_source=bing&utm_medium=ppc", "Paid Search"),
    ("utm_source=google&utm_medium=cpm", "Paid Search"),
    ("utm_source=google-ads", "Paid Search"),
    ("utm_source=adwords&utm_medium=banner", "Paid Search"),
    ("utm_source=google&gclid=1", "Paid Search"),
    ("utm_source=google&gbraid=1", "Paid Search"),
    ("utm_source=google&wbraid=1", "Paid Search"),
    ("utm_source=bing&msclkid=1", "Paid Search"),
    ("utm_source=bing&gclid=1", "Organic Search"),
    ("utm_source=google&gclid=", "Organic Search"),
    ("utm_source=duckduckgo&msclkid=1", "Organic Search"),
    ("gclid=1", "Direct"),
    ("utm_source=facebook&utm_medium=paid_social", "Paid Social"),
    ("utm_source=facebook-ads", "Paid Social"),
    ("utm_source=facebook&fbclid=1", "Organic Social"),
    ("utm_source=youtube&utm_medium=paidvideo", "Paid Video"),
    ("utm_source=yt_ads", "Paid Video"),
    ("utm_source=x.example&utm_medium=display", "Display"),
    ("utm_source=x.example&utm_medium=Banner", "Display"),
    ("utm_medium=expandable", "Display"),
    ("utm_medium=interstitial", "Display"),
    ("utm_medium=cpm", "Display"),
    ("utm_source=x.example&utm_medium=cpc", "Paid Other"),
    ("utm_source=perplexity&utm_medium=paid", "Paid Other"),
    ("utm_source=perplexity-ads", "Paid Other"),
    ("utm_source=amazon-ads", "Paid Shopping"),
    ("utm_source=chatgpt.com", "AI Assistants"),
    ("utm_source=copilot.com&utm_medium=organic", "AI Assistants"),
    ("utm_source=gemini&utm_medium=email", "AI Assistants"),
    ("utm_source=etsy", "Organic Shopping"),
    ("utm_campaign=shopping_week", "Organic Shopping"),
    ("utm_campaign=photoshop", "Direct"),
    ("utm_source=reddit&utm_medium=link", "Organic Social"),
    ("utm_medium=social", "Organic Social"),
    ("utm_medium=social-network", "Organic Social"),
    ("utm_medium=social-media", "Organic Social"),
    ("utm_medium=sm", "Organic Social"),
    ("utm_medium=Social+Network", "Organic Social"),
    ("utm_medium=social%20media", "Organic Social"),
    ("utm_source=vimeo", "Organic Video"),
    ("utm_medium=in-video-link", "Organic Video"),
    ("utm_source=ecosia", "Organic Search"),
    ("utm_medium=organic", "Organic Search"),
    ("utm_source=newsletter", "Email"),
    ("utm_source=Email", "Email"),
    ("utm_source=gmail", "Email"),
    ("utm_medium=e-mail", "Email"),
    ("utm_medium=e_mail", "Email"),
    ("utm_medium=e+mail", "Email"),
    ("utm_source=acme&utm_medium=newsletter", "Email"),
    ("utm_medium=affiliate", "Affiliates"),
    ("utm_medium=audio", "Audio"),
    ("utm_medium=sms", "SMS"),
    ("utm_source=sms", "SMS"),
    ("utm_medium=webpush", "Mobile Push"),
    ("utm_medium=mobile-app", "Mobile Push"),
    ("utm_medium=notifications", "Mobile Push"),
    ("utm_source=firebase", "Mobile Push"),
    ("utm_medium=referral", "Referral"),
    ("utm_medium=app", "Referral"),
    ("utm_medium=link", "Referral"),
    ("utm_source=acme", "Referral"),
    ("utm_medium=poster", "Direct"),
    ("", "Direct"),
];

/// Texts that get further into the parser than noise does.
fn texts() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "https",
        "android-app",
        "://",
        "www.",
        "google",
        ".co.uk",
        "[",
        "]",
        ":",
        "@",
        "/",
        "\\",
        "?",
        "#",
        "%",
        "%e",
        "%F0%9F",
        "+",
        "&",
        "=",
        "utm_source",
        "ref",
        "ads",
        "é",
        "İ",
        "\0",
        "..",
    ]);
    prop_oneof![any::<String>(), prop::collection::vec(part, 0..24).prop_map(|parts| parts.concat())]
}

proptest! {
    #[test]
    fn nothing_that_is_sent_breaks_it(page in texts(), referrer in texts(), value in ".{0,400}") {
        let page = format!("{page}?utm_term={value}&ref={value}");
        let Arrival { source, referrer, utm, .. } = arrival(&page, Some(&referrer));
        for text in [source, utm.source, utm.term].into_iter().flatten() {
            prop_assert!(text.len() <= VALUE_MAX && !text.chars().any(char::is_control));
            prop_assert_eq!(text.trim(), &text);
        }
        prop_assert!(!referrer.is_some_and(|text| text.chars().any(char::is_control)));
    }
}
