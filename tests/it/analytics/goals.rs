//! Goals: who reaches them, from where, and the same in every place that tells it.

use super::{
    query::{EVA, ask, told},
    site::{Site, view},
};
use cresset::{
    analytics::{
        model::goal::Goal,
        server::{goals, seal_due},
    },
    server::{clock::DAY, ctx::By},
};
use serde_json::{Value, json};

impl Site {
    pub async fn goals(&self, goals: &[&str]) {
        for goal in goals {
            let (state, goal) = (&self.app.state, Goal::parse(goal));
            goals::set(state, self.project.id, &By::command_line(), &goal).await.expect("a goal");
        }
    }
}

/// `text visitors count rate` of each row of a panel.
pub fn rows(panel: &Value) -> Vec<String> {
    let row = |row: &Value| {
        let rate = row["rate"].as_f64().map_or("-".into(), |rate| format!("{rate:.1}"));
        format!("{} {} {} {rate}", row["text"].as_str().unwrap_or_default(), row["visitors"], row["count"])
    };
    panel["rows"].as_array().expect("rows").iter().map(row).collect()
}

const GOALS: [&str; 4] = ["Signup", "Visit /b", "Visit /*", "Nothing yet"];

#[tokio::test]
async fn goals_are_counted_alike_on_the_page_by_the_api_and_when_sealed() {
    let (site, token) = told().await;
    // A goal also counts what came before it.
    site.goals(&GOALS).await;
    let reached = ["Visit /* 4 7 100.0", "Signup 2 2 50.0", "Visit /b 2 2 50.0", "Nothing yet 0 0 0.0"];
    let panel = async || rows(&site.dashboard(&[("period", "7d"), ("events", "goal")]).await["panels"][4]);
    assert_eq!(panel().await, reached);
    let question = json!({
        "metrics": ["visitors", "events", "conversion_rate"], "date_range": "7d", "dimensions": ["event:goal"],
    });
    let line =
        |line: &Value| format!("{} {}", line["dimensions"][0].as_str().unwrap_or_default(), line["metrics"]);
    let answer = ask(&site, &token, question.clone()).await;
    let lines: Vec<_> = answer["results"].as_array().expect("rows").iter().map(line).collect();
    assert_eq!(lines, ["Visit /* [4,7,100.0]", "Signup [2,2,50.0]", "Visit /b [2,2,50.0]"]);
    for (goal, expected) in [("Signup", json!([2, 2, 50.0])), ("Visit /*", json!([4, 7, 100.0]))] {
        let filtered = json!({
            "metrics": ["visitors", "events", "conversion_rate"], "date_range": "7d",
            "filters": [["is", "event:goal", [goal]]],
        });
        assert_eq!(ask(&site, &token, filtered).await["results"][0]["metrics"], expected, "{goal}");
    }
    site.app.clock.advance(2 * DAY);
    seal_due(&site.app.state, &site.project).await.expect("sealed");
    assert_eq!(panel().await, reached);
}

#[tokio::test]
async fn a_chosen_goal_shows_who_reaches_it_and_how_many_of_them_do() {
    let (site, _) = told().await;
    site.goals(&GOALS).await;
    let page = site.dashboard(&[("period", "7d"), ("goal", "Signup"), ("compare", "off")]).await;
    let tiles: Vec<_> = page["tiles"]
        .as_array()
        .expect("tiles")
        .iter()
        .map(|tile| format!("{} {}", tile["metric"].as_str().unwrap_or_default(), tile["value"]))
        .collect();
    assert_eq!(tiles, ["Visitors 2.0", "Visits 2.0", "Events 2.0", "ConversionRate 50.0"]);
    // Of two visits from Google both signed up; where none did there is no row.
    assert_eq!(rows(&page["panels"][1]), ["Google 2 2 100.0"]);
    assert_eq!(rows(&page["panels"][0]), ["/b 2 2 100.0"]);
    let goals = site.dashboard(&[("period", "7d"), ("goal", "Signup"), ("events", "goal")]).await;
    assert_eq!(rows(&goals["panels"][4])[0], "Visit /* 4 7 100.0", "all goals, whichever is chosen");
}

#[tokio::test]
async fn a_page_counts_for_a_scroll_goal_once_that_much_of_it_was_seen() {
    let (site, token) = told().await;
    // Ada saw 40 % of /a on both days, and nobody said how much of another page.
    let goals = ["Scroll 40% of /a", "Scroll 41% of /a", "Scroll 1% of /*", "Visit /a"];
    site.goals(&goals).await;
    let reached = [
        "Visit /a 4 4 100.0",
        "Scroll 1% of /* 2 2 50.0",
        "Scroll 40% of /a 2 2 50.0",
        "Scroll 41% of /a 0 0 0.0",
    ];
    let panel = async || rows(&site.dashboard(&[("period", "7d"), ("events", "goal")]).await["panels"][4]);
    assert_eq!(panel().await, reached);
    let filtered = json!({
        "metrics": ["visitors", "events", "conversion_rate"], "date_range": "7d",
        "filters": [["is", "event:goal", ["Scroll 40% of /a"]]],
    });
    assert_eq!(ask(&site, &token, filtered).await["results"][0]["metrics"], json!([2, 2, 50.0]));
    site.app.clock.advance(2 * DAY);
    seal_due(&site.app.state, &site.project).await.expect("sealed");
    assert_eq!(panel().await, reached);
    // What was measured without a view cannot have been scrolled.
    site.dashboard(&[("period", "7d"), ("goal", "Scroll 40% of /a")]).await;
}

#[tokio::test]
async fn a_pattern_takes_its_text_literally_and_letters_in_any_case() {
    let site = Site::new("UTC").await;
    for path in ["/Blog/a_b", "/blog/axb", "/blog", "/my/blog/x", "/100%25/x"] {
        site.look(&EVA, path).await;
    }
    site.send(
        &EVA,
        &site.page(),
        json!([view(0, "/"), { "q": 1, "n": "x", "u": "https://tba.example/blog/x" }]),
    )
    .await;
    let goals = ["Visit /blog/*", "Visit /blog/a_b*", "Visit */x", "Visit /100%25/*", "Visit /*"];
    let mut expected = vec!["/blog/* 2", "/blog/a_b* 1", "/100%25/* 1", "/* 6"];
    site.goals(&goals).await;
    let page = site.dashboard(&[("period", "day"), ("events", "goal")]).await;
    let mut found: Vec<String> = rows(&page["panels"][4])
        .iter()
        .filter_map(|row| {
            let mut parts = row.strip_prefix("Visit ")?.split(' ');
            Some(format!("{} {}", parts.next()?, parts.nth(1)?))
        })
        .filter(|row| !row.starts_with("*/"))
        .collect();
    found.sort();
    expected.sort_unstable();
    assert_eq!(found, expected, "an event named Visit */x is no page");
}
