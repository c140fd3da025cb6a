//! One number that matters, how it moved, and its recent shape.

use super::{
    format::percent,
    icons::{Glyph, Icon},
    tone::Tone,
};
use leptos::prelude::*;

/// A change against an earlier period.
#[derive(Clone, Debug, PartialEq)]
pub struct Delta {
    /// The relative change: 0.08 is 8 % more.
    pub change: f64,
    /// What it is compared with: "on yesterday"; empty where the page says it for all.
    pub basis: String,
    /// Whether more is good news, bad news, or neither.
    pub more_is: Tone,
}

impl Delta {
    fn icon(&self) -> Option<Icon> {
        match self.change {
            c if c >= 0.005 => Some(Icon::ArrowUp),
            c if c <= -0.005 => Some(Icon::ArrowDown),
            _ => None,
        }
    }

    fn words(&self) -> String {
        let words = match self.icon() {
            Some(Icon::ArrowUp) => format!("{} up {}", percent(self.change), self.basis),
            Some(_) => format!("{} down {}", percent(-self.change), self.basis),
            None => format!("No change {}", self.basis),
        };
        words.trim_end().to_owned()
    }

    fn tone(&self) -> Tone {
        match (self.icon(), self.more_is) {
            (None, _) => Tone::Neutral,
            (Some(Icon::ArrowDown), Tone::Good) => Tone::Bad,
            (Some(Icon::ArrowDown), Tone::Bad) => Tone::Good,
            (_, tone) => tone,
        }
    }
}

/// A number with its label, an optional delta (arrow and word), and a sparkline as child.
/// With `href` the number links to what it counts.
///
/// ```ignore
/// <Stat label="Page views today" value="1,204" href="analytics"
///     delta=Some(Delta { change: 0.08, basis: "on yesterday".into(), more_is: Tone::Good })>
///     <Sparkline label="Page views by hour" values=hours/>
/// </Stat>
/// ```
#[component]
pub fn Stat(
    #[prop(into)] label: String,
    #[prop(into)] value: String,
    /// None when there is nothing to compare with.
    #[prop(optional_no_strip)]
    delta: Option<Delta>,
    /// A short remark in place of a delta.
    #[prop(optional, into)]
    note: Option<String>,
    #[prop(optional_no_strip, into)] href: Option<String>,
    /// The link chooses what is shown on this page, and whether that is shown now.
    #[prop(optional_no_strip)]
    current: Option<bool>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let number = match href {
        Some(href) => {
            let name = format!("{label}: {value}");
            let current_word = (current == Some(true)).then_some("true");
            let stays = current.map(|_| "");
            view! {
                <a class="stat-link" href=href aria-label=name aria-current=current_word data-noscroll=stays>{value}</a>
            }
            .into_any()
        }
        None => value.into_any(),
    };
    view! {
        <div class="stat">
            <p class="stat-label">{label}</p>
            <p class="stat-value">{number}</p>
            {delta.map(|delta| view! { <Change delta=delta/> })}
            {note.map(|note| view! { <p class="stat-note">{note}</p> })}
            {children.map(|children| view! { <div class="stat-shape">{children()}</div> })}
        </div>
    }
}

/// A change as arrow and words.
///
/// ```ignore
/// <NumberCell><Change delta=Delta { change: -0.12, basis: String::new(), more_is: Tone::Bad }/></NumberCell>
/// ```
#[component]
pub fn Change(delta: Delta) -> impl IntoView {
    view! {
        <p class=format!("stat-delta {}", delta.tone().class())>
            {delta.icon().map(|icon| view! { <Glyph icon=icon/> })}
            <span>{delta.words()}</span>
        </p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delta(change: f64, more_is: Tone) -> Delta {
        Delta { change, basis: "on yesterday".into(), more_is }
    }

    #[test]
    fn a_delta_says_its_direction_in_words_and_whether_that_is_good() {
        assert_eq!(delta(0.08, Tone::Good).words(), "8 % up on yesterday");
        assert_eq!(delta(-0.25, Tone::Good).words(), "25 % down on yesterday");
        assert_eq!(delta(0.001, Tone::Good).words(), "No change on yesterday");
        let bare = Delta { basis: String::new(), ..delta(0.08, Tone::Good) };
        assert_eq!(bare.words(), "8 % up");
        assert_eq!(delta(-0.25, Tone::Bad).tone(), Tone::Good);
        assert_eq!(delta(0.25, Tone::Bad).tone(), Tone::Bad);
        assert_eq!(delta(-0.25, Tone::Neutral).tone(), Tone::Neutral);
    }
}
