//! The settings of the widget and the page it is tried on.

use super::story::Story;
use crate::support::Reply;
use cresset::{access::Role, args};
use serde_json::json;

async fn open(story: &Story, role: Role, path: &str) -> Reply {
    let cookie = story.person(role).await;
    story.app.get(path).session(&cookie).send().await
}

#[tokio::test]
async fn the_preview_carries_the_real_script_with_what_its_address_says() {
    let story = Story::new().await;
    let said = "theme=dark&position=top-left&language=de&environment=staging&attach=%23mine&shortcut=Shift%2BAlt%2BF";
    let reply = open(&story, Role::Viewer, &format!("/app/first/preview?{said}")).await.expect(200);
    let policy = reply.header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'self'") && policy.contains("default-src 'none'"), "{policy}");
    assert_eq!(reply.header("cache-control"), "no-store");
    let page = reply.text();
    let script = page.split("<script").nth(1).and_then(|rest| rest.split('>').next()).expect("a script");
    for part in [
        &format!("data-key=\"{}\"", story.first.public_key),
        "src=\"/embed.js\"",
        "data-theme=\"dark\"",
        "data-position=\"top-left\"",
        "data-lang=\"de\"",
        "data-env=\"staging\"",
        "data-attach=\"#mine\"",
        "data-shortcut=\"alt+shift+f\"",
    ] {
        assert!(script.contains(part), "{part} in {script}");
    }
    assert!(page.contains("<button type=\"button\" id=\"mine\""), "{page}");
    let plain = open(&story, Role::Viewer, "/app/first/preview?theme=pink&shortcut=f&nonsense=1").await;
    let plain = plain.expect(200).text();
    assert!(!plain.contains("data-theme") && !plain.contains("data-shortcut") && !plain.contains("<button"));
}

#[tokio::test]
async fn what_an_address_says_is_text_in_the_preview() {
    let story = Story::new().await;
    let evil = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E";
    let page =
        open(&story, Role::Viewer, &format!("/app/first/preview?attach={evil}&environment={evil}")).await;
    let page = page.expect(200).text();
    assert!(page.contains("alert(1)") && !page.contains("<script>alert"), "{page}");
    open(&story, Role::Viewer, "/app/second/preview").await.expect(404);
    story.app.get("/app/first/preview").send().await.expect(401);
}

#[tokio::test]
async fn without_javascript_tag_and_frame_follow_the_address() {
    let story = Story::new().await;
    let path = "/app/first/settings/widget?theme=light&attach=a%5Bb%3D%22c%22%5D&scheme=dark&width=phone";
    open(&story, Role::Member, path).await.expect(403);
    let page = open(&story, Role::Maintainer, path).await.expect(200).text();
    let tag = page.split("Script tag").last().and_then(|rest| rest.split("</pre>").next()).expect("the tag");
    let tag = tag.replace("&amp;", "&").replace("&lt;", "<");
    assert!(tag.contains("data-theme=\"light\"") || tag.contains("data-theme=&quot;light&quot;"), "{tag}");
    let frame = page.split("<iframe").nth(1).and_then(|rest| rest.split('>').next()).expect("a frame");
    assert!(frame.contains("/app/first/preview?theme=light&amp;attach=a%5Bb%3D%22c%22%5D"), "{frame}");
    assert!(page.contains("preview phone dark") || page.contains("phone") && page.contains("dark"));
    let plain = open(&story, Role::Maintainer, "/app/first/settings/widget").await.expect(200).text();
    assert!(plain.contains("src=\"/app/first/preview\""), "{plain}");
    for name in ["development", "staging", "production"] {
        assert!(plain.contains(name), "{name}");
    }
}

#[tokio::test]
async fn trying_the_widget_is_no_visit() {
    let story = Story::new().await;
    let view = json!({"k": story.first.public_key, "i": "00000000000000ff", "ev": [
        {"q": 0, "n": "pageview", "u": "http://cresset.test/app/first/preview"}
    ]});
    let send = async |from: &str| {
        let call = story.app.post("/api/events").browser().header("referer", from).json(&view);
        call.send().await.expect(202).json()
    };
    let dropped = json!({"accepted": 0, "duplicate": 0, "dropped": 1, "errors": []});
    assert_eq!(send("http://cresset.test/app/first/preview?theme=dark").await, dropped);
    let stored = async || {
        let (views,): (i64,) =
            story.app.state.db.fetch_one("select count(*) from events", args![]).await.expect("a count");
        views
    };
    assert_eq!(stored().await, 0);
    assert_eq!(send("http://shop.example/app/first/preview").await["accepted"], 1);
    assert_eq!(stored().await, 1);
}

#[test]
fn every_language_of_the_form_is_offered() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/crates/widget/languages");
    let files = std::fs::read_dir(folder).expect("the folder").map(|file| file.expect("a file").path());
    let mut there: Vec<String> =
        files.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).chain(["en".into()]).collect();
    let mut offered: Vec<String> =
        cresset::feedback::model::LANGUAGES[1..].iter().map(|(code, _)| code.to_string()).collect();
    there.sort();
    offered.sort();
    assert_eq!(there, offered);
}
