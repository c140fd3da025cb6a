//! Filters of a question: `["is", "event:page", ["/a"]]` and what joins them.

use super::{
    super::{Filter, Op, Property, Refusal, Test},
    value::{Member, Read},
};

/// Where a filter stands: what an event did is asked of visits, and of no event inside.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Visit,
    Event,
}

pub fn filters(member: &Member) -> Read<Vec<Filter>> {
    all(member, Place::Visit)
}

fn all(member: &Member, place: Place) -> Read<Vec<Filter>> {
    let parts = member.list("a list of filters")?;
    parts.iter().map(|part| filter(part, place)).collect()
}

fn filter(member: &Member, place: Place) -> Read<Filter> {
    let parts = member.list("a filter such as [\"is\", \"event:page\", [\"/\"]]")?;
    let Some(first) = parts.first() else { return member.refuse("a filter that is not empty") };
    let name = first.text("an operator")?;
    if let Some(op) = Op::parse(name) {
        return test(member, &parts, op, place);
    }
    let [_, inner] = parts.as_slice() else { return unknown(first, name, member) };
    match name {
        "and" => some(inner, place).map(Filter::And),
        "or" => some(inner, place).map(Filter::Or),
        "not" => Ok(not(filter(inner, place)?)),
        "has_done" if place == Place::Visit => Ok(done(filter(inner, Place::Event)?)),
        "has_not_done" if place == Place::Visit => Ok(not(done(filter(inner, Place::Event)?))),
        "has_done" | "has_not_done" => first.refuse("a condition on one event"),
        _ => unknown(first, name, member),
    }
}

fn not(filter: Filter) -> Filter {
    Filter::Not(Box::new(filter))
}

fn done(filter: Filter) -> Filter {
    Filter::HasDone(Box::new(filter))
}

fn some(member: &Member, place: Place) -> Read<Vec<Filter>> {
    let parts = all(member, place)?;
    if parts.is_empty() { member.refuse("at least one filter") } else { Ok(parts) }
}

fn unknown<T>(operator: &Member, name: &str, whole: &Member) -> Read<T> {
    match name {
        "and" | "or" | "not" | "has_done" | "has_not_done" => {
            whole.refuse(&format!("\"{name}\" and one more member"))
        }
        _ if name.starts_with("matches") => Err(Refusal::new(
            &operator.path,
            format!("{name} is not supported, since no index can answer it; contains may do"),
        )),
        _ => operator.refuse(&format!("one of {}, and, or, not, has_done, has_not_done", Op::names())),
    }
}

fn test(member: &Member, parts: &[Member], op: Op, place: Place) -> Read<Filter> {
    let (by, values, modifiers) = match parts {
        [_, by, values] => (by, values, None),
        [_, by, values, modifiers] => (by, values, Some(modifiers)),
        _ => return member.refuse("an operator, a dimension and a list of values"),
    };
    let property = by.word(&format!("one of {}", Property::names()), Property::parse)?;
    if place == Place::Event && !property.is_of_event() {
        return by.refuse("a dimension of events, inside has_done");
    }
    let expected = "a list of at least one text";
    let texts = values.list(expected)?.into_iter().map(|value| Ok(value.text("a text")?.to_owned()));
    let texts = texts.collect::<Read<Vec<_>>>()?;
    if texts.is_empty() {
        return values.refuse(expected);
    }
    let case_sensitive = modifiers.map_or(Ok(true), case)?;
    Ok(Filter::Test(Test { property, op, values: texts, case_sensitive }))
}

fn case(modifiers: &Member) -> Read<bool> {
    let object = modifiers.object(&["case_sensitive"])?;
    Member::of(object, &modifiers.path, "case_sensitive").map_or(Ok(true), |member| member.flag())
}
