//! What the terminal has received: the bytes, and what they show.

use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

const BEGIN_UPDATE: &[u8] = b"\x1b[?2026h";
const END_UPDATE: &[u8] = b"\x1b[?2026l";

/// What the terminal has received.
pub(super) struct Received {
    pub(super) parser: vt100::Parser,
    pub(super) stream: Vec<u8>,
}

impl Received {
    /// Whether no frame is only half there.
    pub(super) fn is_whole(&self) -> bool {
        let last = |mark: &[u8]| self.stream.windows(mark.len()).rposition(|bytes| bytes == mark);
        last(BEGIN_UPDATE) <= last(END_UPDATE)
    }
}

#[derive(Default)]
pub(super) struct Shared {
    pub(super) received: Mutex<Option<Received>>,
    pub(super) news: Condvar,
    /// The reader is to let go of the terminal after the next bytes.
    pub(super) let_go: AtomicBool,
}

impl Shared {
    pub(super) fn lock(&self) -> MutexGuard<'_, Option<Received>> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn read(&self, mut reader: impl Read) {
        let mut bytes = [0; 64 * 1024];
        while let Ok(count @ 1..) = reader.read(&mut bytes) {
            if let Some(received) = self.lock().as_mut() {
                received.parser.process(&bytes[..count]);
                received.stream.extend_from_slice(&bytes[..count]);
            }
            self.news.notify_all();
            if self.let_go.load(Ordering::SeqCst) {
                return;
            }
        }
    }
}
