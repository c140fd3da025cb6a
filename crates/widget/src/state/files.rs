//! The files of an entry, known by numbers: their bytes are the browser's.

use super::{Field, State, number};
use crate::model::{FILE_BYTES, FILES_MAX};
use crate::texts::Texts;

/// A file that goes with the entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// Never used for another file of this page.
    pub number: usize,
    /// As its owner calls it.
    pub name: String,
    /// How large it is.
    pub bytes: u64,
    /// Whether the browser takes it for a picture.
    pub picture: bool,
}

impl Attached {
    /// E.g. `340 KB` or `1.2 MB`.
    pub fn size(&self) -> String {
        let kilobytes = (self.bytes as usize).div_ceil(1 << 10);
        if kilobytes < 1 << 10 {
            return number(kilobytes) + " KB";
        }
        let tenths = kilobytes * 10 / (1 << 10);
        [number(tenths / 10).as_str(), ".", &number(tenths % 10), " MB"].concat()
    }
}

impl State {
    /// Takes files, as many as may be; the numbers of those it does not take.
    pub fn attach(&mut self, given: Vec<Attached>, texts: &Texts) -> Vec<usize> {
        self.changed(Field::Files);
        let mut left = Vec::new();
        for file in given {
            if file.bytes > FILE_BYTES as u64 {
                self.problem(Field::Files, &[file.name.as_str(), ": ", texts.file_large].concat());
                left.push(file.number);
            } else if self.files.len() == FILES_MAX {
                self.problem(Field::Files, texts.files_many);
                left.push(file.number);
            } else {
                self.files.push(file);
            }
        }
        left
    }

    /// A picture was marked up.
    pub fn replace(&mut self, number: usize, with: Attached) {
        self.changed(Field::File(number));
        self.files.iter_mut().filter(|file| file.number == number).for_each(|file| *file = with.clone());
    }

    /// The person took no picture of the screen after all, or may not.
    pub fn no_screenshot(&mut self, texts: &Texts) {
        self.changed(Field::Files);
        self.problem(Field::Files, texts.no_screenshot);
    }

    /// The person took a file away.
    pub fn detach(&mut self, number: usize) {
        self.files.retain(|file| file.number != number);
        self.changed(Field::File(number));
        self.changed(Field::Files);
    }

    /// The server does not take a file, which its answer names in quotes.
    pub(super) fn refuse_file(&mut self, large: bool, message: String, texts: &Texts) {
        // The search of the standard library would be another kilobyte.
        let within = |part: &str| message.as_bytes().windows(part.len()).any(|some| some == part.as_bytes());
        let named = self.files.iter().find(|file| within(&["\"", file.name.as_str(), "\""].concat()));
        match named.map(|file| file.number) {
            Some(number) => {
                self.problem(Field::File(number), if large { texts.file_large } else { texts.file_kind });
            }
            None => self.problem(Field::Files, &message),
        }
    }
}
