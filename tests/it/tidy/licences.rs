//! What the browser tests bring along may be used by anybody. (`cargo deny` looks after the crates.)

use super::none;
use serde_json::Value;

const PERMISSIVE: [&str; 6] = ["MIT", "Apache-2.0", "MPL-2.0", "BSD-3-Clause", "ISC", "0BSD"];

#[test]
fn packages_of_the_browser_tests_are_permissive() {
    let lock: Value = serde_json::from_str(include_str!("../../../end2end/package-lock.json")).expect("JSON");
    let packages = lock["packages"].as_object().expect("packages");
    let own = |path: &str| path.is_empty();
    let licence = |package: &Value| package["license"].as_str().unwrap_or("none").to_owned();
    let others = packages.iter().filter(|(path, _)| !own(path));
    assert!(others.clone().count() > 5, "the file is read");
    let strays = others.filter(|(_, package)| !PERMISSIVE.contains(&licence(package).as_str()));
    none(
        "packages without a permissive licence",
        strays.map(|(path, package)| format!("{path}: {}", licence(package))).collect(),
    );
}
