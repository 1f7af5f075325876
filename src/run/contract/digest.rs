//! Where a run stands, how, and how well it did: the one fold of this, of a stream that is live, recorded or still growing.

use super::evaluation::{Best, Evaluation, Stretch};
use super::event::{Event, Stat, Status, Summary};
use super::facts::Facts;
use super::position::Moment;
use super::pyramid::{Pyramid, Sample};
use super::settings::Settings;
use super::value::{revived, whole};
use toml::Value;

/// A live change of a setting.
#[derive(Debug, Clone, PartialEq)]
pub struct Turned {
    /// The setting.
    pub key: String,
    /// Its new value.
    pub value: Value,
    /// When.
    pub at: Moment,
}

/// What a run's events come to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Digest {
    /// Every setting, live changes included.
    pub settings: Settings,
    /// What is known of the run, once it is open.
    pub facts: Option<Facts>,
    /// How it stands, as far as it was told. A log does not tell whether its run trains or is paused.
    pub status: Status,
    /// Where it stands.
    pub at: Moment,
    /// The latest evaluation.
    pub latest: Option<(Moment, Evaluation)>,
    /// The best value of the headline metric, and when; never one that is not a finite number.
    pub best: Option<Best>,
    /// The headline metric at every evaluation, older ones merged.
    pub curve: Pyramid,
    /// Live changes, oldest first.
    pub changes: Vec<Turned>,
    /// The result, once it is over.
    pub summary: Option<Summary>,
    /// How it failed, if it did.
    pub failure: Option<String>,
}

impl Digest {
    /// Takes the next event in.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::Started { settings, facts, at, .. } => {
                self.settings = settings.clone();
                self.facts = Some(facts.clone());
                (self.status, self.at) = (Status::Opening, *at);
            }
            Event::Phase { status, at, .. } => (self.status, self.at) = (*status, *at),
            Event::Scalars(bucket) => {
                self.goes_on();
                // An evaluation of its last step may have come before a bucket.
                if bucket.last > self.at.step {
                    let per_epoch = self.facts.as_ref().map_or(0, |facts| facts.steps_per_epoch);
                    let epoch = bucket.last.checked_div(per_epoch).unwrap_or(self.at.epoch);
                    self.at = Moment { step: bucket.last, epoch };
                }
            }
            Event::Evaluated { at, evaluation, stretch } => {
                self.goes_on();
                self.evaluated(*at, evaluation, stretch.as_deref());
            }
            Event::Changed { key, value, at } => self.changed(key, value, *at),
            Event::Finished { at, summary } => {
                self.at = *at;
                self.status = if summary.is_complete() { Status::Finished } else { Status::Stopped };
                self.summary = Some(summary.clone());
            }
            Event::Failed { message, .. } => {
                self.status = Status::Failed;
                self.failure = Some(message.clone());
            }
            Event::Rewound => *self = Self::default(),
            Event::Figure { .. }
            | Event::Recorded { .. }
            | Event::Checkpointed { .. }
            | Event::Note { .. }
            | Event::Sweep(_) => {}
        }
    }

    /// Whatever was said of an end before, there is more.
    pub(in crate::run) fn goes_on(&mut self) {
        if self.status == Status::Opening || self.status.is_an_end() {
            self.status = Status::Training;
        }
    }

    fn evaluated(&mut self, at: Moment, evaluation: &Evaluation, stretch: Option<&Stretch>) {
        let headline = self.facts.as_ref().map_or("", |facts| facts.headline.as_str());
        let best = match stretch {
            Some(stretch) => stretch.best.filter(|best| best.value.is_finite()),
            None => Best::of(at, evaluation, headline),
        };
        self.best = Best::of_two(self.best, best);
        if let Some(value) = evaluation.get(headline) {
            self.curve.push(sample(headline, value, at, stretch));
        }
        self.at = self.at.max(at);
        self.latest = Some((at, evaluation.clone()));
    }

    fn changed(&mut self, key: &str, value: &Value, at: Moment) {
        let value = revived(self.settings.get(key), value);
        // A setting that is changed when all is done undoes nothing; more epochs can be gone on with.
        if self.status == Status::Finished && key == "epochs" && whole(&value).is_ok_and(|epochs| epochs > at.epoch) {
            self.status = Status::Stopped;
        }
        self.settings.insert(key, value.clone());
        self.changes.push(Turned { key: key.to_owned(), value, at });
    }

    /// The metric that the run is judged by; empty before it is open.
    pub fn headline(&self) -> &str {
        self.facts.as_ref().map_or("", |facts| facts.headline.as_str())
    }
}

/// A metric of an evaluation, which may stand for a stretch of them, as a point of its curve.
pub(in crate::run) fn sample(name: &str, value: f64, at: Moment, stretch: Option<&Stretch>) -> Sample {
    let (min, max) = stretch.and_then(|stretch| stretch.range(name)).unwrap_or((value, value));
    let first = stretch.map_or(at.step, |stretch| stretch.first.step);
    Sample { first, last: at.step, stat: Stat { min, mean: value, max, last: value } }
}

#[cfg(test)]
#[path = "digest_tests.rs"]
mod tests;
