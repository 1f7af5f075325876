//! The fold of a run's events: all that a screen draws of it, whether the run is live, recorded or still being recorded.

use crate::figure::Figure;
use crate::run::contract::evaluation::{Best, Evaluation, Stretch};
use crate::run::contract::event::{Bucket, Event, Kept, Severity, Stat, Status, Summary};
use crate::run::contract::facts::Facts;
use crate::run::contract::position::{Moment, Phase};
use crate::run::contract::settings::Settings;
use crate::run::engine::pyramid::{Pyramid, Sample};
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

/// A live knob that was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turned {
    /// The knob's key.
    pub key: String,
    /// Its new value.
    pub value: String,
    /// When.
    pub at: Moment,
}

/// Everything known of a run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    /// The lab's name.
    pub lab: String,
    /// Every setting, live changes included.
    pub settings: Settings,
    /// What is known of the run, once it is open.
    pub facts: Option<Facts>,
    /// What its worker does.
    pub status: Status,
    /// The phase just done, when stepping by phase.
    pub phase: Option<Phase>,
    /// Where it stood when it was opened: not at 0 if it goes on from a checkpoint.
    pub opened_at: Moment,
    /// Where it stands.
    pub at: Moment,
    /// Scalars and metrics by name, over steps.
    pub curves: BTreeMap<String, Pyramid>,
    /// The latest evaluation.
    pub latest: Option<(Moment, Evaluation)>,
    /// The best value of the headline metric, and when.
    pub best: Option<(Moment, f64)>,
    /// Figures by slot.
    pub figures: BTreeMap<String, Slot>,
    /// Live changes, oldest first.
    pub changes: Vec<Turned>,
    /// Notes, oldest first.
    pub notes: VecDeque<(Severity, String)>,
    /// The latest checkpoint.
    pub saved: Option<Moment>,
    /// The result, once it is over.
    pub summary: Option<Summary>,
    /// How it failed, if it did.
    pub failure: Option<String>,
    /// The first step whose loss was not a finite number.
    pub diverged_at: Option<u64>,
    /// Seconds spent in training steps.
    pub training_seconds: f64,
    speed: VecDeque<(u64, u64, f64)>,
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
        match event {
            Event::Started { lab, settings, facts, at } => {
                self.lab.clone_from(lab);
                self.settings = settings.clone();
                self.facts = Some(facts.clone());
                (self.opened_at, self.at) = (*at, *at);
            }
            Event::Phase { status, phase, at } => {
                self.status = *status;
                self.phase = *phase;
                self.at = *at;
            }
            Event::Scalars(bucket) => self.scalars(bucket),
            Event::Figure { name, at, kept, figure } => {
                self.figures.entry(name.clone()).or_default().put(*at, *kept, figure);
            }
            Event::Evaluated { at, evaluation, stretch } => self.evaluated(*at, evaluation, stretch.as_deref()),
            Event::Changed { key, value, at } => self.changed(key, value, *at),
            Event::Recorded { .. } => {}
            Event::Checkpointed { at } => self.saved = Some(*at),
            Event::Note { severity, text } => {
                if self.notes.len() == NOTES {
                    self.notes.pop_front();
                }
                self.notes.push_back((*severity, text.clone()));
            }
            Event::Finished { at, summary } => {
                self.at = *at;
                self.summary = Some(summary.clone());
                self.status = if summary.is_complete() { Status::Finished } else { Status::Stopped };
            }
            Event::Rewound => *self = Self::default(),
            Event::Sweep(_) => {}
            Event::Failed { message, .. } => {
                self.failure = Some(message.clone());
                self.status = Status::Failed;
            }
        }
    }

    fn scalars(&mut self, bucket: &Bucket) {
        // An evaluation of its last step may have come before a bucket.
        if bucket.last > self.at.step {
            self.at.step = bucket.last;
            if let Some(facts) = &self.facts
                && facts.steps_per_epoch > 0
            {
                self.at.epoch = bucket.last / facts.steps_per_epoch;
            }
        }
        self.training_seconds += bucket.seconds;
        if self.speed.len() == SPEED_BUCKETS {
            self.speed.pop_front();
        }
        self.speed.push_back((bucket.examples, bucket.last - bucket.first + 1, bucket.seconds));
        for (name, stat) in &bucket.stats {
            if name.contains("loss") && !stat.last.is_finite() && self.diverged_at.is_none() {
                self.diverged_at = Some(bucket.last);
            }
            let sample = Sample { first: bucket.first, last: bucket.last, stat: *stat };
            self.curves.entry(name.clone()).or_default().push(sample);
        }
    }

    fn evaluated(&mut self, at: Moment, evaluation: &Evaluation, stretch: Option<&Stretch>) {
        for metric in &evaluation.metrics {
            let value = metric.value;
            let (min, max) = stretch.and_then(|stretch| stretch.range(&metric.name)).unwrap_or((value, value));
            let first = stretch.map_or(at.step, |stretch| stretch.first.step);
            let stat = Stat { min, mean: value, max, last: value };
            let sample = Sample { first, last: at.step, stat };
            self.curves.entry(metric.name.clone()).or_default().push(sample);
        }
        let headline = self.facts.as_ref().and_then(|facts| evaluation.get(&facts.headline));
        let own = headline.filter(|value| !value.is_nan()).map(|value| Best { at, value });
        if let Some(best) = stretch.map_or(own, |stretch| stretch.best)
            && self.best.is_none_or(|(_, known)| best.value < known)
        {
            self.best = Some((best.at, best.value));
        }
        self.at = self.at.max(at);
        self.latest = Some((at, evaluation.clone()));
    }

    fn changed(&mut self, key: &str, value: &str, at: Moment) {
        let kept = match self.settings.get(key) {
            Some(toml::Value::Integer(_)) => value.parse().map(toml::Value::Integer).ok(),
            Some(toml::Value::Float(_)) => value.parse().map(toml::Value::Float).ok(),
            Some(toml::Value::Boolean(_)) => Some(toml::Value::Boolean(matches!(value, "on" | "true" | "yes"))),
            _ => Some(toml::Value::String(value.to_owned())),
        };
        if let Some(kept) = kept {
            self.settings.insert(key, kept);
        }
        self.changes.push(Turned { key: key.to_owned(), value: value.to_owned(), at });
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
mod tests {
    use super::*;
    use crate::run::contract::evaluation::{Metric, Verdict};

    #[test]
    fn a_headline_that_is_not_a_number_is_never_the_best() {
        let facts = Facts { headline: "val".into(), ..Facts::default() };
        let at = |step| Moment { step, epoch: step };
        let started = Event::Started { lab: "x".into(), settings: Settings::default(), facts, at: at(0) };
        let evaluated = |step, value| {
            let metrics = vec![Metric { name: "val".into(), value }];
            Event::Evaluated {
                at: at(step),
                evaluation: Evaluation { metrics, verdict: Verdict::Continue },
                stretch: None,
            }
        };
        let best = |values: &[f64]| {
            let told = (0..).zip(values).map(|(step, value)| evaluated(step, *value));
            History::of([started.clone()].iter().chain(&told.collect::<Vec<_>>())).best
        };
        assert_eq!(best(&[f64::NAN, 3.0, f64::NAN, 2.0, 2.5]), Some((at(3), 2.0)));
        assert_eq!(best(&[f64::NAN, f64::NAN]), None);
    }
}
