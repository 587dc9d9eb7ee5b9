//! A response body that can end before its announced length.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, SizeHint};
use thiserror::Error;
use tokio::time::{Sleep, sleep};

/// The connection is to end here because a fault says so.
#[derive(Debug, Error)]
#[error("the connection was dropped by a fault")]
pub(crate) struct DroppedByFault;

/// A whole body, one that is torn after its first half, or one that comes byte by byte.
pub(crate) struct AnswerBody {
    announced: u64,
    part: Option<Bytes>,
    tear: Tear,
    pace: Option<Pace>,
}

/// The pause before each byte.
struct Pace {
    pause: Duration,
    until: Pin<Box<Sleep>>,
}

#[derive(PartialEq, Eq)]
enum Tear {
    Never,
    /// The first half has still to reach the client.
    AfterFlush,
    Now,
}

impl AnswerBody {
    /// All of `bytes`.
    pub(crate) fn whole(bytes: Vec<u8>) -> Self {
        Self {
            announced: bytes.len() as u64,
            part: Some(bytes.into()),
            tear: Tear::Never,
            pace: None,
        }
    }

    /// All of `bytes`, each after a pause.
    pub(crate) fn trickled(bytes: Vec<u8>, pause: Duration) -> Self {
        let pace = Pace { pause, until: Box::pin(sleep(pause)) };
        Self { pace: Some(pace), ..Self::whole(bytes) }
    }

    /// Announces all of `bytes`, sends the first half, then ends the connection.
    pub(crate) fn torn(bytes: Vec<u8>) -> Self {
        let announced = bytes.len() as u64;
        let half = Bytes::from(bytes).split_to(announced as usize / 2);
        Self { announced, part: Some(half), tear: Tear::AfterFlush, pace: None }
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = DroppedByFault;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, DroppedByFault>>> {
        if let Self { part: Some(part), pace: Some(pace), .. } = &mut *self
            && !part.is_empty()
        {
            ready!(pace.until.as_mut().poll(context));
            pace.until = Box::pin(sleep(pace.pause));
            return Poll::Ready(Some(Ok(Frame::data(part.split_to(1)))));
        }
        if let Some(part) = self.part.take().filter(|part| !part.is_empty()) {
            return Poll::Ready(Some(Ok(Frame::data(part))));
        }
        match self.tear {
            Tear::Never => Poll::Ready(None),
            Tear::AfterFlush => {
                // hyper throws its write buffer away on an error, and writes it out before it
                // polls again a body that was not ready.
                self.tear = Tear::Now;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Tear::Now => Poll::Ready(Some(Err(DroppedByFault))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.announced == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.announced)
    }
}
