//! Cutting text into tokens.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// PostgreSQL numbers the words of a text up to 16,383.
const TOKENS_MAX: usize = 16_000;
/// PostgreSQL refuses words above 2,046 bytes.
const TOKEN_CHARS_MAX: usize = 64;

/// The tokens of a text in its order: compatible forms are unified, marks
/// stripped, letters lower case, everything that is no letter or digit parts.
///
/// Scripts written without blanks have no words to part, so of a run of them
/// every two neighbours are a token, and so is the last one alone: what begins
/// with a character is then everything that contains it.
pub fn tokens(text: &str) -> Vec<String> {
    let mut cutter = Cutter::default();
    // Composed again because Korean syllables fall apart too.
    let plain = text.nfkd().filter(|letter| !is_combining_mark(*letter)).nfc();
    for letter in plain.flat_map(char::to_lowercase).filter(|letter| !is_invisible(*letter)) {
        cutter.take(letter);
        if cutter.done.len() >= TOKENS_MAX {
            break;
        }
    }
    cutter.end();
    cutter.done.truncate(TOKENS_MAX);
    cutter.done
}

/// The tokens of a text as the databases take them.
pub struct Document(Vec<String>);

impl Document {
    pub fn of(text: &str) -> Self {
        Self(tokens(text))
    }

    /// As the database in use takes it.
    pub fn text(&self, is_postgres: bool) -> String {
        if is_postgres { self.tsvector() } else { self.fts5() }
    }

    /// For FTS5's tokenizer `ascii`, which parts at blanks and keeps the rest.
    fn fts5(&self) -> String {
        self.0.join(" ")
    }

    /// A literal of the type tsvector, so that no parser of PostgreSQL's cuts it again.
    fn tsvector(&self) -> String {
        let numbered = self.0.iter().enumerate();
        numbered.map(|(place, token)| format!("'{token}':{} ", place + 1)).collect()
    }
}

/// Whether no blanks part the words of its script: Chinese, Japanese, Korean,
/// Thai, Lao, Burmese, Khmer.
pub fn is_unparted(letter: char) -> bool {
    matches!(letter,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{1100}'..='\u{11ff}'
        | '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3031}'..='\u{3035}'
        | '\u{3040}'..='\u{30ff}' | '\u{3105}'..='\u{318f}' | '\u{31a0}'..='\u{31bf}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Stands inside words and means nothing for them: soft hyphen, joiners.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}')
}

#[derive(Default)]
struct Cutter {
    done: Vec<String>,
    /// Of a word of a script with blanks.
    word: String,
    chars: usize,
    /// The last character of a run without blanks.
    before: Option<char>,
}

impl Cutter {
    fn take(&mut self, letter: char) {
        if !letter.is_alphanumeric() {
            self.end();
        } else if is_unparted(letter) {
            self.end_word();
            if let Some(before) = self.before.replace(letter) {
                self.done.push([before, letter].iter().collect());
            }
        } else {
            self.end_run();
            if self.chars < TOKEN_CHARS_MAX {
                // Lower case depends on the place for this letter alone.
                self.word.push(if letter == 'ς' { 'σ' } else { letter });
                self.chars += 1;
            }
        }
    }

    fn end(&mut self) {
        self.end_word();
        self.end_run();
    }

    fn end_word(&mut self) {
        if !self.word.is_empty() {
            self.done.push(std::mem::take(&mut self.word));
            self.chars = 0;
        }
    }

    fn end_run(&mut self) {
        self.done.extend(self.before.take().map(String::from));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_lose_case_marks_and_form() {
        for (text, expected) in [
            ("The chest-list (v2.4) is EMPTY!", "the chest list v2 4 is empty"),
            ("Über Ñandú, ŻÓŁW; naïve", "uber nandu zołw naive"),
            ("ＡＢＣ ①② ﬁle \u{212b}ngström", "abc 12 file angstrom"),
            ("ΟΔΟΣ οδός", "οδοσ οδοσ"),
            ("don't re\u{ad}load\0now İstanbul", "don t reload now istanbul"),
            ("'; drop table -- \u{1f600} \\ : * \" <->", "drop table"),
            ("", ""),
        ] {
            assert_eq!(tokens(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn scripts_without_blanks_are_cut_in_twos() {
        for (text, expected) in [
            ("全文検索", "全文 文検 検索 索"),
            ("索", "索"),
            ("iPhoneの電話2", "iphone の電 電話 話 2"),
            ("한국어 검색", "한국 국어 어 검색 색"),
            ("ガラス", "カラ ラス ス"),
        ] {
            assert_eq!(tokens(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn long_text_is_bounded() {
        assert_eq!(tokens(&"x".repeat(10_000)), ["x".repeat(64)]);
        assert_eq!(tokens(&"\u{fdfa} ".repeat(10_000)).len(), TOKENS_MAX);
    }

    #[test]
    fn postgres_gets_places() {
        assert_eq!(Document::of("A b, a").tsvector(), "'a':1 'b':2 'a':3 ");
    }

    proptest! {
        // Nothing that means something to a database, whatever the text.
        #[test]
        fn tokens_are_letters_and_digits(text in any::<String>()) {
            for token in tokens(&text) {
                prop_assert!((1..=TOKEN_CHARS_MAX).contains(&token.chars().count()));
                prop_assert!(token.chars().all(|letter| letter.is_alphanumeric() && !letter.is_ascii_uppercase()));
            }
        }

        // How a text is written does not matter.
        #[test]
        fn forms_of_a_text_are_one(text in any::<String>()) {
            let upper: String = text.chars().flat_map(char::to_uppercase).collect();
            let lower: String = upper.chars().flat_map(char::to_lowercase).collect();
            prop_assert_eq!(tokens(&upper), tokens(&lower));
            let (apart, composed): (String, String) = (text.nfd().collect(), text.nfc().collect());
            prop_assert_eq!(tokens(&apart), tokens(&text));
            prop_assert_eq!(tokens(&composed), tokens(&text));
        }
    }
}
