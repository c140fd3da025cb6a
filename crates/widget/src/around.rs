//! What the browser knows about where a form stands.

use js_sys::{Array, Intl, Object};
use wasm_bindgen::JsValue;

use crate::agent::{browser, join, system};
use crate::along::Part;
use crate::browser::{list, member, page, text};
use crate::setup::FormSetup;

/// What goes along with an entry written here and now.
pub fn around(setup: &FormSetup) -> Vec<(Part, String)> {
    // Written on our own page about another one, whose window nobody knows any more.
    let elsewhere = !setup.page.is_empty();
    let page = if elsewhere { setup.page.clone() } else { page() };
    let navigator = web_sys::window().map(|window| member(&window, "navigator")).unwrap_or_default();
    let (browser, system) = agent(&navigator);
    let context = setup.context.clone();
    let known = [
        (Part::Page, Some(page)),
        (Part::Browser, Some(browser)),
        (Part::System, Some(system)),
        (Part::Viewport, viewport().filter(|_| !elsewhere)),
        (Part::Locale, text(&navigator, "language")),
        (Part::TimeZone, time_zone()),
        (Part::Release, context.release),
        (Part::Environment, context.environment),
        (Part::User, context.user_id),
    ];
    known.into_iter().filter_map(|(part, value)| Some((part, value?))).collect()
}

/// Browser and system as the server would tell them from the headers of a request.
fn agent(navigator: &JsValue) -> (String, String) {
    let data = member(navigator, "userAgentData");
    let brand = |brand: JsValue| {
        let part = |name| text(&brand, name).unwrap_or_default();
        ["\"", part("brand").as_str(), "\";v=\"", &part("version"), "\""].concat()
    };
    let brands: String = list(&member(&data, "brands")).iter().map(brand).collect();
    let name = text(navigator, "userAgent").unwrap_or_default();
    let (browser, browser_version) = browser(&name, Some(&brands));
    let (system, system_version) = system(&name, text(&data, "platform").as_deref(), None);
    (join(browser, &browser_version), join(system, &system_version))
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
