//! The secret a product's server signs the ids of its users with.

use super::{Office, lines};
use cresset::accounts::server::{identity, settings};

#[tokio::test]
async fn a_secret_is_shown_to_maintainers_and_rotated_without_being_written_down() {
    let office = Office::new().await;
    let (state, id) = (&office.app.state, office.tba.id);
    let secret = async |id| identity::signing(state, id).await.expect("a secret").secret;
    let old = secret(id).await;
    assert!(old.len() == 64 && old != secret(office.other.id).await);
    let page = office.page(&office.ada, "/app/tba/settings").await;
    assert!(page.contains(&old) && page.contains("CRESSET_IDENTITY_SECRET"));
    for path in ["/app/tba", "/app/tba/start", "/app/tba/settings/tokens", "/app/tba/settings/audit"] {
        assert!(!office.page(&office.ada, path).await.contains(&old), "{path}");
    }
    let fields = [("project", "tba")];
    let sent = office.form(&office.ada, "/fn/project/rotate-identity", "/app/tba/settings", &fields).await;
    sent.send().await.expect(302);
    let new = secret(id).await;
    assert_ne!(old, new);
    let page = office.page(&office.ada, "/app/tba/settings").await;
    assert!(page.contains(&new) && !page.contains(&old));
    office.app.clock.advance(1);
    settings::rotate_identity(state, id, &office.ada).await.expect("rotated again");
    assert!(![&old, &new].contains(&&secret(id).await), "an old secret never comes back");
    let log = office.log().await;
    assert_eq!((log[0].action.as_str(), log[0].target.as_str()), ("project.rotate_identity", "tba"));
    assert_eq!(log.iter().flat_map(lines).collect::<Vec<_>>(), ["Times rotated: 2", "Times rotated: 1"]);
}
