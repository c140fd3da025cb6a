//! Every sentence the form shows, so that a language is one more constant.

use crate::model::FeedbackType;

/// The texts of one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Texts {
    /// Title of the dialog.
    pub title: &'static str,
    /// Name of the button that closes the dialog.
    pub close: &'static str,
    /// Legend of the type choice.
    pub kind: &'static str,
    /// Names of the types, in the order of [`FeedbackType::ALL`].
    pub kinds: [&'static str; 3],
    /// Label of the text, per type.
    pub content: [&'static str; 3],
    /// What helps us understand it, per type.
    pub hint: [&'static str; 3],
    /// Label of the e-mail field.
    pub email: &'static str,
    /// Marks a field that may stay empty.
    pub optional: &'static str,
    /// What the address is used for.
    pub email_hint: &'static str,
    /// Label of the field that must stay empty.
    pub honeypot: &'static str,
    /// The button that sends.
    pub send: &'static str,
    /// The same while it sends.
    pub sending: &'static str,
    /// The same after a failure that may pass.
    pub again: &'static str,
    /// Follows the number of characters left.
    pub left: &'static str,
    /// Follows the number of characters too many.
    pub over: &'static str,
    /// Heads the marked fields.
    pub check: &'static str,
    /// No text was written.
    pub content_blank: &'static str,
    /// The text is too long.
    pub content_long: &'static str,
    /// The address has no valid shape.
    pub email_wrong: &'static str,
    /// No answer came.
    pub unreachable: &'static str,
    /// The server cannot take it now.
    pub busy: &'static str,
    /// The server refused without a reason we can show.
    pub refused: &'static str,
    /// Heads the receipt.
    pub sent: &'static str,
    /// What happens next.
    pub sent_more: &'static str,
    /// Heads the receipt of an entry that waits.
    pub queued: &'static str,
    /// What happens to it.
    pub queued_more: &'static str,
    /// Starts a second entry.
    pub another: &'static str,
}

impl Texts {
    /// English.
    pub const EN: Self = Self {
        title: "Send feedback",
        close: "Close",
        kind: "What is it about?",
        kinds: [FeedbackType::Bug.label(), FeedbackType::Feature.label(), FeedbackType::General.label()],
        content: ["What went wrong?", "What is missing?", "What is on your mind?"],
        hint: [
            "What you did, what you expected, what happened instead.",
            "What you want to do, and how you manage today.",
            "Praise, doubts, questions: anything the team should know.",
        ],
        email: "E-mail",
        optional: "optional",
        email_hint: "Only to answer you about this.",
        honeypot: "Leave this field empty",
        send: "Send feedback",
        sending: "Sending…",
        again: "Try again",
        left: "characters left",
        over: "characters too many",
        check: "Not sent yet. Check the marked field.",
        content_blank: "Write a few words first.",
        content_long: "This is longer than 10,000 characters. Shorten it, or send it in two parts.",
        email_wrong: "This is not a complete address, like name@example.org.",
        unreachable: "Not sent: the server could not be reached. Your text is kept.",
        busy: "Not sent: the server is busy. Your text is kept; try again in a moment.",
        refused: "Not sent: the server refused it. Your text is kept.",
        sent: "Thank you, we have it",
        sent_more: "The team reads every message.",
        queued: "Saved, but not sent yet",
        queued_more: "It is kept on this device and sent by itself as soon as the server can be reached.",
        another: "Send another",
    };

    /// One of three texts that depend on the type.
    pub fn per_kind(texts: [&'static str; 3], kind: FeedbackType) -> &'static str {
        let [bug, feature, general] = texts;
        match kind {
            FeedbackType::Bug => bug,
            FeedbackType::Feature => feature,
            FeedbackType::General => general,
        }
    }
}
