//! Signing in by a plain form, and what other sites may not do.

use super::{Door, PASSWORD, session_of};
use crate::support::Reply;

/// A form as a browser without JavaScript sends it from the page `from`.
async fn send(door: &Door, path: &str, from: &str, fields: &[(&str, &str)]) -> Reply {
    let call = door.app.post(path).same_origin().header("accept", "text/html,application/xhtml+xml");
    call.header("referer", &format!("http://cresset.test{from}")).form(fields).send().await
}

/// The `<input>` of that name.
fn input<'a>(html: &'a str, name: &str) -> &'a str {
    let found = html.split("<input").find(|input| input.contains(&format!("name=\"{name}\"")));
    found.and_then(|input| input.split('>').next()).expect(name)
}

#[tokio::test]
async fn signing_in_leads_where_one_wanted_to_go() {
    let door = Door::new().await;
    let asked = door.page("/app/tba?tab=1").await.expect(302).header("location").to_owned();
    let form = door.page(&asked).await.expect(200).text();
    assert!(input(&form, "next").contains("value=\"/app/tba?tab=1\""), "{}", input(&form, "next"));
    let fields = [("email", "ada@example.org"), ("password", PASSWORD), ("next", "/app/tba?tab=1")];
    let reply = send(&door, "/fn/session/sign-in", &asked, &fields).await.expect(302);
    assert_eq!(reply.header("location"), "/app/tba?tab=1");
    assert!(door.opens(&session_of(&reply)).await);
}

#[tokio::test]
async fn signing_in_never_leads_to_another_site() {
    let door = Door::new().await;
    let elsewhere = [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/ä",
        "javascript:x",
    ];
    for next in elsewhere {
        let fields = [("email", "ada@example.org"), ("password", PASSWORD), ("next", next)];
        let reply = send(&door, "/fn/session/sign-in", "/login", &fields).await.expect(302);
        assert_eq!(reply.header("location"), "/", "{next:?}");
    }
}

#[tokio::test]
async fn a_mistake_keeps_what_was_typed_but_the_password() {
    let door = Door::new().await;
    let fields = [("email", "ada+tba@example.org"), ("password", "mistyped secret"), ("next", "/account")];
    let reply = send(&door, "/fn/session/sign-in", "/login?next=/account", &fields).await.expect(302);
    let back = reply.header("location").strip_prefix("http://cresset.test").expect("our page").to_owned();
    let cookie = reply.header("set-cookie").to_owned();
    assert!(
        !cookie.contains("mistyped") && !back.contains("mistyped") && !back.contains("ada"),
        "{back} {cookie}"
    );
    let pair = cookie.split(';').next().expect("a pair");
    let page = door.app.get(&back).header("cookie", pair).send().await.expect(200);
    assert!(page.header("set-cookie").contains("Max-Age=0"), "shown once");
    let html = page.text();
    assert!(html.contains("do not belong together"));
    assert!(input(&html, "email").contains("value=\"ada+tba@example.org\""), "{}", input(&html, "email"));
    assert!(input(&html, "password").contains("aria-invalid=\"true\""), "{}", input(&html, "password"));
    assert!(!html.contains("mistyped"));
    let again = door.page("/login").await.expect(200).text();
    assert!(!again.contains("ada+tba"), "only who typed it sees it");
}

#[tokio::test]
async fn signing_out_is_a_form_and_ends_the_session() {
    let door = Door::new().await;
    let ada = door.session(&door.ada).await;
    let page = door.app.get("/account").session(&ada).send().await.expect(200).text();
    assert!(page.contains("/fn/session/sign-out"));
    let call = door.app.post("/fn/session/sign-out").same_origin().header("accept", "text/html");
    let out = call.session(&ada).form(&[]).send().await.expect(302);
    assert_eq!(out.header("location"), "/login");
    assert!(!door.opens(&ada).await);
    door.app.get("/fn/session/sign-out").session(&ada).send().await.expect(405);
}

#[tokio::test]
async fn another_site_signs_nobody_in_or_out() {
    let door = Door::new().await;
    let ada = door.session(&door.ada).await;
    let fields = [("email", "ada@example.org"), ("password", PASSWORD)];
    for path in ["/fn/session/sign-in", "/fn/session/sign-out", "/fn/account/end-other-sessions"] {
        for site in ["cross-site", "same-site", "none"] {
            let call =
                door.app.post(path).header("sec-fetch-site", site).header("origin", "https://evil.example");
            call.session(&ada).form(&fields).send().await.expect(403);
        }
        let reply = door.app.post(path).session(&ada).form(&fields).send().await.expect(403);
        assert!(reply.headers.get("set-cookie").is_none());
    }
    assert!(door.opens(&ada).await);
}

#[tokio::test]
async fn a_page_says_when_the_browser_will_not_stay_signed_in() {
    let door = Door::new().await;
    let warns = async |host: &str| {
        let page = door.app.get("/login").header("host", host).send().await.expect(200).text();
        page.contains("You will not stay signed in")
    };
    // The first Host counts; the harness sends one of plain http.
    assert!(warns("cresset.test").await);
    let app = crate::support::TestApp::with(&[("public_url", "https://cresset.test")]).await;
    assert!(!app.get("/login").send().await.expect(200).text().contains("You will not stay signed in"));
}
