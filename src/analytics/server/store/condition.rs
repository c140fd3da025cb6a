//! Conditions on events and visits, as SQL.
//!
//! Columns and operators come from here; values are bound.

use super::scan::{column, is_of_events};
use crate::{
    analytics::{model::Dim, server::dict::Id},
    server::{
        clock::Millis,
        db::{Arg, Args},
    },
};

/// What has to be true of an event or of its visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    /// One of these words; 0 is having none.
    Is(Dim, Vec<Id>),
    /// A word with one of these texts in it, in any case.
    Contains(Dim, Vec<String>),
    /// A word that is one of these texts, in any case.
    Alike(Dim, Vec<String>),
    /// A word like this, in any case, in which `*` stands for anything.
    Like(Dim, String),
    Prop {
        key: String,
        values: Vec<String>,
        /// Rather than equal.
        contains: bool,
    },
    /// That at least so many percent of the page were seen.
    Scrolled(i64),
    /// Of a visit in which an event of these spans fulfils the condition.
    Done(Box<Condition>, Millis, Millis),
}

/// The arguments of a statement while it is put together.
pub struct Bound {
    pub args: Args,
    postgres: bool,
    project_id: i64,
}

impl Bound {
    pub fn new(postgres: bool, project_id: i64) -> Self {
        Self { args: Args::new(), postgres, project_id }
    }

    /// The name of an argument with this value.
    pub fn bind(&mut self, value: impl Into<Arg>) -> String {
        self.args.push(value.into());
        format!("${}", self.args.len())
    }

    /// The value of a property, as SQL. JSON is where the databases differ: SQLite takes a key such as `$amount` for
    /// a path, so only plain ones are asked for the short way.
    pub fn prop(&mut self, events: &str, key: &str) -> String {
        let is_plain = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let key = self.bind(key);
        match (self.postgres, is_plain) {
            (true, _) => format!("(cast({events}.props as json) ->> {key})"),
            (false, true) => format!("({events}.props ->> {key})"),
            (false, false) => {
                format!("(select p.value from json_each({events}.props) p where p.key = {key})")
            }
        }
    }
}

impl Condition {
    /// Nothing is asked for.
    pub const ANYTHING: Self = Self::All(Vec::new());

    pub fn is_anything(&self) -> bool {
        matches!(self, Self::All(all) if all.is_empty())
    }

    /// Whether it cannot be told from visits alone.
    pub fn is_of_events(&self) -> bool {
        self.any(&|leaf| match leaf {
            Self::Prop { .. } | Self::Scrolled(_) => true,
            leaf => leaf.dim().is_some_and(is_of_events),
        })
    }

    /// Whether it cannot be told from events alone.
    pub fn is_of_visits(&self) -> bool {
        self.any(&|leaf| leaf.dim().is_some_and(|dim| !is_of_events(dim) && dim != Dim::Environment))
    }

    /// Whether it speaks of a dimension.
    pub fn names(&self, wanted: Dim) -> bool {
        self.any(&|leaf| leaf.dim() == Some(wanted))
    }

    /// What a comparison of words is about.
    fn dim(&self) -> Option<Dim> {
        match self {
            Self::Is(dim, _) | Self::Contains(dim, _) | Self::Alike(dim, _) | Self::Like(dim, _) => {
                Some(*dim)
            }
            _ => None,
        }
    }

    /// Cut into what visits alone can tell, of those that are there, and the rest. Both have to be true.
    pub fn apart(&self) -> (Self, Self) {
        let parts = if let Self::All(parts) = self { parts.clone() } else { vec![self.clone()] };
        let (visits, rest) = parts.into_iter().partition(Self::tells_visits);
        (Self::All(visits), Self::All(rest))
    }

