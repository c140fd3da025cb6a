//! The files that came with an entry.

use crate::{
    feedback::model::{Attachment, FileState, MediaType},
    ui::*,
};
use leptos::prelude::*;

/// Pictures to look at, the rest to download.
#[component]
pub fn Attached(
    /// The address they lie under.
    folder: String,
    attachments: Vec<Attachment>,
) -> impl IntoView {
    let mut attachments = attachments;
    attachments.sort_by_key(|file| !(file.media_type.is_picture() && file.state == FileState::Ready));
    let items = attachments.into_iter().map(move |file| {
        let Attachment { id, name, media_type, size, state } = file;
        let (kind, size) = (kind(media_type), format::bytes(size as f64));
        let note = match state {
            FileState::Ready => format!("{kind}, {size}"),
            FileState::Pending => format!("{kind}, {size}; shown once it is checked"),
            FileState::Refused => format!("{kind}, {size}; not kept, since it cannot be read as a picture"),
        };
        let href = (state == FileState::Ready).then(|| format!("{folder}/{id}"));
        view! { <FileItem name=name note=note href=href picture=media_type.is_picture()/> }
    });
    view! { <Panel title="Files"><Files label="Files">{items.collect_view()}</Files></Panel> }
}

fn kind(media_type: MediaType) -> &'static str {
    match media_type {
        MediaType::Png => "PNG",
        MediaType::Jpeg => "JPEG",
        MediaType::Webp => "WebP",
        MediaType::Gif => "GIF",
        MediaType::Pdf => "PDF",
        MediaType::Json => "JSON",
        MediaType::Text => "Text",
    }
}
