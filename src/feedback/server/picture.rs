//! Drawing a picture anew: from its pixels, so that nothing else of the file
//! is left: no place and camera (EXIF), no text, no second file behind the first.

use crate::feedback::model::{FILE_BYTES, MediaType};
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder};
use std::io::Cursor;

/// Pixels of a picture, and of a frame of an animation.
const MOST_PIXELS: u64 = 40_000_000;
/// Pixels of all frames together: some seconds of work.
const MOST_FRAME_PIXELS: u64 = 10 * MOST_PIXELS;
/// What a decoder may hold: 40 million pixels of 8 bits and some room.
const MOST_BYTES: u64 = 4 * MOST_PIXELS + (16 << 20);
/// Of a picture that would not fit in a file otherwise.
const JPEG_QUALITY: u8 = 85;

/// The picture, and what it is now: larger ones than a file may be become JPEG.
/// None when it is broken or has too many pixels.
pub fn redraw(kind: MediaType, bytes: &[u8]) -> Option<(MediaType, Vec<u8>)> {
    let format = match kind {
        MediaType::Gif => return Some((kind, animation(bytes)?)),
        MediaType::Jpeg => ImageFormat::Jpeg,
        MediaType::Webp => ImageFormat::WebP,
        _ => ImageFormat::Png,
    };
    let picture = decode(format, bytes)?;
    if format != ImageFormat::Jpeg {
        let mut drawn = Cursor::new(Vec::new());
        picture.write_to(&mut drawn, format).ok()?;
        if drawn.get_ref().len() <= FILE_BYTES {
            return Some((kind, drawn.into_inner()));
        }
    }
    let mut drawn = Vec::new();
    JpegEncoder::new_with_quality(&mut drawn, JPEG_QUALITY).encode_image(&picture.into_rgb8()).ok()?;
    Some((MediaType::Jpeg, drawn))
}

fn decode(format: ImageFormat, bytes: &[u8]) -> Option<DynamicImage> {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MOST_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return None;
    }
    // Phones write how the camera was held instead of turning the picture.
    let orientation = decoder.orientation().ok()?;
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    picture.apply_orientation(orientation);
    Some(picture)
}

/// Frame by frame, with their colours and times; comments and what programs
/// write between them are left out, as is everything behind a broken frame.
fn animation(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut decoder = gif::DecodeOptions::new();
    decoder.set_memory_limit(gif::MemoryLimit::Bytes(MOST_PIXELS.try_into().ok()?));
    let mut decoder = decoder.read_info(bytes).ok()?;
    let colours = decoder.global_palette().unwrap_or_default().to_vec();
    let mut encoder = gif::Encoder::new(Vec::new(), decoder.width(), decoder.height(), &colours).ok()?;
    encoder.set_repeat(decoder.repeat()).ok()?;
    let (mut left, mut frames) = (MOST_FRAME_PIXELS, 0);
    while let Ok(Some(frame)) = decoder.read_next_frame() {
        let Some(rest) = left.checked_sub(frame.buffer.len() as u64) else { break };
        (left, frames) = (rest, frames + 1);
        // The rows came in order out of the decoder.
        encoder.write_frame(&gif::Frame { interlaced: false, ..frame.clone() }).ok()?;
    }
    (frames > 0).then(|| encoder.into_inner().ok())?
}

#[cfg(test)]
#[path = "picture_tests.rs"]
mod tests;
