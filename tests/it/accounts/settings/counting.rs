//! What a project says about counting: goals, Sec-GPC, and how long events are kept.

use super::{Office, lines};
use cresset::accounts::server::project_by_slug;

const PAGE: &str = "/app/tba/settings/analytics";

impl Office {
    /// What a form of the page is answered with: the problem, or nothing.
    async fn counting(&self, function: &str, fields: &[(&str, &str)]) -> String {
        let call = self.app.post(&format!("/fn/analytics/{function}")).same_origin().form(fields);
        let reply = self.as_person(&self.ada, call).await.send().await;
        self.app.clock.advance(1);
        if reply.status.is_success() { String::new() } else { reply.text() }
    }
}

#[tokio::test]
async fn the_rules_of_counting_are_set_and_noted() {
    let office = Office::new().await;
    let set =
        async |gpc, days| office.counting("count", &[("project", "tba"), ("gpc", gpc), ("days", days)]).await;
    assert_eq!(set("drop", "90").await, "");
    assert_eq!(set("drop", "90").await, "", "nothing to change");
    let log = office.log().await;
    assert_eq!(log.len(), 1);
    assert_eq!(lines(&log[0]), ["Events kept: 400 days → 90 days", "Sec gpc: anonymous → drop"]);
    let project = project_by_slug(&office.app.state, "tba").await.expect("an answer").expect("a project");
    assert_eq!((project.gpc.as_str(), project.analytics_days), ("drop", 90));
    for (gpc, days, field) in [("obey", "90", "gpc"), ("drop", "7", "days"), ("drop", "-90", "days")] {
        assert!(set(gpc, days).await.contains(&format!("\"field\":\"{field}\"")), "{gpc} {days}");
    }
    let form = [("project", "tba"), ("gpc", "drop"), ("days", "90"), ("form", "true")];
    assert_eq!(office.counting("count", &form).await, "");
    assert_eq!(lines(&office.log().await[0]), ["Feedback page counted: no → yes"]);
    let page = office.page(&office.ada, PAGE).await;
    for text in ["value=\"drop\" selected", "value=\"90\" selected", "No goal yet"] {
        assert!(page.contains(text), "{text}: {page}");
    }
}

#[tokio::test]
async fn goals_are_added_and_removed() {
    let office = Office::new().await;
    let many: Vec<_> = (1..20).map(|n| format!("Goal {n}")).collect();
    let add = async |kind, goal| {
        office.counting("add-goal", &[("project", "tba"), ("kind", kind), ("goal", goal)]).await
    };
    assert_eq!(add("event", "Signup").await, "");
    assert_eq!(add("page", "/welcome/*").await, "");
    for (kind, goal, problem) in [
        ("event", "Signup", "This is a goal already"),
        ("page", "welcome", "begins with /"),
        ("event", "pageview", "goal of a page"),
        ("scroll", "/a", "kind must be one of"),
    ] {
        assert!(add(kind, goal).await.contains(problem), "{kind} {goal}");
    }
    let page = office.page(&office.ada, PAGE).await;
    assert!(page.contains("Visit /welcome/*") && page.contains("added by ada@example.org"), "{page}");
    let remove = [("project", "tba"), ("goal", "Signup")];
    assert_eq!(office.counting("remove-goal", &remove).await, "");
    assert!(office.counting("remove-goal", &remove).await.contains("not_found"));
    let log: Vec<_> = office.log().await.into_iter().map(|entry| (entry.action, entry.target)).collect();
    let entry = |action: &str, target: &str| (action.to_owned(), target.to_owned());
    let expected =
        [entry("goal.remove", "Signup"), entry("goal.add", "Visit /welcome/*"), entry("goal.add", "Signup")];
    assert_eq!(log, expected);
    for goal in &many {
        assert_eq!(add("event", goal).await, "");
    }
    assert!(add("event", "One more").await.contains("20 goals are the most"));
}