    /// Whether visits alone can tell. What is not so may be true of an event without a visit.
    fn tells_visits(&self) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => !parts.is_empty() && parts.iter().all(Self::tells_visits),
            Self::Not(_) => false,
            leaf => leaf.is_of_visits(),
        }
    }

    /// Whether it tells events from each other by more than where they happened.
    pub fn names_events(&self) -> bool {
        self.names(Dim::Name) || self.any(&|leaf| matches!(leaf, Self::Prop { .. } | Self::Scrolled(_)))
    }

    fn any(&self, test: &dyn Fn(&Self) -> bool) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(|part| part.any(test)),
            Self::Not(part) => part.any(test),
            leaf => test(leaf),
        }
    }

    /// As SQL about `events`, or about visits alone where that is none.
    pub fn sql(&self, bound: &mut Bound, events: Option<&str>) -> String {
        match self {
            Self::All(parts) => join(parts, " and ", "true", bound, events),
            Self::Any(parts) => join(parts, " or ", "false", bound, events),
            // What is unknown is not so either.
            Self::Not(part) => format!("not coalesce({}, false)", part.sql(bound, events)),
            Self::Is(dim, ids) => {
                let ids: Vec<String> = ids.iter().map(|id| bound.bind(*id)).collect();
                format!("{} in ({})", of(*dim, events), ids.join(","))
            }
            Self::Contains(dim, texts) => word(*dim, like("text", texts, "%", bound), bound, events),
            Self::Alike(dim, texts) => word(*dim, like("text", texts, "", bound), bound, events),
            Self::Like(dim, text) => {
                let parts: Vec<_> = text.split('*').map(escaped).collect();
                let pattern = bound.bind(parts.join("%"));
                word(*dim, fits("text", &pattern), bound, events)
            }
            Self::Prop { key, values, contains } => {
                let prop = bound.prop(events.unwrap_or("e"), key);
                if *contains {
                    return like(&prop, values, "%", bound);
                }
                let values: Vec<String> = values.iter().map(|value| bound.bind(value)).collect();
                format!("{prop} in ({})", values.join(","))
            }
            Self::Scrolled(percent) => {
                format!("{}.scroll >= {}", events.unwrap_or("e"), bound.bind(*percent))
            }
            Self::Done(part, from, to) => {
                let done = part.sql(bound, Some("d"));
                let (project, from, to) = (bound.bind(bound.project_id), bound.bind(*from), bound.bind(*to));
                let visit = events.map_or("v.id".into(), |events| format!("{events}.visit"));
                format!(
                    "{visit} in (select d.visit from events d where d.project_id = {project} and d.at >= {from} and d.at < {to} and {done})"
                )
            }
        }
    }
}

fn join(parts: &[Condition], word: &str, none: &str, bound: &mut Bound, events: Option<&str>) -> String {
    if parts.is_empty() {
        return none.into();
    }
    let parts: Vec<String> = parts.iter().map(|part| part.sql(bound, events)).collect();
    format!("({})", parts.join(word))
}

/// Where a dimension stands, in `events` of this name or in visits alone; both have an environment.
pub fn of(dim: Dim, events: Option<&str>) -> String {
    let column = column(dim);
    match events {
        Some(events) => column.replacen("e.", &format!("{events}."), usize::from(column.starts_with("e."))),
        None if dim == Dim::Environment => "v.environment".into(),
        None => column.into(),
    }
}

/// That the word of a dimension is one whose text fulfils a test.
fn word(dim: Dim, test: String, bound: &mut Bound, events: Option<&str>) -> String {
    let (project, kind) = (bound.bind(bound.project_id), bound.bind(dim.words() as i64));
    let column = of(dim, events);
    format!("{column} in (select id from dict where project_id = {project} and dim = {kind} and {test})")
}

/// That a text is one of these, with anything before and after it where `around` is `%`. ASCII letters in any case.
fn like(column: &str, texts: &[String], around: &str, bound: &mut Bound) -> String {
    let one = |text: &String| fits(column, &bound.bind(format!("{around}{}{around}", escaped(text))));
    format!("({})", texts.iter().map(one).collect::<Vec<_>>().join(" or "))
}

fn fits(column: &str, pattern: &str) -> String {
    format!("lower({column}) like lower({pattern}) escape '\\'")
}

/// A text that stands for itself in a pattern.
fn escaped(text: &str) -> String {
    text.chars().flat_map(|c| [matches!(c, '%' | '_' | '\\').then_some('\\'), Some(c)]).flatten().collect()
}
