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
                $(self.$name.take(&crate::browser::member(other, stringify!($name)));)*
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
    /// Legend of the rating.
    rating: &'static str = "How do you like it?";
    /// What its ends mean.
    rating_hint: &'static str = "optional; from 1, not at all, to 5, very much";
    /// Label of the e-mail field.
    email: &'static str = "E-mail";
    /// Marks a field that may stay empty.
    optional: &'static str = "optional";
    /// What the address is used for.
    email_hint: &'static str = "Only to answer you about this.";
    /// Label of the control for files.
    files: &'static str = "Files";
    /// What they may be.
    files_hint: &'static str = "Up to 5 pictures, PDF or text files of at most 5 MB each.";
    /// Stands on the control.
    files_choose: &'static str = "Choose, paste or drop files";
    /// Takes a picture of the screen.
    screenshot: &'static str = "Take a screenshot";
    /// Why there is no such button.
    screenshot_http: &'static str = "Screenshots can only be taken on pages with https.";
    /// None was taken.
    no_screenshot: &'static str = "No screenshot was taken. Paste one or choose a file.";
    /// Comes before the name of the picture that its button marks up.
    edit: &'static str = "Mark up";
    /// Follows the name of a file that was added.
    added: &'static str = "added";
    /// Comes before the name of the file that its button removes.
    remove: &'static str = "Remove";
    /// There are more than may be.
    files_many: &'static str = "Only the first 5 files are taken.";
    /// A file is too large.
    file_large: &'static str = "Larger than 5 MB. Choose a smaller one.";
    /// The server does not know what the file is.
    file_kind: &'static str =
        "None of PNG, JPEG, WebP, GIF, PDF, JSON and plain text. Remove it or convert it.";
    /// Heads the list of what goes along with an entry.
    along: &'static str = "What is sent with it";
    /// What one may do about it.
    along_hint: &'static str = "Untick what you would rather not tell.";
    /// What goes along, in the order of [`Part::ALL`](crate::along::Part::ALL).
    along_parts: [&'static str; 9] =
        ["Page", "Browser", "Window", "Language", "Time zone", "Release", "Environment", "User", "Context"];
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
    /// Either of them, with files that the device does not keep.
    held: &'static str = "Not sent yet: the server could not take it. Your text is kept, your files only while this page is open.";
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
    /// Leads to the page of what was sent.
    follow: &'static str = "See its progress";
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
    #[inline(never)]
    fn take(&mut self, value: &wasm_bindgen::JsValue) {
        if let Some(text) = value.as_string() {
            *self = text.leak();
        }
    }
}

#[cfg(feature = "csr")]
impl<const N: usize> Take for [&'static str; N] {
    fn take(&mut self, value: &wasm_bindgen::JsValue) {
        take_all(self, value);
    }
}

#[cfg(feature = "csr")]
#[inline(never)]
fn take_all(texts: &mut [&'static str], value: &wasm_bindgen::JsValue) {
    for (index, text) in (0..).zip(texts) {
        text.take(&js_sys::Reflect::get_u32(value, index).unwrap_or_default());
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
            // Beside them `lang`, `dir`, `launcher` (the name of the button) and the texts of crates/pictures.
            assert_eq!(language.matches("\n  \"").count(), Texts::NAMES.len() + 4);
        }
    }
}
