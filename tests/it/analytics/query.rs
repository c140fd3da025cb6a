//! Questions of the API and the page of the console: one way, the same numbers.

use super::site::{ADA, Person, Site, view};
use cresset::{access::Scope, analytics::server::seal_due, server::clock::DAY};
use serde_json::{Value, json};

pub const EVA: Person = Person {
    address: "192.0.2.9:40000",
    agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
    gpc: false,
};

/// Ada comes from a search, looks at two pages and signs up; Eva looks at one. Both came the day before as well.
pub async fn told() -> (Site, String) {
    let site = Site::new("Europe/Berlin").await;
    for days in [-1, 0] {
        site.at(days, 10, 0, 0);
        let page = site.page();
        let first =
            json!({ "q": 0, "n": "pageview", "u": "https://tba.example/a", "r": "https://www.google.com/" });
        let signup = json!({ "q": 2, "n": "Signup", "u": "https://tba.example/b", "p": { "plan": "pro" } });
        let read = json!({ "q": 0, "n": "engagement", "e": 4_000, "sd": 40 });
        site.send(&ADA, &page, json!([first, read, view(1, "/b"), signup])).await;
        site.at(days, 10, 0, 30);
        site.look(&EVA, "/a").await;
    }
    site.look(&EVA, "/c").await;
    let token = site.token(Scope::AnalyticsRead).await;
    (site, token)
}

pub async fn ask(site: &Site, token: &str, question: Value) -> Value {
    let call = site.app.post("/api/v1/analytics/query").token(token).json(&question);
    call.send().await.expect(200).json()
}

#[tokio::test]
async fn pages_of_an_answer_are_its_parts() {
    let (site, token) = told().await;
    // As many visitors as another page has: of equal ones the first by text comes first.
    site.look(&EVA, "/b").await;
    for order in [
        json!([]),
        json!([["visitors", "asc"]]),
        json!([["events", "desc"], ["event:page", "desc"]]),
        json!([["event:page", "asc"]]),
        json!([["percentage", "desc"]]),
    ] {
        let part = async |limit: u64, offset: u64| {
            let question = json!({
                "metrics": ["visitors", "events", "percentage"], "date_range": "7d", "dimensions": ["event:page"],
                "order_by": order, "pagination": { "limit": limit, "offset": offset },
            });
            ask(&site, &token, question).await["results"].as_array().expect("rows").clone()
        };
        let whole = part(10, 0).await;
        assert_eq!(whole.len(), 3);
        for limit in 1..4 {
            let mut parts = Vec::new();
            for offset in (0..3).step_by(limit) {
                parts.extend(part(limit as u64, offset).await);
            }
            assert_eq!(parts, whole, "{limit} at a time by {order}");
        }
    }
}

