//! Questions that are answered, and what is said of those that are not.

use super::super::{Filter, Interval, Op, Property, Test};
use super::*;
use proptest::prelude::*;
use serde_json::json;

/// A question with these members besides the needed ones.
fn asked(members: Value) -> Result<Query, Refusal> {
    let mut body = json!({"metrics": ["visitors"], "date_range": "7d"});
    let (all, more) = (body.as_object_mut().unwrap(), members.as_object().unwrap().clone());
    all.extend(more);
    Query::from_json(&body)
}

fn test(property: &str, op: Op, values: &[&str]) -> Filter {
    let property = Property::parse(property).unwrap();
    let values = values.iter().map(|value| value.to_string()).collect();
    Filter::Test(Test { property, op, values, case_sensitive: true })
}

#[test]
fn a_whole_question() {
    let query = Query::from_json(&json!({
        "site_id": "shop",
        "metrics": ["visitors", "conversion_rate"],
        "date_range": ["2026-11-01", "2026-11-30"],
        "dimensions": ["visit:source", "time:day"],
        "filters": [["is", "event:goal", ["Signup"]]],
        "order_by": [["visitors", "desc"], ["visit:source", "asc"]],
        "include": {"imports": true, "time_labels": true, "total_rows": true,
            "comparisons": {"mode": "year_over_year", "match_day_of_week": true}},
        "pagination": {"limit": 100, "offset": 200}
    }));
    let source = Dimension::Of(Property::Field(Field::Source));
    let day = |text| Date::parse(text).unwrap();
    let order = |by, descending| Order { by, descending };
    let comparison = Comparison { mode: Mode::YearOverYear, match_day_of_week: true };
    let expected = Query {
        metrics: vec![Metric::Visitors, Metric::ConversionRate],
        range: Range::Days(Span::Dates(day("2026-11-01"), day("2026-11-30"))),
        dimensions: vec![source.clone(), Dimension::Time(Some(Interval::Day))],
        filters: vec![test("event:goal", Op::Is, &["Signup"])],
        order: vec![
            order(OrderKey::Metric(Metric::Visitors), true),
            order(OrderKey::Dimension(source), false),
        ],
        include: Include { time_labels: true, total_rows: true, comparison: Some(comparison) },
        page: Page { limit: 100, offset: 200 },
    };
    assert_eq!(query, Ok(expected));
}

#[test]
fn what_is_left_out_asks_for_nothing() {
    let least = Query::new(vec![Metric::Visitors], Range::Days(Span::Last(Period::Days7)));
    assert_eq!(asked(json!({})), Ok(least.clone()));
    assert_eq!(asked(json!({"filters": [], "dimensions": [], "include": {}, "pagination": null})), Ok(least));
}

#[test]
fn filters_nest() {
    let query = asked(json!({"filters": [
        ["or", [["contains", "event:page", ["/a", "/b"]], ["not", ["is", "visit:device", ["Mobile"]]]]],
        ["has_done", ["and", [["is", "event:name", ["Signup"]], ["is", "event:props:plan", ["pro"]]]]],
        ["has_not_done", ["is_not", "event:goal", ["Buy"]]],
        ["contains_not", "visit:utm_source", ["X"], {"case_sensitive": false}]
    ]}));
    let not = |filter| Filter::Not(Box::new(filter));
    let done = |filter| Filter::HasDone(Box::new(filter));
    let mobile = test("visit:device", Op::Is, &["Mobile"]);
    let signup = vec![test("event:name", Op::Is, &["Signup"]), test("event:props:plan", Op::Is, &["pro"])];
    let mut loose = test("visit:utm_source", Op::ContainsNot, &["X"]);
    if let Filter::Test(test) = &mut loose {
        test.case_sensitive = false;
    }
    let expected = vec![
        Filter::Or(vec![test("event:page", Op::Contains, &["/a", "/b"]), not(mobile)]),
        done(Filter::And(signup)),
        not(done(test("event:goal", Op::IsNot, &["Buy"]))),
        loose,
    ];
    assert_eq!(query.map(|query| query.filters), Ok(expected));
}

#[test]
fn ranges_are_named_or_have_two_ends() {
    for (range, expected) in [
        (json!("all"), Range::Days(Span::Last(Period::All))),
        (json!(["1970-01-01T00:00:00Z", "1970-01-01T02:00:00+01:00"]), Range::Instants(0, 3_600_000)),
    ] {
        assert_eq!(asked(json!({"date_range": range})).map(|query| query.range), Ok(expected));
    }
}

