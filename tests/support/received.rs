//! What the terminal has received: the bytes, and what they show.

use std::io::Read;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

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
    /// The reader is to wait after the next bytes.
    /// How many bytes a second it reads; 0: as they come.
    pub(super) rate: AtomicUsize,
    is_held: Mutex<bool>,
    released: Condvar,
}

impl Shared {
    pub(super) fn lock(&self) -> MutexGuard<'_, Option<Received>> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the reader waits before it reads on.
    pub(super) fn hold(&self, is_held: bool) {
        *self.is_held.lock().unwrap_or_else(PoisonError::into_inner) = is_held;
        self.released.notify_all();
    }

    fn wait_while_held(&self) {
        let guard = self.is_held.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.released.wait_while(guard, |is_held| *is_held).unwrap_or_else(PoisonError::into_inner));
    }

    pub(super) fn read(&self, mut reader: impl Read) {
        let mut bytes = [0; 64 * 1024];
        loop {
            let rate = self.rate.load(Ordering::SeqCst);
            if rate > 0 {
                std::thread::sleep(Duration::from_millis(100));
            }
            let most = if rate > 0 { rate / 10 } else { bytes.len() };
            let Ok(count @ 1..) = reader.read(&mut bytes[..most]) else { return };
            if let Some(received) = self.lock().as_mut() {
                received.parser.process(&bytes[..count]);
                received.stream.extend_from_slice(&bytes[..count]);
            }
            self.news.notify_all();
            self.wait_while_held();
            if self.let_go.load(Ordering::SeqCst) {
                return;
            }
        }
    }
}
