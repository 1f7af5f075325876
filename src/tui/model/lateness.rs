//! Whether an answer is so long in coming that it has to be said: what stands there is of before.

use super::{Model, Shared, Visible};
use std::time::Duration;

/// An answer that comes within this time is the answer to the key: who types sees no flicker.
const SOON: Duration = Duration::from_millis(150);

impl Model {
    /// Notes since when answers are awaited, at the time that it is now; once that is late it shows.
    pub fn note_waiting(&mut self) {
        let was_late = self.is_late;
        let waits = self.own().waits(&self.shared);
        self.waits_since = if waits { self.waits_since.or(Some(self.now)) } else { None };
        self.is_late = self.waits_since.is_some_and(|since| self.now.saturating_sub(since) >= SOON);
        if self.is_late != was_late {
            self.show(Visible::Data);
        }
    }
}

impl Shared {
    /// When what is awaited is late.
    pub(super) fn late_at(&self) -> Option<Duration> {
        self.waits_since.filter(|_| !self.is_late).map(|since| since + SOON)
    }
}
