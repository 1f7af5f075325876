//! The Runs tab: this session's runs and sweeps and the recorded ones, as one table.

use super::{Editing, Run, Shared, Sweep, Worker};
use crate::run::catalogue::{Card, Catalogue, SweepCard};
use crate::run::sweep::{Spread, SweepSpec};
use crate::run::{RunId, RunSpec, Status};
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

/// How often the disk is looked at while the tab is open.
pub const LOOK: Duration = Duration::from_secs(3);

/// What the table is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RunsSort {
    /// The latest first.
    #[default]
    When,
    /// By lab, then the latest first.
    Lab,
    /// By how they stand.
    State,
    /// By lab and metric, the best first.
    Best,
    /// By name.
    Name,
}

impl RunsSort {
    /// In the order in which a key goes through them.
    pub const ALL: [Self; 5] = [Self::When, Self::Lab, Self::State, Self::Best, Self::Name];

    /// The next one, round and round.
    pub fn next(self) -> Self {
        Self::ALL.get((self as usize + 1) % Self::ALL.len()).copied().unwrap_or_default()
    }
}

/// What is known of the disk, and how the table is shown.
#[derive(Debug, Default)]
pub struct Library {
    /// What is recorded, as of the last look.
    pub catalogue: Catalogue,
    /// Whether the disk was looked at yet.
    pub is_read: bool,
    /// When to look again.
    pub next_look: Option<Duration>,
    /// What the table is sorted by.
    pub sort: RunsSort,
    /// Only rows in which this text is.
    pub filter: String,
    /// The filter while it is edited.
    pub editing: Option<Editing>,
    /// Rows whose curves lie over one another, by their keys.
    pub marked: BTreeSet<String>,
    /// What the cursor is to be put on once it is listed.
    pub sought: Option<PathBuf>,
    /// What the question is about whether to take it away: its path and name.
    pub doomed: Option<(PathBuf, String)>,
    /// What the question is about whether to end it: the run or sweep, and its name.
    pub ending: Option<(RunId, String)>,
}

