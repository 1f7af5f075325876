//! The signals that end what the command line started.

use crate::run::{Failure, Result};
use std::time::Instant;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// The signals that end a run.
pub(super) struct Signals {
    interrupt: Signal,
    terminate: Signal,
    hang_up: Signal,
    /// The first that came, and when.
    first: Option<(u8, Instant)>,
}

impl Signals {
    /// Listens from now on. Inside the runtime.
    pub(super) fn new() -> Result<Self> {
        let open = |kind| signal(kind).map_err(Failure::work);
        Ok(Self {
            interrupt: open(SignalKind::interrupt())?,
            terminate: open(SignalKind::terminate())?,
            hang_up: open(SignalKind::hangup())?,
            first: None,
        })
    }

    /// The number of the next signal. Safe to cancel.
    pub(super) async fn next(&mut self) -> u8 {
        let number = tokio::select! {
            // Of a pair that comes at once, that of the terminal is the first.
            biased;
            _ = self.hang_up.recv() => 1,
            _ = self.interrupt.recv() => 2,
            _ = self.terminate.recv() => 15,
        };
        self.first.get_or_insert((number, Instant::now()));
        number
    }

    /// The first that came, and when.
    pub(super) fn first(&self) -> Option<(u8, Instant)> {
        self.first
    }
}
