//! Words for people, on standard error: a bar on a terminal, a line an epoch elsewhere.

use super::out::{progress_bar, say};
use crate::figure::shown::shown;
use crate::run::history::History;
use crate::run::knob::display;
use crate::run::{Event, Moment};
use indicatif::ProgressBar;

/// How progress is told.
pub(super) enum Progress {
    /// A bar that moves.
    Bar(ProgressBar),
    /// A line for what matters.
    Lines,
    /// Nothing: standard output has it all.
    Quiet,
}

impl Progress {
    /// A bar on a terminal; else lines, or nothing when standard output is read by a program.
    pub(super) fn new(for_machines: bool) -> Self {
        match progress_bar("{prefix} {bar:30} {pos}/{len} steps, {eta} left  {msg}") {
            Some(bar) => Self::Bar(bar),
            None if for_machines => Self::Quiet,
            None => Self::Lines,
        }
    }

    /// Tells what an event means; `history` has taken it in.
    pub(super) fn tell(&self, event: &Event, history: &History) {
        match event {
            Event::Started { facts, .. } => {
                self.line(&format!("{}; {} parameters", facts.model, facts.parameters));
                self.line(&facts.data);
                for reference in &facts.references {
                    self.line(&format!("  {}: {:.5}", reference.label, reference.value));
                }
                self.resize(history);
            }
            Event::Scalars(bucket) => {
                if let Self::Bar(bar) = self {
                    bar.set_position(bucket.last);
                }
            }
            Event::Evaluated { at, evaluation, .. } => {
                let values: Vec<String> =
                    evaluation.metrics.iter().map(|metric| format!("{} {:.5}", metric.name, metric.value)).collect();
                self.line(&format!("epoch {:>3}  {}", at.epoch, values.join("  ")));
            }
            Event::Changed { key, value, at } => {
                self.line(&format!("{key} = {} from step {}", display(value), at.step));
                self.resize(history);
            }
            Event::Note { text, .. } => self.line(text),
            Event::Finished { at, .. } => self.finish(*at),
            Event::Phase { .. }
            | Event::Figure { .. }
            | Event::Checkpointed { .. }
            | Event::Recorded { .. }
            | Event::Failed { .. }
            | Event::Rewound
            | Event::Sweep(_) => {}
        }
    }

    fn resize(&self, history: &History) {
        if let (Self::Bar(bar), Some(facts)) = (self, &history.facts) {
            let epochs = history.settings.integer("epochs").unwrap_or_default().unsigned_abs();
            bar.set_length(epochs * facts.steps_per_epoch);
            bar.set_prefix(shown(&history.lab).into_owned());
        }
    }

    fn finish(&self, at: Moment) {
        if let Self::Bar(bar) = self {
            bar.set_position(at.step);
            bar.finish_and_clear();
        }
    }

    pub(super) fn line(&self, line: &str) {
        match self {
            Self::Bar(bar) => bar.println(shown(line)),
            Self::Lines => say(line),
            Self::Quiet => {}
        }
    }
}
