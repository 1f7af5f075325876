//! Whether an answer about the pipeline's text is so long in coming that it has to be said: what stands there is of before.

use super::{Model, Tab, Visible};
use std::time::Duration;

/// An answer that comes within this time is the answer to the key: who types sees no flicker.
const SOON: Duration = Duration::from_millis(150);

impl Model {
    /// Whether anything about the text, its vectors or what a stage does to it is still to come.
    fn is_something_awaited(&self) -> bool {
        self.tab == Tab::Pipeline && (!self.desk.is_current() || self.vectors.is_waiting() || self.effect.is_waiting())
    }

    /// Notes since when answers are awaited, at the time that it is now; once that is late it shows.
    pub fn note_waiting(&mut self) {
        let was_late = self.is_late;
        self.waits_since = if self.is_something_awaited() { self.waits_since.or(Some(self.now)) } else { None };
        self.is_late = self.waits_since.is_some_and(|since| self.now.saturating_sub(since) >= SOON);
        if self.is_late != was_late {
            self.show(Visible::Data);
        }
    }

    /// When what is awaited is late.
    pub(super) fn late_at(&self) -> Option<Duration> {
        self.waits_since.filter(|_| !self.is_late).map(|since| since + SOON)
    }
}
