//! What narrows an answer.

use super::{
    Property,
    words::{list, name_of, named},
};

/// A condition on visits and events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    Test(Test),
    And(Vec<Filter>),
    Or(Vec<Filter>),
    Not(Box<Filter>),
    /// The visit has an event for which this holds, whichever event is looked at.
    HasDone(Box<Filter>),
}

impl Filter {
    /// All comparisons in it.
    pub fn tests(&self) -> Vec<&Test> {
        match self {
            Self::Test(test) => vec![test],
            Self::And(parts) | Self::Or(parts) => parts.iter().flat_map(Self::tests).collect(),
            Self::Not(part) | Self::HasDone(part) => part.tests(),
        }
    }
}

/// A comparison with values, one of which has to fit; with a negated operator, none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    pub property: Property,
    pub op: Op,
    /// At least one.
    pub values: Vec<String>,
    pub case_sensitive: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    Is,
    IsNot,
    Contains,
    ContainsNot,
}

const OPS: [(Op, &str); 4] =
    [(Op::Is, "is"), (Op::IsNot, "is_not"), (Op::Contains, "contains"), (Op::ContainsNot, "contains_not")];

impl Op {
    pub fn as_str(self) -> &'static str {
        name_of(&OPS, self)
    }

    pub fn parse(name: &str) -> Option<Self> {
        named(&OPS, name)
    }

    /// All names, for messages.
    pub fn names() -> String {
        list(&OPS)
    }
}
