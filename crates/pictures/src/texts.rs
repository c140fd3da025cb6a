//! Every sentence of the editor: English here, another language by the same names in the member `pictures` of the
//! files in `crates/widget/languages`.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident = $english:literal;)*) => {
        /// The texts of one language.
        pub struct Texts { $($(#[$doc])* pub $name: String,)* }

        impl Texts {
            /// English, or what `other` has instead.
            pub fn new(other: JsValue) -> Self {
                Self { $($name: say(&other, stringify!($name), $english),)* }
            }

            /// The names, as in the file of a language.
            #[cfg(test)]
            const NAMES: &[&str] = &[$(stringify!($name)),*];
        }
    };
}

texts! {
    /// Title of the editor.
    title = "Mark up the picture";
    /// Name of the picture itself.
    picture = "The picture";
    /// Name of the group of buttons.
    tools = "Tools";
    /// Covers a part.
    hide = "Hide";
    /// Points at a part.
    highlight = "Highlight";
    /// Keeps only a part.
    crop = "Crop";
    /// Adds a part without a pointer.
    add = "Add";
    /// Takes a step back.
    undo = "Undo";
    /// Takes a part away.
    remove = "Remove";
    /// Leaves without the picture, or without the changes.
    cancel = "Cancel";
    /// Takes the picture as it is now.
    done = "Use picture";
    /// How to mark.
    hint = "Drag over a part, or click two of its corners. What is hidden is removed on this device.";
    /// After the first click.
    hint_corner = "Now click the opposite corner.";
    /// While a part has the focus.
    hint_part = "Arrow keys move it, with Shift they resize it, Delete removes it.";
    /// Names of parts, before their number.
    part_hide = "Hidden part";
    /// As above.
    part_highlight = "Highlighted part";
    /// As above.
    part_crop = "Part to keep";
}

fn say(texts: &JsValue, name: &str, english: &str) -> String {
    let found = Reflect::get(texts, &JsValue::from_str(name)).ok().and_then(|text| text.as_string());
    found.unwrap_or_else(|| english.to_owned())
}

#[cfg(test)]
mod tests {
    use super::Texts;

    #[test]
    fn every_language_has_every_text() {
        let languages =
            [include_str!("../../widget/languages/de.json"), include_str!("../../widget/languages/ar.json")];
        for language in languages {
            let (_, own) = language.split_once("\n  \"pictures\": {").expect("the member");
            let (own, _) = own.split_once("\n  }").expect("its end");
            for name in Texts::NAMES {
                assert_eq!(own.matches(&format!("\n    \"{name}\": ")).count(), 1, "{name}");
            }
            assert_eq!(own.matches("\n    \"").count(), Texts::NAMES.len());
        }
    }
}
