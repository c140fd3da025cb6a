//! The script tag that puts the widget on a page, and what its attributes may say.

use serde::{Deserialize, Serialize};

/// What the settings of the widget are made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WidgetFacts {
    /// Scheme and host under which the reader reached us.
    pub base: String,
    pub public_key: String,
    /// In the order a change travels.
    pub environments: Vec<String>,
}

/// Values and words; the first is what the loader does without the attribute.
pub const THEMES: [(&str, &str); 3] = [("", "As the reader's device"), ("light", "Light"), ("dark", "Dark")];
pub const POSITIONS: [(&str, &str); 4] = [
    ("", "Bottom right"),
    ("bottom-left", "Bottom left"),
    ("top-right", "Top right"),
    ("top-left", "Top left"),
];
pub const LANGUAGES: [(&str, &str); 4] =
    [("", "As the page"), ("en", "English"), ("de", "Deutsch"), ("ar", "العربية")];

const ENVIRONMENT_CHARS: usize = 100;
const ATTACH_CHARS: usize = 200;
const SHORTCUT_CHARS: usize = 40;

/// What a shortcut that cannot be one is answered with.
pub const SHORTCUT_WRONG: &str = "Give a letter or a digit with Ctrl, Alt or Meta, such as alt+shift+f.";

/// What the attributes say; empty: nothing, and the attribute is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snippet {
    pub theme: String,
    pub position: String,
    pub language: String,
    pub environment: String,
    /// A selector: elements of the page that open the form instead of the button.
    pub attach: String,
    /// As it was typed.
    pub shortcut: String,
}

impl Snippet {
    /// By the names of a form's fields. What is none of the choices counts as nothing.
    pub fn read(said: impl Fn(&str) -> Option<String>) -> Self {
        let text = |name, most| -> String {
            said(name).unwrap_or_default().trim().chars().filter(|c| !c.is_control()).take(most).collect()
        };
        let one_of = |name, choices: &[(&str, &str)]| {
            said(name).filter(|value| choices.iter().any(|(known, _)| known == value)).unwrap_or_default()
        };
        Self {
            theme: one_of("theme", &THEMES),
            position: one_of("position", &POSITIONS),
            language: one_of("language", &LANGUAGES),
            environment: text("environment", ENVIRONMENT_CHARS),
            attach: text("attach", ATTACH_CHARS),
            shortcut: text("shortcut", SHORTCUT_CHARS),
        }
    }

    /// The fields that say something, by the names [`Snippet::read`] knows.
    pub fn fields(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = [
            ("theme", self.theme.as_str()),
            ("position", &self.position),
            ("language", &self.language),
            ("environment", &self.environment),
            ("attach", &self.attach),
            ("shortcut", &self.shortcut),
        ];
        all.into_iter().filter(|(_, value)| !value.is_empty())
    }

    /// The attributes of the tag besides the key, in the loader's names. A shortcut that cannot be one is none.
    pub fn attributes(&self) -> impl Iterator<Item = (&'static str, String)> {
        self.fields().filter_map(|(name, value)| match name {
            "language" => Some(("data-lang", value.to_owned())),
            "environment" => Some(("data-env", value.to_owned())),
            "theme" => Some(("data-theme", value.to_owned())),
            "position" => Some(("data-position", value.to_owned())),
            "attach" => Some(("data-attach", value.to_owned())),
            _ => Some(("data-shortcut", shortcut(value)?)),
        })
    }

    /// Something is typed that cannot be a shortcut.
    pub fn shortcut_is_wrong(&self) -> bool {
        !self.shortcut.is_empty() && shortcut(&self.shortcut).is_none()
    }

    /// The line to paste; several once it says more than the key.
    pub fn tag(&self, base: &str, public_key: &str) -> String {
        let more: Vec<_> = self.attributes().collect();
        let between = if more.is_empty() { " " } else { "\n  " };
        let attribute = |(name, value): (&str, String)| format!("{between}{name}=\"{}\"", escaped(&value));
        let key = attribute(("data-key", public_key.to_owned()));
        let more: String = more.into_iter().map(attribute).collect();
        format!("<script async src=\"{base}/embed.js\"{key}{more}></script>")
    }
}

/// As the loader compares it: modifiers in its order, then the key. With none of Ctrl, Alt and
/// Meta it would be a letter somebody types.
fn shortcut(text: &str) -> Option<String> {
    const ORDER: [&str; 4] = ["ctrl", "alt", "shift", "meta"];
    let text = text.to_lowercase();
    let mut parts: Vec<&str> = text.split('+').map(str::trim).collect();
    let key = parts.pop().filter(|key| key.len() == 1 && key.chars().all(|c| c.is_ascii_alphanumeric()))?;
    let modifier = |part: &str| match part {
        "control" => "ctrl",
        "option" => "alt",
        "cmd" | "command" | "super" | "win" => "meta",
        other => ORDER.into_iter().find(|known| *known == other).unwrap_or_default(),
    };
    let held: Vec<&str> = parts.into_iter().map(modifier).collect();
    let told = ORDER.into_iter().filter(|known| held.contains(known)).collect::<Vec<_>>();
    let complete = told.len() == held.len() && told.iter().any(|held| *held != "shift");
    complete.then(|| format!("{}+{key}", told.join("+")))
}

/// The inside of a quoted attribute.
fn escaped(value: &str) -> String {
    value.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snippet(fields: &[(&str, &str)]) -> Snippet {
        let value =
            |name: &str| fields.iter().find(|(own, _)| *own == name).map(|(_, value)| value.to_string());
        Snippet::read(value)
    }

    #[test]
    fn the_tag_says_what_was_chosen_and_nothing_else() {
        assert_eq!(
            snippet(&[]).tag("https://c.example", "abc"),
            "<script async src=\"https://c.example/embed.js\" data-key=\"abc\"></script>"
        );
        let all = [
            ("theme", "dark"),
            ("position", "top-left"),
            ("language", "ar"),
            ("environment", "staging"),
            ("attach", "a[href=\"#x\"] & <b>"),
            ("shortcut", "Shift + Alt + F"),
        ];
        let expected = "<script async src=\"https://c.example/embed.js\"\n  data-key=\"abc\"\n  data-theme=\"dark\"\n  \
             data-position=\"top-left\"\n  data-lang=\"ar\"\n  data-env=\"staging\"\n  \
             data-attach=\"a[href=&quot;#x&quot;] &amp; &lt;b>\"\n  data-shortcut=\"alt+shift+f\"></script>";
        assert_eq!(snippet(&all).tag("https://c.example", "abc"), expected);
        let nonsense = [("theme", "pink"), ("position", "middle"), ("language", "xx"), ("shortcut", "f")];
        assert_eq!(snippet(&nonsense).attributes().count(), 0);
    }

    #[test]
    fn a_shortcut_holds_a_modifier_and_one_key() {
        for (given, meant) in [
            ("alt+shift+f", Some("alt+shift+f")),
            ("Shift+Control+K", Some("ctrl+shift+k")),
            ("cmd+option+1", Some("alt+meta+1")),
            ("f", None),
            ("shift+f", None),
            ("alt+", None),
            ("alt+alt+f", None),
            ("alt+hyper+f", None),
            ("alt+ä", None),
            ("", None),
        ] {
            assert_eq!(shortcut(given).as_deref(), meant, "{given}");
        }
        assert!(snippet(&[("shortcut", "f")]).shortcut_is_wrong() && !snippet(&[]).shortcut_is_wrong());
    }
}
