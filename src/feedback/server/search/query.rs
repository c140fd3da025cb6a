//! What people type into the search field: `words`, `"phrases"`, `begin*`.

use super::tokens::{is_unparted, tokens};

/// All of its parts must be in a text. One without any part finds nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query(Vec<Phrase>);

/// Tokens that follow each other.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Phrase {
    /// At least one.
    tokens: Vec<String>,
    /// The last token need only begin so.
    open: bool,
}

impl From<&str> for Query {
    fn from(text: &str) -> Self {
        let parts: Vec<&str> = text.split(['"', '“', '”', '„', '«', '»']).collect();
        let mut phrases = Vec::new();
        for (number, part) in parts.iter().enumerate() {
            let followed = parts.get(number + 1).is_some_and(|next| next.starts_with('*'));
            if number % 2 == 1 {
                phrases.extend(Phrase::read(part, followed));
            } else {
                phrases.extend(part.split_whitespace().filter_map(|word| Phrase::read(word, false)));
            }
        }
        phrases.dedup();
        Self(phrases)
    }
}

impl Query {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One token as it is.
    pub fn word(token: &str) -> Self {
        Self(vec![Phrase { tokens: vec![token.to_owned()], open: false }])
    }

    /// As the database in use takes it.
    pub fn text(&self, is_postgres: bool) -> String {
        if is_postgres { self.tsquery() } else { self.fts5() }
    }

    /// An expression of FTS5. Every token is quoted and none holds a quote, so
    /// its operators, columns and functions cannot be reached.
    fn fts5(&self) -> String {
        let phrase = |phrase: &Phrase| {
            let star = if phrase.open { "*" } else { "" };
            format!("\"{}\"{star}", phrase.tokens.join(" "))
        };
        self.0.iter().map(phrase).collect::<Vec<_>>().join(" AND ")
    }

    /// A literal of the type tsquery, quoted in the same way.
    fn tsquery(&self) -> String {
        let phrase = |phrase: &Phrase| {
            let quoted: Vec<_> = phrase.tokens.iter().map(|token| format!("'{token}'")).collect();
            let star = if phrase.open { ":*" } else { "" };
            format!("({}{star})", quoted.join(" <-> "))
        };
        self.0.iter().map(phrase).collect::<Vec<_>>().join(" & ")
    }
}

impl Phrase {
    /// A word that is cut in several tokens (`web@2.4`) is a phrase too.
    fn read(text: &str, open: bool) -> Option<Self> {
        let mut open = open || text.trim_end().ends_with('*');
        let mut tokens = tokens(text);
        if let [.., before, last] = &tokens[..]
            && lone(last)
            && before.chars().count() == 2
            && before.ends_with(last.as_str())
        {
            // The end of a run: in the text it may go on.
            tokens.pop();
        } else if tokens.last().is_some_and(|last| lone(last)) {
            open = true;
        }
        (!tokens.is_empty()).then_some(Self { tokens, open })
    }
}

/// One character of a script that is cut in twos.
fn lone(token: &str) -> bool {
    let mut letters = token.chars();
    letters.next().is_some_and(is_unparted) && letters.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fts5(text: &str) -> String {
        Query::from(text).fts5()
    }

    #[test]
    fn words_phrases_and_beginnings() {
        assert_eq!(fts5("Chest  LIST"), r#""chest" AND "list""#);
        assert_eq!(fts5(r#"empty "chest list" again"#), r#""empty" AND "chest list" AND "again""#);
        assert_eq!(fts5(r#"che* "chest li*" "a b"*"#), r#""che"* AND "chest li"* AND "a b"*"#);
        assert_eq!(fts5("“not closed"), r#""not closed""#);
        assert_eq!(fts5("web@2.4.0"), r#""web 2 4 0""#);
        let query = Query::from(r#"a "b c*""#);
        assert_eq!(query.tsquery(), "('a') & ('b' <-> 'c':*)");
        assert!(["", " ", "!?", "\"\"", "*", "\0"].iter().all(|text| Query::from(*text).is_empty()));
    }

    #[test]
    fn a_run_without_blanks_is_found_inside_longer_ones() {
        assert_eq!(fts5("検索"), r#""検索""#);
        assert_eq!(fts5("全文検"), r#""全文 文検""#);
        assert_eq!(fts5("索"), r#""索"*"#);
        assert_eq!(fts5("\"検索 索\""), r#""検索 索 索"*"#);
        assert_eq!(fts5("検索x"), r#""検索 索 x""#);
    }

    #[test]
    fn what_databases_understand_is_words_here() {
        assert_eq!(fts5("a OR b"), r#""a" AND "or" AND "b""#);
        assert_eq!(fts5("NEAR(a b, 2)"), r#""near a" AND "b" AND "2""#);
        assert_eq!(fts5("words:x ^y -z {w}"), r#""words x" AND "y" AND "z" AND "w""#);
        assert_eq!(Query::from("!a|b&'c':A").tsquery(), "('a' <-> 'b' <-> 'c' <-> 'a')");
    }

    proptest! {
        // What is outside quotes is ours, what is inside are letters and digits.
        #[test]
        fn no_syntax_passes_through(text in "[a-z\"*'\\\\():&|!<>^{}+\u{4e00}-\u{4e10}\u{0} -]{0,40}") {
            let query = Query::from(text.as_str());
            for (number, part) in query.fts5().split('"').enumerate() {
                let fits = if number % 2 == 1 {
                    part.chars().all(|letter| letter.is_alphanumeric() || letter == ' ')
                } else {
                    ["", "*", " AND ", "* AND "].contains(&part)
                };
                prop_assert!(fits, "{part:?}");
            }
            for (number, part) in query.tsquery().split('\'').enumerate() {
                let ours = ["", "(", ")", ":*)", ") & (", ":*) & (", " <-> "];
                let fits =
                    if number % 2 == 1 { part.chars().all(char::is_alphanumeric) } else { ours.contains(&part) };
                prop_assert!(fits, "{part:?}");
            }
        }
    }
}
