//! Filters of the inbox that people keep under a name.

use super::story::Story;
use crate::support::{NOW, Reply};
use cresset::{
    access::Role,
    args,
    feedback::server::{store, views::VIEWS_MAX},
    server::db::DbError,
};
use serde_json::{Value, json};

async fn post(story: &Story, role: Role, what: &str, fields: &[(&str, &str)]) -> Reply {
    let mut all = vec![("project", "first")];
    all.extend(fields);
    let cookie = story.person(role).await;
    let call = story.app.post(&format!("/fn/feedback/{what}-view")).same_origin().session(&cookie);
    call.form(&all).send().await
}

async fn save(story: &Story, role: Role, name: &str, filters: &[&str], shared: bool) -> Reply {
    let mut fields = vec![("name", name)];
    fields.extend(filters.iter().map(|filter| ("filters[]", *filter)));
    if shared {
        fields.push(("shared", "true"));
    }
    post(story, role, "save", &fields).await
}

/// What a person of this role has.
async fn views(story: &Story, role: Role) -> Vec<Value> {
    let call = story.app.post("/fn/feedback/inbox").same_origin().session(&story.person(role).await);
    let inbox = call.json(&json!({ "project": "first", "asked": [] })).send().await.expect(200).json();
    inbox["views"].as_array().expect("a list").clone()
}

async fn names(story: &Story, role: Role) -> Vec<String> {
    views(story, role).await.iter().map(|view| view["name"].as_str().expect("a name").to_owned()).collect()
}

async fn id(story: &Story, role: Role, name: &str) -> String {
    let views = views(story, role).await;
    let found = views.iter().find(|view| view["name"] == name).expect("the view");
    found["id"].as_str().expect("an id").to_owned()
}

async fn audited(story: &Story) -> Vec<(String, String, String)> {
    let audit = "select action, target, detail from audit where action like 'view.%' order by at, id";
    story.app.state.db.fetch_all(audit, args![]).await.expect("audit entries")
}

#[tokio::test]
async fn a_view_is_its_owners_until_it_is_shared() {
    let story = Story::new().await;
    let filters = ["q=two words & more", "type=bug", "status=", "cursor=x", "colour=red"];
    save(&story, Role::Member, " Loud bugs ", &filters, false).await.expect(200);
    let own = views(&story, Role::Member).await;
    assert_eq!(
        own[0]["filters"],
        json!([["type", "bug"], ["q", "two words & more"]]),
        "known ones, in order"
    );
    assert_eq!(
        (&own[0]["name"], &own[0]["by"], &own[0]["may_change"]),
        (&json!("Loud bugs"), &Value::Null, &json!(true))
    );
    assert!(names(&story, Role::Maintainer).await.is_empty() && audited(&story).await.is_empty());
    let loud = id(&story, Role::Member, "Loud bugs").await;
    for (what, fields) in
        [("change", vec![("view", loud.as_str()), ("name", "x")]), ("delete", vec![("view", &loud)])]
    {
        post(&story, Role::Maintainer, what, &fields).await.expect(404);
    }

    story.app.clock.advance(1);
    post(&story, Role::Member, "change", &[("view", &loud), ("name", "Bugs"), ("shared", "true")])
        .await
        .expect(200);
    let seen = views(&story, Role::Viewer).await;
    assert_eq!(
        (&seen[0]["name"], &seen[0]["by"], &seen[0]["may_change"]),
        (&json!("Bugs"), &json!("member"), &json!(false))
    );
    post(&story, Role::Viewer, "delete", &[("view", &loud)]).await.expect(403);
    story.app.clock.advance(1);
    post(&story, Role::Maintainer, "change", &[("view", &loud), ("name", "All bugs"), ("shared", "true")])
        .await
        .expect(200);
    story.app.clock.advance(1);
    post(&story, Role::Maintainer, "change", &[("view", &loud), ("name", "All bugs")]).await.expect(200);
    assert_eq!((names(&story, Role::Viewer).await.len(), names(&story, Role::Member).await.len()), (0, 1));
    post(&story, Role::Member, "delete", &[("view", &loud)]).await.expect(200);
    assert!(names(&story, Role::Member).await.is_empty());
    let told: Vec<_> =
        audited(&story).await.into_iter().map(|(action, target, _)| (action, target)).collect();
    let expected = [("view.share", "Bugs"), ("view.change", "All bugs"), ("view.unshare", "All bugs")];
    assert_eq!(told, expected.map(|(action, target)| (action.to_owned(), target.to_owned())));
}

#[tokio::test]
async fn viewers_keep_views_and_share_none() {
    let story = Story::new().await;
    save(&story, Role::Viewer, "Mine", &["assignee=me"], true).await.expect(403);
    save(&story, Role::Viewer, "Mine", &["assignee=me"], false).await.expect(200);
    let mine = id(&story, Role::Viewer, "Mine").await;
    post(&story, Role::Viewer, "change", &[("view", &mine), ("name", "Mine"), ("shared", "true")])
        .await
        .expect(403);
    post(&story, Role::Viewer, "change", &[("view", &mine), ("name", "Still mine")]).await.expect(200);
    assert_eq!(names(&story, Role::Viewer).await, ["Still mine"]);
    let foreign = [("project", "second"), ("view", mine.as_str())];
    let call =
        story.app.post("/fn/feedback/delete-view").same_origin().session(&story.person(Role::Viewer).await);
    call.form(&foreign).send().await.expect(404);
}

