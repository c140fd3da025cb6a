//! The contrast of every pair of colours that meet on a screen, computed from the token file.

use std::collections::HashMap;

const TOKENS: &str = include_str!("../../style/_tokens.scss");
const SURFACES: [&str; 3] = ["surface-0", "surface-1", "surface-2"];
const STATUS: [&str; 4] = ["good", "warn", "bad", "info"];
/// A status colour's background is this much of itself over the surface.
const TINT: f64 = 0.12;
/// The shade of a row under the pointer: this much of the text colour over the surface.
const HOVER: f64 = 0.05;

type Rgb = [f64; 3];
type Scheme = HashMap<String, Rgb>;

/// The hexadecimal colours declared in `@mixin <name> { … }`.
fn scheme(name: &str) -> Scheme {
    let start = TOKENS.find(&format!("@mixin {name} {{")).expect("the mixin is there");
    let body = &TOKENS[start..];
    body[..body.find("\n}").expect("the mixin ends")]
        .lines()
        .filter_map(|line| line.trim().strip_prefix("--")?.strip_suffix(';')?.split_once(": #"))
        .map(|(token, hex)| (token.to_owned(), parse(hex)))
        .collect()
}

fn parse(hex: &str) -> Rgb {
    assert_eq!(hex.len(), 6, "colours are written in six digits: {hex}");
    [0, 2, 4].map(|i| f64::from(u8::from_str_radix(&hex[i..i + 2], 16).expect("hexadecimal")))
}

fn over(top: Rgb, share: f64, below: Rgb) -> Rgb {
    [0, 1, 2].map(|i| top[i] * share + below[i] * (1.0 - share))
}

/// WCAG 2.2, "relative luminance".
fn luminance(colour: Rgb) -> f64 {
    let [r, g, b] = colour.map(|channel| {
        let c = channel / 255.0;
        if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Every pair of a scheme: what it is, the two colours, the least contrast allowed.
fn pairs(s: &Scheme) -> Vec<(String, Rgb, Rgb, f64)> {
    let mut pairs = vec![
        ("on-ember on ember".to_owned(), s["on-ember"], s["ember"], 4.5),
        ("on-ember on ember-strong".to_owned(), s["on-ember"], s["ember-strong"], 4.5),
        ("surface-0 on bad".to_owned(), s["surface-0"], s["bad"], 4.5),
    ];
    for surface in SURFACES {
        let below = s[surface];
        let hovered = over(s["text"], HOVER, below);
        for text in ["text", "text-muted", "ember"] {
            pairs.push((format!("{text} on {surface}"), s[text], below, 4.5));
        }
        for text in ["text", "text-muted"] {
            pairs.push((format!("{text} on {surface} under the pointer"), s[text], hovered, 4.5));
        }
        pairs.push((format!("line-strong on {surface}"), s["line-strong"], below, 3.0));
        for status in STATUS {
            pairs.push((format!("{status} on {surface}"), s[status], below, 4.5));
            let tint = over(s[status], TINT, below);
            pairs.push((format!("{status} on its tint over {surface}"), s[status], tint, 4.5));
            pairs.push((format!("text on the {status} tint over {surface}"), s["text"], tint, 4.5));
        }
        for series in 1..=6 {
            pairs.push((format!("series-{series} on {surface}"), s[&format!("series-{series}")], below, 3.0));
        }
    }
    pairs
}

#[test]
fn every_pair_of_colours_has_enough_contrast_in_both_schemes() {
    let mut short = Vec::new();
    for name in ["light", "dark"] {
        for (pair, a, b, least) in pairs(&scheme(name)) {
            let found = contrast(a, b);
            if found < least {
                short.push(format!("{name}: {pair} is {found:.2}, needs {least}"));
            }
        }
    }
    assert!(short.is_empty(), "\n{}", short.join("\n"));
}

#[test]
fn both_schemes_declare_the_same_colours() {
    let names = |scheme: Scheme| {
        let mut names: Vec<_> = scheme.into_keys().collect();
        names.sort();
        names
    };
    assert_eq!(names(scheme("light")), names(scheme("dark")));
}

/// What runs on other people's pages cannot load the token file and repeats some of its colours.
#[test]
fn the_embedded_styles_have_the_colours_of_the_tokens() {
    let form = include_str!("../../crates/widget/src/theme/base.css");
    let launcher = include_str!("../../crates/beacon/loader/launcher.css");
    let frame = include_str!("../../crates/beacon/loader/frame.css");
    let (light, dark) = (scheme("light"), scheme("dark"));
    let mut found = 0;
    for line in form.lines().chain(launcher.lines()).chain(frame.lines()) {
        let Some((before, rest)) = line.split_once("light-dark(#") else { continue };
        let (first, rest) = rest.split_at(6);
        let pair = (parse(first), parse(rest.strip_prefix(", #").expect("two colours").split_at(6).0));
        let named = before.trim().strip_prefix("--").and_then(|name| Some(name.split_once(':')?.0));
        let known = light
            .iter()
            .any(|(name, colour)| named.is_none_or(|named| named == name) && (*colour, dark[name]) == pair);
        assert!(known, "no such token: {line}");
        found += 1;
    }
    assert!(found > 12, "the colours are found");
}
