//! The socket as hyper sees it: every wait and every byte is reported.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::deadline::{Phase, Progress};

/// What a client may still send after its answer before we hang up on it.
const LINGER_BYTES: usize = 4 << 20;

pub(super) struct Watched<T> {
    inner: TokioIo<T>,
    progress: Arc<Progress>,
    lingered: usize,
}

impl<T> Watched<T> {
    pub(super) fn new(inner: T, progress: Arc<Progress>) -> Self {
        Self { inner: TokioIo::new(inner), progress, lingered: 0 }
    }

    fn wrote(&self, result: &Poll<io::Result<usize>>) {
        match result {
            Poll::Pending => self.progress.write_waits(),
            Poll::Ready(_) => self.progress.write_went(),
        }
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> Read for Watched<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let result = Pin::new(&mut self.inner).poll_read(cx, buf);
        match result {
            Poll::Pending => self.progress.read_waits(),
            Poll::Ready(_) => self.progress.read_came(),
        }
        result
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> Write for Watched<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.inner).poll_write(cx, buf);
        self.wrote(&result);
        result
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.inner).poll_write_vectored(cx, bufs);
        self.wrote(&result);
        result
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    /// Say that we are done; then, if the client was still sending a body we
    /// refused, read it away so that our answer is not lost to a reset.
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.progress.phase() != Phase::Linger {
            ready!(Pin::new(&mut self.inner).poll_shutdown(cx))?;
            if !self.progress.body_left() {
                return Poll::Ready(Ok(()));
            }
            self.progress.enter(Phase::Linger);
        }
        let mut scratch = [0; 4_096];
        while self.lingered < LINGER_BYTES {
            let mut buf = ReadBuf::new(&mut scratch);
            match ready!(Pin::new(self.inner.inner_mut()).poll_read(cx, &mut buf)) {
                Ok(()) if !buf.filled().is_empty() => self.lingered += buf.filled().len(),
                _ => break,
            }
        }
        Poll::Ready(Ok(()))
    }
}