#[test]
fn a_refusal_names_the_member_what_was_found_and_what_is_expected() {
    for (members, field, said) in [
        (json!({"metrics": []}), "metrics", "at least one metric, found []"),
        (json!({"metrics": null}), "metrics", "missing"),
        (json!({"metrics": "visitors"}), "metrics", "a list, found \"visitors\""),
        (json!({"metrics": ["visitors", "visitors"]}), "metrics[1]", "once"),
        (json!({"metrics": ["visitors", "users"]}), "metrics[1]", "visits, pageviews"),
        (json!({"metrics": ["conversion_rate"]}), "metrics", "event:goal"),
        (json!({"date_range": "8d"}), "date_range", "found \"8d\""),
        (json!({"date_range": ["2026-11-30", "2026-11-01"]}), "date_range", "an end after"),
        (json!({"date_range": ["1926-11-30", "2026-11-30"]}), "date_range", "a hundred years"),
        (
            json!({"date_range": ["2026-11-30T00:00:01Z", "2026-11-30T00:00:00Z"]}),
            "date_range",
            "an end after",
        ),
        (json!({"date_range": ["2026-11-30", "2026-11-30T00:00:00Z"]}), "date_range", "expected one of day"),
        (json!({"date_range": ["2026-11-30", "2026-11-31"]}), "date_range", "expected one of day"),
        (json!({"dimensions": ["event:hostname"]}), "dimensions[0]", "event:page, event:name"),
        (json!({"dimensions": ["time:minute"]}), "dimensions[0]", "time:hour"),
        (json!({"filters": [["is", "event:page", []]]}), "filters[0][2]", "at least one text"),
        (json!({"filters": [["is", "event:page", "/a"]]}), "filters[0][2]", "at least one text"),
        (json!({"filters": [["is", "event:page", [1]]]}), "filters[0][2][0]", "found 1"),
        (json!({"filters": [["is", "page", ["/a"]]]}), "filters[0][1]", "event:page"),
        (json!({"filters": [["is", "time:day", ["/a"]]]}), "filters[0][1]", "event:page"),
        (json!({"filters": [["is", "event:page"]]}), "filters[0]", "a list of values"),
        (json!({"filters": [["is", "event:page", ["/"], {"case": 1}]]}), "filters[0][3]", "found case"),
        (json!({"filters": [["matches", "event:page", ["^/a"]]]}), "filters[0][0]", "not supported"),
        (json!({"filters": [["matches_not", "event:page", ["^/a"]]]}), "filters[0][0]", "not supported"),
        (json!({"filters": [["like", "event:page", ["/a"]]]}), "filters[0][0]", "is, is_not, contains"),
        (json!({"filters": [["and", []]]}), "filters[0][1]", "at least one filter"),
        (json!({"filters": [["not"]]}), "filters[0]", "one more member"),
        (json!({"filters": [[]]}), "filters[0]", "not empty"),
        (json!({"filters": [["has_done", ["is", "visit:source", ["x"]]]]}), "filters[0][1][1]", "of events"),
        (
            json!({"filters": [["has_done", ["has_done", ["is", "event:name", ["x"]]]]]}),
            "filters[0][1][0]",
            "one event",
        ),
        (json!({"order_by": [["visits", "desc"]]}), "order_by[0][0]", "of this question"),
        (json!({"order_by": [["visitors", "down"]]}), "order_by[0][1]", "asc or desc"),
        (json!({"order_by": ["visitors"]}), "order_by[0]", "asc or desc"),
        (json!({"include": {"time_labels": true}}), "include.time_labels", "time"),
        (json!({"include": {"total_rows": 1}}), "include.total_rows", "true or false, found 1"),
        (json!({"include": {"rows": true}}), "include", "found rows"),
        (json!({"include": {"comparisons": {"mode": "custom"}}}), "include.comparisons", "a date_range"),
        (
            json!({"include": {"comparisons": {"mode": "before"}}}),
            "include.comparisons.mode",
            "previous_period",
        ),
        (json!({"include": {"comparisons": {}}}), "include.comparisons", "a mode"),
        (json!({"pagination": {"limit": 10_001}}), "pagination.limit", "from 1 to 10000, found 10001"),
        (json!({"pagination": {"limit": 0}}), "pagination.limit", "from 1 to 10000"),
        (json!({"pagination": {"offset": -1}}), "pagination.offset", "from 0"),
        (json!({"filter": []}), "body", "found filter"),
    ] {
        let refusal = asked(members.clone()).unwrap_err();
        assert_eq!(refusal.field, field, "{members}: {}", refusal.message);
        assert!(refusal.message.contains(said), "{members}: {}", refusal.message);
    }
    assert_eq!(Query::from_json(&json!([])).unwrap_err().field, "body");
    let long = asked(json!({"date_range": "é".repeat(1_000)})).unwrap_err();
    assert!(long.message.len() < 400 && long.message.ends_with('…'), "{}", long.message);
}

/// JSON that has some of the right words in it.
fn values() -> impl Strategy<Value = Value> {
    let words =
        vec!["is", "and", "not", "has_done", "event:page", "visitors", "7d", "2026-11-30", "case_sensitive"];
    let leaf = prop_oneof![
        prop::sample::select(words).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
    ];
    let names = prop::sample::select(&MEMBERS[..]).prop_map(str::to_owned);
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(names.clone(), inner, 0..5).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

proptest! {
    #[test]
    fn no_json_breaks_it(filters in values(), dimensions in values(), order in values(), range in values()) {
        let _ = Query::from_json(&filters);
        let _ = asked(json!({"filters": [filters]}));
        let _ = asked(json!({"dimensions": [dimensions], "order_by": [order]}));
        let _ = asked(json!({"date_range": range}));
    }
}
