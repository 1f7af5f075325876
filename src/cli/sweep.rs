//! `nnlab sweep`: a grid over settings and seeds, one trial after the other.

mod report;

use super::progress::say;
use super::signals::Signals;
use super::{Global, folders, spec, unread};
use crate::labs;
use crate::run::directory::RunDirectory;
use crate::run::spec::shell_word;
use crate::run::sweep::{self, Outcome, Progress, SweepDirectory, SweepEvent, SweepLaunch, SweepSpec};
use crate::run::worker::Handle;
use crate::run::{Command, Entry, Event, Failure, Result, RunId, bus};
use clap::Args;
use report::Report;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The sweep's id; its trials come after it.
const ID: RunId = RunId(1);

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
    /// The metric of the medians and the knee (default: the one that the lab is judged by).
    #[arg(long, value_name = "NAME")]
    metric: Option<String>,
    /// A JSON object a line on standard output, the summary last.
    #[arg(long)]
    json: bool,
}

impl Sweep {
    pub(super) fn run(&self, global: &Global) -> Result<ExitCode> {
        let (entry, spec, directory) = self.directory()?;
        let shown = directory.path().display().to_string();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::work)?;
        let code = runtime.block_on(async {
            let mut signals = Signals::new()?;
            let (outbox, inbox) = bus::channel();
            let context = global.context();
            let launch = SweepLaunch { id: ID, entry, spec: spec.clone(), directory, context, outbox };
            let handle = sweep::spawn(launch)?;
            let mut report = Report::new(self.json, self.metric.clone(), &spec, entry.knobs())?;
            follow(handle, &inbox, &mut signals, &mut report).await
        })?;
        if code.is_stopped {
            say(&format!("stopped and saved; to go on: nnlab sweep --run-dir {}", shell_word(&shown)));
        } else if self.run_dir.is_none() {
            say(&format!("recorded in {shown}"));
        }
        Ok(code.exit)
    }

    fn directory(&self) -> Result<(Entry, SweepSpec, SweepDirectory)> {
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
        let path = match &self.run_dir {
            Some(path) => path.clone(),
            None => {
                let now = jiff::Timestamp::now().as_second();
                RunDirectory::fresh_path(&folders::sweeps()?, entry.name, now)
            }
        };
        let directory = SweepDirectory::create(&path, &sweep, &entry)?;
        Ok((entry, sweep, directory))
    }

    /// The sweep that the directory holds.
    fn recorded(&self) -> Result<(Entry, SweepSpec, SweepDirectory)> {
        let words = [!self.over.is_empty(), !self.set.is_empty(), self.preset.is_some(), self.spec.is_some()];
        if words.contains(&true) || self.seed.is_some() || self.seeds > 1 {
            return Err(Failure::Input("name the lab as well: nnlab sweep LAB --over ... --run-dir DIR".into()));
        }
        let directory = SweepDirectory::open(self.run_dir.as_deref().unwrap_or(Path::new(".")))?;
        let sweep = directory.read_spec(labs::find)?;
        Ok((labs::find(&sweep.base.lab)?, sweep, directory))
    }
}

/// How a sweep was left.
struct Left {
    exit: ExitCode,
    is_stopped: bool,
}

/// Follows a sweep to its end.
async fn follow(handle: Handle, inbox: &bus::Inbox, signals: &mut Signals, report: &mut Report) -> Result<Left> {
    let mut signal = None;
    let mut progress = Progress::default();
    let mut failure = None;
    loop {
        tokio::select! {
            () = inbox.arrived() => {}
            number = signals.next() => {
                // The trial is saved; a second signal is not waited for.
                signal = Some(number);
                handle.send(Command::Stop);
            }
        }
        let is_over = handle.is_over();
        for (id, event) in inbox.drain() {
            if let (ID, Event::Failed { message, exit_code }) = (id, &event) {
                failure = Some((message.clone(), *exit_code));
            }
            let Event::Sweep(event) = &event else {
                report.live(&event);
                continue;
            };
            progress.apply(event);
            if let Err(error) = report.tell(event, &progress) {
                handle.send(Command::Stop);
                handle.join();
                return Ok(Left { exit: unread::end(&error)?, is_stopped: false });
            }
            if let Some(why) = report.unknown_metric(&progress) {
                handle.send(Command::Stop);
                handle.join();
                return Err(Failure::Input(why));
            }
            if matches!(**event, SweepEvent::Over) {
                handle.join();
                return Ok(end(&progress, signal, failure));
            }
        }
        if is_over {
            return Ok(end(&progress, signal, failure));
        }
    }
}

/// 128 and the signal's number; else 0 when all trials are done, 2 when all that failed did so for the user's words, 1.
fn end(progress: &Progress, signal: Option<u8>, failure: Option<(String, u8)>) -> Left {
    if let Some(number) = signal {
        return Left { exit: ExitCode::from(128 + number), is_stopped: true };
    }
    let failures = progress.trials.iter().filter_map(|(_, state)| match state {
        sweep::TrialState::Ended(Outcome::Failed { exit_code, .. }) => Some(*exit_code),
        _ => None,
    });
    let code = failures.chain(failure.iter().map(|(_, code)| *code)).min().unwrap_or(0);
    if let Some((message, _)) = failure {
        say(&format!("nnlab: {message}"));
    }
    Left { exit: ExitCode::from(code), is_stopped: false }
}
