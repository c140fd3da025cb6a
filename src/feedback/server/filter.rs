//! The filters of a list as an address says them.

use super::store::{Position, Selection};
use crate::{
    error::AppError,
    feedback::{
        model::{Status, clean_tag},
        server::{input, narrow, scrub, search::Query},
    },
    server::{
        clock::{DAY, Millis},
        problem::AppResult,
    },
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use widget::model::PAGE_MAX;

const LIMIT: usize = 50;
const LIMIT_MAX: usize = 200;
const TEXT_MAX: usize = 200;
const ALLOWED: [&str; 19] = [
    "feedback_type",
    "type",
    "start_date",
    "from",
    "end_date",
    "to",
    "status",
    "tag",
    "assignee",
    "rating",
    "page",
    "release",
    "browser",
    "environment",
    "env",
    "q",
    "cursor",
    "limit",
    "project",
];

/// A readable request for a page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    pub selection: Selection,
    pub after: Option<Position>,
    pub limit: usize,
    /// As it was said; `narrow::select` makes it part of the selection, and the next too.
    pub assignee: Option<String>,
    pub environment: Option<String>,
    /// For an instance token.
    pub project: Option<String>,
}

impl Filter {
    /// Read name and value pairs; an empty value counts as absent.
    ///
    /// # Errors
    /// `Invalid`: a filter that is not understood must not answer with more
    /// than was asked for.
    pub fn read(pairs: &[(String, String)]) -> AppResult<Self> {
        if let Some((name, _)) = pairs.iter().find(|(name, _)| !ALLOWED.contains(&name.as_str())) {
            return Err(AppError::not_one_of(name, &ALLOWED));
        }
        let get = |name: &str, alias: &'static str| {
            let named = |wanted: &str| pairs.iter().find(|(name, value)| name == wanted && !value.is_empty());
            named(name).or_else(|| named(alias)).map(|(name, value)| (name.as_str(), value.as_str()))
        };
        let selection = Selection {
            feedback_type: get("feedback_type", "type")
                .map(|(name, value)| input::type_named(name, value))
                .transpose()?,
            status: get("status", "").map(|(_, name)| status(name)).transpose()?,
            from: get("start_date", "from").map_or(Ok(0), |(name, text)| instant(name, text, Edge::Start))?,
            to: get("end_date", "to")
                .map_or(Ok(Millis::MAX), |(name, text)| instant(name, text, Edge::End))?,
            text: get("q", "").map(|(_, text)| query(text)).transpose()?,
            tag: get("tag", "").map(|(_, text)| tag(text)).transpose()?,
            assignee: None,
            rating: get("rating", "").map(|(_, text)| input::rating_named(text)).transpose()?,
            paths: get("page", "").map(|(_, text)| short("page", text).map(narrow::paths)).transpose()?,
            release: get("release", "")
                .map(|(_, text)| short("release", text).map(scrub::text))
                .transpose()?,
            browser: get("browser", "")
                .map(|(_, text)| {
                    short("browser", text).map(|text| narrow::family(&scrub::text(text)).to_owned())
                })
                .transpose()?,
            environment: None,
        };
        Ok(Self {
            selection,
            after: get("cursor", "").map(|(_, text)| position(text)).transpose()?,
            limit: get("limit", "").map_or(Ok(LIMIT), |(_, text)| limit(text))?,
            assignee: get("assignee", "").map(|(_, who)| who.to_owned()),
            environment: get("environment", "env").map(|(_, name)| name.to_owned()),
            project: get("project", "").map(|(_, slug)| slug.to_owned()),
        })
    }
}

/// A place as it stands in addresses.
pub fn cursor(position: &Position) -> String {
    format!("{}.{}", position.created_at, position.id)
}

fn position(text: &str) -> AppResult<Position> {
    let read = || {
        let (at, id) = text.split_once('.')?;
        Some(Position { created_at: at.parse().ok()?, id: input::client_id(id).ok()? })
    };
    read().ok_or_else(|| AppError::invalid("cursor", "cursor must be the member next of an earlier answer"))
}

fn status(name: &str) -> AppResult<Status> {
    let allowed = Status::ALL.map(Status::as_str);
    Status::parse(name).ok_or_else(|| AppError::not_one_of("status", &allowed))
}

