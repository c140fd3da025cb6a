//! What players wrote: every text of `feedback.toml` once, when its topic came up, and what the
//! team did about it.

use super::{
    dice::Dice,
    story::{DAYS, Going, Who, production, release_at},
};
use crate::{
    error::AppError,
    feedback::{
        model::{FeedbackType, Status},
        server::Input,
    },
    server::clock::{DAY, HOUR, MINUTE, Millis},
};
use serde::Deserialize;
use serde_json::{Value, json};

const TOPICS: &str = include_str!("feedback.toml");

#[derive(Deserialize)]
struct Topics {
    topic: Vec<Topic>,
}

#[derive(Deserialize)]
struct Topic {
    kind: String,
    page: String,
    since: Option<String>,
    #[serde(default)]
    days: i64,
    fixed: Option<String>,
    #[serde(default)]
    spam: bool,
    texts: Vec<String>,
}

/// An entry of the history.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    pub at: Millis,
    pub input: Input,
    /// Oldest first.
    pub moves: Vec<(Millis, Status, Who)>,
}

/// Every entry up to `now`, oldest first.
///
/// # Errors
/// `Invalid` for a text the model would not take.
pub fn entries(deployments: &[Going], now: Millis) -> Result<Vec<Planned>, AppError> {
    let topics: Topics =
        toml::from_str(TOPICS).map_err(|error| AppError::invalid("topics", error.message()))?;
    let (mut dice, timeline) =
        (Dice::new(4), Timeline { deployments, production: production(deployments), now });
    let mut all = Vec::new();
    for topic in &topics.topic {
        let (kind, settled) = (kind(topic)?, topic.fixed.as_deref().and_then(|name| timeline.reached(name)));
        for text in &topic.texts {
            let at = timeline.moment(topic, &mut dice);
            let input = input(text, topic, timeline.place(topic, at), &mut dice)?;
            let mut moves = moves(kind, topic.spam, at, settled.filter(|settled| *settled > at), &mut dice);
            moves.retain(|(at, ..)| *at < now);
            all.push(Planned { at, input, moves });
        }
    }
    all.sort_by_key(|planned| planned.at);
    Ok(all)
}

fn kind(topic: &Topic) -> Result<FeedbackType, AppError> {
    FeedbackType::parse(&topic.kind).ok_or_else(|| AppError::invalid("kind", topic.kind.clone()))
}

/// When what ran where.
struct Timeline<'a> {
    deployments: &'a [Going],
    production: Vec<(Millis, &'static str)>,
    now: Millis,
}

impl Timeline<'_> {
    /// When a release reached production; before that staging counts.
    fn reached(&self, release: &str) -> Option<Millis> {
        let live = self.production.iter().find(|(_, name)| *name == release).map(|(at, _)| *at);
        let tried =
            || self.deployments.iter().find(|going| going.release == release).map(|going| going.started);
        live.or_else(tried)
    }

    /// When somebody wrote: soon after the release, mostly, and awake.
    fn moment(&self, topic: &Topic, dice: &mut Dice) -> Millis {
        let at = match topic.since.as_deref().and_then(|release| self.reached(release)) {
            Some(since) => {
                let span = (topic.days * DAY).min(self.now - since - HOUR).max(HOUR);
                let early = dice.share().powi(2);
                since + 20 * MINUTE + (span as f64 * early) as Millis
            }
            None => self.now - HOUR / 6 - ((DAYS - 3) as f64 * DAY as f64 * dice.share().powf(1.4)) as Millis,
        };
        let asleep = (at.rem_euclid(DAY) < 6 * HOUR) && at + 9 * HOUR < self.now;
        at + if asleep { 9 * HOUR } else { 0 }
    }

    fn place(&self, topic: &Topic, at: Millis) -> (&'static str, &'static str) {
        let candidate = topic.since.as_deref() == Some("web@2.5.0-rc.1");
        if candidate {
            ("staging", "web@2.5.0-rc.1")
        } else {
            ("production", release_at(&self.production, at))
        }
    }
}

const BROWSERS: [((&str, &str), i64); 12] = [
    (("Chrome 142", "Windows 11"), 26),
    (("Chrome 141", "Windows 10"), 12),
    (("Firefox 145", "Windows 11"), 11),
    (("Edge 142", "Windows 11"), 9),
    (("Chrome 142", "Android 15"), 12),
    (("Safari 18.6", "iOS 18.6"), 9),
    (("Safari 26.1", "macOS"), 6),
    (("Samsung Internet 29", "Android 15"), 4),
    (("Firefox 145", "Linux"), 4),
    (("Safari 17.6", "iPadOS 17.6"), 3),
    (("Opera 123", "Windows 11"), 2),
    (("Vivaldi 7.6", "Windows 10"), 2),
];
const SCREENS: [&str; 6] = ["1920x1080", "1536x864", "2560x1440", "390x844", "412x915", "1366x768"];
const LOCALES: [(&str, i64); 6] =
    [("en-GB", 8), ("en-US", 6), ("de-DE", 4), ("pl-PL", 2), ("fr-FR", 2), ("pt-BR", 1)];
