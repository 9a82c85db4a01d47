//! How slowly the body of a request may come: a browser on a bad line is waited for, whoever sends drop by drop to hold a
//! place is not.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::BoxError;
use hyper::body::{Body, Bytes, Frame, SizeHint};
use tokio::time::Instant;

use crate::error::Error;

/// Bytes that must come in each second in which more is waited for.
const LEAST: u128 = 8 * 1024;

/// A body that is given up when it comes too slowly. The first span of waiting is not judged, and what the server itself takes
/// to read is nobody's fault.
pub(super) struct Paced<B> {
    body: B,
    span: Duration,
    /// Of the present span: how long was waited, and what came.
    waited: Duration,
    came: u128,
    is_first: bool,
    /// Since when more is waited for.
    since: Option<Instant>,
}

impl<B> Paced<B> {
    /// Looks at it after each span of waiting.
    pub(super) fn new(body: B, span: Duration) -> Paced<B> {
        Paced { body, span, waited: Duration::ZERO, came: 0, is_first: true, since: None }
    }

    /// Whether the span that just ended brought too little; begins the next.
    fn was_too_slow(&mut self) -> bool {
        let least = LEAST * self.waited.as_millis() / 1000;
        let too_slow = !self.is_first && self.came < least;
        (self.waited, self.came, self.is_first) = (Duration::ZERO, 0, false);
        too_slow
    }
}

impl<B> Body for Paced<B>
where
    B: Body<Data = Bytes, Error: Into<BoxError>> + Unpin,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(cx) else {
            this.since.get_or_insert_with(Instant::now);
            return Poll::Pending;
        };
        if let Some(since) = this.since.take() {
            this.waited += since.elapsed();
        }
        let Some(frame) = frame else {
            return Poll::Ready(None);
        };
        let frame = frame.map_err(Into::into);
        let data = frame.as_ref().ok().and_then(Frame::data_ref);
        this.came += data.map_or(0, |data| data.len() as u128);
        if this.waited >= this.span && this.was_too_slow() {
            return Poll::Ready(Some(Err(Error::TooSlow.into())));
        }
        Poll::Ready(Some(frame))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