fn tag(text: &str) -> AppResult<String> {
    clean_tag(text).ok_or_else(|| AppError::invalid("tag", "tag must be one tag, as entries have them"))
}

fn query(text: &str) -> AppResult<Query> {
    if text.chars().count() > TEXT_MAX {
        return Err(AppError::invalid("q", format!("q must be at most {TEXT_MAX} characters")));
    }
    Ok(Query::from(text))
}

/// What an entry could have.
fn short<'a>(name: &str, text: &'a str) -> AppResult<&'a str> {
    if text.chars().count() > PAGE_MAX {
        return Err(AppError::invalid(name, format!("{name} must be at most {PAGE_MAX} characters")));
    }
    Ok(text)
}

fn limit(text: &str) -> AppResult<usize> {
    let number = text.parse().ok().filter(|number| (1..=LIMIT_MAX).contains(number));
    number.ok_or_else(|| AppError::invalid("limit", format!("limit must be a number from 1 to {LIMIT_MAX}")))
}

/// Which end of a range; both belong to it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    Start,
    End,
}

/// RFC 3339, or a plain date in UTC: as an end the last millisecond of it.
fn instant(name: &str, text: &str, edge: Edge) -> AppResult<Millis> {
    let date = |text: &str| {
        let midnight = TimeZone::UTC.to_timestamp(text.parse::<Date>().ok()?.at(0, 0, 0, 0)).ok()?;
        let start = midnight.as_millisecond();
        Some(if edge == Edge::Start { start } else { start + DAY - 1 })
    };
    let exact = |text: &str| {
        // A plus sign that was not encoded arrives as a blank.
        let at: Timestamp = text.replace(' ', "+").parse().ok()?;
        let between = at.subsec_nanosecond() % 1_000_000 != 0;
        Some(at.as_millisecond() + Millis::from(between && edge == Edge::Start))
    };
    let found = if text.contains(['T', 't']) { exact(text) } else { date(text) };
    found.ok_or_else(|| {
        AppError::invalid(name, format!("{name} must be a date such as 2026-03-01 or 2026-03-01T08:30:00Z"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &[(&str, &str)]) -> AppResult<Filter> {
        let pairs: Vec<_> = query.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        Filter::read(&pairs)
    }

    fn range(from: &str, to: &str) -> (Millis, Millis) {
        let selection = read(&[("start_date", from), ("to", to)]).unwrap().selection;
        (selection.from, selection.to)
    }

    #[test]
    fn both_ends_of_a_range_belong_to_it() {
        let day = 1_772_323_200_000;
        assert_eq!(range("2026-03-01", "2026-03-01"), (day, day + DAY - 1));
        assert_eq!(range("2026-03-01T01:00:00+01:00", "2026-03-01t00:00:00.0019z"), (day, day + 1));
        assert_eq!(range("2026-03-01T01:00:00 01:00", ""), (day, Millis::MAX));
        assert_eq!(range("2026-03-01T00:00:00.0001Z", ""), (day + 1, Millis::MAX));
    }

    #[test]
    fn a_bad_filter_is_named() {
        for (name, value) in [
            ("feedback_type", "praise"),
            ("status", "open"),
            ("start_date", "yesterday"),
            ("to", "2026-02-30"),
            ("end_date", "2026-03-01T00:00:00"),
            ("cursor", "7"),
            ("limit", "0"),
            ("limit", "201"),
            ("tag", "a,b"),
            ("rating", "0"),
            ("rating", "4.5"),
            ("colour", "x"),
        ] {
            let error = read(&[(name, value)]).unwrap_err();
            assert!(matches!(&error, AppError::Invalid { field, .. } if field == name), "{name}: {error:?}");
        }
    }

    #[test]
    fn a_cursor_comes_back_as_it_was() {
        let place = Position { created_at: 7, id: "0192d5a4-7c00-7000-8000-000000000001".into() };
        let filter =
            read(&[("cursor", &cursor(&place)), ("limit", "200"), ("type", "bug"), ("q", "")]).unwrap();
        assert_eq!((filter.after, filter.limit, filter.selection.text), (Some(place), 200, None));
    }
}
