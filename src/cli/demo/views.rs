//! Visits of two years: busy evenings, busier weekends, a little more every week, fewer in summer.

use super::{
    dice::Dice,
    story::{Going, production, release_at},
};
use crate::{
    analytics::server::{Engagement, Event, Fact, PAGE_VIEW, Recorded, Vitals},
    server::clock::{DAY, HOUR, Millis, SECOND},
};
use std::f64::consts::TAU;

/// So that a year can be compared with the one before.
const DAYS: i64 = 730;
/// Visits of a weekday when the story ends.
const A_DAY: f64 = 280.0;
/// What a day has of the visits of the day after.
const BEFORE: f64 = 0.9975;
/// How much of a day happens in each hour, UTC; the sum is 1.
const HOURS: [f64; 24] = [
    0.018, 0.010, 0.006, 0.005, 0.006, 0.012, 0.024, 0.036, 0.042, 0.043, 0.042, 0.044, //
    0.048, 0.046, 0.043, 0.045, 0.053, 0.065, 0.080, 0.094, 0.092, 0.074, 0.046, 0.026,
];
/// From Monday.
const WEEKDAYS: [f64; 7] = [1.0, 0.94, 0.92, 0.95, 1.04, 1.22, 1.38];
const PAGES: [(&str, i64); 9] = [
    ("/dashboard", 30),
    ("/chests", 22),
    ("/players", 16),
    ("/goals", 10),
    ("/battles", 9),
    ("/battles/compare", 3),
    ("/exports", 4),
    ("/clans", 4),
    ("/help", 2),
];

/// Where visits come from, and how often.
const FROM: [(&str, i64); 9] = [
    ("", 46),
    ("https://www.google.com/", 22),
    ("https://totalbattle.com/en/forum/clans", 9),
    ("https://www.reddit.com/r/TotalBattle/", 7),
    ("https://discord.com/", 6),
    ("https://www.youtube.com/watch", 4),
    ("https://duckduckgo.com/", 3),
    ("https://chatgpt.com/", 2),
    ("https://www.bing.com/", 1),
];
/// Marks of a campaign, on some of the links.
const CAMPAIGNS: [(&str, i64); 3] = [
    ("", 94),
    ("?utm_source=newsletter&utm_medium=email&utm_campaign=clan-update", 4),
    ("?utm_source=google&utm_medium=cpc&utm_campaign=chest-calculator", 2),
];
const COUNTRIES: [(&str, i64); 9] =
    [("DE", 31), ("US", 19), ("GB", 9), ("FR", 9), ("PL", 8), ("AT", 7), ("NL", 6), ("CA", 5), ("BR", 4)];
