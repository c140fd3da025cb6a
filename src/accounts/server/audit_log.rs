//! Reading the audit log: filters as an address says them, values as people read them.

use super::{
    projects::project_by_id,
    store::{
        self,
        audit::{AuditRow, Selection},
    },
};
use crate::{
    accounts::model::audit::{AuditEntry, AuditPage, AuditQuery, Detail},
    error::AppError,
    server::{
        clock::Millis,
        problem::{AppResult, internal},
        state::AppState,
    },
};
use jiff::{Timestamp, ZonedDateTime, civil::Date, tz::TimeZone};
use serde_json::{Map, Value};

const PAGE: usize = 50;

/// A page of the log of a project, or without one of the whole instance.
///
/// # Errors
/// `Invalid` for a day or cursor that is none.
pub async fn read(state: &AppState, project_id: Option<i64>, query: &AuditQuery) -> AppResult<AuditPage> {
    let zone = zone(state, project_id).await?;
    let wanted = selection(project_id, query, &zone)?;
    let mut rows = store::audit::list(&state.db, &wanted, PAGE as i64 + 1).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|row| format!("{}.{}", row.at, row.id));
    let entries = rows.into_iter().map(|row| entry(row, &zone)).collect::<AppResult<_>>()?;
    let actors = store::audit::actors(&state.db, project_id).await?;
    Ok(AuditPage { entries, next, actors, now: state.clock.now() })
}

/// The zone in which a project's days begin; those of the instance begin in UTC.
async fn zone(state: &AppState, project_id: Option<i64>) -> AppResult<TimeZone> {
    let Some(id) = project_id else { return Ok(TimeZone::UTC) };
    let project = project_by_id(state, id).await?.ok_or(AppError::NotFound)?;
    TimeZone::get(&project.time_zone).map_err(internal)
}

fn selection(project_id: Option<i64>, query: &AuditQuery, zone: &TimeZone) -> AppResult<Selection> {
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Ok(Selection {
        project_id,
        from: given(&query.from).map_or(Ok(0), |text| day("from", &text, zone, 0))?,
        to: given(&query.to).map_or(Ok(Millis::MAX), |text| day("to", &text, zone, 1).map(|end| end - 1))?,
        action: given(&query.action),
        actor: given(&query.actor),
        target: given(query.q.trim()).map(|part| contains(&part)),
        after: given(&query.cursor).map(|text| place(&text)).transpose()?,
    })
}

/// The beginning of a day, or of the one `later` days after it.
fn day(field: &str, text: &str, zone: &TimeZone, later: i64) -> AppResult<Millis> {
    let begin = || {
        let date: Date = text.parse().ok()?;
        let date = date.checked_add(jiff::Span::new().try_days(later).ok()?).ok()?;
        Some(zone.to_timestamp(date.at(0, 0, 0, 0)).ok()?.as_millisecond())
    };
    begin().ok_or_else(|| AppError::invalid(field, "Give a day such as 2026-03-01."))
}

fn place(text: &str) -> AppResult<(Millis, String)> {
    let parts = text.split_once('.').and_then(|(at, id)| Some((at.parse().ok()?, id.to_owned())));
    parts.ok_or_else(|| AppError::invalid("cursor", "This place in the list is not there any more."))
}

/// The pattern of a text that contains `part`; its own wildcards are plain.
fn contains(part: &str) -> String {
    // No stored text holds NUL, and PostgreSQL would refuse the query.
    let plain = part.replace('\0', "").replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{plain}%")
}

fn entry(row: AuditRow, zone: &TimeZone) -> AppResult<AuditEntry> {
    let detail: Map<String, Value> = serde_json::from_str(&row.detail).map_err(internal)?;
    Ok(AuditEntry {
        details: details(&detail, zone),
        id: row.id,
        at: row.at,
        actor: row.actor,
        action: row.action,
        project: row.project,
        target: row.target,
    })
}

