//! `nnlab` without a subcommand: the dashboard on bundled data.

use super::Global;
use crate::labs;
use crate::run::{Failure, Pace, Result, RunSpec};
use crate::tui::app::{self, First, Options, Recording, ScreenError, Settings};
use crate::tui::session::{self, SessionError};
use directories::ProjectDirs;
use std::fs::{File, OpenOptions};
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;

/// The log is started anew when it has grown beyond this.
const LOG_BYTES: u64 = 1 << 20;

pub(super) fn run(global: &Global) -> Result<ExitCode> {
    if !std::io::stdout().is_terminal() || !std::io::stdin().is_terminal() {
        return Err(Failure::Input(
            "the dashboard needs a terminal on standard input and output; without one: nnlab train forecaster --help"
                .into(),
        ));
    }
    let entry = labs::find("forecaster")?;
    let spec = RunSpec { lab: entry.name.into(), settings: entry.defaults()?, changes: Vec::new() };
    open(global, First::Run(spec))
}

/// The dashboard on a run, or over the directory of a run or sweep that another process may be writing.
pub(super) fn open(global: &Global, first: First) -> Result<ExitCode> {
    let folders = ProjectDirs::from("", "", "nnlab");
    let settings = settings(global.config.as_deref(), folders.as_ref())?;
    let (log, log_file) = log_file(folders.as_ref()).map_err(Failure::work)?;
    write_logs_to(&log);
    session::install_panic_hook();
    let recording = match &folders {
        Some(folders) => Recording::Under(folders.data_dir().join("runs")),
        None => Recording::Off,
    };
    let ending = app::run(Options {
        color: global.color,
        charset: global.charset,
        theme: global.theme.clone(),
        settings,
        threads: global.context().threads,
        recording,
        labs: labs::CATALOG.to_vec(),
        first,
        pace: Pace::EpochPerSecond,
        log,
        log_file,
    });
    ending.map(|ending| ExitCode::from(ending.exit_code())).map_err(failure)
}

/// A theme that was named and isn't there is the user's to mend; the rest is ours or the system's.
fn failure(error: ScreenError) -> Failure {
    match error {
        ScreenError::Setting(_) | ScreenError::Theme(..) | ScreenError::Session(SessionError::NotATerminal) => {
            Failure::input(error)
        }
        ScreenError::Session(_) | ScreenError::System(_) => Failure::work(error),
    }
}

/// The settings file; one that was named must be there.
fn settings(named: Option<&Path>, folders: Option<&ProjectDirs>) -> Result<Settings> {
    let usual = || folders.map(|folders| folders.config_dir().join("config.toml"));
    let file = named.map(Path::to_owned).or_else(usual);
    let Some(path) = &file else { return Ok(Settings::default()) };
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Settings { text, file, problem: None }),
        Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
            Ok(Settings { file, ..Settings::default() })
        }
        Err(error) => {
            let problem = format!("{}: cannot be read: {error}", path.display());
            if named.is_some() {
                Err(Failure::Input(problem))
            } else {
                Ok(Settings { file, text: String::new(), problem: Some(problem) })
            }
        }
    }
}

/// The log, in the folder for a program's own data; where there is none, a file without a name.
fn log_file(folders: Option<&ProjectDirs>) -> std::io::Result<(File, Option<PathBuf>)> {
    let open = |folder: &Path| {
        std::fs::create_dir_all(folder)?;
        let path = folder.join("nnlab.log");
        let is_long = path.metadata().is_ok_and(|file| file.len() > LOG_BYTES);
        let mut options = OpenOptions::new();
        options.create(true);
        if is_long {
            options.write(true).truncate(true)
        } else {
            options.append(true)
        };
        options.open(&path).map(|file| (file, Some(path)))
    };
    let unnamed = || tempfile::tempfile().map(|file| (file, None));
    folders.and_then(|folders| open(folders.data_dir()).ok()).map_or_else(unnamed, Ok)
}

/// Log lines go to the file; how many, the variable NNLAB_LOG says (`warn`, `info`, `debug`).
fn write_logs_to(log: &File) {
    let Ok(file) = log.try_clone() else { return };
    let filter = tracing_subscriber::EnvFilter::try_from_env("NNLAB_LOG");
    let filter = filter.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_env_filter(filter).with_writer(Mutex::new(file));
    // A subscriber that is there already is as good.
    let _ = subscriber.try_init();
}