/// What a row of the table is.
#[derive(Debug, Clone, Copy)]
pub enum RowKind<'m> {
    /// A run of this session.
    Run(&'m Run),
    /// A sweep of this session.
    Sweep(&'m Sweep),
    /// A recorded run.
    Card(&'m Card),
    /// A recorded sweep.
    SweepCard(&'m SweepCard),
}

/// A row of the table.
#[derive(Debug, Clone)]
pub struct RunsRow<'m> {
    /// What stays the same while rows come and go.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: RowKind<'m>,
    /// Its lab.
    pub lab: &'m str,
    /// Its model in a few words, or what a sweep goes through.
    pub model: String,
    /// Epochs or trials done, and of how many.
    pub done: (u64, u64),
    /// The metric that it is judged by.
    pub metric: &'m str,
    /// The best value of that metric.
    pub best: Option<f64>,
    /// When it was last written, in seconds since 1970; of this session: the end of time.
    modified: i64,
}

impl<'m> RunsRow<'m> {
    fn of_run(run: &'m Run) -> Self {
        let history = &run.history;
        let path = run.path.as_ref().and_then(|path| path.file_name());
        let name = path.map_or_else(|| format!("{} {}", run.spec.lab, run.id), |name| name.to_string_lossy().into());
        Self {
            key: format!("run-{}", run.id),
            name,
            kind: RowKind::Run(run),
            lab: &run.spec.lab,
            model: history.facts.as_ref().map_or_else(String::new, |facts| facts.model.clone()),
            done: (history.at.epoch, run.epochs()),
            metric: history.facts.as_ref().map_or("", |facts| facts.headline.as_str()),
            best: history.best.map(|best| best.value),
            modified: i64::MAX,
        }
    }

    fn of_sweep(sweep: &'m Sweep) -> Self {
        let progress = &sweep.progress;
        let name = progress.path.file_name();
        let metric = progress.headline().unwrap_or_default();
        Self {
            key: format!("sweep-{}", sweep.id),
            name: name.map_or_else(|| "sweep".to_owned(), |name| name.to_string_lossy().into()),
            kind: RowKind::Sweep(sweep),
            lab: sweep.lab(),
            model: progress.spec.as_ref().map(through).unwrap_or_default(),
            done: (progress.done() as u64, progress.trials.len() as u64),
            metric,
            best: least(progress.results().filter_map(|(_, result)| result.number(metric))),
            modified: i64::MAX,
        }
    }

    fn of_card(card: &'m Card) -> Self {
        Self {
            key: card.path.display().to_string(),
            name: card.name.clone(),
            kind: RowKind::Card(card),
            lab: &card.spec.lab,
            model: card.model.clone(),
            done: (card.at.epoch, card.epochs()),
            metric: &card.headline,
            best: card.best,
            modified: card.modified,
        }
    }

    fn of_sweep_card(card: &'m SweepCard) -> Self {
        let metric = card.results.iter().find_map(|(_, result)| result.headline()).unwrap_or_default();
        Self {
            key: card.path.display().to_string(),
            name: card.name.clone(),
            kind: RowKind::SweepCard(card),
            lab: card.spec.as_ref().map_or("", |spec| spec.base.lab.as_str()),
            model: card.spec.as_ref().map(through).unwrap_or_default(),
            done: (card.results.len() as u64, card.trials as u64),
            metric,
            best: least(card.results.iter().filter_map(|(_, result)| result.number(metric))),
            modified: card.modified,
        }
    }

    /// The run in full, live changes included, if it is a run.
    pub fn spec(&self) -> Option<RunSpec> {
        match self.kind {
            RowKind::Run(run) => Some(run.spec_so_far()),
            RowKind::Card(card) => Some(card.spec.clone()),
            RowKind::Sweep(_) | RowKind::SweepCard(_) => None,
        }
    }

    /// Its directory, if it has one.
    pub fn path(&self) -> Option<PathBuf> {
        match self.kind {
            RowKind::Run(run) => run.path.clone(),
            RowKind::Card(card) => Some(card.path.clone()),
            RowKind::Sweep(sweep) => Some(sweep.progress.path.clone()),
            RowKind::SweepCard(card) => Some(card.path.clone()),
        }
    }

    /// The place of how it stands in an order.
    fn rank(&self) -> usize {
        match self.kind {
            RowKind::Run(run) if run.is_running() => 0,
            RowKind::Sweep(sweep) if sweep.is_going() => 0,
            RowKind::Run(run) if run.history.status == Status::Failed => 10 + Status::Failed as usize,
            RowKind::Run(_) | RowKind::Sweep(_) => 1,
            RowKind::Card(card) => 10 + card.state as usize,
            RowKind::SweepCard(card) => 10 + card.state as usize,
        }
    }

    fn has(&self, text: &str) -> bool {
        let settings = || self.spec().map(|spec| spec.to_toml().replace(" = ", "=")).unwrap_or_default();
        text.split_whitespace().all(|word| {
            [&self.name, &self.model].into_iter().any(|part| part.contains(word))
                || self.lab.contains(word)
                || settings().contains(word)
        })
    }
}

fn least(values: impl Iterator<Item = f64>) -> Option<f64> {
    Spread::of(values.collect()).map(|spread| spread.min)
}

/// What a sweep goes through, in words.
pub fn through(spec: &SweepSpec) -> String {
    let axes = spec.axes.iter().map(|axis| format!("{}={}", axis.key, axis.values.join(",")));
    let seeds = (spec.seeds.len() > 1).then(|| format!("{} x", spec.seeds.len()));
    seeds.into_iter().chain(axes).collect::<Vec<_>>().join(" ")
}

impl Shared {
    /// The rows of the table of runs, filtered and sorted. A recorded run that this session has open is one row, and the
    /// trials of a sweep are part of it.
    pub fn runs_rows(&self) -> Vec<RunsRow<'_>> {
        let own: BTreeSet<&PathBuf> = self.runs.iter().filter_map(|run| run.path.as_ref()).collect();
        let own_sweeps: BTreeSet<&PathBuf> = self.sweeps.iter().map(|sweep| &sweep.progress.path).collect();
        let is_trial = |run: &&Run| self.sweeps.iter().any(|sweep| sweep.has(run.id));
        let runs = self.runs.iter().rev().filter(|run| !is_trial(run)).map(RunsRow::of_run);
        let sweeps = self.sweeps.iter().rev().map(RunsRow::of_sweep);
        let cards = self.library.catalogue.runs.iter().filter(|card| !own.contains(&card.path)).map(RunsRow::of_card);
        let sweep_cards = self.library.catalogue.sweeps.iter().filter(|card| !own_sweeps.contains(&card.path));
        let all = runs.chain(sweeps).chain(cards).chain(sweep_cards.map(RunsRow::of_sweep_card));
        let mut rows: Vec<RunsRow<'_>> = all.filter(|row| row.has(&self.library.filter)).collect();
        // Stable: this session's rows come first among equals, the latest first.
        rows.sort_by(|a, b| order(self.library.sort, a, b));
        rows
    }

    /// The row under the cursor.
    pub fn runs_row(&self) -> Option<RunsRow<'_>> {
        let mut rows = self.runs_rows();
        let at = self.runs_cursor.min(rows.len().checked_sub(1)?);
        Some(rows.swap_remove(at))
    }

    /// The latest sweep of a lab in this session.
    pub fn sweep_of(&self, lab: &str) -> Option<&Sweep> {
        self.sweeps.iter().rev().find(|sweep| sweep.lab() == lab)
    }
}

impl Sweep {
    /// Whether this is the run of one of its trials.
    pub fn has(&self, run: RunId) -> bool {
        run.sweep() == Some(self.id)
    }
}

impl Run {
    /// What it was opened with, and the changes that were made on the way.
    pub fn spec_so_far(&self) -> RunSpec {
        let mut spec = self.spec.clone();
        spec.changes.retain(|change| change.step > self.history.at.step);
        let made = self.history.changes.iter().map(|turned| crate::run::spec::Change {
            key: turned.key.clone(),
            value: turned.value.clone(),
            step: turned.at.step,
        });
        spec.changes.splice(0..0, made);
        spec
    }

    /// The sweep that it is a trial of, while that goes.
    pub fn sweep(&self) -> Option<RunId> {
        match self.worker {
            Worker::Trial(sweep) => Some(sweep),
            _ => None,
        }
    }
}

fn order(by: RunsSort, a: &RunsRow<'_>, b: &RunsRow<'_>) -> Ordering {
    let none_last = |value: Option<f64>| value.unwrap_or(f64::INFINITY);
    let latest = || b.modified.cmp(&a.modified);
    match by {
        RunsSort::When => latest(),
        RunsSort::Lab => a.lab.cmp(b.lab).then_with(latest),
        RunsSort::State => a.rank().cmp(&b.rank()).then_with(latest),
        RunsSort::Best => {
            let by_metric = a.lab.cmp(b.lab).then_with(|| a.metric.cmp(b.metric));
            by_metric.then_with(|| none_last(a.best).total_cmp(&none_last(b.best)))
        }
        RunsSort::Name => a.name.cmp(&b.name),
    }
}
