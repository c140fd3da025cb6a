//! The console's pages of deployments.

use super::{Deploys, web, with};
use serde_json::{Value, json};

const LIST: &str = "/app/tba/deployments";

/// The page as a viewer sees it.
async fn page(deploys: &Deploys, path: &str) -> String {
    let cookie = deploys.app.viewer(deploys.project.id).await;
    deploys.app.get(path).session(&cookie).send().await.text()
}

fn address(deployment: &Value) -> String {
    format!("{LIST}/{}", deployment["id"].as_str().expect("an id"))
}

#[tokio::test]
async fn an_empty_list_gives_the_lines_to_paste() {
    let page = page(&Deploys::new().await, LIST).await;
    assert!(page.contains("No deployment recorded yet"), "{page}");
    assert!(page.contains("cresset deploy record --url http://cresset.test"), "{page}");
    assert!(page.contains("curl -fsS http://cresset.test/api/v1/deployments"), "{page}");
}

#[tokio::test]
async fn filters_are_in_the_address() {
    let deploys = Deploys::new().await;
    let failed = deploys.record(with(web("2.0.0"), "status", "failed")).await;
    let staged = deploys.record(with(web("2.1.0"), "environment", "staging")).await;
    let [failed, staged] = [failed, staged].map(|deployment| address(&deployment));
    let cases = [
        ("", true, true),
        ("?environment=staging", false, true),
        ("?status=failed", true, false),
        ("?environment=staging&status=failed", false, false),
    ];
    for (query, shows_failed, shows_staged) in cases {
        let page = page(&deploys, &format!("{LIST}{query}")).await;
        assert_eq!(page.contains(&failed), shows_failed, "{query}");
        assert_eq!(page.contains(&staged), shows_staged, "{query}");
    }
    assert!(page(&deploys, &format!("{LIST}?environment=moon")).await.contains("environment must be one of"));
}

#[tokio::test]
async fn a_long_list_goes_on_without_an_empty_last_page() {
    let deploys = Deploys::new().await;
    for patch in 0..100 {
        deploys.record(web(&format!("1.0.{patch}"))).await;
    }
    let first = page(&deploys, LIST).await;
    let (_, rest) = first.split_once("?cursor=").expect("a link to older ones");
    let cursor = rest.split('"').next().unwrap();
    assert!(!first.contains("Newer"));
    let last = page(&deploys, &format!("{LIST}?cursor={cursor}")).await;
    assert_eq!([&first, &last].map(|page| page.matches("row-link").count()), [50, 50]);
    assert!(last.contains("Newer") && !last.contains("Older"));
}

#[tokio::test]
async fn a_deployment_shows_its_facts_and_history() {
    let deploys = Deploys::new().await;
    deploys.record(web("1.0.0")).await;
    deploys.record(with(web("1.1.0"), "environment", "staging")).await;
    deploys.app.clock.advance(60_000);
    let body = with(web("1.1.0"), "log_url", "https://ci.example/7");
    let made = deploys.record(with(body, "status", "running")).await;
    let change = json!({ "status": "failed", "reason": "health <check>" });
    let path = format!("/api/v1/deployments/{}", made["id"].as_str().unwrap());
    deploys.patch(&path).json(&change).send().await.expect(200);
    let page = page(&deploys, &address(&made)).await;
    for text in [
        "href=\"https://ci.example/7\"",
        "Recorded as ",
        "health &lt;check&gt;",
        "Ran before",
        "web@1.0.0",
        "Also deployed: web@1.1.0",
        "staging",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
}

#[tokio::test]
async fn silence_of_more_than_a_day_is_said() {
    let deploys = Deploys::new().await;
    let made = deploys.record(with(web("1.0.0"), "status", "running")).await;
    let silent = "No news about this deployment";
    assert!(!page(&deploys, &address(&made)).await.contains(silent));
    deploys.app.clock.advance(25 * 3_600_000);
    assert!(page(&deploys, &address(&made)).await.contains(silent));
}
