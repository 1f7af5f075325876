//! `nnlab train`: a run without the dashboard.

use super::live::{self, Reins};
use super::out::{self, say};
use super::progress::Progress;
use super::report::Form;
use super::signals::Signals;
use super::{Global, broken_pipe, folders, spec};
use crate::labs;
use crate::run::directory::RunDirectory;
use crate::run::history::History;
use crate::run::spec::{Assignment, shell_word};
use crate::run::worker::{self, Launch, Record, Source, Start, Terms};
use crate::run::{Entry, Event, Failure, Moment, Pace, Result, RunId, RunSpec, bus};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};
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
    /// Record the run in this directory, new or empty (default: a new one in the user's data folder, but not with --json).
    #[arg(long, value_name = "DIR", conflicts_with = "resume")]
    run_dir: Option<PathBuf>,
    /// Record the run in the user's data folder with --json too; a recording that breaks is then a failure.
    #[arg(long, conflicts_with_all = ["resume", "run_dir", "no_record"])]
    record: bool,
    /// Record nothing.
    #[arg(long, conflicts_with_all = ["resume", "run_dir"])]
    no_record: bool,
    /// Go on with a recorded run, to the bit.
    #[arg(long, value_name = "DIR")]
    resume: Option<PathBuf>,
    /// With --resume: from which of its checkpoints, the latest or the one with the best result.
    #[arg(long, value_enum, value_name = "WHICH", requires = "resume")]
    from: Option<From>,
    /// With --resume: go on although a file of data isn't what it was.
    #[arg(long, requires = "resume")]
    data_changed: bool,
    /// A JSON object a line on standard output, the summary last.
    #[arg(long)]
    json: bool,
}

/// Which checkpoint of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum From {
    Latest,
    Best,
}

impl Train {
    pub(super) fn run(&self, global: &Global) -> Result<ExitCode> {
        let (entry, spec, record) = match &self.resume {
            Some(path) => self.resumed(path)?,
            None => self.fresh()?,
        };
        live::follow(async |signals| {
            let (outbox, inbox) = bus::channel();
            let (id, context, pace) = (RunId::new(1), global.context(), Pace::Full);
            let stands = Stands::of(&record);
            let launch = Launch { id, entry, spec, context, record, start: Start::Playing, pace, outbox };
            let mut followed = Followed {
                reins: Reins::new(worker::spawn(launch)?),
                form: self.form(),
                progress: Progress::new(self.json),
                history: History::default(),
                stands,
                is_record_asked_for: self.record || self.run_dir.is_some() || self.resume.is_some(),
                tells_where: self.run_dir.is_none() && self.resume.is_none(),
            };
            followed.until_its_end(&inbox, signals).await
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
        Ok((entry, spec, self.record_of_new()))
    }

    /// Where a new run is recorded.
    fn record_of_new(&self) -> Record {
        if let Some(path) = &self.run_dir {
            return Record::New(path.clone());
        }
        if self.no_record || (self.json && !self.record) {
            return Record::Off;
        }
        folders::runs().map_or_else(
            || {
                say("this run is not recorded: there is no folder for a user's data here");
                Record::Off
            },
            |library| if self.record { Record::AskedUnder(library) } else { Record::Under(library) },
        )
    }

    fn resumed(&self, path: &Path) -> Result<(Entry, RunSpec, Record)> {
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
        Ok((entry, spec, Record::Resume(path.to_owned(), self.terms())))
    }

    fn terms(&self) -> Terms {
        let from = self.from.map(|from| match from {
            From::Latest => Source::Latest,
            From::Best => Source::Best,
        });
        Terms { from, data_changed: self.data_changed }
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

/// What there is of a run that wasn't waited for.
enum Stands {
    /// Nothing: it wasn't recorded.
    Nothing,
    /// The checkpoints of this directory.
    In(PathBuf),
}

impl Stands {
    fn of(record: &Record) -> Self {
        match record {
            // Under a folder it says itself where, once it is recorded.
            Record::Off | Record::Under(_) | Record::AskedUnder(_) => Self::Nothing,
            Record::New(path) | Record::Resume(path, _) | Record::Reopen(path) => Self::In(path.clone()),
        }
    }

    /// Which checkpoint it is, in words.
    fn words(&self, history: &History) -> String {
        let Self::In(path) = self else { return "the run was not recorded".into() };
        let shown = shell_word(&path.display().to_string());
        let resumed = history.facts.is_some().then_some(history.opened_at).filter(|at| at.step > 0);
        match history.saved.or(resumed) {
            Some(Moment { epoch, step }) => {
                format!("the checkpoint of epoch {epoch}, step {step} stands: nnlab train --resume {shown}")
            }
            None => "nothing had been saved yet".into(),
        }
    }
}

/// A run that is followed.
struct Followed {
    reins: Reins,
    form: Form,
    progress: Progress,
    history: History,
    stands: Stands,
    /// Whether a recording that breaks is a failure.
    is_record_asked_for: bool,
    /// Whether the user doesn't know yet where the run is recorded.
    tells_where: bool,
}

impl Followed {
    async fn until_its_end(&mut self, inbox: &bus::Inbox, signals: &mut Signals) -> Result<ExitCode> {
        let mut ended = None;
        loop {
            if let Some(abandoned) = self.reins.next(inbox.arrived(), signals).await {
                if !abandoned.was_loading {
                    say(&format!("ended without waiting for the step; {}", self.stands.words(&self.history)));
                }
                return Ok(abandoned.code());
            }
            let is_over = self.reins.is_over();
            for (_, event) in inbox.drain() {
                // After the end nothing is news but that it could not be recorded.
                match &ended {
                    None => ended = self.tell(&event),
                    Some(Ok(_)) if self.is_record_asked_for => ended = Self::broken(&event).map(Ok).or(ended),
                    Some(_) => {}
                }
            }
            if ended.is_none() {
                ended = out::failure().map(|error| broken_pipe::end(&error));
            }
            if ended.is_some() {
                self.reins.end();
            }
            if is_over {
                let code = ended.unwrap_or(Ok(ExitCode::FAILURE))?;
                return Ok(self.reins.code(code));
            }
        }
    }

    /// How it ends if this says, after its end, that the record isn't whole.
    fn broken(event: &Event) -> Option<ExitCode> {
        let Event::Failed { message, exit_code } = event else { return None };
        say(&format!("nnlab: the record is not whole: {message}"));
        Some(ExitCode::from(*exit_code))
    }

    fn recorded_in(&mut self, path: &Path) {
        self.stands = Stands::In(path.to_owned());
        if self.tells_where {
            let line = format!("recorded in {}", path.display());
            match &self.progress {
                Progress::Quiet => say(&line),
                other => other.line(&line),
            }
        }
    }

    /// Tells what happened; the result if that was the end.
    fn tell(&mut self, event: &Event) -> Option<Result<ExitCode>> {
        self.history.apply(event);
        self.progress.tell(event, &self.history);
        if let Err(error) = self.form.write(event) {
            return Some(broken_pipe::end(&error));
        }
        match event {
            Event::Recorded { path } => self.recorded_in(path),
            Event::Started { .. } => self.reins.is_loading = false,
            Event::Finished { .. } => return Some(Ok(ExitCode::SUCCESS)),
            Event::Failed { message, exit_code } => {
                say(&format!("nnlab: {message}"));
                return Some(Ok(ExitCode::from(*exit_code)));
            }
            _ => {}
        }
        None
    }
}
