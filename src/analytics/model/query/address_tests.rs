//! Addresses of the dashboard, and what is said of those that are none.

use super::*;
use proptest::prelude::*;

fn pairs(text: &str) -> Vec<(String, String)> {
    let pair = |part: &str| part.split_once('=').map(|(name, value)| (name.into(), value.into()));
    text.split('&').filter_map(pair).collect()
}

fn page(op: Op, values: &[&str]) -> Test {
    Test::new(Property::Field(Field::Page), op, values.iter().map(|value| value.to_string()).collect())
}

#[test]
fn an_address_says_everything() {
    let text = "period=custom&from=2026-11-01&to=2026-11-30&compare=year&env=staging\
        &f=is,page,/a,b|/c~|d&f=contains,props:a~,b,x~~&interval=week&goal=Signup";
    let found = Selection::from_pairs(&pairs(text)).unwrap();
    let prop = Property::Prop("a,b".into());
    let date = |text| Date::parse(text).unwrap();
    let expected = Selection {
        span: Span::Dates(date("2026-11-01"), date("2026-11-30")),
        compare: Compare::Year,
        environment: Some("staging".into()),
        filters: vec![page(Op::Is, &["/a,b", "/c|d"]), Test::new(prop, Op::Contains, vec!["x~".into()])],
        interval: Some(Interval::Week),
        goal: Some("Signup".into()),
    };
    assert_eq!(found, expected);
    assert_eq!(found.to_pairs(), pairs(text));
}

#[test]
fn an_empty_address_is_the_usual_view() {
    let usual = Selection::default();
    for text in
        ["", "period=&env=&f=&interval=", "tab=pages", "from=2026-11-01", "period=30d&compare=previous"]
    {
        assert_eq!(Selection::from_pairs(&pairs(text)), Ok(usual.clone()), "{text}");
    }
    assert_eq!(usual.to_pairs(), []);
}

#[test]
fn what_an_address_says_wrong_is_named() {
    for (text, field) in [
        ("period=8d", "period"),
        ("period=custom", "from"),
        ("period=custom&from=2026-11-01", "to"),
        ("period=custom&from=2026-11-31&to=2026-12-01", "from"),
        ("period=custom&from=2026-11-02&to=2026-11-01", "to"),
        ("period=custom&from=1926-11-02&to=2026-11-02", "to"),
        ("compare=week", "compare"),
        ("interval=minute", "interval"),
        ("f=is", "f"),
        ("f=is,page", "f"),
        ("f=like,page,/", "f"),
        ("f=is,hostname,x", "f"),
        ("f=is,props:,x", "f"),
    ] {
        assert_eq!(Selection::from_pairs(&pairs(text)).unwrap_err().field, field, "{text}");
    }
}

#[test]
fn the_question_has_all_that_was_selected() {
    let found = Selection::from_pairs(&pairs("f=contains,page,/a&env=staging&goal=Buy")).unwrap();
    let query = found.query(vec![Metric::ConversionRate], vec![]);
    assert!(query.mentions(Field::Goal) && query.mentions(Field::Environment) && query.mentions(Field::Page));
    let case: Vec<_> = query.filters.iter().flat_map(Filter::tests).map(|test| test.case_sensitive).collect();
    assert_eq!(case, [false, true, true]);
    assert_eq!(query.include.comparison.unwrap().mode, Mode::PreviousPeriod);
}

fn tests() -> impl Strategy<Value = Test> {
    let fields = prop::sample::select(vec![Field::Page, Field::UtmSource, Field::Release]);
    let property = prop_oneof![fields.prop_map(Property::Field), "[a~,|é:]{1,6}".prop_map(Property::Prop)];
    let op = prop::sample::select(vec![Op::Is, Op::IsNot, Op::Contains, Op::ContainsNot]);
    let value = prop_oneof!["[a~,|]{0,6}", any::<String>()];
    (property, op, prop::collection::vec(value, 1..4))
        .prop_map(|(property, op, values)| Test::new(property, op, values))
}

fn selections() -> impl Strategy<Value = Selection> {
    let period = prop::sample::select(&Period::ALL[..]).prop_map(Span::Last);
    let dates = (0..20_000_i64, 0..400_i64)
        .prop_map(|(from, more)| Span::Dates(Date::of(from), Date::of(from + more)));
    let compare = prop::sample::select(vec![Compare::Off, Compare::Previous, Compare::Year]);
    let interval = prop::option::of(prop::sample::select(vec![Interval::Hour, Interval::Month]));
    let text = || prop::option::of(".{1,9}");
    let filters = prop::collection::vec(tests(), 0..4);
    (prop_oneof![period, dates], compare, text(), filters, interval, text()).prop_map(
        |(span, compare, environment, filters, interval, goal)| Selection {
            span,
            compare,
            environment,
            filters,
            interval,
            goal,
        },
    )
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(selection in selections()) {
        prop_assert_eq!(Selection::from_pairs(&selection.to_pairs()), Ok(selection));
    }

    #[test]
    fn no_text_breaks_it(text in "[is,pageros:~|/]{0,30}", other: String) {
        let _ = Selection::from_pairs(&[("f".into(), text), ("period".into(), other)]);
    }
}
