//! A sweep on standard output: a row or a JSON object a trial, then medians, ranges and the knee.

use crate::cli::progress::say;
use crate::figure::number::to_json;
use crate::run::sweep::{
    Curve, Outcome, Progress, Spread, SweepEvent, SweepSpec, Trial, TrialResult, TrialState, curves,
};
use crate::run::{Event, Knob, Result};
use crate::tui::widgets::number;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::io::{IsTerminal as _, Write as _};

/// Columns of a number.
const NUMBER: usize = 10;
/// The most columns of metrics in a table.
const METRICS: usize = 5;
/// What the summary holds beside metrics.
const FACTS: [&str; 13] = [
    "lab",
    "model",
    "data",
    "parameters",
    "trainable_parameters",
    "epochs",
    "steps",
    "seed",
    "kernel_level",
    "headline",
    "complete",
    "threads",
    "model_description",
];

/// Where a sweep is told.
pub(super) struct Report {
    is_json: bool,
    metric: Option<String>,
    spec: SweepSpec,
    widths: Vec<usize>,
    bar: Option<ProgressBar>,
    /// The metrics of the table's columns, once the first trial is done.
    columns: Vec<String>,
    begun: std::time::Instant,
}

impl Report {
    pub(super) fn new(is_json: bool, metric: Option<String>, spec: &SweepSpec, knobs: &[Knob]) -> Result<Self> {
        let seeds = spec.trials(knobs)?.iter().map(|trial| trial.seed.to_string().len()).max().unwrap_or(0).max(4);
        let widths = spec.axes.iter().filter(|axis| axis.key != "seed").map(|axis| {
            axis.values.iter().map(|value| value.chars().count()).chain([axis.key.len()]).max().unwrap_or(0).min(30)
        });
        let widths = widths.chain([seeds]).collect();
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(0);
            let style = "{prefix} {bar:24} {pos}/{len} steps  {msg}";
            bar.set_style(ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        let begun = std::time::Instant::now();
        Ok(Self { is_json, metric, spec: spec.clone(), widths, bar, columns: Vec::new(), begun })
    }

    /// Something that a trial's run said.
    pub(super) fn live(&self, event: &Event) {
        let Some(bar) = &self.bar else { return };
        match event {
            Event::Started { settings, facts, .. } => {
                let epochs = settings.integer("epochs").unwrap_or_default().unsigned_abs();
                bar.set_length(epochs * facts.steps_per_epoch);
                bar.set_message(facts.model.clone());
            }
            Event::Scalars(bucket) => bar.set_position(bucket.last),
            _ => {}
        }
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
                    bar.set_prefix(format!("trial {}/{} {}", trial + 1, progress.trials.len(), known.label()));
                }
            }
            SweepEvent::Ended { trial, .. } => self.ended(*trial, progress, Repeated::No)?,
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
        let values = trial.point.iter().filter(|(key, _)| key != "seed").map(|(_, value)| shown(value));
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

    /// What is wrong with the metric that was asked for: which there are is known when the first trial is done.
    pub(super) fn unknown_metric(&self, progress: &Progress) -> Option<String> {
        let asked = self.metric.as_deref()?;
        let first = progress.results().next().map(|(_, result)| metrics(result).join(", "))?;
        let has_it = progress.results().any(|(_, result)| result.number(asked).is_some());
        (!has_it).then(|| format!("no trial has a metric `{}`: expected one of {first}", asked.escape_debug()))
    }

    fn over(&self, progress: &Progress) -> std::io::Result<()> {
        let metric = self.metric.clone().or_else(|| progress.headline().map(str::to_owned)).unwrap_or_default();
        let curves = curves(&self.spec, progress.results(), &metric);
        if self.is_json {
            self.json_summary(progress, &metric, &curves)
        } else {
            self.table_summary(progress, &metric, &curves)
        }
    }

