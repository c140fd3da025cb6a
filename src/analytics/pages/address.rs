//! What the address of the page says, and the addresses of its links.

use super::encoded;
use crate::analytics::model::{
    dashboard::{GROUPS, measured_by, shown},
    query::{Field, Metric, Op, Property, Refusal, Selection, Test},
};

/// What the chart can show; the first unless the address says otherwise.
pub const SHOWN: [Metric; 3] = [Metric::Visitors, Metric::Visits, Metric::Pageviews];
/// The fields of the form that adds a filter. They arrive beside everything else and become an `f`.
pub const NEW: [&str; 3] = ["property", "op", "value"];

/// The address of the page, understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Address {
    /// The path.
    home: String,
    pub selection: Selection,
    /// What the chart shows.
    pub show: Metric,
    /// The tab of each panel.
    pub tabs: [Field; GROUPS.len()],
    /// What vitals are told apart by; none: all together.
    pub vitals: Option<Field>,
    /// Why it was not understood; then it is the usual selection.
    pub refused: Option<Refusal>,
}

impl Address {
    /// `search` is the part behind `?`.
    pub fn read(home: String, search: &str) -> Self {
        let pairs = encoded::pairs(search);
        let given = |name: &str| pairs.iter().find(|(other, _)| other == name).map(|(_, text)| text.as_str());
        let (mut selection, refused) = match Selection::from_pairs(&pairs) {
            Ok(selection) => (selection, None),
            Err(refusal) => (Selection::default(), Some(refusal)),
        };
        let added = NEW.map(|name| given(name).unwrap_or_default());
        add(&mut selection, new_filter(added));
        let show = given("show").and_then(Metric::parse).filter(|metric| SHOWN.contains(metric));
        let tabs = std::array::from_fn(|group| shown(group, &pairs));
        let vitals = measured_by(&pairs);
        Self { home, selection, show: show.unwrap_or(SHOWN[0]), tabs, vitals, refused }
    }

    /// The names and values that say all this.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs = self.selection.to_pairs();
        if self.show != SHOWN[0] {
            pairs.push(("show".into(), self.show.as_str().into()));
        }
        for ((name, _, fields), field) in GROUPS.iter().zip(self.tabs) {
            if field != fields[0] {
                pairs.push(((*name).into(), field.as_str().into()));
            }
        }
        pairs.extend(self.vitals.map(|field| ("vitals".into(), field.as_str().into())));
        pairs
    }

    /// The path alone, where forms lead.
    pub fn home(&self) -> String {
        self.home.clone()
    }

    /// The address with another selection.
    pub fn with(&self, change: impl FnOnce(&mut Selection)) -> String {
        let mut other = self.clone();
        change(&mut other.selection);
        other.href()
    }

    /// The address that shows another figure in the chart.
    pub fn showing(&self, show: Metric) -> String {
        Self { show, ..self.clone() }.href()
    }

    /// The address with another tab in a panel.
    pub fn tab(&self, group: usize, field: Field) -> String {
        let mut other = self.clone();
        other.tabs[group] = field;
        other.href()
    }

    /// The address with vitals told apart by another field.
    pub fn measured_by(&self, vitals: Option<Field>) -> String {
        Self { vitals, ..self.clone() }.href()
    }

    /// Where what a panel shows is a file: the same selection.
    pub fn file(&self, panel: &str) -> String {
        let mut pairs = self.pairs();
        pairs.push(("panel".into(), panel.into()));
        format!("{}.csv{}", self.home, encoded::search(&pairs))
    }

    /// The address that shows only what has this value; of a goal, those who reached it.
    pub fn only(&self, field: Field, value: &str) -> String {
        if field == Field::Goal {
            return self.with(|selection| selection.goal = Some(value.to_owned()));
        }
        let test = Test::new(Property::Field(field), Op::Is, vec![value.to_owned()]);
        self.with(|selection| add(selection, Some(test)))
    }

    fn href(&self) -> String {
        format!("{}{}", self.home, encoded::search(&self.pairs()))
    }
}

/// The same filter twice says nothing more.
fn add(selection: &mut Selection, test: Option<Test>) {
    selection.filters.extend(test.filter(|test| !selection.filters.contains(test)));
}

fn new_filter([property, op, value]: [&str; 3]) -> Option<Test> {
    let value = Some(value.trim()).filter(|value| !value.is_empty())?;
    Some(Test::new(Property::from_short(property)?, Op::parse(op)?, vec![value.to_owned()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(search: &str) -> Address {
        Address::read("/app/tba/analytics".into(), search)
    }

    #[test]
    fn links_keep_what_the_address_says() {
        let address = read("period=7d&show=visits&pages=exit_page&f=is,page,/a%2525");
        let kept = |href: &str, more: &str| {
            assert_eq!(href, format!("/app/tba/analytics?period=7d{more}"));
        };
        kept(&address.showing(Metric::Visitors), "&f=is,page,/a%2525&pages=exit_page");
        kept(&address.tab(0, Field::Page), "&f=is,page,/a%2525&show=visits");
        kept(&address.with(|selection| selection.filters.clear()), "&show=visits&pages=exit_page");
        kept(
            &address.measured_by(Some(Field::Device)),
            "&f=is,page,/a%2525&show=visits&pages=exit_page&vitals=device",
        );
        kept(
            &address.only(Field::Goal, "Signup"),
            "&f=is,page,/a%2525&goal=Signup&show=visits&pages=exit_page",
        );
        let file = address.file("pages");
        assert_eq!(
            file,
            "/app/tba/analytics.csv?period=7d&f=is,page,/a%2525&show=visits&pages=exit_page&panel=pages"
        );
        let twice = address.only(Field::Source, "");
        kept(&twice, "&f=is,page,/a%2525&f=is,source,&show=visits&pages=exit_page");
        let (_, search) = twice.split_once('?').unwrap();
        assert_eq!(read(search).only(Field::Source, ""), twice);
    }

    #[test]
    fn the_form_adds_a_filter() {
        let found = read("property=page&op=contains&value=+chests+&period=day");
        let search = encoded::search(&found.pairs());
        assert_eq!(search, "?period=day&f=contains,page,chests");
        for nothing in ["property=page&op=contains&value=+", "property=nonsense&op=is&value=a"] {
            assert!(read(nothing).pairs().is_empty(), "{nothing}");
        }
    }

    #[test]
    fn what_is_not_understood_is_said() {
        let found = read("period=fortnight&show=nonsense&pages=source");
        assert_eq!(found.refused.as_ref().map(|refusal| refusal.field.as_str()), Some("period"));
        assert_eq!((found.pairs(), found.show, found.tabs[0]), (vec![], Metric::Visitors, Field::Page));
    }
}
