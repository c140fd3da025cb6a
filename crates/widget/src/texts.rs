//! Every sentence the form shows. English is compiled in; another language is a file of the same names in
//! `languages/`, and a page may replace any of them.

use crate::model::FeedbackType;

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident: $kind:ty = $english:expr;)*) => {
        /// The texts of one language.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Texts { $($(#[$doc])* pub $name: $kind,)* }

        impl Texts {
            /// English.
            pub const EN: Self = Self { $($name: $english,)* };

            /// Takes the texts that `other` has by these names.
            #[cfg(feature = "csr")]
            pub fn take(&mut self, other: &wasm_bindgen::JsValue) {
                $(Take::take(&mut self.$name, &js_sys::Reflect::get(other, &stringify!($name).into()).unwrap_or_default());)*
            }

            /// The names, as in the file of a language.
            #[cfg(test)]
            const NAMES: &[&str] = &[$(stringify!($name)),*];
        }
    };
}

texts! {
    /// Title of the dialog.
    title: &'static str = "Send feedback";
    /// Name of the button that closes the dialog.
    close: &'static str = "Close";
    /// Legend of the type choice.
    kind: &'static str = "What is it about?";
    /// Names of the types, in the order of [`FeedbackType::ALL`].
    kinds: [&'static str; 3] = [FeedbackType::Bug.label(), FeedbackType::Feature.label(), FeedbackType::General.label()];
    /// Label of the text, per type.
    content: [&'static str; 3] = ["What went wrong?", "What is missing?", "What is on your mind?"];
    /// What helps us understand it, per type.
    hint: [&'static str; 3] = [
            "What you did, what you expected, what happened instead.",
            "What you want to do, and how you manage today.",
            "Praise, doubts, questions: anything the team should know.",
        ];
    /// Label of the e-mail field.
    email: &'static str = "E-mail";
    /// Marks a field that may stay empty.
    optional: &'static str = "optional";
    /// What the address is used for.
    email_hint: &'static str = "Only to answer you about this.";
    /// Heads the list of what goes along with an entry.
    along: &'static str = "What is sent with it";
    /// What one may do about it.
    along_hint: &'static str = "Untick what you would rather not tell.";
    /// What goes along, in the order of [`Part::ALL`](crate::along::Part::ALL).
    along_parts: [&'static str; 9] =
        ["Page", "Browser", "System", "Window", "Language", "Time zone", "Release", "Environment", "User"];
    /// Label of the field that must stay empty.
    honeypot: &'static str = "Leave this field empty";
    /// The button that sends.
    send: &'static str = "Send feedback";
    /// The same while it sends.
    sending: &'static str = "Sending…";
    /// The same after a failure that may pass.
    again: &'static str = "Try again";
    /// Follows the number of characters left.
    left: &'static str = "characters left";
    /// Follows the number of characters too many.
    over: &'static str = "characters too many";
    /// Heads the marked fields.
    check: &'static str = "Not sent yet. Check the marked field.";
    /// No text was written.
    content_blank: &'static str = "Write a few words first.";
    /// The text is too long.
    content_long: &'static str = "This is longer than 10,000 characters. Shorten it, or send it in two parts.";
    /// The address has no valid shape.
    email_wrong: &'static str = "This is not a complete address, like name@example.org.";
    /// No answer came.
    unreachable: &'static str = "Not sent: the server could not be reached. Your text is kept.";
    /// The server cannot take it now.
    busy: &'static str = "Not sent: the server is busy. Your text is kept; try again in a moment.";
    /// The server refused without a reason we can show.
    refused: &'static str = "Not sent: the server refused it. Your text is kept.";
    /// Heads the receipt.
    sent: &'static str = "Thank you, we have it";
    /// What happens next.
    sent_more: &'static str = "The team reads every message.";
    /// Heads the receipt of an entry that waits.
    queued: &'static str = "Saved, but not sent yet";
    /// What happens to it.
    queued_more: &'static str = "It is kept on this device and sent by itself as soon as the server can be reached.";
    /// Starts a second entry.
    another: &'static str = "Send another";
}

impl Texts {
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

/// What can be replaced by a value of JavaScript, if that is of its kind.
#[cfg(feature = "csr")]
trait Take {
    fn take(&mut self, value: &wasm_bindgen::JsValue);
}

#[cfg(feature = "csr")]
impl Take for &'static str {
    /// A page has one language and few forms, so its texts may stay for ever.
    fn take(&mut self, value: &wasm_bindgen::JsValue) {
        if let Some(text) = value.as_string() {
            *self = text.leak();
        }
    }
}

#[cfg(feature = "csr")]
impl<const N: usize> Take for [&'static str; N] {
    fn take(&mut self, value: &wasm_bindgen::JsValue) {
        for (index, text) in (0..).zip(self) {
            text.take(&js_sys::Reflect::get_u32(value, index).unwrap_or_default());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Texts;

    #[test]
    fn every_language_has_every_text() {
        for language in [include_str!("../languages/de.json"), include_str!("../languages/ar.json")] {
            for name in Texts::NAMES {
                assert_eq!(language.matches(&format!("\n  \"{name}\": ")).count(), 1, "{name}");
            }
            // Beside them `lang`, `dir`, and `launcher`, the name of the button.
            assert_eq!(language.matches("\n  \"").count(), Texts::NAMES.len() + 3);
        }
    }
}
