//! What the query of a page's address says about how somebody came there.

use super::{Utm, cut};

/// The parameters that count. Of a repeated one the first that says something does.
#[derive(Default)]
pub struct Marks {
    /// `utm_source`, else `source`, else `ref`.
    pub source: Option<String>,
    pub utm: Utm,
    /// A click on an advertisement of Google was counted there.
    pub google_click: bool,
    /// The same at Microsoft.
    pub microsoft_click: bool,
}

impl Marks {
    /// From an address or a path.
    pub fn read(page_url: &str) -> Self {
        let before_fragment = page_url.split('#').next().unwrap_or_default();
        let query = before_fragment.split_once('?').map_or("", |(_, query)| query);
        let (mut marks, mut source, mut reference) = (Self::default(), None, None);
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let place = match decoded(name).to_lowercase().as_str() {
                "utm_source" => &mut marks.utm.source,
                "utm_medium" => &mut marks.utm.medium,
                "utm_campaign" => &mut marks.utm.campaign,
                "utm_term" => &mut marks.utm.term,
                "utm_content" => &mut marks.utm.content,
                "source" => &mut source,
                "ref" => &mut reference,
                "gclid" | "gbraid" | "wbraid" => {
                    marks.google_click |= !value.is_empty();
                    continue;
                }
                "msclkid" => {
                    marks.microsoft_click |= !value.is_empty();
                    continue;
                }
                _ => continue,
            };
            if place.is_none() {
                *place = Some(cut(&decoded(value))).filter(|value| !value.is_empty());
            }
        }
        marks.source = marks.utm.source.clone().or(source).or(reference);
        marks
    }
}

/// Plus and percent signs read, bytes that are no UTF-8 replaced, control characters left out.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let escaped = if first == b'%' { byte_of(after) } else { None };
        bytes.push(escaped.unwrap_or(if first == b'+' { b' ' } else { first }));
        rest = if escaped.is_some() { &after[2..] } else { after };
    }
    let text = String::from_utf8_lossy(&bytes);
    text.chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned()
}

/// What two hexadecimal digits stand for.
fn byte_of(digits: &[u8]) -> Option<u8> {
    let value = |at: usize| char::from(*digits.get(at)?).to_digit(16);
    u8::try_from(value(0)? * 16 + value(1)?).ok()
}
