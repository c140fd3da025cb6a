//! What answers are grouped and filtered by.

use super::words::{Interval, name_of, named};
use std::fmt;

/// Something every event or every visit has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Field {
    Page,
    Name,
    Goal,
    Release,
    Environment,
    Source,
    Channel,
    Referrer,
    UtmSource,
    UtmMedium,
    UtmCampaign,
    UtmTerm,
    UtmContent,
    Country,
    Region,
    City,
    Device,
    Browser,
    Os,
    Screen,
    EntryPage,
    ExitPage,
}

const EVENT_FIELDS: usize = 5;

/// Those of events first.
const FIELDS: [(Field, &str); 22] = [
    (Field::Page, "page"),
    (Field::Name, "name"),
    (Field::Goal, "goal"),
    (Field::Release, "release"),
    (Field::Environment, "environment"),
    (Field::Source, "source"),
    (Field::Channel, "channel"),
    (Field::Referrer, "referrer"),
    (Field::UtmSource, "utm_source"),
    (Field::UtmMedium, "utm_medium"),
    (Field::UtmCampaign, "utm_campaign"),
    (Field::UtmTerm, "utm_term"),
    (Field::UtmContent, "utm_content"),
    (Field::Country, "country"),
    (Field::Region, "region"),
    (Field::City, "city"),
    (Field::Device, "device"),
    (Field::Browser, "browser"),
    (Field::Os, "os"),
    (Field::Screen, "screen"),
    (Field::EntryPage, "entry_page"),
    (Field::ExitPage, "exit_page"),
];

impl Field {
    /// Its name in addresses, and in the API behind `event:` or `visit:`.
    pub fn as_str(self) -> &'static str {
        name_of(&FIELDS, self)
    }

    pub fn parse(name: &str) -> Option<Self> {
        named(&FIELDS, name)
    }

    /// Whether each event has its own; else it is of the visit.
    pub fn is_of_event(self) -> bool {
        FIELDS[..EVENT_FIELDS].iter().any(|(field, _)| *field == self)
    }
}

/// What rows are grouped and filtered by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Property {
    Field(Field),
    /// A property that the product's own code sent along, by its key.
    Prop(String),
}

impl Property {
    /// From its name in addresses: `page`, `props:plan`.
    pub fn from_short(name: &str) -> Option<Self> {
        match name.strip_prefix("props:") {
            Some(key) => (!key.is_empty()).then(|| Self::Prop(key.into())),
            None => Field::parse(name).map(Self::Field),
        }
    }

    /// Its name in addresses.
    pub fn short(&self) -> String {
        match self {
            Self::Field(field) => field.as_str().into(),
            Self::Prop(key) => format!("props:{key}"),
        }
    }

    pub fn is_of_event(&self) -> bool {
        match self {
            Self::Field(field) => field.is_of_event(),
            Self::Prop(_) => true,
        }
    }

    /// From its name in the API: `event:page`, `visit:source`, `event:props:plan`.
    pub fn parse(name: &str) -> Option<Self> {
        let (scope, short) = name.split_once(':')?;
        Self::from_short(short).filter(|found| scope == if found.is_of_event() { "event" } else { "visit" })
    }

    /// All names in the API, for messages.
    pub fn names() -> String {
        let fields = FIELDS.map(|(field, _)| Self::Field(field).to_string());
        format!("{}, event:props:<key>", fields.join(", "))
    }
}

/// As the API names it.
impl fmt::Display for Property {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", if self.is_of_event() { "event" } else { "visit" }, self.short())
    }
}

/// What an answer has a row for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dimension {
    Of(Property),
    /// Without an interval the one that suits the range.
    Time(Option<Interval>),
}

impl Dimension {
    /// From its name in the API; of the time: `time`, `time:day`.
    pub fn parse(name: &str) -> Option<Self> {
        match name.strip_prefix("time:") {
            Some(interval) => Interval::parse(interval).map(|interval| Self::Time(Some(interval))),
            None if name == "time" => Some(Self::Time(None)),
            None => Property::parse(name).map(Self::Of),
        }
    }

    /// All names in the API, for messages.
    pub fn names() -> String {
        format!("{}, time, time:hour, time:day, time:week, time:month", Property::names())
    }
}

/// As the API names it.
impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Of(property) => property.fmt(f),
            Self::Time(None) => f.write_str("time"),
            Self::Time(Some(interval)) => write!(f, "time:{}", interval.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_a_name_in_addresses_and_one_in_the_api() {
        for (field, name) in FIELDS {
            let property = Property::Field(field);
            assert_eq!(
                (property.short().as_str(), Property::from_short(name)),
                (name, Some(property.clone()))
            );
            assert_eq!(Property::parse(&property.to_string()), Some(property));
        }
    }

    #[test]
    fn a_dimension_is_named_with_what_it_is_of() {
        for name in ["event:page", "visit:source", "event:props:a:b", "time", "time:week", "visit:entry_page"]
        {
            assert_eq!(Dimension::parse(name).unwrap().to_string(), name);
        }
        for name in [
            "event:hostname",
            "visit:page",
            "event:source",
            "event:props:",
            "visit:props:a",
            "time:minute",
            "page",
        ] {
            assert_eq!(Dimension::parse(name), None, "{name}");
        }
    }
}
