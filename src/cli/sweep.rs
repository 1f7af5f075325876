//! `nnlab sweep`: a grid over settings and seeds, one trial after the other.

mod report;

use super::live::{self, Reins};
use super::out::{self, say};
use super::signals::Signals;
use super::{Global, broken_pipe, folders, spec};
use crate::labs;
use crate::run::spec::shell_word;
use crate::run::sweep::{self, Outcome, Progress, SweepDirectory, SweepEvent, SweepLaunch, SweepSpec};
use crate::run::worker::Terms;
use crate::run::writer::Writer;
use crate::run::{Entry, Event, Failure, Result, RunId, bus};
use clap::Args;
use report::Report;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The sweep's id; its trials come after it.
const ID: RunId = RunId::new(1);

#[derive(Debug, Args)]
pub(super) struct Sweep {
    /// The lab: forecaster, pipeline, autoencoder.
    #[arg(required_unless_present = "run_dir")]
    lab: Option<String>,
    /// An axis of the grid: a setting and its values.
    #[arg(long, value_name = "KEY=VALUE,VALUE,...")]
    over: Vec<String>,
    /// Run the whole grid with so many seeds, from the settings' own on.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    seeds: u32,
    /// A file of settings that all trials have, as a run directory's spec.toml.
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,
    /// Settings that belong together, under a name; `nnlab train --help` lists them.
    #[arg(long, value_name = "NAME")]
    preset: Option<String>,
    /// A setting that all trials have, or a change at a step.
    #[arg(long, value_name = "KEY=VALUE[@STEP]")]
    set: Vec<String>,
    /// The first seed.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// The sweep's directory (default: a new one in the user's data folder). One that holds this sweep is gone on with; with
    /// nothing but this, so is the one that it holds.
    #[arg(long, value_name = "DIR")]
    run_dir: Option<PathBuf>,
    /// Go on although a file of data isn't what it was for the trials before.
    #[arg(long, requires = "run_dir")]
    data_changed: bool,
    /// The metric of the medians and the knee (default: the one that the lab is judged by).
    #[arg(long, value_name = "NAME")]
    metric: Option<String>,
    /// A JSON object a line on standard output, the summary last.
    #[arg(long)]
    json: bool,
}

impl Sweep {
    pub(super) fn run(&self, global: &Global) -> Result<ExitCode> {
        let (entry, spec, (directory, writer)) = self.directory()?;
        let go_on = format!("nnlab sweep --run-dir {}", shell_word(&directory.path().display().to_string()));
        let recorded = self.run_dir.is_none().then(|| directory.path().display().to_string());
        live::follow(async |signals| {
            let (outbox, inbox) = bus::channel();
            let context = global.context();
            let terms = Terms { data_changed: self.data_changed, ..Terms::default() };
            let launch = SweepLaunch { id: ID, entry, spec: spec.clone(), directory, writer, terms, context, outbox };
            let reins = Reins::new(sweep::spawn(launch)?);
            let report = Report::new(self.json, self.metric.clone(), &spec, entry.knobs())?;
            let mut followed = Followed { reins, report, progress: Progress::default(), failure: None, go_on };
            let code = followed.until_its_end(&inbox, signals).await?;
            if !followed.reins.has_signal() {
                recorded.iter().for_each(|path| say(&format!("recorded in {path}")));
            }
            Ok(code)
        })
    }

    fn directory(&self) -> Result<(Entry, SweepSpec, (SweepDirectory, Writer))> {
        let Some(lab) = &self.lab else { return self.recorded() };
        let entry = labs::find(lab)?;
        let mut base = spec::start(&entry, self.preset.as_deref(), self.spec.as_deref())?;
        for text in &self.set {
            base.assign(entry.knobs(), &text.parse().map_err(Failure::input)?).map_err(Failure::input)?;
        }
        spec::seed(&entry, &mut base, self.seed)?;
        let mut sweep = SweepSpec::new(base);
        for text in &self.over {
            sweep.over(entry.knobs(), text)?;
        }
        sweep.seeds(entry.knobs(), self.seeds)?;
        if sweep.axes.is_empty() && sweep.seeds.len() == 1 {
            let told = "a sweep needs something to go through: --over key=value,value,... or --seeds N";
            return Err(Failure::Input(told.into()));
        }
        let sweep = sweep.absolute(&entry)?;
        let taken = match &self.run_dir {
            Some(path) => SweepDirectory::create(path, &sweep, &entry)?,
            None => {
                let now = jiff::Timestamp::now().as_second();
                SweepDirectory::create_under(&folders::sweeps()?, &sweep, &entry, now)?
            }
        };
        Ok((entry, sweep, taken))
    }

