//! A sweep on standard output: a row or a JSON object a trial, then medians, ranges and the knee.

mod metrics;
mod over;

use crate::cli::out::{self, progress_bar, say};
use crate::figure::number::to_json;
use crate::figure::shown::shown;
use crate::run::sweep::{Outcome, Progress, SweepEvent, SweepSpec, Trial, TrialResult, TrialState};
use crate::run::{Event, Knob, Result};
use crate::tui::widgets::number;
use indicatif::ProgressBar;
use metrics::{columns, metrics};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Columns of a number.
const NUMBER: usize = 10;

/// Where a sweep is told.
pub(super) struct Report {
    is_json: bool,
    metric: Option<String>,
    spec: SweepSpec,
    widths: Vec<usize>,
    bar: Option<ProgressBar>,
    /// The metrics of the table's columns, once the first trial is done.
    columns: Vec<String>,
    /// What trials have remarked: nearly always the same, so each is told once.
    remarked: BTreeSet<String>,
    begun: std::time::Instant,
}

impl Report {
    pub(super) fn new(is_json: bool, metric: Option<String>, spec: &SweepSpec, knobs: &[Knob]) -> Result<Self> {
        let seeds = spec.trials(knobs)?.iter().map(|trial| trial.seed.to_string().len()).max().unwrap_or(0).max(4);
        let widths = spec.axes.iter().filter(|axis| axis.key != "seed").map(|axis| {
            axis.values.iter().map(|value| value.chars().count()).chain([axis.key.len()]).max().unwrap_or(0).min(30)
        });
        let widths = widths.chain([seeds]).collect();
        let bar = progress_bar("{prefix} {bar:24} {pos}/{len} steps  {msg}");
        let begun = std::time::Instant::now();
        let (columns, remarked) = (Vec::new(), BTreeSet::new());
        Ok(Self { is_json, metric, spec: spec.clone(), widths, bar, columns, remarked, begun })
    }

    /// Something that a trial's run said; fails when nobody reads any more.
    pub(super) fn live(&mut self, event: &Event) -> std::io::Result<()> {
        if let Event::Note { text, .. } = event
            && self.remarked.insert(text.clone())
        {
            if !self.is_json {
                self.words(text);
                return Ok(());
            }
            let mut object = self.begin("note");
            object.insert("text".into(), text.as_str().into());
            return self.object(object);
        }
        let Some(bar) = &self.bar else { return Ok(()) };
        match event {
            Event::Started { settings, facts, .. } => {
                let epochs = settings.integer("epochs").unwrap_or_default().unsigned_abs();
                bar.set_length(epochs * facts.steps_per_epoch);
                bar.set_message(shown(&facts.model).into_owned());
            }
            Event::Scalars(bucket) => bar.set_position(bucket.last),
            _ => {}
        }
        Ok(())
    }

    /// Something that happened in the sweep; fails when nobody reads any more.
    pub(super) fn tell(&mut self, event: &SweepEvent, progress: &Progress) -> std::io::Result<()> {
        match event {
            SweepEvent::Opened { done, .. } => {
                for (at, _) in done {
                    self.ended(*at, progress, Repeated::Yes)?;
                }
            }
            SweepEvent::Began { trial, .. } => {
                if let (Some(bar), Some((known, _))) = (&self.bar, progress.trials.get(*trial)) {
                    let label = known.label();
                    bar.set_prefix(format!("trial {}/{} {}", trial + 1, progress.trials.len(), shown(&label)));
                }
            }
            SweepEvent::Ended { trial, .. } => self.ended(*trial, progress, Repeated::No)?,
            SweepEvent::Stands(_) => {}
            SweepEvent::Over => {
                if let Some(bar) = &self.bar {
                    bar.finish_and_clear();
                }
                self.over(progress)?;
            }
        }
        Ok(())
    }

