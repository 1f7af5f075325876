//! `nnlab train`: a run without the dashboard.

use super::progress::{Progress, say};
use super::report::Form;
use super::signals::Signals;
use super::{Global, spec, unread};
use crate::labs;
use crate::run::directory::RunDirectory;
use crate::run::history::History;
use crate::run::spec::Assignment;
use crate::run::worker::{self, Handle, Launch, Record, Start};
use crate::run::{Command, Entry, Event, Failure, Pace, Result, RunId, RunSpec, bus};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Train {
    /// The lab: forecaster, pipeline, autoencoder.
    #[arg(required_unless_present = "resume")]
    lab: Option<String>,
    /// A file of settings, as a run directory's spec.toml.
    #[arg(long, value_name = "FILE", conflicts_with = "resume")]
    spec: Option<PathBuf>,
    /// Settings that belong together, under a name; --help lists them.
    #[arg(long, value_name = "NAME", conflicts_with = "resume")]
    preset: Option<String>,
    /// A setting, or a change at a step; --help lists them all.
    #[arg(long, value_name = "KEY=VALUE[@STEP]")]
    set: Vec<String>,
    /// The same as --set seed=N.
    #[arg(long, value_name = "N", conflicts_with = "resume")]
    seed: Option<u64>,
    /// Record the run in this new directory.
    #[arg(long, value_name = "DIR", conflicts_with = "resume")]
    run_dir: Option<PathBuf>,
    /// Go on with a recorded run, to the bit.
    #[arg(long, value_name = "DIR")]
    resume: Option<PathBuf>,
    /// A JSON object a line on standard output, the summary last.
    #[arg(long)]
    json: bool,
}

impl Train {
    pub(super) fn run(&self, global: &Global) -> Result<ExitCode> {
        let (entry, spec, record) = match &self.resume {
            Some(path) => self.resumed(path)?,
            None => self.fresh()?,
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::work)?;
        runtime.block_on(async {
            // Before the worker starts, so that no signal falls between.
            let mut signals = Signals::new()?;
            let (outbox, inbox) = bus::channel();
            let (id, context, pace) = (RunId(1), global.context(), Pace::Full);
            let launch = Launch { id, entry, spec, context, record, start: Start::Playing, pace, outbox };
            let worker = worker::spawn(launch)?;
            let mut output =
                Output { form: self.form(), progress: Progress::new(self.json), history: History::default() };
            follow(worker, &inbox, &mut signals, &mut output).await
        })
    }

    fn form(&self) -> Form {
        if self.json { Form::Json } else { Form::Words }
    }

    fn fresh(&self) -> Result<(Entry, RunSpec, Record)> {
        let entry = labs::find(self.lab.as_deref().unwrap_or_default())?;
        let mut spec = spec::start(&entry, self.preset.as_deref(), self.spec.as_deref())?;
        self.assign(&entry, &mut spec)?;
        spec::seed(&entry, &mut spec, self.seed)?;
        let record = self.run_dir.clone().map_or(Record::Off, Record::New);
        Ok((entry, spec, record))
    }

    fn resumed(&self, path: &std::path::Path) -> Result<(Entry, RunSpec, Record)> {
        let directory = RunDirectory::open(path)?;
        let lab = directory.lab()?;
        if let Some(asked) = self.lab.as_ref().filter(|asked| **asked != lab) {
            let path = path.display();
            return Err(Failure::Input(format!("{path} holds a run of `{lab}`, not of `{}`", asked.escape_debug())));
        }
        let entry = labs::find(&lab)?;
        let mut spec = RunSpec { lab, settings: entry.defaults()?, changes: Vec::new() };
        spec.read(entry.knobs(), &directory.spec_path())?;
        self.assign(&entry, &mut spec)?;
        Ok((entry, spec, Record::Resume(path.to_owned())))
    }

    fn assign(&self, entry: &Entry, spec: &mut RunSpec) -> Result<()> {
        for text in &self.set {
            let assignment: Assignment = text.parse().map_err(Failure::input)?;
            if let (Some(path), Assignment::Setting { .. }) = (&self.resume, &assignment) {
                let path = path.display();
                return Err(Failure::Input(format!(
                    "`{}`: the settings of {path} are what it was recorded with; a live one can change at a step, as in key=value@STEP",
                    text.escape_debug()
                )));
            }
            spec.assign(entry.knobs(), &assignment).map_err(Failure::input)?;
        }
        Ok(())
    }
}

/// Where what happens is told.
struct Output {
    form: Form,
    progress: Progress,
    history: History,
}

/// Follows a run to its end.
async fn follow(worker: Handle, inbox: &bus::Inbox, signals: &mut Signals, output: &mut Output) -> Result<ExitCode> {
    let mut code = None;
    loop {
        tokio::select! {
            () = inbox.arrived() => {}
            number = signals.next() => {
                // The run is saved if it is recorded; a second signal is not waited for.
                code = Some(ExitCode::from(128 + number));
                worker.send(Command::Stop);
            }
        }
        let is_over = worker.is_over();
        for (_, event) in inbox.drain() {
            output.history.apply(&event);
            output.progress.tell(&event, &output.history);
            if let Err(error) = output.form.write(&event) {
                worker.send(Command::Stop);
                worker.join();
                return unread::end(&error);
            }
            match event {
                Event::Finished { .. } => {
                    worker.send(Command::Stop);
                    worker.join();
                    return Ok(code.unwrap_or(ExitCode::SUCCESS));
                }
                Event::Failed { message, exit_code } => {
                    say(&format!("nnlab: {message}"));
                    worker.join();
                    return Ok(code.unwrap_or(ExitCode::from(exit_code)));
                }
                _ => {}
            }
        }
        if is_over {
            return Ok(code.unwrap_or(ExitCode::FAILURE));
        }
    }
}