    /// The sweep that the directory holds.
    fn recorded(&self) -> Result<(Entry, SweepSpec, (SweepDirectory, Writer))> {
        let words = [!self.over.is_empty(), !self.set.is_empty(), self.preset.is_some(), self.spec.is_some()];
        if words.contains(&true) || self.seed.is_some() || self.seeds > 1 {
            return Err(Failure::Input("name the lab as well: nnlab sweep LAB --over ... --run-dir DIR".into()));
        }
        let directory = SweepDirectory::open(self.run_dir.as_deref().unwrap_or(Path::new(".")))?;
        let sweep = directory.read_spec(labs::find)?;
        let entry = labs::find(&sweep.base.lab)?;
        let writer = directory.take()?;
        Ok((entry, sweep, (directory, writer)))
    }
}

/// A sweep that is followed.
struct Followed {
    reins: Reins,
    report: Report,
    progress: Progress,
    failure: Option<(String, u8)>,
    /// The command that goes on with it.
    go_on: String,
}

impl Followed {
    async fn until_its_end(&mut self, inbox: &bus::Inbox, signals: &mut Signals) -> Result<ExitCode> {
        let mut ended = None;
        loop {
            if let Some(abandoned) = self.reins.next(inbox.arrived(), signals).await {
                say(&format!("ended without waiting for the trial, whose last checkpoint stands; {}", self.to_go_on()));
                return Ok(abandoned.code());
            }
            let is_over = self.reins.is_over();
            for (id, event) in inbox.drain() {
                // After the end nothing is news.
                if ended.is_none() {
                    ended = self.tell(id, &event);
                }
            }
            if ended.is_none() {
                ended = out::failure().map(|error| broken_pipe::end(&error));
            }
            if ended.is_some() {
                self.reins.end();
            }
            if is_over {
                let code = ended.unwrap_or_else(|| Ok(self.end()))?;
                if self.reins.has_signal() {
                    say(&format!("stopped and saved; {}", self.to_go_on()));
                }
                return Ok(self.reins.code(code));
            }
        }
    }

    fn to_go_on(&self) -> String {
        format!("to go on: {}", self.go_on)
    }

    /// Tells what happened; the result if that was the end.
    fn tell(&mut self, id: RunId, event: &Event) -> Option<Result<ExitCode>> {
        if let (ID, Event::Failed { message, exit_code }) = (id, event) {
            self.failure = Some((message.clone(), *exit_code));
        }
        let Event::Sweep(event) = event else {
            if matches!(event, Event::Started { .. }) {
                self.reins.is_loading = false;
            }
            return self.report.live(event).err().map(|error| broken_pipe::end(&error));
        };
        self.progress.apply(event);
        // A trial that is being opened hears nothing yet.
        self.reins.is_loading = matches!(**event, SweepEvent::Began { .. });
        if let Err(error) = self.report.tell(event, &self.progress) {
            return Some(broken_pipe::end(&error));
        }
        if let Some(why) = self.report.unknown_metric(&self.progress) {
            return Some(Err(Failure::Input(why)));
        }
        matches!(**event, SweepEvent::Over).then(|| Ok(self.end()))
    }

    /// 0 when all trials are done, 2 when all that failed did so for the user's words, 1.
    fn end(&mut self) -> ExitCode {
        let failures = self.progress.trials.iter().filter_map(|(_, state)| match state {
            sweep::TrialState::Ended(Outcome::Failed { exit_code, .. }) => Some(*exit_code),
            _ => None,
        });
        let code = failures.chain(self.failure.iter().map(|(_, code)| *code)).min().unwrap_or(0);
        if let Some((message, _)) = self.failure.take() {
            say(&format!("nnlab: {message}"));
        }
        ExitCode::from(code)
    }
}
