//! No block of 12 or more equal lines anywhere in src and crates.

use super::{none, sources};
use std::collections::HashMap;

const BLOCK: usize = 12;

#[test]
fn no_block_of_twelve_equal_lines() {
    let mut all = sources("src", &["rs"]);
    all.extend(sources("crates", &["rs", "js", "css"]));
    let mut seen: HashMap<Vec<String>, String> = HashMap::new();
    let mut found = Vec::new();
    for source in &all {
        let lines: Vec<(usize, String)> = source
            .text
            .lines()
            .enumerate()
            .map(|(at, line)| (at + 1, line.trim().to_owned()))
            .filter(|(_, line)| line.len() > 1 && !line.starts_with("//"))
            .collect();
        for window in lines.windows(BLOCK) {
            let place = format!("{}:{}", source.path, window[0].0);
            let block = window.iter().map(|(_, line)| line.clone()).collect();
            if let Some(first) = seen.insert(block, place.clone()) {
                found.push(format!("{first} and {place}"));
            }
        }
    }
    none("blocks of equal lines", found);
}
