//! Channels: the kinds of ways people come, in the default grouping that
//! Google Analytics 4 made common, with AI assistants as one of their own.

use super::{
    Origin,
    hosts::{Category, Known},
    marks::Marks,
};

/// How a visit came about. The first rule of [`decide`] that holds gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    CrossNetwork,
    PaidShopping,
    PaidSearch,
    PaidSocial,
    PaidVideo,
    Display,
    PaidOther,
    AiAssistants,
    OrganicShopping,
    OrganicSocial,
    OrganicVideo,
    OrganicSearch,
    Email,
    Affiliates,
    Audio,
    Sms,
    MobilePush,
    Referral,
    Direct,
}

impl Channel {
    /// In the order in which they are decided.
    pub const ALL: [Self; 19] = [
        Self::CrossNetwork,
        Self::PaidShopping,
        Self::PaidSearch,
        Self::PaidSocial,
        Self::PaidVideo,
        Self::Display,
        Self::PaidOther,
        Self::AiAssistants,
        Self::OrganicShopping,
        Self::OrganicSocial,
        Self::OrganicVideo,
        Self::OrganicSearch,
        Self::Email,
        Self::Affiliates,
        Self::Audio,
        Self::Sms,
        Self::MobilePush,
        Self::Referral,
        Self::Direct,
    ];

    /// The name people know it by, which is also what is stored and asked for.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CrossNetwork => "Cross-network",
            Self::PaidShopping => "Paid Shopping",
            Self::PaidSearch => "Paid Search",
            Self::PaidSocial => "Paid Social",
            Self::PaidVideo => "Paid Video",
            Self::Display => "Display",
            Self::PaidOther => "Paid Other",
            Self::AiAssistants => "AI Assistants",
            Self::OrganicShopping => "Organic Shopping",
            Self::OrganicSocial => "Organic Social",
            Self::OrganicVideo => "Organic Video",
            Self::OrganicSearch => "Organic Search",
            Self::Email => "Email",
            Self::Affiliates => "Affiliates",
            Self::Audio => "Audio",
            Self::Sms => "SMS",
            Self::MobilePush => "Mobile Push",
            Self::Referral => "Referral",
            Self::Direct => "Direct",
        }
    }

    /// The channel of that name, in any case.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.as_str().eq_ignore_ascii_case(name))
    }
}

/// What the rules look at, in lower case; what is not there is empty.
pub struct Facts {
    source: String,
    known: Option<Known>,
    medium: String,
    campaign: String,
    /// The name of the source says that it was paid for.
    paid_source: bool,
    google_click: bool,
    microsoft_click: bool,
}

impl Facts {
    pub fn new(origin: Option<&Origin>, marks: &Marks) -> Self {
        let lower = |text: Option<&String>| text.map(|text| text.to_lowercase()).unwrap_or_default();
        Self {
            source: lower(origin.map(|origin| &origin.name)),
            known: origin.and_then(|origin| origin.known),
            medium: lower(marks.utm.medium.as_ref()),
            campaign: lower(marks.utm.campaign.as_ref()),
            paid_source: origin.is_some_and(|origin| origin.paid),
            google_click: marks.google_click,
            microsoft_click: marks.microsoft_click,
        }
    }

    fn is(&self, category: Category) -> bool {
        self.known.is_some_and(|known| known.category == category)
    }

    fn is_of(&self, name: &str) -> bool {
        self.known.is_some_and(|known| known.name == name)
    }

    fn medium_is(&self, words: &[&str]) -> bool {
        words.contains(&self.medium.as_str())
    }

    /// `^(.*cp.*|ppc|retargeting|paid.*)$`
    fn paid_medium(&self) -> bool {
        let medium = self.medium.as_str();
        medium.contains("cp") || self.medium_is(&["ppc", "retargeting"]) || medium.starts_with("paid")
    }

    fn paid(&self) -> bool {
        self.paid_medium() || self.paid_source
    }

    /// `^(.*(([^a-df-z]|^)shop|shopping).*)$`: a shop or an e-shop, and no workshop.
    fn shop_campaign(&self) -> bool {
        let begins_word = |at: usize| {
            let before = self.campaign[..at].chars().next_back();
            before.is_none_or(|c| c == 'e' || !c.is_ascii_lowercase())
        };
        self.campaign.contains("shopping")
            || self.campaign.match_indices("shop").any(|(at, _)| begins_word(at))
    }
}

/// The channel of a visit.
pub fn decide(facts: &Facts) -> Channel {
    if facts.campaign.contains("cross-network") {
        return Channel::CrossNetwork;
    }
    paid(facts).or_else(|| organic(facts)).or_else(|| addressed(facts)).unwrap_or_else(|| left(facts))
}

/// Somebody paid for it. Elsewhere than in search, a click id alone does not say so: fbclid is on every link.
fn paid(facts: &Facts) -> Option<Channel> {
    let (paid, shopping) = (facts.paid(), facts.is(Category::Shopping));
    let clicked = facts.google_click && facts.is_of("Google") || facts.microsoft_click && facts.is_of("Bing");
    let display = ["display", "banner", "expandable", "interstitial", "cpm"];
    let rules = [
        (Channel::PaidShopping, paid && shopping || facts.paid_medium() && facts.shop_campaign()),
        (Channel::PaidSearch, paid && facts.is(Category::Search) || clicked),
        (Channel::PaidSocial, paid && facts.is(Category::Social)),
        (Channel::PaidVideo, paid && facts.is(Category::Video)),
        (Channel::Display, facts.medium_is(&display)),
        (Channel::PaidOther, paid),
    ];
    first(&rules)
}

/// Found: in an answer, a shop, a network, a video, a list of results.
fn organic(facts: &Facts) -> Option<Channel> {
    let social = ["social", "social-network", "social-media", "sm", "social network", "social media"];
    let rules = [
        (Channel::AiAssistants, facts.is(Category::Ai)),
        (Channel::OrganicShopping, facts.is(Category::Shopping) || facts.shop_campaign()),
        (Channel::OrganicSocial, facts.is(Category::Social) || facts.medium_is(&social)),
        (Channel::OrganicVideo, facts.is(Category::Video) || facts.medium.contains("video")),
        (Channel::OrganicSearch, facts.is(Category::Search) || facts.medium_is(&["organic"])),
    ];
    first(&rules)
}

/// Sent to somebody, or by a partner.
fn addressed(facts: &Facts) -> Option<Channel> {
    let mail = ["email", "e-mail", "e_mail", "e mail", "newsletter"];
    let medium = facts.medium.as_str();
    let push = medium.ends_with("push") || medium.contains("mobile") || medium.contains("notification");
    let rules = [
        (
            Channel::Email,
            facts.is(Category::Email) || facts.medium_is(&mail) || mail.contains(&facts.source.as_str()),
        ),
        (Channel::Affiliates, medium == "affiliate"),
        (Channel::Audio, medium == "audio"),
        (Channel::Sms, medium == "sms" || facts.source == "sms"),
        (Channel::MobilePush, push || facts.source == "firebase"),
    ];
    first(&rules)
}

fn left(facts: &Facts) -> Channel {
    let referred = !facts.source.is_empty() || facts.medium_is(&["referral", "app", "link"]);
    if referred { Channel::Referral } else { Channel::Direct }
}

fn first(rules: &[(Channel, bool)]) -> Option<Channel> {
    rules.iter().find(|(_, holds)| *holds).map(|(channel, _)| *channel)
}