const NAMES: [&str; 16] = [
    "ysolde",
    "brannock",
    "tamsin",
    "odo",
    "merel",
    "kestrel77",
    "ragna",
    "pim",
    "lord.ash",
    "vex",
    "sir.loin",
    "nightowl",
    "hedwig",
    "bjorn",
    "little.fox",
    "maximus",
];

/// Read from JSON like everybody's, so that the rules of the contract hold here too.
fn input(
    text: &str,
    topic: &Topic,
    (environment, release): (&str, &str),
    dice: &mut Dice,
) -> Result<Input, AppError> {
    let (browser, os) = dice.weighted(&BROWSERS);
    let name = dice.pick(&NAMES);
    let player = dice.chance(70).then(|| format!("player-{}", 1_000 + dice.below(900)));
    let email = (!topic.spam && dice.chance(22)).then(|| format!("{name}@example.com"));
    let metadata = dice.chance(60).then(|| {
        json!({ "clan_members": 12 + dice.below(88), "locale": dice.weighted(&LOCALES), "screen": dice.pick(&SCREENS) })
    });
    let body = json!({
        "content": text, "feedback_type": topic.kind, "page": topic.page, "browser": browser, "os": os,
        "user_id": player, "email": email, "metadata": metadata,
        "environment": environment, "release": release,
    });
    let Value::Object(members) = body else { return Err(AppError::invalid("body", "not an object")) };
    let input = Input::read(&members)?;
    // The game signs its players where they play, and does not bother to on staging.
    Ok(Input { identity_verified: input.user_id.is_some() && environment == "production", ..input })
}

/// What became of an entry, whether or not it is that far yet.
fn moves(
    kind: FeedbackType,
    spam: bool,
    at: Millis,
    settled: Option<Millis>,
    dice: &mut Dice,
) -> Vec<(Millis, Status, Who)> {
    let after = |dice: &mut Dice, least: Millis, most: Millis| at + least + dice.below(most - least);
    if spam {
        return vec![(after(dice, HOUR, DAY), Status::Spam, Who::Mira)];
    }
    let patience = if dice.chance(50) { DAY } else { 8 * DAY };
    let seen = after(dice, HOUR, patience);
    let mut moves = vec![(seen, Status::Triaged, *dice.pick(&[Who::Mira, Who::Mira, Who::Jonas]))];
    let mut then = |at: Millis, status: Status, who: Who| moves.push((at.max(seen) + HOUR, status, who));
    match (kind, settled) {
        (_, Some(settled)) => {
            if dice.chance(40) {
                then(seen, Status::InProgress, Who::Jonas);
            }
            let done = (settled + dice.below(8 * HOUR)).max(seen + HOUR);
            then(done, Status::Done, *dice.pick(&[Who::Ada, Who::Jonas]));
        }
        (FeedbackType::Bug, None) => match dice.below(10) {
            0..3 => then(after(dice, 2 * DAY, 6 * DAY), Status::InProgress, Who::Jonas),
            3..6 => then(after(dice, 6 * DAY, 20 * DAY), Status::Done, Who::Jonas),
            6 => then(after(dice, 3 * DAY, 9 * DAY), Status::Declined, Who::Ada),
            _ => {}
        },
        (FeedbackType::Feature, None) => match dice.below(10) {
            0..3 => then(after(dice, 3 * DAY, 12 * DAY), Status::Planned, Who::Ada),
            3..5 => then(after(dice, 3 * DAY, 14 * DAY), Status::Declined, Who::Ada),
            5 => then(after(dice, 20 * DAY, 45 * DAY), Status::Done, Who::Mira),
            _ => {}
        },
        (FeedbackType::General, None) => {
            if dice.chance(75) {
                then(after(dice, 4 * HOUR, 3 * DAY), Status::Done, Who::Mira);
            }
        }
    }
    moves
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::demo::story::deployments;
    use std::collections::HashSet;

    #[test]
    fn every_text_is_said_once_and_every_move_is_allowed() {
        let now = 1_772_532_000_000;
        let all = entries(&deployments(now), now).expect("valid entries");
        let texts: HashSet<&str> = all.iter().map(|planned| planned.input.content.as_str()).collect();
        assert_eq!((all.len(), texts.len()), (400, 400));
        for Planned { at, input, moves } in &all {
            assert!((now - DAYS * DAY..now).contains(at), "{input:?}");
            let mut stage = (*at, Status::New);
            for (moved, to, _) in moves {
                assert!(stage.0 < *moved && *moved < now && stage.1.may_become(*to), "{moves:?}");
                stage = (*moved, *to);
            }
        }
    }

    #[test]
    fn two_starts_tell_the_same_story() {
        let (today, tomorrow) = (1_772_532_000_000, 1_772_532_000_000 + DAY);
        let plan = |now| entries(&deployments(now), now).expect("valid entries");
        assert_eq!(plan(today), plan(today));
        let said = |now| plan(now).into_iter().map(|planned| planned.input).collect::<Vec<_>>();
        assert_eq!(said(today), said(tomorrow));
    }
}
