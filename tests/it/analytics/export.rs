//! Files: what panels show, and every event.

use super::{
    goals::rows,
    query::{EVA, told},
    site::{ADA, Site, view},
};
use cresset::server::clock::{DAY, MINUTE};
use serde_json::{Value, json};
use std::collections::HashSet;

impl Site {
    pub async fn csv(&self, query: &str) -> String {
        let cookie = self.app.viewer(self.project.id).await;
        let path = format!("/app/tba/analytics.csv?{query}");
        let reply = self.app.get(&path).session(&cookie).send().await.expect(200);
        assert_eq!(reply.header("content-type"), "text/csv; charset=utf-8");
        reply.text()
    }
}

#[tokio::test]
async fn a_file_says_what_its_panel_shows() {
    let (site, _) = told().await;
    site.goals(&["Signup", "Visit /b"]).await;
    for (query, expected) in [
        ("panel=pages&period=7d", "page,visitors,pageviews|/a,4,4|/b,2,2|/c,1,1"),
        ("panel=pages&pages=entry_page&period=7d", "entry_page,visitors,visits,bounce_rate|/a,4,4,25.00"),
        ("panel=sources&period=7d&f=is,source,", "source,visitors,visits|Direct / None,2,2"),
        (
            "panel=sources&period=7d&goal=Signup",
            "source,visitors,conversions,conversion_rate|Google,2,2,100.00",
        ),
        ("panel=events&period=7d", "name,visitors,events|Signup,2,2"),
        (
            "panel=events&events=goal&period=7d",
            "goal,visitors,conversions,conversion_rate|Signup,2,2,50.00|Visit /b,2,2,50.00",
        ),
        (
            "panel=course&period=custom&from=2026-03-02&to=2026-03-03",
            "day,visitors,visits,pageviews|2026-03-02,2,2,3|2026-03-03,2,2,4",
        ),
        ("panel=vitals", "vital,p75,good,needs_improvement,poor"),
    ] {
        let plain = site.csv(query).await.replace('"', "").trim_end().replace("\r\n", "|");
        assert_eq!(plain, expected, "{query}");
    }
    let page = site.dashboard(&[("period", "7d")]).await;
    assert_eq!(rows(&page["panels"][0]), ["/a 4 4 -", "/b 2 2 -", "/c 1 1 -"]);
    let cookie = site.app.viewer(site.project.id).await;
    for query in ["panel=moon", "", "panel=pages&period=fortnight"] {
        site.app.get(&format!("/app/tba/analytics.csv?{query}")).session(&cookie).send().await.expect(400);
    }
}

#[tokio::test]
async fn no_cell_is_a_formula() {
    let site = Site::new("UTC").await;
    let event = json!({ "q": 1, "n": "=HYPERLINK(\"https://evil.example\")", "u": "https://tba.example/" });
    site.send(&ADA, &site.page(), json!([view(0, "/"), event])).await;
    let csv = site.csv("panel=events&period=day").await;
    assert_eq!(csv.lines().nth(1), Some("\"'=HYPERLINK(\"\"https://evil.example\"\")\",\"1\",\"1\""));
}

#[tokio::test]
async fn a_file_has_all_rows_where_the_panel_has_the_first() {
    let site = Site::new("UTC").await;
    for batch in 0..3 {
        let views: Vec<_> = (0..40).map(|q| view(q, &format!("/{batch}/{q}"))).collect();
        site.send(&ADA, &site.page(), json!(views)).await;
    }
    assert_eq!(site.csv("panel=pages&period=day").await.lines().count(), 121);
    let page = site.dashboard(&[("period", "day")]).await;
    assert_eq!(
        (page["panels"][0]["rows"].as_array().map(Vec::len), &page["panels"][0]["total"]),
        (Some(9), &json!(120))
    );
}

async fn lines(site: &Site, token: &str, query: &str) -> Vec<Value> {
    let path = format!("/api/v1/analytics/events.ndjson{query}");
    let reply = site.app.get(&path).token(token).send().await.expect(200);
    assert_eq!(reply.header("content-type"), "application/x-ndjson");
    reply.text().lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[tokio::test]
async fn every_event_is_a_line_with_its_words() {
    let (site, token) = told().await;
    let all = lines(&site, &token, "").await;
    assert_eq!(all.len(), 9);
    let signup = all.iter().find(|line| line["name"] == "Signup").expect("the event");
    let mut shown = signup.clone();
    for name in ["id", "visitor", "visit"] {
        let text = shown[name].take();
        assert!(text.as_str().is_some_and(|text| text.len() >= 16), "{name}: {text}");
    }
    insta::assert_json_snapshot!(shown, @r#"
    {
      "at": "2026-03-02T10:00:00.000Z",
      "browser": "Firefox",
      "channel": "Organic Search",
      "device": "desktop",
      "engaged_ms": 0,
      "environment": "production",
      "id": null,
      "interactive": true,
      "lite": false,
      "name": "Signup",
      "os": "Linux",
      "path": "/b",
      "props": {
        "plan": "pro"
      },
      "referrer": "google.com",
      "scroll": 0,
      "source": "Google",
      "visit": null,
      "visitor": null
    }
    "#);
    let read = all.iter().find(|line| line["engaged_ms"] == 4_000).expect("the view that was read");
    assert_eq!((&read["scroll"], &read["navigation"]), (&json!(40), &Value::Null));
    assert_eq!(lines(&site, &token, "?from=2026-03-03&to=2026-03-03").await.len(), 5);
    let wrong = site.app.get("/api/v1/analytics/events.ndjson?from=yesterday").token(&token).send().await;
    assert_eq!(wrong.expect(400).json()["field"], "from");
    let cookie = site.app.viewer(site.project.id).await;
    let page = site.app.get("/app/tba/events.ndjson").session(&cookie).send().await.expect(200);
    assert_eq!(page.text().lines().count(), 9);
}

#[tokio::test]
async fn many_events_come_page_by_page_and_none_twice() {
    let (site, token) = told().await;
    // More than two pages, and many of one instant across their edges.
    for batch in 0..60 {
        if batch % 20 == 0 {
            site.app.clock.advance(MINUTE);
        }
        let views: Vec<_> = (0..40).map(|q| view(q, "/many")).collect();
        site.send(&EVA, &site.page(), json!(views)).await;
    }
    let all = lines(&site, &token, "").await;
    let ids: HashSet<_> = all.iter().map(|line| line["id"].to_string()).collect();
    assert_eq!((all.len(), ids.len()), (2_409, 2_409));
    assert!(all.is_sorted_by_key(|line| line["at"].to_string()), "in the order of time");
    site.app.clock.advance(DAY);
    assert_eq!(lines(&site, &token, "").await.len(), 2_409);
}
