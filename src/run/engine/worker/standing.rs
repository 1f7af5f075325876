//! Whether a worker stands still, as its holder sees it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// What a worker shows of itself. An event that it stands may be on its way when the next command is already given; commands
/// that were given and those that were heard are therefore counted.
#[derive(Debug, Default)]
pub(in crate::run) struct Standing {
    given: AtomicU64,
    heard: AtomicU64,
    is_still: AtomicBool,
    has_ended: AtomicBool,
}

impl Standing {
    /// An command is given.
    pub(super) fn give(&self) {
        self.given.fetch_add(1, Ordering::SeqCst);
    }

    /// The worker does nothing until the next command.
    pub(super) fn rest(&self) {
        self.is_still.store(true, Ordering::SeqCst);
    }

    /// The worker has taken an command.
    pub(super) fn hear(&self) {
        self.is_still.store(false, Ordering::SeqCst);
        self.heard.fetch_add(1, Ordering::SeqCst);
    }

    /// The worker does nothing more.
    pub(in crate::run) fn end(&self) {
        self.has_ended.store(true, Ordering::SeqCst);
    }

    /// Whether the worker does nothing, and was told nothing else.
    pub(super) fn is_standing(&self) -> bool {
        let heard_all = self.heard.load(Ordering::SeqCst) == self.given.load(Ordering::SeqCst);
        self.has_ended.load(Ordering::SeqCst) || (heard_all && self.is_still.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_stands_when_it_rests_and_has_heard_every_command() {
        let standing = Standing::default();
        assert!(!standing.is_standing(), "it is being opened");
        standing.rest();
        assert!(standing.is_standing());
        standing.give();
        assert!(!standing.is_standing(), "it will go on");
        standing.hear();
        assert!(!standing.is_standing());
        standing.rest();
        assert!(standing.is_standing());
        standing.give();
        standing.end();
        assert!(standing.is_standing(), "nobody hears any more");
    }
}
