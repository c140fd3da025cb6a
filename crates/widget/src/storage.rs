//! The page's `localStorage`. It may be blocked, full or partitioned: then nothing is kept, and nothing fails.

use web_sys::Storage;

fn open() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// The value of an item.
pub fn get(name: &str) -> Option<String> {
    open()?.get_item(name).ok()?
}

/// Keeps an item; says whether it is kept.
pub fn put(name: &str, value: &str) -> bool {
    open().is_some_and(|storage| storage.set_item(name, value).is_ok())
}

/// Forgets an item.
pub fn remove(name: &str) {
    if let Some(storage) = open() {
        let _ = storage.remove_item(name);
    }
}

/// The names of all items, the page's own too.
pub fn names() -> Vec<String> {
    let Some(storage) = open() else { return Vec::new() };
    let length = storage.length().unwrap_or(0);
    (0..length).filter_map(|index| storage.key(index).ok()?).collect()
}