#[tokio::test]
async fn what_cannot_be_a_view_is_named() {
    let story = Story::new().await;
    let field = async |name: &str, filters: &[&str]| {
        let refused = save(&story, Role::Member, name, filters, true).await.expect(400).json();
        refused["invalid"]["field"].as_str().unwrap_or_default().to_owned()
    };
    let long = "x".repeat(61);
    for name in ["", "  ", "a\tb", &long] {
        assert_eq!(field(name, &["type=bug"]).await, "name", "{name:?}");
    }
    for filters in [&[][..], &["cursor=x"], &["type="], &["nonsense"]] {
        assert_eq!(field("x", filters).await, "filters", "{filters:?}");
    }
    assert_eq!(field("x", &["type=praise"]).await, "type");
    assert_eq!(field("x", &["assignee=nobody@example.org"]).await, "assignee");
    save(&story, Role::Member, &"ü".repeat(60), &["type=bug"], false).await.expect(200);
    for n in 1..VIEWS_MAX {
        save(&story, Role::Member, &format!("View {n}"), &["type=bug"], false).await.expect(200);
    }
    assert_eq!(field("One more", &["type=bug"]).await, "name");
    save(&story, Role::Maintainer, "View 1", &["type=bug"], false).await.expect(200);
    post(&story, Role::Member, "delete", &[("view", &id(&story, Role::Member, "View 1").await)])
        .await
        .expect(200);
    assert_eq!(field("View 2", &["type=bug"]).await, "name", "one of this name is there");
    let third = id(&story, Role::Member, "View 3").await;
    post(&story, Role::Member, "change", &[("view", &third), ("name", "View 2")]).await.expect(400);
}

#[tokio::test]
async fn views_are_links_and_forms_without_javascript() {
    let story = Story::new().await;
    let body = json!({ "content": "x", "feedback_type": "bug" });
    story.app.post("/api/feedback").json(&body).send().await.expect(201);
    let cookie = story.person(Role::Member).await;
    let open = async |path: &str| story.app.get(path).session(&cookie).send().await.expect(200).text();
    assert!(!open("/app/first/feedback").await.contains("as a view"), "there is nothing to keep");
    let page = open("/app/first/feedback?type=bug&q=two+words").await;
    assert!(page.contains("value=\"q=two words\"") && page.contains("/fn/feedback/save-view"), "{page}");
    let form = async |name: &str| {
        let call = story.app.post("/fn/feedback/save-view").same_origin().session(&cookie);
        let call = call.header("accept", "text/html");
        let call = call.header("referer", "http://cresset.test/app/first/feedback?type=bug");
        call.form(&[("project", "first"), ("name", name), ("filters[]", "type=bug")]).send().await.expect(302)
    };
    let refused = form("").await;
    let back = refused.header("location").strip_prefix("http://cresset.test").expect("the page").to_owned();
    assert!(open(&back).await.contains("A name has 1 to 60 characters"));
    form("<b>Bugs</b>").await;
    let page = open("/app/first/feedback?type=bug").await;
    assert!(
        page.contains("&lt;b&gt;Bugs&lt;/b&gt;") && page.contains("href=\"/app/first/feedback?type=bug\"")
    );
    assert!(!page.contains("as a view"), "it is kept already");
}

#[tokio::test]
async fn the_store_keeps_views_apart() {
    let story = Story::new().await;
    let db = &story.app.state.db;
    story.person(Role::Member).await;
    story.person(Role::Viewer).await;
    let users: Vec<(String,)> =
        db.fetch_all("select id from users order by email", args![]).await.expect("users");
    let view = |id: &str, owner: usize, name: &str, shared: bool| store::View {
        id: id.into(),
        owner_id: users[owner].0.clone(),
        name: name.into(),
        filters: "[]".into(),
        shared,
    };
    let (first, second) = (story.first.id, story.second.id);
    let all = [view("a", 0, "b", false), view("b", 0, "A", true), view("c", 1, "b", false)];
    let mut tx = db.begin_write().await.expect("a transaction");
    for view in &all {
        store::insert_view(&mut tx, first, view, NOW).await.expect("stored");
    }
    assert_eq!(store::count_views(&mut tx, first, &users[0].0).await.expect("a number"), 2);
    assert_eq!(store::view(&mut tx, second, "a").await.expect("a query"), None);
    tx.commit().await.expect("a commit");
    assert_eq!(store::views(db, first, &users[0].0).await.expect("views"), [all[1].clone(), all[0].clone()]);
    assert_eq!(store::views(db, first, &users[1].0).await.expect("views"), [all[1].clone(), all[2].clone()]);
    assert!(store::views(db, second, &users[0].0).await.expect("views").is_empty());
    let mut tx = db.begin_write().await.expect("a transaction");
    let changed = view("a", 0, "A", true);
    assert!(matches!(store::change_view(&mut tx, first, &changed, NOW).await, Err(DbError::Conflict)));
    drop(tx);
    let mut tx = db.begin_write().await.expect("a transaction");
    store::change_view(&mut tx, first, &view("a", 0, "c", true), NOW).await.expect("changed");
    store::delete_view(&mut tx, first, "b").await.expect("deleted");
    store::delete_view(&mut tx, second, "c").await.expect("nothing to delete");
    assert_eq!(store::view(&mut tx, first, "a").await.expect("a query"), Some(view("a", 0, "c", true)));
    tx.commit().await.expect("a commit");
    assert_eq!(store::views(db, first, &users[1].0).await.expect("views").len(), 2);
}