    fn json_summary(&self, progress: &Progress, metric: &str, curves: &[Curve]) -> std::io::Result<()> {
        for (held, spread) in spreads(progress, metric) {
            let mut object = self.begin("point");
            object.extend(held.iter().map(|(key, value)| (key.clone(), json(value))));
            object.insert("seeds".into(), spread.count.into());
            for (name, value) in [("", spread.median), ("_min", spread.min), ("_max", spread.max)] {
                object.insert(format!("{metric}{name}"), to_json(value));
            }
            self.object(object)?;
        }
        let axis = self.spec.numeric_axis().map(|axis| axis.key.clone());
        let mut knee = Map::new();
        for curve in curves {
            knee.clear();
            knee.insert(
                "knee".into(),
                curve.knee.and_then(|k| curve.places.get(k.at)).map_or(Value::Null, |p| json(&p.label)),
            );
            knee.insert("knee_definition".into(), definition(curve).into());
            if curves.len() > 1 {
                let mut object = self.begin("curve");
                object.extend(curve.held.iter().map(|(key, value)| (key.clone(), json(value))));
                object.insert("axis".into(), axis.clone().into());
                object.insert("metric".into(), metric.into());
                object.extend(knee.clone());
                self.object(object)?;
            }
        }
        let mut object = self.begin("summary");
        object.insert("lab".into(), self.spec.base.lab.as_str().into());
        object.insert("trials".into(), progress.trials.len().into());
        object.insert("done".into(), progress.done().into());
        object.insert("failed".into(), progress.failed().into());
        object.insert("seeds".into(), self.spec.seeds.len().into());
        object.insert("metric".into(), metric.into());
        object.insert("axis".into(), axis.into());
        if curves.len() == 1 {
            object.extend(knee);
        }
        object.insert("run_dir".into(), progress.path.display().to_string().into());
        object.insert("seconds".into(), to_json(self.begun.elapsed().as_secs_f64()));
        object.insert("training_seconds".into(), to_json(total(progress, "training_seconds")));
        self.object(object)
    }

    fn table_summary(&self, progress: &Progress, metric: &str, curves: &[Curve]) -> std::io::Result<()> {
        let (done, failed, all) = (progress.done(), progress.failed(), progress.trials.len());
        let seconds = number::short(total(progress, "training_seconds"), 7);
        self.line(&format!("\n{done} of {all} trials done, {failed} failed; {seconds} s of training"))?;
        if done == 0 {
            return Ok(());
        }
        let range = if self.spec.seeds.len() > 1 { ", median and range over the seeds" } else { "" };
        self.line(&format!("{metric}{range}:"))?;
        let names: Vec<&str> = self.names().into_iter().filter(|name| *name != "seed").collect();
        let is_knee = |held: &[(String, String)]| {
            curves.iter().any(|curve| {
                let place = curve.knee.and_then(|knee| curve.places.get(knee.at));
                let axis = self.spec.numeric_axis().map(|axis| axis.key.as_str());
                place.is_some_and(|place| {
                    held.iter().all(|(key, value)| {
                        if Some(key.as_str()) == axis {
                            *value == place.label
                        } else {
                            curve.held.contains(&(key.clone(), value.clone()))
                        }
                    })
                })
            })
        };
        for (held, spread) in spreads(progress, metric) {
            let mut row = String::new();
            for (name, width) in names.iter().zip(&self.widths) {
                let value = held.iter().find(|(key, _)| key == name).map(|(_, value)| shown(value)).unwrap_or_default();
                row += &format!("  {name}={value:<width$}");
            }
            row += &format!("  {:>NUMBER$}", number::short(spread.median, NUMBER));
            if spread.count > 1 {
                let [min, max] = [spread.min, spread.max].map(|value| number::short(value, NUMBER));
                row += &format!("  {min:>NUMBER$} to {max}");
            }
            if is_knee(&held) {
                row += "   <- knee";
            }
            self.line(row.trim_end())?;
        }
        for curve in curves {
            let name = curve.name();
            let of = if name.is_empty() { String::new() } else { format!(" of {name}") };
            let axis = self.spec.numeric_axis().map_or("", |axis| axis.key.as_str());
            let told = match curve.knee.and_then(|knee| curve.places.get(knee.at)) {
                Some(place) => format!("knee{of} at {axis}={}", place.label),
                None => format!("no knee{of}"),
            };
            self.line(&told)?;
        }
        curves.first().map_or(Ok(()), |curve| self.line(&format!("(the knee is {})", definition(curve))))
    }

