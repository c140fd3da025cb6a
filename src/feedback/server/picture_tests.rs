//! What is left of a file after its picture was drawn anew.

use super::{MOST_PIXELS, MediaType, redraw};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, codecs::jpeg::JpegEncoder};
use std::{borrow::Cow, io::Cursor};

const SECRET: &[u8] = b"GPSSECRET";

/// Red on the left, blue on the right.
fn flag(width: u32, height: u32) -> DynamicImage {
    let colour = |x, _| if x < width / 2 { Rgb([255, 0, 0]) } else { Rgb([0, 0, 255]) };
    RgbImage::from_fn(width, height, colour).into()
}

fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("encoded");
    bytes.into_inner()
}

/// TIFF with an orientation and the latitude "N".
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    tiff.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38]);
    tiff.extend([0; 4]);
    tiff.extend(b"\0\x01\0\x01\0\x02\0\0\0\x02N\0\0\0\0\0\0\0");
    [&tiff, SECRET].concat()
}

/// A JPEG with a block of EXIF behind its first two bytes.
fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let exif = [b"Exif\0\0".to_vec(), exif(orientation)].concat();
    let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

/// A PNG with a chunk behind its header.
fn with_chunk(png: &[u8], name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let body = [name, data].concat();
    let length = u32::try_from(data.len()).expect("short").to_be_bytes();
    [&png[..33], &length, &body, &crc32fast::hash(&body).to_be_bytes(), &png[33..]].concat()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn pixels(bytes: &[u8]) -> RgbImage {
    image::load_from_memory(bytes).expect("a picture").into_rgb8()
}

#[test]
fn the_place_is_gone_and_the_picture_stands_upright() {
    // 6: held in portrait; a quarter turn clockwise puts red on top.
    let jpeg = with_exif(&file(&flag(80, 40), ImageFormat::Jpeg), 6);
    let png = with_chunk(&file(&flag(80, 40), ImageFormat::Png), b"eXIf", &exif(6));
    for (kind, sent) in [(MediaType::Jpeg, jpeg), (MediaType::Png, png)] {
        assert!(holds(&sent, SECRET));
        let (now, kept) = redraw(kind, &sent).expect("drawn");
        assert!(!holds(&kept, b"Exif") && !holds(&kept, b"eXIf") && !holds(&kept, SECRET), "{kind:?}");
        let picture = pixels(&kept);
        assert_eq!((now, picture.dimensions()), (kind, (40, 80)));
        assert!(picture.get_pixel(20, 10)[0] > 200 && picture.get_pixel(20, 70)[2] > 200);
    }
}

#[test]
fn nothing_behind_or_between_the_pixels_survives() {
    let text = with_chunk(&file(&flag(20, 10), ImageFormat::Png), b"tEXt", b"Comment\0GPSSECRET");
    let files = [
        (MediaType::Png, text),
        (MediaType::Jpeg, file(&flag(20, 10), ImageFormat::Jpeg)),
        (MediaType::Webp, file(&flag(20, 10), ImageFormat::WebP)),
    ];
    for (kind, sent) in files {
        let (now, kept) =
            redraw(kind, &[sent, b"<script>alert(1)</script>".to_vec()].concat()).expect("drawn");
        assert!(!holds(&kept, b"script") && !holds(&kept, SECRET), "{kind:?}");
        let picture = pixels(&kept);
        assert_eq!((now, picture.dimensions()), (kind, (20, 10)));
        assert!(picture.get_pixel(2, 5)[0] > 200 && picture.get_pixel(17, 5)[2] > 200, "{kind:?}");
    }
}

/// What the reporter painted over stays one colour, and nothing shines through at its edges.
#[test]
fn what_was_painted_over_stays_so() {
    let painted = |x, y| (32..96).contains(&x) && (16..48).contains(&y);
    let noise = |x: u32, y: u32| (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)).to_le_bytes();
    let picture: DynamicImage = RgbImage::from_fn(128, 64, |x, y| {
        let [r, g, b, _] = noise(x, y);
        if painted(x, y) { Rgb([0, 0, 0]) } else { Rgb([r, g, b]) }
    })
    .into();
    for (kind, format) in [(MediaType::Png, ImageFormat::Png), (MediaType::Webp, ImageFormat::WebP)] {
        let (_, kept) = redraw(kind, &file(&picture, format)).expect("drawn");
        assert_eq!(pixels(&kept), picture.to_rgb8(), "{kind:?}: every pixel as it was sent");
    }
    let mut sent = Vec::new();
    JpegEncoder::new_with_quality(&mut sent, 85).encode_image(&picture).expect("encoded");
    let (_, kept) = redraw(MediaType::Jpeg, &sent).expect("drawn");
    // JPEG mixes colours within blocks of 16 pixels, here only outside the paint.
    let inside = pixels(&kept)
        .enumerate_pixels()
        .filter(|(x, y, _)| painted(*x, *y))
        .map(|found| *found.2)
        .max_by_key(|pixel| pixel.0);
    assert_eq!(inside, Some(Rgb([0, 0, 0])));
}

