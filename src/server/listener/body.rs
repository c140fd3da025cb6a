//! Request and response bodies that report their end.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use axum::body::{Body, Bytes};
use http_body::{Body as HttpBody, Frame, SizeHint};
use hyper::body::Incoming;

use super::deadline::{Phase, Progress};

/// A request body on its way in.
pub(super) struct Inbound {
    inner: Incoming,
    progress: Arc<Progress>,
    ended: bool,
}

impl Inbound {
    pub(super) fn new(inner: Incoming, progress: Arc<Progress>) -> Self {
        Self { inner, progress, ended: false }
    }

    fn end(&mut self) {
        if !self.ended {
            self.ended = true;
            self.progress.end_body(true);
        }
    }
}

impl HttpBody for Inbound {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = ready!(Pin::new(&mut self.inner).poll_frame(cx));
        match &frame {
            Some(Ok(frame)) => {
                self.progress.body_bytes(frame.data_ref().map_or(0, Bytes::len));
                if self.inner.is_end_stream() {
                    self.end();
                }
            }
            Some(Err(_)) | None => self.end(),
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl Drop for Inbound {
    fn drop(&mut self) {
        if !self.ended {
            self.progress.end_body(false);
        }
    }
}

/// A response body on its way out; when hyper lets go of it, the connection waits for the next request.
pub(super) struct Outbound {
    inner: Body,
    progress: Arc<Progress>,
}

impl Outbound {
    pub(super) fn new(inner: Body, progress: Arc<Progress>) -> Self {
        Self { inner, progress }
    }
}

impl HttpBody for Outbound {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.inner).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl Drop for Outbound {
    fn drop(&mut self) {
        self.progress.enter(Phase::Idle);
    }
}
