//! The one thread that writes to the terminal. A terminal may take no more output at any time (a stalled link, a stopped
//! pane, Ctrl-S), and then only this thread waits; it also notices a terminal that is gone, even when there is nothing to
//! write.

use super::frame::Paper;
use super::output::Output;
use ratatui::layout::Size;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::termios::{Action, QueueSelector, tcflow, tcflush};
use std::io::{self, PipeReader, PipeWriter, Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// How many bytes are written at once. What is given up is given up between two pieces.
const PIECE: usize = 4096;
/// How long a terminal may take for what it has been sent, ...
const PATIENCE: Duration = Duration::from_millis(300);
/// ... and for the rest once that was thrown away.
const REST: Duration = Duration::from_millis(50);
/// How often what it has not taken is thrown away for the last bytes.
const FLUSHES: usize = 3;

/// Writes on a thread of its own, in the order of the calls; no call waits for the terminal but [`finish`](Self::finish),
/// and that not for long. Clones write to the same place.
#[derive(Debug, Clone)]
pub(super) struct Writer(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    output: Output,
    state: Mutex<State>,
    /// Wakes the thread.
    bell: PipeWriter,
    /// All is written, or the terminal is gone.
    done: Condvar,
    news: Notify,
}

#[derive(Debug, Default)]
struct State {
    is_open: bool,
    /// What the thread hasn't taken yet.
    waiting: Vec<u8>,
    /// Whether the thread is writing a piece.
    is_writing: bool,
    /// What ended the thread.
    gone: Option<io::ErrorKind>,
}

impl State {
    fn is_idle(&self) -> bool {
        self.waiting.is_empty() && !self.is_writing
    }
}

impl Shared {
    /// A panic while the lock is held leaves a whole state behind.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ring(&self) {
        // A full pipe has rung already.
        let _ = (&self.bell).write(&[0]);
    }

    /// The thread's work, until the terminal is gone.
    fn work(&self, bell: &PipeReader) {
        let mut piece = Vec::with_capacity(PIECE);
        let error = loop {
            let mut state = self.lock();
            state.is_writing = !state.waiting.is_empty();
            let length = state.waiting.len().min(PIECE);
            piece.clear();
            piece.extend(state.waiting.drain(..length));
            drop(state);
            let outcome = if piece.is_empty() {
                self.done.notify_all();
                self.news.notify_one();
                self.wait(bell)
            } else {
                (&self.output).write_all(&piece)
            };
            if let Err(error) = outcome {
                break error;
            }
        };
        let mut state = self.lock();
        state.waiting.clear();
        state.is_writing = false;
        state.gone = Some(error.kind());
        drop(state);
        self.done.notify_all();
        self.news.notify_one();
    }

    /// Waits for the bell; an error when the terminal is gone.
    fn wait(&self, mut bell: &PipeReader) -> io::Result<()> {
        loop {
            // Asked for nothing, a terminal still tells that it was hung up.
            let mut fds = [PollFd::new(&bell, PollFlags::IN), PollFd::new(&self.output, PollFlags::empty())];
            match poll(&mut fds, None) {
                Err(rustix::io::Errno::INTR) => continue,
                polled => polled?,
            };
            if fds[1].revents().intersects(PollFlags::HUP | PollFlags::ERR) {
                return Err(rustix::io::Errno::IO.into());
            }
            // Also where a terminal can't be polled: then this read waits for the bell.
            return bell.read(&mut [0; 64]).map(|_| ());
        }
    }
}

impl Writer {
    /// Starts the thread on this terminal (or pipe); closed at first.
    ///
    /// # Errors
    /// When the system gives no pipe or no thread.
    pub(super) fn start(terminal: OwnedFd) -> io::Result<Self> {
        let (listener, bell) = io::pipe()?;
        let shared = Arc::new(Shared {
            output: Output::new(terminal),
            state: Mutex::default(),
            bell,
            done: Condvar::new(),
            news: Notify::new(),
        });
        let of_thread = Arc::clone(&shared);
        std::thread::Builder::new().name("screen".into()).spawn(move || of_thread.work(&listener))?;
        Ok(Self(shared))
    }

    /// From now on what is sent is written.
    pub(super) fn open(&self) {
        self.0.lock().is_open = true;
    }

    /// Sends bytes on their way and returns at once. Once closed, they are dropped.
    pub(super) fn send(&self, bytes: &[u8]) {
        let mut state = self.0.lock();
        if state.is_open && state.gone.is_none() {
            let was_idle = state.is_idle();
            state.waiting.extend_from_slice(bytes);
            drop(state);
            if was_idle {
                self.0.ring();
            }
        }
    }

    /// Whether everything that was sent has been written.
    pub(super) fn is_idle(&self) -> bool {
        self.0.lock().is_idle()
    }

    /// Completes when everything has been written; at once when that may be news. Safe to cancel.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub(super) async fn written(&self) -> io::Result<()> {
        if let Some(kind) = self.0.lock().gone {
            return Err(kind.into());
        }
        self.0.news.notified().await;
        self.0.lock().gone.map_or(Ok(()), |kind| Err(kind.into()))
    }

    /// Closes with these last bytes. What hasn't been written yet and they have a moment; when the terminal doesn't take them
    /// in that time, all that it has not taken is thrown away, and the last bytes are tried once more alone. True when
    /// they are out.
    pub(super) fn finish(&self, last: &[u8]) -> bool {
        let mut state = self.0.lock();
        state.is_open = false;
        if state.gone.is_some() {
            return false;
        }
        state.waiting.extend_from_slice(last);
        drop(state);
        self.0.ring();
        if self.is_idle_within(PATIENCE) {
            return true;
        }
        let mut state = self.0.lock();
        state.waiting.clear();
        state.waiting.extend_from_slice(last);
        drop(state);
        // The first flush makes room for the piece that the thread is stuck with, the next for the last bytes. Errors are of
        // no interest: what is no terminal has no queue.
        (0..FLUSHES).any(|_| {
            let _ = tcflush(&self.0.output, QueueSelector::OFlush);
            // Linux leaves a thread asleep in its write when the queue is emptied; output stopped and started wakes it (and
            // goes on after Ctrl-S).
            let _ = tcflow(&self.0.output, Action::OOff).and_then(|()| tcflow(&self.0.output, Action::OOn));
            self.is_idle_within(REST)
        })
    }

    fn is_idle_within(&self, time: Duration) -> bool {
        let state = self.0.lock();
        let is_busy = |state: &mut State| !state.is_idle();
        let (state, _) = self.0.done.wait_timeout_while(state, time, is_busy).unwrap_or_else(PoisonError::into_inner);
        state.is_idle() && state.gone.is_none()
    }
}

impl io::Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.send(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Paper for Writer {
    /// 80 by 24 from a terminal that says 0 by 0 (serial lines, some containers).
    fn size(&self) -> io::Result<Size> {
        let size = rustix::termios::tcgetwinsize(&self.0.output)?;
        let or = |value: u16, usual| if value == 0 { usual } else { value };
        Ok(Size::new(or(size.ws_col, 80), or(size.ws_row, 24)))
    }
}

#[cfg(test)]
#[path = "writer_tests.rs"]
mod tests;