#[tokio::test]
async fn the_answer_has_the_shape_of_plausibles() {
    let (site, token) = told().await;
    let question = json!({
        "site_id": "tba", "metrics": ["visitors", "visits", "pageviews", "bounce_rate", "views_per_visit"], "date_range": "day",
        "dimensions": ["visit:source"], "include": { "total_rows": true, "comparisons": { "mode": "previous_period" } },
    });
    let reply = site.app.post("/api/v2/query").token(&token).json(&question).send().await.expect(200).json();
    insta::assert_json_snapshot!(reply, @r#"
    {
      "meta": {
        "total_rows": 2
      },
      "query": {
        "date_range": [
          "2026-03-03",
          "2026-03-03"
        ],
        "dimensions": [
          "visit:source"
        ],
        "metrics": [
          "visitors",
          "visits",
          "pageviews",
          "bounce_rate",
          "views_per_visit"
        ],
        "site_id": "tba"
      },
      "results": [
        {
          "comparison": {
            "change": [
              0,
              0,
              100,
              -100,
              100
            ],
            "dimensions": [
              "Direct / None"
            ],
            "metrics": [
              1,
              1,
              1,
              100,
              1.0
            ]
          },
          "dimensions": [
            "Direct / None"
          ],
          "metrics": [
            1,
            1,
            2,
            0,
            2.0
          ]
        },
        {
          "comparison": {
            "change": [
              0,
              0,
              0,
              null,
              0
            ],
            "dimensions": [
              "Google"
            ],
            "metrics": [
              1,
              1,
              2,
              0,
              2.0
            ]
          },
          "dimensions": [
            "Google"
          ],
          "metrics": [
            1,
            1,
            2,
            0,
            2.0
          ]
        }
      ]
    }
    "#);
    let problem = site
        .app
        .post("/api/v2/query")
        .token(&token)
        .json(&json!({ "metrics": ["visitors"], "date_range": "day" }));
    assert_eq!(problem.send().await.expect(400).json()["field"], "site_id");
    let wrong = json!({ "metrics": ["visitors"], "date_range": "day", "filters": [["matches", "event:page", ["x"]]] });
    let wrong =
        site.app.post("/api/v1/analytics/query").token(&token).json(&wrong).send().await.expect(400).json();
    assert!(wrong["field"].as_str().expect("a field").starts_with("filters"), "{wrong}");
    let other = json!({ "site_id": "other", "metrics": ["visitors"], "date_range": "day" });
    site.app.post("/api/v2/query").token(&token).json(&other).send().await.expect(404);
}

#[tokio::test]
async fn filters_narrow_visits_and_events() {
    let (site, token) = told().await;
    let count = async |filters: Value| {
        let question = json!({ "metrics": ["visitors", "visits", "pageviews", "events"], "date_range": "7d", "filters": filters });
        ask(&site, &token, question).await["results"][0]["metrics"].clone()
    };
    for (filters, expected) in [
        (json!([]), [4, 4, 7, 9]),
        (json!([["is", "visit:source", ["Google"]]]), [2, 2, 4, 6]),
        (json!([["is", "visit:source", ["Direct / None"]]]), [2, 2, 3, 3]),
        (json!([["is_not", "visit:source", ["Google"]]]), [2, 2, 3, 3]),
        (json!([["is", "event:page", ["/a"]]]), [4, 4, 4, 4]),
        (json!([["contains", "event:page", ["B"]]]), [2, 2, 2, 4]),
        (json!([["is_not", "event:page", ["/b"]]]), [2, 2, 3, 3]),
        (json!([["is", "event:goal", ["Signup"]]]), [2, 2, 0, 2]),
        (json!([["is", "event:goal", ["Visit /c"]]]), [1, 1, 1, 1]),
        (json!([["is", "event:props:plan", ["pro"]]]), [2, 2, 0, 2]),
        (json!([["has_done", ["is", "event:name", ["Signup"]]]]), [2, 2, 4, 6]),
        (json!([["or", [["is", "event:page", ["/c"]], ["is", "event:page", ["/b"]]]]]), [3, 3, 3, 5]),
        (json!([["and", [["is", "visit:browser", ["Chrome"]], ["is", "event:page", ["/a"]]]]]), [2, 2, 2, 2]),
        (json!([["is", "event:environment", ["staging"]]]), [0, 0, 0, 0]),
        (json!([["is", "visit:browser", ["chrome"], { "case_sensitive": false }]]), [2, 2, 3, 3]),
    ] {
        assert_eq!(count(filters.clone()).await, json!(expected), "{filters}");
    }
}

#[tokio::test]
async fn rows_by_page_event_property_and_time() {
    let (site, token) = told().await;
    let rows = async |metrics: Value, dimension: &str, filters: Value| {
        let question =
            json!({ "metrics": metrics, "date_range": "7d", "dimensions": [dimension], "filters": filters });
        let answer = ask(&site, &token, question).await;
        let row = |row: &Value| format!("{} {}", row["dimensions"][0].as_str().unwrap_or(""), row["metrics"]);
        answer["results"].as_array().expect("rows").iter().map(row).collect::<Vec<_>>()
    };
    let none = json!([]);
    let pages = rows(json!(["pageviews", "time_on_page", "scroll_depth"]), "event:page", none.clone()).await;
    assert_eq!(pages, ["/a [4,2,20]", "/b [2,0,0]", "/c [1,0,0]"]);
    let names = rows(json!(["events", "visitors", "percentage"]), "event:name", none.clone()).await;
    assert_eq!(names, ["pageview [7,4,100.0]", "Signup [2,2,50.0]"]);
    let plans = rows(
        json!(["visitors", "conversion_rate"]),
        "event:props:plan",
        json!([["is", "event:goal", ["Signup"]]]),
    )
    .await;
    assert_eq!(plans, ["pro [2,50.0]"]);
    let days = rows(json!(["visitors", "pageviews"]), "time:day", none.clone()).await;
    assert_eq!(days, ["2026-03-02 [2,3]", "2026-03-03 [2,4]"]);
    let hours = rows(json!(["visits"]), "time:hour", none).await;
    assert_eq!(hours, ["2026-03-02 11:00:00 [2]", "2026-03-03 11:00:00 [2]"]);
}

#[tokio::test]
async fn a_hundred_years_are_no_more_work_than_what_there_is() {
    let (site, token) = told().await;
    for (dimensions, filters) in [
        (json!(["time:month"]), json!([])),
        (json!(["time:month"]), json!([["is", "event:page", ["/a"]]])),
        (json!(["event:props:plan"]), json!([])),
    ] {
        let question = json!({ "metrics": ["visitors"], "date_range": ["1930-01-01", "2029-12-31"], "dimensions": dimensions, "filters": filters });
        let answer = ask(&site, &token, question).await;
        assert_eq!(answer["results"].as_array().expect("rows").len(), 1, "{answer}");
    }
}

#[tokio::test]
async fn the_page_of_the_console_says_the_same_before_and_after_sealing() {
    let (site, token) = told().await;
    let read = async || site.dashboard(&[("period", "7d"), ("pages", "entry_page")]).await;
    let open = read().await;
    let metrics = json!([
        "visitors",
        "visits",
        "pageviews",
        "views_per_visit",
        "bounce_rate",
        "visit_duration",
        "engaged_time"
    ]);
    let api = ask(&site, &token, json!({ "metrics": metrics, "date_range": "7d" })).await;
    for (tile, told) in open["tiles"]
        .as_array()
        .expect("tiles")
        .iter()
        .zip(api["results"][0]["metrics"].as_array().expect("metrics"))
    {
        let difference = tile["value"].as_f64().expect("a number") - told.as_f64().expect("a number");
        assert!(difference.abs() <= 0.5, "{tile} {told}");
    }
    let entries = &open["panels"][0];
    assert_eq!((&entries["rows"][0]["text"], &entries["rows"][0]["count"]), (&json!("/a"), &json!(4)));
    site.app.clock.advance(2 * DAY);
    seal_due(&site.app.state, &site.project).await.expect("sealed");
    let sealed = read().await;
    assert_eq!(sealed["tiles"], open["tiles"]);
    assert_eq!(sealed["panels"], open["panels"]);
}
