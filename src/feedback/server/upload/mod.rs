//! A body of several parts. Texts are kept in memory; each file is checked as
//! soon as it is complete and then waits on disk, so that a request never holds
//! more than one of its files and all requests together a known amount.

mod files;
mod room;

pub use files::Files;
pub use room::Uploads;

use crate::{
    error::AppError,
    feedback::model::{FILE_BYTES, FILES_MAX},
    server::state::AppState,
};
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, header},
};
use futures::{Stream, StreamExt, stream};
use multer::{Constraints, Field, Multipart, SizeLimit};
use std::{collections::HashMap, mem::take, task::Poll};

/// Bytes of a whole body.
const BODY_BYTES: usize = 26 << 20;
/// The name of the parts that are files.
const FILE: &str = "file";

/// Why a body is not taken. Files are named and numbered from 1.
#[derive(Debug)]
pub enum Refused {
    /// Larger than one file may be.
    Large(usize, String),
    /// None of the types we take.
    Kind(usize, String),
    TooMany,
    Body,
    Other(AppError),
}

impl From<AppError> for Refused {
    fn from(error: AppError) -> Self {
        Self::Other(error)
    }
}

impl From<Refused> for AppError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Large(_, name) => Self::TooLarge {
                message: format!("The file \"{name}\" is larger than {} MB", FILE_BYTES >> 20),
            },
            Refused::Kind(_, name) => Self::Unsupported {
                message: format!(
                    "The file \"{name}\" is none of PNG, JPEG, WebP, GIF, PDF, JSON and plain text in UTF-8"
                ),
            },
            Refused::TooMany => {
                Self::TooLarge { message: format!("An entry may have at most {FILES_MAX} files") }
            }
            Refused::Body => {
                Self::TooLarge { message: format!("The body must be at most {} MB", BODY_BYTES >> 20) }
            }
            Refused::Other(error) => error,
        }
    }
}

/// What a body held.
#[derive(Default)]
pub struct Upload {
    /// Parts that are texts, by name.
    pub fields: HashMap<String, String>,
    pub files: Files,
}

/// Whether a body has several parts.
pub fn is_multipart(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.get(..19).is_some_and(|kind| kind.eq_ignore_ascii_case("multipart/form-data"))
}

/// Read a body to its end.
pub async fn read(state: &AppState, headers: &HeaderMap, body: Body) -> Result<Upload, Refused> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(kind).map_err(broken)?;
    let limits = SizeLimit::new().whole_stream(BODY_BYTES as u64);
    let limits = Constraints::new().size_limit(limits);
    let mut parts = Multipart::with_constraints(piecewise(body), boundary, limits);
    let upload = read_parts(state, &mut parts).await;
    if upload.is_err() {
        // Who is still sending does not read the answer.
        while let Ok(Some(_)) = parts.next_field().await {}
    }
    upload
}

/// multer takes all that has arrived before it hands on any of it, however much
/// that is; from this it gets one piece at a time.
fn piecewise(body: Body) -> impl Stream<Item = Result<Bytes, axum::Error>> {
    let (mut pieces, mut given) = (body.into_data_stream(), false);
    stream::poll_fn(move |cx| {
        if take(&mut given) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let piece = pieces.poll_next_unpin(cx);
        given = matches!(piece, Poll::Ready(Some(_)));
        piece
    })
}

async fn read_parts(state: &AppState, parts: &mut Multipart<'static>) -> Result<Upload, Refused> {
    let (mut upload, mut room) = (Upload::default(), state.config.limits.feedback_body_bytes);
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        match part.name().map(str::to_owned) {
            Some(name) if name == FILE => upload.files.take(&state.config.data_dir, part).await?,
            Some(name) => {
                room = room.checked_sub(name.len()).ok_or(Refused::Body)?;
                let bytes = bytes(part, room).await?.ok_or(Refused::Body)?;
                room -= bytes.len();
                let text = String::from_utf8(bytes);
                let text = text.map_err(|_| AppError::invalid(&name, format!("{name} must be UTF-8")))?;
                upload.fields.insert(name, text);
            }
            None => {}
        }
    }
    Ok(upload)
}

/// A part, unless it is longer than `most`.
async fn bytes(mut part: Field<'_>, most: usize) -> Result<Option<Vec<u8>>, Refused> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(broken)? {
        if bytes.len() + chunk.len() > most {
            return Ok(None);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Some(bytes))
}

fn broken(error: multer::Error) -> Refused {
    match error {
        multer::Error::StreamSizeExceeded { .. } => Refused::Body,
        _ => AppError::invalid("body", "The body is not complete multipart/form-data").into(),
    }
}
