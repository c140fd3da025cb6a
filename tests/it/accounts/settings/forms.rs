//! The pages without JavaScript: forms post, errors come back to their fields, secrets show once.

use super::Office;

const TOKENS: &str = "/app/tba/settings/tokens";

#[tokio::test]
async fn an_error_comes_back_to_its_field() {
    let office = Office::new().await;
    let fields = [("project", "tba"), ("origins", "https://tba.example/path")];
    let sent = office.form(&office.ada, "/fn/project/add-origins", "/app/tba/settings", &fields).await;
    let back = sent.send().await.expect(302).header("location").to_owned();
    let path = back.strip_prefix("http://cresset.test").expect("our own page");
    let page = office.page(&office.ada, path).await;
    let error = page.split(r#"id="field-origins-error""#).nth(1).expect("the field").to_owned();
    let error = &error[..error.find("</p>").expect("its end")];
    assert!(error.contains("https://tba.example/path"), "{error}");
    let fields = [("project", "tba"), ("origins", "https://tba.example")];
    let sent = office.form(&office.ada, "/fn/project/add-origins", path, &fields).await.send().await;
    let clean = sent.expect(302).header("location").to_owned();
    assert!(!clean.contains("__err"), "{clean}");
    assert!(office.page(&office.ada, "/app/tba/settings").await.contains("https://tba.example"));
}

#[tokio::test]
async fn a_new_token_is_shown_once_and_never_in_an_address() {
    let office = Office::new().await;
    let fields = [("project", "tba"), ("name", "CI"), ("expires", "30"), ("scopes[]", "deploy:write")];
    let made = office.form(&office.ada, "/fn/tokens/create", TOKENS, &fields).await.send().await.expect(302);
    assert!(!made.header("location").contains("crs_"));
    let cookie = made.header("set-cookie").to_owned();
    for part in ["Secure", "HttpOnly", "SameSite=Strict", "Max-Age=60", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let pair = cookie.split(';').next().expect("a pair");
    let text = pair.split_once("token.").expect("of this page").1;
    let page = async |path: &str| {
        office
            .as_person(&office.ada, office.app.get(path).header("cookie", pair))
            .await
            .send()
            .await
            .expect(200)
    };
    assert!(!page("/app/tba/settings/people").await.text().contains(text), "another page does not take it");
    let shown = page(TOKENS).await;
    assert!(shown.text().contains(text) && shown.header("set-cookie").contains("Max-Age=0"));
    assert!(!office.page(&office.ada, TOKENS).await.contains("crs_"));
}

#[tokio::test]
async fn another_site_changes_nothing() {
    let office = Office::new().await;
    let key = &office.tba.public_key;
    for site in ["cross-site", "same-site", "none"] {
        let call = office.app.post("/fn/project/rotate-key").header("sec-fetch-site", site);
        let call = call.header("origin", "https://evil.example").form(&[("project", "tba")]);
        office.as_person(&office.ada, call).await.send().await.expect(403);
    }
    let call = office.app.post("/fn/project/rotate-key").form(&[("project", "tba")]);
    office.as_person(&office.ada, call).await.send().await.expect(403);
    assert!(office.page(&office.ada, "/app/tba/settings").await.contains(key.as_str()));
}

#[tokio::test]
async fn every_page_can_be_read_without_javascript() {
    let office = Office::new().await;
    let start = office.page(&office.grace, "/app/tba/start").await;
    assert!(start.contains("Waiting for the first event") && start.contains("embed.js"));
    let people = office.page(&office.ada, "/app/tba/settings/people").await;
    assert!(people.contains("grace@example.org") && !people.contains("mary@example.org"));
    let audit = office.page(&office.ada, "/app/tba/settings/audit?action=member.set&q=grace").await;
    assert!(audit.contains("set the role of") && !audit.contains("created the project <"));
    let call = office.app.get("/app/tba/settings/people");
    let refused = office.as_person(&office.grace, call).await.send().await.expect(403).text();
    assert!(!refused.contains("ada@example.org"));
}