/// `{"name": {"from": "A", "to": "B"}, "scopes": […]}` and, for one unnamed
/// value, `{"from": "running", "to": "failed"}`.
fn details(object: &Map<String, Value>, zone: &TimeZone) -> Vec<Detail> {
    let words = |name: &str, value: &Value| word(name, value, zone);
    let replaced = |name: &str, pair: &Map<String, Value>| {
        let (from, to) = (pair.get("from")?, pair.get("to")?);
        Some(Detail { name: title(name), from: Some(words(name, from)), to: words(name, to) })
    };
    let one = |(name, value): (&String, &Value)| {
        let pair = value.as_object().and_then(|pair| replaced(name, pair));
        pair.unwrap_or_else(|| Detail { name: title(name), from: None, to: words(name, value) })
    };
    let whole = replaced("status", object);
    // A "no" says what every other entry of the kind says too.
    let said = object.iter().filter(|(_, value)| **value != Value::Bool(false));
    let rest = said.filter(|(name, _)| whole.is_none() || (*name != "from" && *name != "to"));
    let rest: Vec<Detail> = rest.map(one).collect();
    whole.into_iter().chain(rest).collect()
}

/// `time_zone` → "Time zone".
fn title(name: &str) -> String {
    let name = name.trim_end_matches("_at").replace('_', " ");
    let mut chars = name.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn word(name: &str, value: &Value, zone: &TimeZone) -> String {
    match value {
        Value::Null => "none".into(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.into(),
        Value::String(text) => text.clone(),
        Value::Number(number) if name.ends_with("_at") => {
            let at = number.as_i64().and_then(|at| Timestamp::from_millisecond(at).ok());
            let at = at.map(|at| ZonedDateTime::new(at, zone.clone()));
            at.map_or_else(|| number.to_string(), |at| at.strftime("%-d %b %Y, %H:%M %Z").to_string())
        }
        Value::Array(items) if items.is_empty() => "none".into(),
        Value::Array(items) => items.iter().map(|item| word(name, item, zone)).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(value: Value) -> Vec<String> {
        let object = value.as_object().expect("an object").clone();
        let line = |detail: Detail| match detail.from {
            Some(from) => format!("{}: {from} → {}", detail.name, detail.to),
            None => format!("{}: {}", detail.name, detail.to),
        };
        details(&object, &TimeZone::get("Europe/Berlin").expect("a zone")).into_iter().map(line).collect()
    }

    #[test]
    fn values_are_said_in_words() {
        let renamed =
            json!({ "name": { "from": "A", "to": "B" }, "origins": { "from": [], "to": ["x", "y"] } });
        assert_eq!(read(renamed), ["Name: A → B", "Origins: none → x, y"]);
        let token = json!({ "scopes": ["deploy:write"], "expires_at": 1_772_532_000_000_i64 });
        assert_eq!(read(token), ["Expires: 3 Mar 2026, 11:00 CET", "Scopes: deploy:write"]);
        let status = json!({ "from": "running", "to": "failed", "rollback": null });
        assert_eq!(read(status), ["Status: running → failed", "Rollback: none"]);
        assert_eq!(read(json!({ "is_admin": true, "moved": false })), ["Is admin: yes"]);
    }

    #[test]
    fn a_day_is_the_projects_own() {
        let berlin = TimeZone::get("Europe/Berlin").expect("a zone");
        let query =
            AuditQuery { from: "2026-03-29".into(), to: "2026-03-29".into(), ..AuditQuery::default() };
        let wanted = selection(None, &query, &berlin).expect("a range");
        assert_eq!(wanted.to - wanted.from + 1, 23 * 3_600_000, "the clocks go forward that day");
        for wrong in ["yesterday", "2026-02-30", "9999-12-31"] {
            let query = AuditQuery { to: wrong.into(), ..AuditQuery::default() };
            assert!(selection(None, &query, &berlin).is_err(), "{wrong}");
        }
    }
}