    fn ended(&mut self, at: usize, progress: &Progress, repeated: Repeated) -> std::io::Result<()> {
        let Some((trial, TrialState::Ended(outcome))) = progress.trials.get(at) else { return Ok(()) };
        let trials = progress.trials.len();
        match outcome {
            Outcome::Done(result) if self.is_json => {
                let mut object = self.begin("trial");
                object.insert("trial".into(), (at + 1).into());
                object.insert("trials".into(), trials.into());
                object.insert("skipped".into(), (repeated == Repeated::Yes).into());
                object.extend(result.result.clone());
                object.extend(result.timing.clone());
                self.object(object)
            }
            Outcome::Done(result) => self.row(trial, result),
            Outcome::Failed { message, exit_code } => {
                self.words(&format!("trial {}/{trials} ({}) failed: {message}", at + 1, trial.label()));
                if !self.is_json {
                    return Ok(());
                }
                let mut object = self.begin("failed");
                object.insert("trial".into(), (at + 1).into());
                object.insert("trials".into(), trials.into());
                object.extend(point(trial));
                object.insert("message".into(), message.as_str().into());
                object.insert("exit_code".into(), (*exit_code).into());
                self.object(object)
            }
            Outcome::Stopped => Ok(()),
        }
    }

    fn row(&mut self, trial: &Trial, result: &TrialResult) -> std::io::Result<()> {
        if self.columns.is_empty() {
            self.columns = columns(result, self.metric.as_deref());
            let mut header = format!("{:>9}", "trial");
            for (name, width) in self.names().iter().zip(&self.widths) {
                header += &format!("  {name:>width$}");
            }
            for name in self.columns.iter().map(String::as_str).chain(["parameters", "seconds"]) {
                header += &format!("  {name:>NUMBER$}");
            }
            self.line(&header)?;
        }
        let trials = self.spec.axes.iter().map(|axis| axis.values.len()).product::<usize>() * self.spec.seeds.len();
        let mut row = format!("{:>9}", format!("{}/{trials}", trial.index + 1));
        let values = trial.point.iter().filter(|(key, _)| key != "seed").map(|(_, value)| short(value));
        for (value, width) in values.chain([trial.seed.to_string()]).zip(&self.widths) {
            row += &format!("  {value:>width$}");
        }
        for name in self.columns.iter().map(String::as_str).chain(["parameters", "seconds"]) {
            let width = name.len().max(NUMBER);
            let value = result.number(name).map_or_else(|| "-".into(), |value| number::short(value, NUMBER));
            row += &format!("  {value:>width$}");
        }
        self.line(&row)
    }

    fn names(&self) -> Vec<&str> {
        let axes = self.spec.axes.iter().map(|axis| axis.key.as_str()).filter(|key| *key != "seed");
        axes.chain(["seed"]).collect()
    }

    /// What is wrong with the metric that was asked for. Which there are depends on the settings and not on the seed: it is
    /// known when a trial at every point of the grid has ended.
    pub(super) fn unknown_metric(&self, progress: &Progress) -> Option<String> {
        let asked = self.metric.as_deref()?;
        let first = progress.results().next().map(|(_, result)| metrics(result).join(", "))?;
        if progress.results().any(|(_, result)| result.number(asked).is_some()) {
            return None;
        }
        let ended = progress.trials.iter().filter(|(_, state)| matches!(state, TrialState::Ended(_)));
        let ended: BTreeSet<_> = ended.map(|(trial, _)| &trial.point).collect();
        let is_known = progress.trials.iter().all(|(trial, _)| ended.contains(&trial.point));
        is_known.then(|| format!("no trial has a metric `{}`: expected one of {first}", asked.escape_debug()))
    }

    fn begin(&self, event: &str) -> Map<String, Value> {
        Map::from_iter([("event".to_owned(), event.into())])
    }

    fn object(&self, object: Map<String, Value>) -> std::io::Result<()> {
        self.above_the_bar(|| out::object(object))
    }

    fn line(&self, line: &str) -> std::io::Result<()> {
        self.above_the_bar(|| out::word(line))
    }

    fn above_the_bar<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    fn words(&self, line: &str) {
        self.above_the_bar(|| say(line));
    }
}

/// Whether a trial was done in an earlier sitting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Repeated {
    Yes,
    No,
}

fn short(value: &str) -> String {
    value.escape_debug().to_string().chars().take(30).collect()
}

fn json(value: &str) -> Value {
    value.parse::<i64>().map(Value::from).or_else(|_| value.parse().map(to_json)).unwrap_or_else(|_| value.into())
}

fn point(trial: &Trial) -> Map<String, Value> {
    let seed = ("seed".to_owned(), trial.seed.into());
    trial.point.iter().map(|(key, value)| (key.clone(), json(value))).chain([seed]).collect()
}
