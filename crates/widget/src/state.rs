//! The form's states and what moves it between them. Pure: no browser, no Leptos.
//!
//! `Editing` → (valid, sent off) `Sending` → (201) `Sent` | (refused) `Editing` with problems | (no answer, or not now)
//! `Queued` → (tried again by the person) `Retrying` → as `Sending`. Text is never lost: only [`State::start_over`]
//! empties the form, when it is stored or waits in the queue.

mod files;

pub use files::Attached;

use crate::along::{Along, Part};
use crate::model::{
    CONTENT_MAX, ContentError, FeedbackType, normalise_content, validate_content, validate_email,
};
use crate::setup::FormSetup;
use crate::texts::Texts;

/// Characters left from which the counter is shown.
const COUNTER_FROM: usize = 500;

/// Where the form is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// The person writes.
    #[default]
    Editing,
    /// One request is under way; more are not started.
    Sending,
    /// Kept on the device; sent by itself when that may work.
    Queued,
    /// The same while the person waits for an attempt.
    Retrying,
    /// Acknowledged by the server.
    Sent,
}

/// What a problem is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The text.
    Content,
    /// The e-mail address.
    Email,
    /// The files as a whole.
    Files,
    /// The file of a number.
    File(usize),
    /// The entry as a whole, or a field the person cannot see.
    Form,
}

impl Field {
    /// Its name, in the form and in the entry.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Content => "content",
            Self::Email => "email",
            Self::Files | Self::File(_) => "file",
            Self::Form => "form",
        }
    }

    /// The field of a member name in the server's answer.
    pub fn of_member(name: &str) -> Self {
        match name {
            "content" => Self::Content,
            "email" => Self::Email,
            _ => Self::Form,
        }
    }
}

/// A sentence about a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where it is shown.
    pub field: Field,
    /// What happened and what to do.
    pub message: String,
}

/// How an attempt to send ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// 201: committed. The address where the person can follow it, if the answer told one.
    Stored(Option<String>),
    /// 4xx with the server's own sentence, if it gave one.
    Refused {
        /// What it is about.
        field: Field,
        /// The server's `error` member.
        message: Option<String>,
    },
    /// 413 or 415, which are about files.
    FileRefused {
        /// 413: a file is too large, or all of them are.
        large: bool,
        /// The server's `error` member, which names the file in quotes.
        message: String,
    },
    /// 408, 429 or 5xx.
    Busy {
        /// `Retry-After`, if readable.
        seconds: Option<u32>,
    },
    /// No answer within the time limit, or no connection.
    Unreachable,
}

/// A valid entry, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// UUIDv7, the same for every attempt to send the same words.
    pub id: String,
    /// The kind of feedback.
    pub kind: FeedbackType,
    /// The normalised text.
    pub content: String,
    /// An address with a valid shape.
    pub email: Option<String>,
    /// 1 to 5, if the person said.
    pub rating: Option<u8>,
    /// Milliseconds the person took.
    pub elapsed_ms: u64,
    /// What goes along.
    pub along: Vec<(Part, String)>,
}

/// Everything the form shows and sends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Addresses and identity.
    pub setup: FormSetup,
    /// Where the form is.
    pub phase: Phase,
    /// The chosen type.
    pub kind: FeedbackType,
    /// The text as typed.
    pub content: String,
    /// The address as typed.
    pub email: String,
    /// The chosen rating; 0: none.
    pub rating: u8,
    /// The files that go with it.
    pub files: Vec<Attached>,
    /// What goes along untyped.
    pub along: Along,
    /// Where the entry that was sent last can be followed.
    pub link: Option<String>,
    /// What stands in the way, in the order of the fields.
    pub problems: Vec<Problem>,
    /// Unix milliseconds at which the person could begin to write.
    pub opened: u64,
    /// The entry's id; empty until the first edit.
    id: String,
    /// Whether `id` has been sent: changed words need a new one then, since the first may be stored.
    attempted: bool,
}

impl State {
    /// A form with the first values of its setup.
    pub fn new(setup: FormSetup, opened: u64) -> Self {
        Self {
            kind: setup.kind,
            content: setup.content.clone(),
            email: setup.email.clone(),
            rating: setup.rating,
            id: setup.entry_id.clone(),
            problems: setup.error.iter().cloned().collect(),
            setup,
            opened,
            ..Self::default()
        }
    }

    /// The entry's id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether nothing is written: an address may be known before.
    pub fn is_empty(&self) -> bool {
        self.content.is_empty() && (self.email.is_empty() || self.email == self.setup.email)
    }

    /// Gives the entry an id if it has none. Two tabs, a reload and every retry know it by that.
    pub fn named(&mut self, new_id: impl FnOnce() -> String) {
        if self.id.is_empty() {
            self.id = new_id();
        }
    }

    /// The person chose a type.
    pub fn choose(&mut self, kind: FeedbackType) {
        self.kind = kind;
        self.changed(Field::Form);
    }

    /// The person changed the text.
    pub fn write(&mut self, content: String) {
        self.content = content;
        self.changed(Field::Content);
    }

    /// The person changed the address.
    pub fn address(&mut self, email: String) {
        self.email = email;
        self.changed(Field::Email);
    }

