//! What the browser knows about where a form stands.

use js_sys::{Array, Intl, Object};

use crate::along::Part;
use crate::browser::{member, page, text};
use crate::setup::FormSetup;

/// What goes along with an entry written here and now.
pub fn around(setup: &FormSetup) -> Vec<(Part, String)> {
    // Written on our own page about another one, whose window nobody knows any more.
    let elsewhere = !setup.page.is_empty();
    let page = if elsewhere { setup.page.clone() } else { page() };
    let navigator = web_sys::window().map(|window| member(&window, "navigator")).unwrap_or_default();
    let context = &setup.context;
    let mut known = Vec::new();
    let all = &mut known;
    add(all, Part::Page, Some(page));
    add(all, Part::Browser, text(&navigator, "userAgent"));
    add(all, Part::Viewport, viewport().filter(|_| !elsewhere));
    add(all, Part::Locale, text(&navigator, "language"));
    add(all, Part::TimeZone, time_zone());
    add(all, Part::Release, context.release.clone());
    add(all, Part::Environment, context.environment.clone());
    add(all, Part::User, context.user_id.clone());
    add(all, Part::Context, context.more.clone());
    known
}

/// Kept out of line: there are many.
#[inline(never)]
fn add(known: &mut Vec<(Part, String)>, part: Part, value: Option<String>) {
    known.extend(value.map(|value| (part, value)));
}

/// E.g. `1280x720`, or `390x844@3` on a screen with nine device pixels for each.
fn viewport() -> Option<String> {
    let window = web_sys::window()?;
    let size = Array::of2(&window.inner_width().ok()?, &window.inner_height().ok()?).join("x");
    let ratio = (window.device_pixel_ratio() * 100.0).round() / 100.0;
    Some(if ratio == 1.0 { size.into() } else { Array::of2(&size, &ratio.into()).join("@").into() })
}

fn time_zone() -> Option<String> {
    text(&Intl::DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options(), "timeZone")
}
