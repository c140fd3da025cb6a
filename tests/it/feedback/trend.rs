//! Entries by the day above the list, with deployments marked.

use super::story::Story;
use cresset::{
    access::{Role, Scope},
    feedback::{
        model::{Status, Summary, Trend},
        server::{Change, totals_by_day, trend, triage},
    },
    server::{
        clock::{DAY, MINUTE},
        ctx::By,
    },
};
use serde_json::json;

async fn send(story: &Story, kind: &str, more: &str) -> String {
    // The same words again would be spam.
    let content = format!("A {kind} at {}", story.app.clock.now());
    let body = json!({ "content": content, "feedback_type": kind, "subject_line": more });
    let sent = story.app.post("/api/feedback").json(&body).send().await.expect(201);
    sent.json()["id"].as_str().expect("an id").to_owned()
}

async fn deploy(story: &Story, environment: &str, release: &str) {
    let token = story.token(Some(story.first.id), Scope::DeployWrite).await;
    let body = json!({ "environment": environment, "release": release });
    story.app.post("/api/v1/deployments").token(&token).json(&body).send().await.expect(201);
}

fn sum(trend: &Trend) -> i64 {
    trend.days.iter().map(|day| day.counts.total).sum()
}

#[tokio::test]
async fn thirty_days_are_counted_without_spam_and_deployments_to_users_marked() {
    let story = Story::new().await;
    let (state, project) = (&story.app.state, story.first.id);
    send(&story, "bug", "").await;
    deploy(&story, "production", "web@2.3.0").await;
    story.app.clock.advance(DAY);
    send(&story, "bug", "").await;
    send(&story, "feature", "").await;
    send(&story, "bug", "filled by a program").await;
    deploy(&story, "production", "web@2.4.0").await;
    deploy(&story, "staging", "web@2.5.0").await;
    story.app.clock.advance(29 * DAY);
    let unwanted = send(&story, "general", "").await;
    let found = trend(state, project).await.expect("a trend");
    assert_eq!((found.days.len(), found.names.len()), (30, 30));
    assert_eq!(found.days[0].counts, Summary { total: 2, bug: 1, feature: 1, general: 0 });
    assert_eq!((found.names[0].iso.as_str(), found.names[0].date.as_str()), ("2026-03-04", "4 Mar"));
    assert_eq!((found.days[29].counts.general, sum(&found)), (1, 3));
    let marked: Vec<_> = found.marks.iter().map(|mark| mark.release.as_str()).collect();
    assert_eq!(marked, ["web@2.4.0"], "the others are older, or not where users are");

    let spam = Change::of_status(Status::New, Status::Spam);
    triage(state, &By::command_line(), project, &unwanted, spam).await.expect("a move");
    assert_eq!(sum(&trend(state, project).await.expect("a trend")), 2);
    assert_eq!(totals_by_day(state, project).await.expect("totals").iter().sum::<i64>(), 2);
}

#[tokio::test]
async fn the_line_above_the_list_leads_to_the_chart() {
    let story = Story::new().await;
    let cookie = story.person(Role::Viewer).await;
    let open = async |path: &str| {
        let path = format!("/app/first/{path}");
        story.app.get(&path).session(&cookie).send().await.expect(200).text()
    };
    assert!(!open("feedback").await.contains("in 30 days"), "nothing came yet");
    send(&story, "bug", "").await;
    story.app.clock.advance(MINUTE);
    deploy(&story, "production", "web@2.4.0").await;
    assert!(!open("feedback?type=feature").await.contains("feedback-by-day"), "it is about all entries");
    let inbox = open("feedback").await;
    assert!(inbox.contains("1 entry in 30 days") && inbox.contains("/app/first/feedback-by-day"), "{inbox}");
    let page = open("feedback-by-day").await;
    assert!(page.contains("web@2.4.0 to production: succeeded") && page.contains("chart-flag"));
    assert!(page.contains("/app/first/feedback?type=bug&amp;from=2026-02-02"), "{page}");
    assert!(page.matches("class=\"chart-label\"").count() == 6 && !page.contains("style="));
}