/// Three frames: a red canvas, then small ones upon it, with a comment between them.
fn moving() -> Vec<u8> {
    let mut sent = gif::Encoder::new(Vec::new(), 8, 8, &[255, 0, 0, 0, 0, 255]).expect("a canvas");
    sent.set_repeat(gif::Repeat::Infinite).expect("repeats");
    for (size, colour) in [(8_u16, 0_u8), (2, 1), (4, 0)] {
        sent.write_raw_extension(gif::Extension::Comment.into(), &[SECRET]).expect("a comment");
        let buffer = Cow::from(vec![colour; usize::from(size * size)]);
        let (left, delay) = (8 - size, 20);
        let frame = gif::Frame { left, width: size, height: size, delay, buffer, ..gif::Frame::default() };
        sent.write_frame(&frame).expect("a frame");
    }
    sent.into_inner().expect("a file")
}

#[test]
fn an_animation_moves_on_as_it_did() {
    let sent = [moving(), b"<script>".to_vec()].concat();
    let (kind, kept) = redraw(MediaType::Gif, &sent).expect("drawn");
    assert!(kind == MediaType::Gif && !holds(&kept, SECRET) && !holds(&kept, b"script"));
    let mut file = gif::Decoder::new(&*kept).expect("a GIF");
    assert_eq!(
        (file.repeat(), file.global_palette()),
        (gif::Repeat::Infinite, Some(&[255, 0, 0, 0, 0, 255][..]))
    );
    let mut frames = Vec::new();
    while let Some(frame) = file.read_next_frame().expect("a frame") {
        frames.push((frame.left, frame.width, frame.delay, frame.buffer[0]));
    }
    assert_eq!(frames, [(0, 8, 20, 0), (6, 2, 20, 1), (4, 4, 20, 0)]);
}

#[test]
fn what_follows_a_broken_frame_is_left_out() {
    let sent = moving();
    let (_, kept) = redraw(MediaType::Gif, &sent[..sent.len() - 4]).expect("drawn");
    let frames = gif::Decoder::new(&*kept).expect("a GIF").into_iter().filter_map(Result::ok).count();
    assert_eq!(frames, 2);
    assert!(redraw(MediaType::Gif, &sent[..30]).is_none());
}

#[test]
fn what_is_no_picture_or_too_large_is_refused() {
    assert!(redraw(MediaType::Png, b"\x89PNG\r\n\x1a\nnothing").is_none());
    assert!(redraw(MediaType::Gif, b"GIF89a<script>alert(1)</script>").is_none());
    assert!(redraw(MediaType::Jpeg, b"\xff\xd8\xff\xe0").is_none());
    assert!(redraw(MediaType::Webp, b"RIFF\x04\0\0\0WEBP").is_none());
    // Says it is 50,000 × 50,000 in a few bytes.
    let mut bomb = file(&flag(20, 10), ImageFormat::Png);
    bomb[16..24].copy_from_slice(&[0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50]);
    let crc = crc32fast::hash(&bomb[12..29]).to_be_bytes();
    bomb[29..33].copy_from_slice(&crc);
    assert!(redraw(MediaType::Png, &bomb).is_none());
    let mut wide = moving();
    // The first frame, behind the head (13), two colours, the repetition (19), the comment (13) and the control (8).
    let size = 13 + 6 + 19 + 13 + 8 + 5;
    assert_eq!(wide[size..size + 4], [8, 0, 8, 0]);
    wide[size..size + 4].copy_from_slice(&[0xff; 4]);
    assert!(u64::from(u16::MAX).pow(2) > MOST_PIXELS && redraw(MediaType::Gif, &wide).is_none());
}
