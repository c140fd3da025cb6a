//! What goes along with an entry without anyone typing it. The form lists it, and what is listed is what travels:
//! both are read from one [`Along`].

use crate::agent::UNKNOWN;
use crate::storage;

/// One thing that goes along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The address of the page.
    Page,
    /// Name and version of the browser.
    Browser,
    /// Name and version of the system.
    System,
    /// The size of the window, and how many device pixels each of its pixels has.
    Viewport,
    /// The language the person reads.
    Locale,
    /// Their time zone.
    TimeZone,
    /// The product's release.
    Release,
    /// The product's environment.
    Environment,
    /// The product's id of the person.
    User,
}

impl Part {
    /// Every part, in the order of the list.
    pub const ALL: [Self; 9] = [
        Self::Page,
        Self::Browser,
        Self::System,
        Self::Viewport,
        Self::Locale,
        Self::TimeZone,
        Self::Release,
        Self::Environment,
        Self::User,
    ];

    /// Its member, of the entry or of the entry's metadata.
    pub const fn member(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Browser => "browser",
            Self::System => "os",
            Self::Viewport => "viewport",
            Self::Locale => "locale",
            Self::TimeZone => "time_zone",
            Self::Release => "release",
            Self::Environment => "environment",
            Self::User => "user_id",
        }
    }

    /// Whether it is a member of the metadata.
    pub const fn in_metadata(self) -> bool {
        matches!(self, Self::Viewport | Self::Locale | Self::TimeZone)
    }
}

/// All of it, and what the person does not want to tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Along {
    /// What is known, each part once.
    pub values: Vec<(Part, String)>,
    left_out: Vec<Part>,
}

impl Along {
    /// What is known of a part, told or not.
    pub fn value(&self, part: Part) -> Option<&str> {
        self.values.iter().find(|(known, _)| *known == part).map(|(_, value)| value.as_str())
    }

    /// Whether a part is told.
    pub fn is_told(&self, part: Part) -> bool {
        !self.left_out.contains(&part)
    }

    /// The person chose.
    pub fn tell(&mut self, part: Part, told: bool) {
        self.left_out.retain(|left| *left != part);
        if !told {
            self.left_out.push(part);
        }
    }

    /// What travels. A browser that is not to be told is called unknown: left away, the server would tell it from the
    /// request.
    pub fn travels(&self) -> Vec<(Part, String)> {
        let told = |(part, value): &(Part, String)| match part {
            _ if self.is_told(*part) => Some((*part, value.clone())),
            Part::Browser | Part::System => Some((*part, UNKNOWN.to_owned())),
            _ => None,
        };
        self.values.iter().filter_map(told).collect()
    }

    /// Keeps the person's choices for the next time.
    pub fn keep(&self, key: &str) {
        let name = name(key);
        if self.left_out.is_empty() {
            return storage::remove(&name);
        }
        let members: Vec<&str> = self.left_out.iter().map(|part| part.member()).collect();
        storage::put(&name, &members.join(" "));
    }

    /// Takes the choices of the last time.
    pub fn restore(&mut self, key: &str) {
        let kept = storage::get(&name(key)).unwrap_or_default();
        let left = |part: &Part| kept.split(' ').any(|member| member == part.member());
        self.left_out = Part::ALL.into_iter().filter(left).collect();
    }
}

fn name(key: &str) -> String {
    ["cresset.a.", key].concat()
}
