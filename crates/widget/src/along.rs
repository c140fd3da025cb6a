//! What goes along with an entry without anyone typing it. The form lists it, and what is listed is what travels:
//! both are read from one [`Along`].

use crate::state::number;
use crate::storage;

/// What stands for what is not told.
pub const UNKNOWN: &str = "unknown";

/// One thing that goes along. Choices are kept by its place: new ones come last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The address of the page.
    Page,
    /// What the browser says of itself and its system with every request. Only their names are stored.
    Browser,
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
    /// What the product says besides, as JSON.
    Context,
}

impl Part {
    /// Every part, in the order of the list.
    pub const ALL: [Self; 9] = [
        Self::Page,
        Self::Browser,
        Self::Viewport,
        Self::Locale,
        Self::TimeZone,
        Self::Release,
        Self::Environment,
        Self::User,
        Self::Context,
    ];

    /// Its member, of the entry or of the entry's metadata.
    pub const fn member(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Browser => "browser",
            Self::Viewport => "viewport",
            Self::Locale => "locale",
            Self::TimeZone => "time_zone",
            Self::Release => "release",
            Self::Environment => "environment",
            Self::User => "user_id",
            Self::Context => "context",
        }
    }

    /// Whether it is a member of the metadata.
    pub const fn in_metadata(self) -> bool {
        matches!(self, Self::Viewport | Self::Locale | Self::TimeZone | Self::Context)
    }
}

/// All of it, and what the person does not want to tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Along {
    /// What is known, each part once.
    pub values: Vec<(Part, String)>,
    /// One bit for each part, by its place in [`Part::ALL`]; fewer than a thousand in all, so [`number`] puts no comma in.
    left_out: u32,
}

impl Along {
    /// What is known of a part, told or not.
    pub fn value(&self, part: Part) -> Option<&str> {
        self.values.iter().find(|(known, _)| *known == part).map(|(_, value)| value.as_str())
    }

    /// Whether a part is told.
    pub fn is_told(&self, part: Part) -> bool {
        self.left_out & bit(part) == 0
    }

    /// The person chose.
    pub fn tell(&mut self, part: Part, told: bool) {
        self.left_out = self.left_out & !bit(part) | if told { 0 } else { bit(part) };
    }

    /// What travels. A browser that is not to be told is called unknown, since it says what it is with the request.
    pub fn travels(&self) -> Vec<(Part, String)> {
        let mut told = self.values.clone();
        told.retain_mut(|(part, value)| {
            if !self.is_told(*part) {
                UNKNOWN.clone_into(value);
            }
            self.is_told(*part) || *part == Part::Browser
        });
        told
    }

    /// Keeps the person's choices for the next time.
    pub fn keep(&self, key: &str) {
        storage::put(&name(key), &number(self.left_out as usize));
    }

    /// Takes the choices of the last time.
    pub fn restore(&mut self, key: &str) {
        self.left_out = storage::get(&name(key)).and_then(|kept| kept.parse().ok()).unwrap_or(0);
    }
}

fn bit(part: Part) -> u32 {
    1 << part as u32
}

fn name(key: &str) -> String {
    ["cresset.a.", key].concat()
}
