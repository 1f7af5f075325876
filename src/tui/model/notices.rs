//! What was said to the user: toasts that go away by themselves, and the log that keeps them.

use crate::run::Severity;
use std::collections::VecDeque;
use std::time::Duration;

/// The most lines that the log keeps.
const KEPT: usize = 500;
/// The most toasts at a time.
const TOASTS: usize = 3;

/// One thing that was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// When, since the start of the program.
    pub at: Duration,
    /// How much it matters.
    pub severity: Severity,
    /// The words.
    pub text: String,
}

impl LogLine {
    /// When its toast goes away: later the more it matters and the longer it takes to read.
    fn expiry(&self) -> Duration {
        let base = match self.severity {
            Severity::Info => 4_000,
            Severity::Warning => 8_000,
            Severity::Error => 12_000,
        };
        self.at + Duration::from_millis(base + 30 * self.text.len().min(200) as u64)
    }
}

/// What was said.
#[derive(Debug, Clone, Default)]
pub struct Notices {
    log: VecDeque<LogLine>,
    /// How many of the latest lines may still be toasts.
    fresh: usize,
    shown_until: Duration,
    /// How many of the latest lines the log file doesn't have yet.
    unlogged: usize,
}

impl Notices {
    /// Says something.
    pub fn say(&mut self, at: Duration, severity: Severity, text: impl Into<String>) {
        let line = LogLine { at, severity, text: text.into() };
        // The same again (a key held down at a limit) prolongs its toast and adds no line.
        if let Some(last) = self.log.back_mut()
            && (last.severity, &last.text) == (severity, &line.text)
        {
            last.at = at;
            self.fresh = self.fresh.max(1);
            return;
        }
        if self.log.len() == KEPT {
            self.log.pop_front();
        }
        self.log.push_back(line);
        self.unlogged = (self.unlogged + 1).min(KEPT);
        self.fresh = (self.fresh + 1).min(TOASTS);
    }

    /// Everything, oldest first.
    pub fn log(&self) -> &VecDeque<LogLine> {
        &self.log
    }

    /// What was said since the last call, for the log file.
    pub fn take_unlogged(&mut self) -> impl Iterator<Item = &LogLine> {
        let count = std::mem::take(&mut self.unlogged);
        self.log.iter().skip(self.log.len() - count.min(self.log.len()))
    }

    /// What is shown now, oldest first.
    pub fn toasts(&self) -> impl Iterator<Item = &LogLine> {
        let fresh = self.log.iter().skip(self.log.len() - self.fresh.min(self.log.len()));
        fresh.filter(|line| line.expiry() > self.shown_until)
    }

    /// Takes away the toasts whose time is over; returns whether there were any.
    pub fn expire(&mut self, now: Duration) -> bool {
        let before = self.toasts().count();
        self.shown_until = self.shown_until.max(now);
        self.toasts().count() != before
    }

    /// Takes all toasts away; returns whether there were any.
    pub fn dismiss(&mut self) -> bool {
        let any = self.toasts().next().is_some();
        self.fresh = 0;
        any
    }

    /// When the next toast goes away.
    pub fn next_expiry(&self) -> Option<Duration> {
        self.toasts().map(LogLine::expiry).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn toasts_go_away_by_themselves_and_stay_in_the_log() {
        let mut notices = Notices::default();
        for text in ["a", "b", "c", "d"] {
            notices.say(Duration::from_secs(1), Severity::Info, text);
        }
        assert_eq!(notices.toasts().count(), TOASTS);
        let expiry = notices.next_expiry().unwrap();
        assert!(!notices.expire(expiry - Duration::from_millis(1)));
        assert!(notices.expire(expiry) && notices.next_expiry().is_none());
        assert_eq!(notices.log().len(), 4);
    }

    #[test]
    fn each_line_is_handed_to_the_log_file_once() {
        let mut notices = Notices::default();
        notices.say(Duration::ZERO, Severity::Warning, "a");
        notices.say(Duration::ZERO, Severity::Warning, "b");
        assert_eq!(notices.take_unlogged().count(), 2);
        notices.say(Duration::ZERO, Severity::Error, "c");
        assert_eq!(notices.take_unlogged().map(|line| line.text.as_str()).collect::<Vec<_>>(), ["c"]);
        assert_eq!(notices.take_unlogged().count(), 0);
    }

    #[test]
    fn the_same_words_again_are_one_line() {
        let mut notices = Notices::default();
        notices.say(Duration::from_secs(1), Severity::Info, "at its limit");
        notices.say(Duration::from_secs(9), Severity::Info, "at its limit");
        assert_eq!((notices.log().len(), notices.toasts().count()), (1, 1));
        assert!(notices.next_expiry().unwrap() > Duration::from_secs(13));
    }
}
