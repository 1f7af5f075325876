//! When to draw: input at once, data seldom enough for the link, never both more often than a terminal can follow.

use crate::tui::capabilities::Link;
use crate::tui::model::Visible;
use std::time::Duration;

/// The least time between two frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rates {
    /// When the user did something.
    pub(super) input: Duration,
    /// When data came in.
    pub(super) data: Duration,
    /// Bytes a second that data frames may take; input is exempt.
    pub(super) budget: Option<u32>,
}

impl Rates {
    /// 10 frames a second for data on this machine, 4 and 10 kB over a network.
    pub(super) fn of(link: Link) -> Self {
        let input = Duration::from_millis(16);
        match link {
            Link::Local => Self { input, data: Duration::from_millis(100), budget: None },
            Link::Remote => Self { input, data: Duration::from_millis(250), budget: Some(10_000) },
        }
    }
}

/// When the last frame was, and how many bytes are owed for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frames {
    rates: Rates,
    last: Option<Duration>,
    /// Time from which on the budget is whole again.
    paid_until: Duration,
}

impl Frames {
    pub(super) fn new(rates: Rates) -> Self {
        Self { rates, last: None, paid_until: Duration::ZERO }
    }

    /// When a frame may be drawn for what has become visible; `None` if nothing has.
    pub(super) fn due(&self, visible: Visible) -> Option<Duration> {
        let after = |interval| self.last.map_or(Duration::ZERO, |last| last + interval);
        match visible {
            Visible::Unchanged => None,
            Visible::Input => Some(after(self.rates.input)),
            Visible::Data => Some(after(self.rates.data).max(self.paid_until)),
        }
    }

    /// A frame was drawn.
    pub(super) fn drawn(&mut self, now: Duration, visible: Visible, bytes: usize) {
        self.last = Some(now);
        if let (Visible::Data, Some(budget)) = (visible, self.rates.budget) {
            // A second's worth may be spent in one burst; what is more has to be waited for.
            let cost = Duration::from_secs_f64(bytes as f64 / f64::from(budget.max(1)));
            let start = self.paid_until.max(now.saturating_sub(Duration::from_secs(1)));
            self.paid_until = start + cost;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MILLISECOND: Duration = Duration::from_millis(1);

    #[test]
    fn input_is_drawn_at_once_and_data_ten_times_a_second() {
        let mut frames = Frames::new(Rates::of(Link::Local));
        assert_eq!(frames.due(Visible::Unchanged), None);
        assert_eq!(frames.due(Visible::Data), Some(Duration::ZERO));
        frames.drawn(1000 * MILLISECOND, Visible::Data, 5000);
        assert_eq!(frames.due(Visible::Input), Some(1016 * MILLISECOND));
        assert_eq!(frames.due(Visible::Data), Some(1100 * MILLISECOND));
    }

    #[test]
    fn over_a_network_data_keep_to_their_budget_of_bytes() {
        let mut frames = Frames::new(Rates::of(Link::Remote));
        let mut now = Duration::from_secs(10);
        let mut bytes = 0;
        while now < Duration::from_secs(30) {
            frames.drawn(now, Visible::Data, 6000);
            bytes += 6000;
            now = frames.due(Visible::Data).unwrap();
        }
        assert!((195_000..=215_000).contains(&bytes), "{bytes} bytes in 20 seconds");
        assert_eq!(frames.due(Visible::Input), frames.last.map(|last| last + 16 * MILLISECOND));
    }
}