    fn begin(&self, event: &str) -> Map<String, Value> {
        Map::from_iter([("event".to_owned(), event.into())])
    }

    fn object(&self, object: Map<String, Value>) -> std::io::Result<()> {
        self.line(&Value::Object(object).to_string())
    }

    /// To standard output, above the bar.
    fn line(&self, line: &str) -> std::io::Result<()> {
        let write = || {
            let mut out = std::io::stdout().lock();
            writeln!(out, "{line}").and_then(|()| out.flush())
        };
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    fn words(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| say(line)),
            None => say(line),
        }
    }
}

/// Whether a trial was done in an earlier sitting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Repeated {
    Yes,
    No,
}

fn shown(value: &str) -> String {
    value.escape_debug().to_string().chars().take(30).collect()
}

fn json(value: &str) -> Value {
    value.parse::<i64>().map(Value::from).or_else(|_| value.parse().map(to_json)).unwrap_or_else(|_| value.into())
}

fn point(trial: &Trial) -> Map<String, Value> {
    let seed = ("seed".to_owned(), trial.seed.into());
    trial.point.iter().map(|(key, value)| (key.clone(), json(value))).chain([seed]).collect()
}

/// The metrics of a result, in its order.
fn metrics(result: &TrialResult) -> Vec<&str> {
    let names = result.result.iter().filter(|(_, value)| !value.is_boolean()).map(|(key, _)| key.as_str());
    names.filter(|name| !FACTS.contains(name) && result.number(name).is_some()).collect()
}

/// Those of the table: the one asked for or the headline, then as many as there is room for.
fn columns(result: &TrialResult, asked: Option<&str>) -> Vec<String> {
    let first = asked.into_iter().chain(result.headline());
    let mut columns: Vec<String> = Vec::new();
    let axis = |name: &&str| {
        result.result.keys().position(|key| key == name) > result.result.keys().position(|key| key == "lab")
    };
    for name in first.chain(metrics(result).into_iter().filter(axis)) {
        if columns.len() < METRICS && !columns.iter().any(|known| known == name) {
            columns.push(name.to_owned());
        }
    }
    columns
}

/// The metric's spread over the seeds at each point of the grid, in the order of the trials.
fn spreads(progress: &Progress, metric: &str) -> Vec<(Vec<(String, String)>, Spread)> {
    let mut order: Vec<Vec<(String, String)>> = Vec::new();
    let mut values: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    for (trial, result) in progress.results() {
        let held: Vec<_> = trial.point.iter().filter(|(key, _)| key != "seed").cloned().collect();
        let at = order.iter().position(|known| *known == held).unwrap_or_else(|| {
            order.push(held);
            order.len() - 1
        });
        values.entry(at).or_default().extend(result.number(metric));
    }
    let spread = |(at, held)| Some((held, Spread::of(values.get(&at).cloned()?)?));
    order.into_iter().enumerate().filter_map(spread).collect()
}

fn total(progress: &Progress, key: &str) -> f64 {
    progress.results().filter_map(|(_, result)| result.number(key)).sum()
}

/// What is called the knee.
fn definition(curve: &Curve) -> String {
    let (first, last) = (curve.places.first(), curve.places.last());
    let is_log = first.zip(last).is_some_and(|(first, last)| crate::run::sweep::is_log(first.x, last.x));
    let spacing = if is_log { "by ratios" } else { "evenly" };
    format!(
        "the place farthest from the chord between the curve's ends on the side of early gain, axis spaced {spacing}, both \
         scaled to 1; at least .05 away, of at least 4 places"
    )
}
