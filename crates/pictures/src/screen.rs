//! One picture of what a person shares.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlVideoElement, ImageBitmap, MediaStream, MediaStreamTrack};

use crate::dom;

/// While it is there nothing of the widget is drawn (a rule of the loader's style sheet).
const HIDDEN: &str = "data-grab";

/// How long a screen on which nothing moves may give no further frame.
const STILL_MS: i32 = 700;

/// Takes the picture and ends the sharing, also when that fails.
pub async fn grab(stream: &MediaStream, place: &Element) -> Result<ImageBitmap, JsValue> {
    let host = dom::host(place);
    if let Some(host) = &host {
        host.set_attribute(HIDDEN, "")?;
    }
    let picture = frame(stream).await;
    for track in stream.get_tracks().iter() {
        track.unchecked_into::<MediaStreamTrack>().stop();
    }
    if let Some(host) = &host {
        host.remove_attribute(HIDDEN)?;
    }
    picture
}

async fn frame(stream: &MediaStream) -> Result<ImageBitmap, JsValue> {
    let video: HtmlVideoElement = dom::el("video", &[])?.unchecked_into();
    video.set_muted(true);
    video.set_src_object(Some(stream));
    JsFuture::from(video.play()?).await?;
    // The first frame may still show the widget, or the page before the browser's bar moved it.
    for _ in 0..2 {
        next(&video).await?;
    }
    let promise = dom::window()?.create_image_bitmap_with_html_video_element(&video)?;
    JsFuture::from(promise).await?.dyn_into()
}

/// The next frame of a video; a while at most, since a still screen may have none.
async fn next(video: &HtmlVideoElement) -> Result<(), JsValue> {
    let method = Reflect::get(video, &JsValue::from_str("requestVideoFrameCallback"))?.dyn_into::<Function>();
    let window = dom::window()?;
    let promise = Promise::new(&mut |done, _| {
        if let Ok(method) = &method {
            let _ = method.call1(video, &done);
        }
        let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&done, STILL_MS);
    });
    JsFuture::from(promise).await.map(drop)
}
