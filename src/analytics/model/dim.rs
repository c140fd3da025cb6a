//! What visits and events can be told apart by.

/// A dimension. Its number stands in the database and is never given to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(i64)]
pub enum Dim {
    Environment = 1,
    Release = 2,
    /// The name of an event.
    Name = 3,
    /// The path of a page.
    Path = 4,
    Source = 5,
    Channel = 6,
    Referrer = 7,
    UtmSource = 8,
    UtmMedium = 9,
    UtmCampaign = 10,
    UtmTerm = 11,
    UtmContent = 12,
    Country = 13,
    Region = 14,
    City = 15,
    Device = 16,
    Browser = 17,
    Os = 18,
    /// The class of the window's width.
    Screen = 19,
    /// The first page of a visit: a path.
    Entry = 20,
    /// The last page of a visit: a path.
    Exit = 21,
}

impl Dim {
    /// The dimension whose words these are: first and last pages are paths.
    pub fn words(self) -> Self {
        match self {
            Self::Entry | Self::Exit => Self::Path,
            other => other,
        }
    }
}
