//! A queue of lines and the thread that writes them. A pipe or a terminal may take no more at any time (a pager, a stopped
//! pane, Ctrl-S); then only this thread waits.

use crate::tui::session::Output;
use std::collections::VecDeque;
use std::io::{self, ErrorKind, Write as _};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// What a pipe takes whole or not at all: lines that are written in pieces of at most this are never torn when the rest is
/// dropped.
const PIECE: usize = 4096;

/// Where a line goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    Output,
    Error,
}

/// The queue; clones are the same one.
#[derive(Debug, Clone)]
pub(super) struct Way(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    output: Output,
    error: Output,
    state: Mutex<State>,
    /// Something waits.
    bell: Condvar,
    /// Nothing waits any more.
    done: Condvar,
    /// Told of every piece that was written.
    news: Arc<Notify>,
}

#[derive(Debug, Default)]
struct State {
    waiting: VecDeque<(Target, String)>,
    bytes: usize,
    is_writing: bool,
    /// Why standard output takes no more.
    failure: Option<Failure>,
}

/// What of an error can be told more than once.
#[derive(Debug, Clone, Copy)]
enum Failure {
    Of(i32),
    Kind(ErrorKind),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        error.raw_os_error().map_or(Self::Kind(error.kind()), Self::Of)
    }
}

impl From<Failure> for io::Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Of(number) => Self::from_raw_os_error(number),
            Failure::Kind(kind) => kind.into(),
        }
    }
}

impl State {
    fn is_idle(&self) -> bool {
        self.waiting.is_empty() && !self.is_writing
    }

    /// Takes whole lines for one target, as many as go into a piece, at least one.
    fn take(&mut self, piece: &mut String) -> Option<Target> {
        let (target, first) = self.waiting.pop_front()?;
        piece.push_str(&first);
        while let Some((next, line)) = self.waiting.front()
            && *next == target
            && piece.len() + line.len() <= PIECE
        {
            piece.push_str(line);
            self.waiting.pop_front();
        }
        self.bytes -= piece.len();
        Some(target)
    }

    fn drop_output(&mut self) {
        self.waiting.retain(|(target, _)| *target != Target::Output);
        self.bytes = self.waiting.iter().map(|(_, line)| line.len()).sum();
    }
}

impl Way {
    /// Starts the thread.
    pub(super) fn start(news: Arc<Notify>) -> io::Result<Self> {
        let shared = Arc::new(Shared {
            output: Output::new(rustix::io::dup(rustix::stdio::stdout())?),
            error: Output::new(rustix::io::dup(rustix::stdio::stderr())?),
            state: Mutex::default(),
            bell: Condvar::new(),
            done: Condvar::new(),
            news,
        });
        let of_thread = Arc::clone(&shared);
        std::thread::Builder::new().name("out".into()).spawn(move || of_thread.work())?;
        Ok(Self(shared))
    }

    /// Puts lines on their way; returns at once.
    pub(super) fn send(&self, target: Target, lines: String) {
        let mut state = self.0.lock();
        if target == Target::Output && state.failure.is_some() {
            return;
        }
        state.bytes += lines.len();
        state.waiting.push_back((target, lines));
        drop(state);
        self.0.bell.notify_one();
    }

    /// How many lines wait, and their bytes.
    pub(super) fn waiting(&self) -> (usize, usize) {
        let state = self.0.lock();
        (state.waiting.len(), state.bytes)
    }

    /// Whether nothing waits.
    pub(super) fn is_idle(&self) -> bool {
        self.0.lock().is_idle()
    }

    /// Waits so long for that.
    pub(super) fn is_idle_within(&self, time: Duration) -> bool {
        let is_busy = |state: &mut State| !state.is_idle();
        let waited = self.0.done.wait_timeout_while(self.0.lock(), time, is_busy);
        waited.unwrap_or_else(PoisonError::into_inner).0.is_idle()
    }

    /// Drops what waits for standard output.
    pub(super) fn drop_output(&self) {
        self.0.lock().drop_output();
    }

    /// Why standard output takes no more.
    pub(super) fn failure(&self) -> Option<io::Error> {
        self.0.lock().failure.map(Into::into)
    }
}

impl Shared {
    /// A panic while the lock is held leaves whole lines behind.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The thread's work, as long as the process lives.
    fn work(&self) -> ! {
        let mut piece = String::with_capacity(PIECE);
        loop {
            let is_empty = |state: &mut State| state.waiting.is_empty();
            let mut state = self.bell.wait_while(self.lock(), is_empty).unwrap_or_else(PoisonError::into_inner);
            piece.clear();
            let target = state.take(&mut piece);
            state.is_writing = true;
            drop(state);
            let mut to = if target == Some(Target::Error) { &self.error } else { &self.output };
            let written = to.write_all(piece.as_bytes());
            let mut state = self.lock();
            state.is_writing = false;
            // A standard error that is gone is no reason to stop.
            if let (Err(error), Some(Target::Output)) = (written, target) {
                state.failure.get_or_insert(error.into());
                state.drop_output();
            }
            if state.is_idle() {
                self.done.notify_all();
            }
            drop(state);
            self.news.notify_one();
        }
    }
}
