//! The fold of a run's events: all that a screen draws of it, whether the run is live, recorded or still being recorded.

use crate::figure::Figure;
use crate::run::contract::digest::{Digest, sample};
use crate::run::contract::event::{Bucket, Event, Kept, Severity};
use crate::run::contract::position::{Moment, Phase};
use crate::run::contract::pyramid::{Pyramid, Sample};
use crate::run::store::frames::Thinning;
use std::collections::{BTreeMap, VecDeque};

/// The most notes that are kept.
const NOTES: usize = 500;
/// Buckets over which the present speed is taken: three seconds' worth.
const SPEED_BUCKETS: usize = 60;

/// One slot for figures.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Slot {
    /// The latest figure, kept or not.
    pub latest: Option<(Moment, Figure)>,
    /// Kept figures by step.
    pub frames: BTreeMap<u64, (Moment, Figure)>,
    thinning: Thinning,
}

impl Slot {
    /// The kept figure that was true at `step` (the last one at or before it).
    pub fn at(&self, step: u64) -> Option<&(Moment, Figure)> {
        self.frames.range(..=step).next_back().map(|(_, frame)| frame)
    }

    fn put(&mut self, at: Moment, kept: Kept, figure: &Figure) {
        if kept == Kept::Frame
            && let Some(dropped) = self.thinning.offer(at.epoch)
        {
            self.frames.insert(at.step, (at, figure.clone()));
            self.frames.retain(|_, (at, _)| !dropped.contains(&at.epoch));
        }
        if self.latest.as_ref().is_none_or(|(latest, _)| *latest <= at) {
            self.latest = Some((at, figure.clone()));
        }
    }
}

/// Everything known of a run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    /// Where it stands, how, and how well it did; its fields are read as the history's own.
    pub digest: Digest,
    /// The lab's name.
    pub lab: String,
    /// The phase just done, when stepping by phase.
    pub phase: Option<Phase>,
    /// Where it stood when it was opened: not at 0 if it goes on from a checkpoint.
    pub opened_at: Moment,
    /// Scalars and metrics by name, over steps.
    pub curves: BTreeMap<String, Pyramid>,
    /// Figures by slot.
    pub figures: BTreeMap<String, Slot>,
    /// Notes, oldest first.
    pub notes: VecDeque<(Severity, String)>,
    /// The latest checkpoint.
    pub saved: Option<Moment>,
    /// The first step whose loss was not a finite number.
    pub diverged_at: Option<u64>,
    /// Seconds spent in training steps.
    pub training_seconds: f64,
    speed: VecDeque<(u64, u64, f64)>,
}

/// A history is a digest with all that a screen draws beside it.
impl std::ops::Deref for History {
    type Target = Digest;

    fn deref(&self) -> &Digest {
        &self.digest
    }
}

impl History {
    /// The fold of a whole stream.
    pub fn of<'a>(events: impl IntoIterator<Item = &'a Event>) -> Self {
        let mut history = Self::default();
        for event in events {
            history.apply(event);
        }
        history
    }

    /// Takes the next event in.
    pub fn apply(&mut self, event: &Event) {
        self.digest.apply(event);
        match event {
            Event::Started { lab, at, .. } => {
                self.lab.clone_from(lab);
                self.opened_at = *at;
            }
            Event::Phase { phase, .. } => self.phase = *phase,
            Event::Scalars(bucket) => self.scalars(bucket),
            Event::Figure { name, at, kept, figure } => {
                self.figures.entry(name.clone()).or_default().put(*at, *kept, figure);
            }
            Event::Evaluated { at, evaluation, stretch } => {
                for metric in &evaluation.metrics {
                    let sample = sample(&metric.name, metric.value, *at, stretch.as_deref());
                    self.curves.entry(metric.name.clone()).or_default().push(sample);
                }
            }
            Event::Checkpointed { at } => self.saved = Some(*at),
            Event::Note { severity, text } => {
                if self.notes.len() == NOTES {
                    self.notes.pop_front();
                }
                self.notes.push_back((*severity, text.clone()));
            }
            Event::Rewound => *self = Self::default(),
            Event::Changed { .. }
            | Event::Recorded { .. }
            | Event::Finished { .. }
            | Event::Failed { .. }
            | Event::Sweep(_) => {}
        }
    }

    fn scalars(&mut self, bucket: &Bucket) {
        self.training_seconds += bucket.seconds;
        if self.speed.len() == SPEED_BUCKETS {
            self.speed.pop_front();
        }
        self.speed.push_back((bucket.examples, bucket.steps(), bucket.seconds));
        for (name, stat) in &bucket.stats {
            if name.contains("loss") && !stat.last.is_finite() && self.diverged_at.is_none() {
                self.diverged_at = Some(bucket.last);
            }
            let sample = Sample { first: bucket.first, last: bucket.last, stat: *stat };
            self.curves.entry(name.clone()).or_default().push(sample);
        }
    }

    /// Training examples a second over the last few seconds of steps.
    pub fn examples_per_second(&self) -> Option<f64> {
        let (examples, _, seconds) = self.recent();
        (seconds > 0.0).then(|| examples as f64 / seconds)
    }

    /// Seconds of training steps that are left at the present speed, evaluation not counted.
    pub fn seconds_left(&self) -> Option<f64> {
        let facts = self.facts.as_ref()?;
        let epochs = u64::try_from(self.settings.integer("epochs")?).ok()?;
        let left = (epochs * facts.steps_per_epoch).saturating_sub(self.at.step);
        let (_, steps, seconds) = self.recent();
        (steps > 0).then(|| left as f64 * seconds / steps as f64)
    }

    fn recent(&self) -> (u64, u64, f64) {
        self.speed
            .iter()
            .fold((0, 0, 0.0), |(e, n, s), (examples, steps, seconds)| (e + examples, n + steps, s + seconds))
    }

    /// The latest value of a metric or scalar.
    pub fn value(&self, name: &str) -> Option<f64> {
        self.curves.get(name)?.last().map(|sample| sample.stat.last)
    }

    /// The baseline or floor of this name in the summary.
    pub fn baseline(&self, name: &str) -> Option<f64> {
        self.facts.as_ref()?.baselines.iter().find(|metric| metric.name == name).map(|metric| metric.value)
    }
}

#[cfg(test)]
#[path = "history_tests.rs"]
mod tests;
