//! Entries that wait for the server: one item of `localStorage` each, so that tabs need not agree on a list.
//!
//! An item's name ends with the entry's id, whose first bits are the time it was begun; its value is the body as it
//! is posted. An entry is put here before it is sent and taken away when the server has answered for good: a page
//! that is closed in between loses nothing, and what arrives twice is stored once, thanks to the id.
//!
//! `localStorage`, not IndexedDB: the loader sees at once and in a few bytes whether something waits, and twenty
//! texts fit easily.

mod files;
pub mod runner;

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::FormData;

use crate::model::made_at;
use crate::storage;

/// How many entries of a project wait at most.
const QUEUE_MAX: usize = 20;
/// How long an entry waits at most.
const AGE_MAX_MS: u64 = 7 * DAY_S as u64 * 1000;
const DAY_S: u32 = 24 * 3600;

/// Before the body of an entry whose files lie in [`files`].
const MARK: char = '+';

/// How the names of a project's entries begin. The loader knows it too.
fn prefix(key: &str) -> String {
    ["cresset.q.", key, "."].concat()
}

/// The body of an entry that waits, without its files.
pub fn get(key: &str, id: &str) -> Option<String> {
    storage::get(&(prefix(key) + id)).map(|kept| kept.strip_prefix(MARK).unwrap_or(&kept).to_owned())
}

/// Lets an entry wait; false if it cannot, because too many do or the browser keeps nothing. `whole`: the body as it is
/// posted with files.
pub async fn put(key: &str, id: &str, body: &str, whole: Option<&FormData>) -> bool {
    let prefix = prefix(key);
    let others = || storage::names().iter().filter(|name| name.starts_with(&prefix)).count();
    if get(key, id).is_none() && others() >= QUEUE_MAX {
        return false;
    }
    let name = prefix.clone() + id;
    match whole {
        None => storage::put(&name, body),
        Some(whole) => {
            files::put(id, whole).await && storage::put(&name, &[&String::from(MARK), body].concat())
        }
    }
}

/// What is posted of an entry that waits. Should the browser have lost its files, the words go alone.
pub async fn whole(key: &str, id: &str) -> Option<JsValue> {
    let body = get(key, id)?;
    let files = if has_files(key, id) { files::get(id).await } else { None };
    Some(files.unwrap_or_else(|| JsValue::from_str(&body)))
}

fn has_files(key: &str, id: &str) -> bool {
    storage::get(&(prefix(key) + id)).is_some_and(|kept| kept.starts_with(MARK))
}

/// The entry waits no more.
pub fn remove(key: &str, id: &str) {
    if has_files(key, id) {
        let id = id.to_owned();
        spawn_local(async move { files::remove(&id).await });
    }
    storage::remove(&(prefix(key) + id));
}

/// Of these names the ids of a project's entries, newest first: the person who wrote it is still there. Second, the
/// ids of those that waited too long.
fn sort(names: &[String], prefix: &str, now: u64) -> (Vec<String>, Vec<String>) {
    let mut ids: Vec<String> = Vec::new();
    for id in names.iter().filter_map(|name| name.strip_prefix(prefix)) {
        // There are few, and the sort of the standard library is a kilobyte.
        let place = ids.iter().take_while(|other| other.as_str() > id).count();
        ids.insert(place, id.to_owned());
    }
    let fresh = ids.iter().take_while(|id| now.saturating_sub(made_at(id)) < AGE_MAX_MS).count();
    let stale = ids.split_off(fresh);
    (ids, stale)
}

/// Milliseconds until the next attempt after `failed` failed ones. `chance` lies in 0..1 and spreads what many
/// browsers do; `asked` is what the server wants, in seconds.
fn pause(failed: usize, chance: f64, asked: Option<u32>) -> u32 {
    let base = match failed {
        0 | 1 => 5,
        2 => 30,
        3 => 120,
        _ => 600,
    };
    let spread = f64::from(base) * (800.0 + 400.0 * chance);
    (spread as u32).max(asked.unwrap_or(0).min(DAY_S) * 1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::uuid_v7;

    #[test]
    fn the_newest_goes_first_and_the_stale_goes() {
        let now = 1_800_000_000_000;
        let id = |days: u64| uuid_v7(now - days * 86_400_000, [7; 10]);
        let named = |key: &str, days| prefix(key) + &id(days);
        let names = [named("k", 6), "theirs".into(), named("k2", 0), named("k", 7), named("k", 1)];
        assert_eq!(sort(&names, &prefix("k"), now), (vec![id(1), id(6)], vec![id(7)]));
    }

    #[test]
    fn pauses_grow_spread_and_obey() {
        let seconds = |failed, chance, asked| pause(failed, chance, asked) / 1000;
        assert_eq!([1, 2, 3, 4, 9].map(|failed| seconds(failed, 0.5, None)), [5, 30, 120, 600, 600]);
        assert_eq!((seconds(1, 0.0, None), seconds(1, 1.0, None)), (4, 6));
        assert_eq!((seconds(1, 0.5, Some(90)), seconds(4, 0.5, Some(90))), (90, 600));
        assert_eq!(seconds(1, 0.5, Some(u32::MAX)), DAY_S, "no server makes it wait for ever");
    }
}