/// Kind of device, browser, system, width of the window.
type Device = (&'static str, &'static str, &'static str, i64);
const DEVICES: [(Device, i64); 8] = [
    (("desktop", "Chrome", "Windows", 1_920), 30),
    (("mobile", "Chrome", "Android", 412), 24),
    (("mobile", "Safari", "iOS", 390), 17),
    (("desktop", "Firefox", "Windows", 1_536), 9),
    (("desktop", "Edge", "Windows", 1_440), 7),
    (("desktop", "Safari", "macOS", 1_280), 6),
    (("desktop", "Firefox", "Linux", 1_366), 4),
    (("tablet", "Safari", "iPadOS", 820), 3),
];
/// What people do beside looking, and what it says.
const DEEDS: [((&str, &str), i64); 4] = [
    (("Chest imported", r#"{"kind":"epic"}"#), 5),
    (("Report exported", r#"{"format":"csv"}"#), 3),
    (("Clan invited", r#"{"by":"link"}"#), 2),
    (("Signup", r#"{"plan":"free"}"#), 1),
];
/// What the team wants visitors to do.
pub const GOALS: [&str; 4] = ["Signup", "Chest imported", "Visit /battles*", "Scroll 90% of /help"];
const SITE: &str = "https://analyzer.example";

/// Page loads until `now`, a day at a time and oldest first: all of them would not be small.
pub fn days(deployments: &[Going], now: Millis) -> impl Iterator<Item = Vec<Recorded>> {
    let (mut dice, production) = (Dice::new(9), production(deployments));
    let today = now - now.rem_euclid(DAY);
    (today - (DAYS - 1) * DAY..now).step_by(DAY as usize).map(move |day| {
        let mut loads = Vec::new();
        for hour in (day..now.min(day + DAY)).step_by(HOUR as usize) {
            let count = expected(hour, now) * (0.85 + 0.3 * dice.share());
            for _ in 0..count.round() as i64 {
                let at = hour + dice.below(HOUR);
                if at < now {
                    loads.push(load(at, now, release_at(&production, at), &mut dice));
                }
            }
        }
        loads.sort_by_key(|load| load.at);
        loads
    })
}

/// Visits of the hour that begins at `hour`.
fn expected(hour: Millis, now: Millis) -> f64 {
    // 1 January 1970 was a Thursday.
    let weekday = (hour.div_euclid(DAY) + 3).rem_euclid(7) as usize;
    let time = (hour.rem_euclid(DAY) / HOUR) as usize;
    let growth = BEFORE.powf((now - hour) as f64 / DAY as f64);
    // Fewest in the middle of July, 196 days into a year.
    let season = 1.0 - 0.12 * ((hour as f64 / DAY as f64 - 196.0) / 365.25 * TAU).cos();
    A_DAY * growth * season * WEEKDAYS[weekday] * HOURS[time]
}

fn load(at: Millis, now: Millis, release: &str, dice: &mut Dice) -> Recorded {
    let (device, browser, os, width) = *dice.weighted(&DEVICES);
    Recorded {
        page: (at << 22) | dice.below(1 << 22),
        at,
        // Some come again on the same day.
        visitor: 1 + at.div_euclid(DAY) * 1_000 + dice.below(620),
        before: None,
        environment: "production",
        release: release.into(),
        country: dice.weighted::<&str>(&COUNTRIES),
        device,
        browser,
        os,
        width,
        lite: dice.chance(2),
        facts: facts(at, now, dice),
    }
}

/// Two visits of five look at one page; the others at three or four, and some do something.
fn facts(at: Millis, now: Millis, dice: &mut Dice) -> Vec<Fact> {
    let pages = if dice.chance(40) { 1 } else { 2 + dice.below(5) };
    let (mut facts, mut time) = (Vec::new(), at);
    for seq in 0..pages {
        let first = seq == 0;
        let url =
            format!("{SITE}{}{}", dice.weighted(&PAGES), if first { *dice.weighted(&CAMPAIGNS) } else { "" });
        let referrer = if first { Some((*dice.weighted(&FROM)).to_owned()) } else { None };
        facts.push(Fact::Event(event(2 * seq, time, PAGE_VIEW, &url, referrer)));
        let read = (3 + dice.below(90)) * SECOND;
        let reading =
            Engagement { seq: 2 * seq, at: time + read, engaged_ms: read, scroll: 20 + dice.below(81) };
        facts.push(Fact::Engagement(reading));
        if first {
            facts.push(Fact::Vitals(vitals(dice)));
        } else if dice.chance(18) {
            let (name, props) = *dice.weighted(&DEEDS);
            let deed = event(2 * seq + 1, time + read / 2, name, &url, None);
            facts.push(Fact::Event(Event { props: Some(props.into()), interactive: true, ..deed }));
        }
        time += read;
        if time >= now {
            break;
        }
    }
    facts
}

fn event(seq: i64, at: Millis, name: &str, url: &str, referrer: Option<String>) -> Event {
    let path = url.trim_start_matches(SITE).split('?').next().unwrap_or_default();
    Event {
        seq,
        at,
        name: name.into(),
        path: path.into(),
        url: url.into(),
        nav: if seq == 0 { 1 } else { 7 },
        referrer,
        props: None,
        interactive: false,
    }
}

fn vitals(dice: &mut Dice) -> Vitals {
    // Most are quick, a few are slow: the sum of two squares has a long tail.
    let mut tail = |middle: i64| middle / 2 + (middle as f64 * 2.0 * dice.share().powi(3)) as i64;
    let (ttfb, fcp, lcp) = (tail(260), tail(900), tail(1_500));
    Vitals {
        seq: 0,
        revision: 1,
        ttfb: Some(ttfb),
        fcp: Some(ttfb + fcp),
        lcp: Some(ttfb + fcp + lcp / 2),
        cls: Some(tail(300) / 2),
        inp: Some(tail(110)),
    }
}