    /// The person chose a rating.
    pub fn rate(&mut self, rating: u8) {
        self.rating = rating;
        self.changed(Field::Form);
    }

    /// The person chose whether to tell something.
    pub fn tell(&mut self, part: Part, told: bool) {
        self.along.tell(part, told);
        self.changed(Field::Form);
    }

    fn changed(&mut self, field: Field) {
        // A message about the text goes when the text changes, not when something else does.
        self.problems.retain(|problem| problem.field != field && problem.field != Field::Form);
        if self.attempted {
            self.attempted = false;
            self.id.clear();
        }
    }

    /// Checks the entry. Valid: `Sending`, and the entry to send; `new_id` is asked for an id if
    /// there is none yet. Otherwise `None`, with problems; also while a request is under way.
    pub fn submit(&mut self, texts: &Texts, now: u64, new_id: impl FnOnce() -> String) -> Option<Entry> {
        if self.phase != Phase::Editing {
            return None;
        }
        self.problems.clear();
        let content = validate_content(&self.content);
        let email = validate_email(&self.email);
        match content {
            Err(ContentError::Blank) => self.problem(Field::Content, texts.content_blank),
            Err(ContentError::TooLong { .. }) => self.problem(Field::Content, texts.content_long),
            Ok(_) => {}
        }
        if email.is_err() {
            self.problem(Field::Email, texts.email_wrong);
        }
        let (Ok(content), Ok(email)) = (content, email) else { return None };
        self.named(new_id);
        self.attempted = true;
        self.phase = Phase::Sending;
        let elapsed_ms = now.saturating_sub(self.opened);
        let along = self.along.travels();
        // It is asked for with general feedback only.
        let rated = self.kind == FeedbackType::General && self.rating > 0;
        let rating = rated.then_some(self.rating);
        Some(Entry { id: self.id.clone(), kind: self.kind, content, email, rating, elapsed_ms, along })
    }

    /// The person wants what waits to be sent now; false if nothing waits.
    pub fn retry(&mut self) -> bool {
        let waits = self.phase == Phase::Queued;
        if waits {
            self.phase = Phase::Retrying;
        }
        waits
    }

    /// The request ended. `kept`: the entry waits in the queue, if it has to.
    pub fn answered(&mut self, outcome: Outcome, kept: bool, texts: &Texts) {
        self.phase = Phase::Editing;
        self.link = None;
        match outcome {
            Outcome::Stored(link) => {
                self.phase = Phase::Sent;
                self.link = link;
            }
            Outcome::Refused { field, message: Some(message) } => {
                self.problems.push(Problem { field, message });
            }
            Outcome::Refused { field, message: None } => self.problem(field, texts.refused),
            Outcome::FileRefused { large, message } => self.refuse_file(large, message, texts),
            Outcome::Busy { .. } | Outcome::Unreachable if kept => self.phase = Phase::Queued,
            Outcome::Busy { .. } | Outcome::Unreachable if !self.files.is_empty() => {
                self.problem(Field::Form, texts.held);
            }
            Outcome::Busy { .. } => self.problem(Field::Form, texts.busy),
            Outcome::Unreachable => self.problem(Field::Form, texts.unreachable),
        }
    }

    /// An entry of the queue was answered for good: perhaps this one.
    pub fn settled(&mut self, id: &str, outcome: &Outcome, texts: &Texts) {
        if matches!(self.phase, Phase::Queued | Phase::Retrying) && self.id == id {
            self.answered(outcome.clone(), false, texts);
        }
    }

    fn problem(&mut self, field: Field, message: &str) {
        self.problems.push(Problem { field, message: message.to_owned() });
    }

    /// The message about a field.
    pub fn message(&self, field: Field) -> Option<&str> {
        self.problems.iter().find(|problem| problem.field == field).map(|problem| problem.message.as_str())
    }

    /// After `Sent` or `Queued`: an empty form for a second entry. The address and the type stay.
    pub fn start_over(&mut self, now: u64) {
        if matches!(self.phase, Phase::Sent | Phase::Queued) {
            self.phase = Phase::Editing;
            self.content.clear();
            self.rating = 0;
            self.files.clear();
            self.id.clear();
            self.attempted = false;
            self.opened = now;
        }
    }

    /// "12 characters left" near the limit, nothing far from it.
    pub fn counter(&self, texts: &Texts) -> Option<String> {
        // Bytes are never fewer than characters, so most texts need no counting.
        if self.content.len() + COUNTER_FROM < CONTENT_MAX {
            return None;
        }
        let length = normalise_content(&self.content).chars().count();
        if length + COUNTER_FROM < CONTENT_MAX {
            return None;
        }
        let (count, unit) = match CONTENT_MAX.checked_sub(length) {
            Some(left) => (left, texts.left),
            None => (length - CONTENT_MAX, texts.over),
        };
        Some([number(count).as_str(), unit].join(" "))
    }
}

/// Decimal digits with a comma between thousands; small, since `format!` would cost kilobytes.
pub(crate) fn number(value: usize) -> String {
    let mut digits = Vec::new();
    let mut rest = value;
    loop {
        if digits.len() % 4 == 3 {
            digits.push(',');
        }
        digits.push(char::from(b'0' + (rest % 10) as u8));
        rest /= 10;
        if rest == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}

#[cfg(test)]
mod tests;
