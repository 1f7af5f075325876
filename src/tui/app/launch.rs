//! Starting the dashboard, and ending it on every path.

pub use super::driver::Recording;

use super::clock::Rates;
use super::driver::{LiveRuns, NOTICE, Runs};
use super::error::ScreenError;
use super::input;
use super::looping::Loop;
use super::signals::Signals;
use crate::run::{Context, Entry, Pace, RunSpec, bus};
use crate::tui::actions;
use crate::tui::capabilities::{self, CharsetChoice, ColorChoice, Environment};
use crate::tui::model::{Appearance, Leave, Model, Setup, Signal};
use crate::tui::preferences::Preferences;
use crate::tui::session::{SessionError, TerminalSession, restore_terminal};
use crate::tui::tabs;
use crate::tui::update;
use crate::tui::words::ENGLISH;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long saving may take when the user quits.
const PATIENCE: Duration = Duration::from_secs(10);

/// How the dashboard is started.
#[derive(Debug)]
pub struct Options {
    /// `--color`.
    pub color: ColorChoice,
    /// `--charset`.
    pub charset: CharsetChoice,
    /// `--theme`: a theme's name or a file; `None`: the settings' own, else by the terminal's background.
    pub theme: Option<String>,
    /// The settings file.
    pub settings: Settings,
    /// Threads that share a step.
    pub threads: usize,
    /// Whether and where runs are recorded.
    pub recording: Recording,
    /// The labs that there are.
    pub labs: Vec<Entry>,
    /// What is opened first.
    pub first: First,
    /// How fast it plays.
    pub pace: Pace,
    /// Where standard error goes while the dashboard is up.
    pub log: File,
    /// Its name, if it has one.
    pub log_file: Option<PathBuf>,
}

/// What the dashboard opens first.
#[derive(Debug, Clone, PartialEq)]
pub enum First {
    /// A new run.
    Run(RunSpec),
    /// A run in this directory, which another process may be writing: it is only watched.
    Watched(RunSpec, PathBuf),
    /// The tab of runs on a sweep in this directory, which another process may be writing.
    WatchedSweep(PathBuf),
}

/// The settings file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// Its path, there or not yet; the user's themes lie in the folder `themes` beside it. `None`: nowhere.
    pub file: Option<PathBuf>,
    /// Its text; empty if it isn't there.
    pub text: String,
    /// Why it couldn't be read, if it is there.
    pub problem: Option<String>,
}

/// How the dashboard ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The user quit.
    Quit,
    /// A signal ended it; this exit code belongs to it.
    Signal(u8),
}

impl Ending {
    /// The process's exit code.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Quit => 0,
            Self::Signal(code) => code,
        }
    }
}

/// Shows the dashboard until the user quits or a signal comes; runs are then saved. When the terminal is gone it ends the
/// process itself, with 129 as after SIGHUP: nothing may touch such a terminal, and the thread that reads keys would never
/// end.
///
/// # Errors
/// When there is no terminal, when a theme that the command line names isn't there, and when the terminal was given back after a panic; it is then
/// as it was before.
pub fn run(options: Options) -> Result<Ending, ScreenError> {
    let settings = options.settings;
    let file = settings.file.as_ref().map_or_else(|| "config.toml".to_owned(), |path| path.display().to_string());
    let (preferences, problems) = Preferences::parse(&file, &settings.text);
    let (color, charset) = (options.color.or(preferences.color), options.charset.or(preferences.charset));
    let capabilities = capabilities::decide(color, charset, &Environment::current());
    let themes = super::settings::themes(
        Appearance::built_in(capabilities.charset).themes,
        settings.file.as_deref().and_then(Path::parent).map(|folder| folder.join("themes")).as_deref(),
        options.theme.as_deref(),
        (&file, &preferences),
        capabilities.background.theme(),
    )?;
    let problems = settings.problem.into_iter().chain(problems.iter().map(ToString::to_string)).chain(themes.problems);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(ScreenError::System)?;
    let (outbox, inbox) = bus::channel();
    let context = Context { threads: options.threads.max(1) };
    let mut model = Model::new(Setup {
        labs: options.labs.clone(),
        tabs: tabs::all(),
        keys: preferences.keys,
        appearance: Appearance {
            themes: themes.entries,
            theme: themes.at,
            contrast: preferences.contrast,
            charset: capabilities.charset,
        },
        words: &ENGLISH,
        log_file: options.log_file.map(|file| file.display().to_string()),
    });
    let mut roots = options.recording.roots();
    let effects = match options.first {
        First::Run(spec) => update::start(&mut model, spec, options.pace),
        First::Watched(spec, path) => update::watch(&mut model, spec, path),
        First::WatchedSweep(path) => {
            let path = listed_as(path, &mut roots);
            update::watch_sweep(&mut model, path)
        }
    };
    actions::warn(&mut model, problems);
    let (tell, answers) = tokio::sync::mpsc::unbounded_channel();
    let runs = LiveRuns::new(context, outbox, options.labs, (options.recording, roots), tell);
    let runs = runs.map_err(|failure| ScreenError::System(io::Error::other(failure.to_string())))?;
    runtime.block_on(async {
        let mut signals = Signals::listen().map_err(ScreenError::System)?;
        let screen = TerminalSession::enter(options.log)?;
        let size = screen.size()?;
        model.size = (size.width, size.height);
        let mut dashboard = Loop {
            model,
            capabilities,
            screen,
            runs,
            inbox,
            input: input::listen().map_err(ScreenError::System)?,
            answers,
            rates: Rates::of(capabilities.link),
            settings: settings.file,
        };
        let left = dashboard.run(effects, async || signals.next().await).await;
        let runs = &mut dashboard.runs;
        match left {
            Ok(Leave::Save) => {
                // The terminal first: whoever waits for the saving waits at their shell's screen.
                restore_terminal();
                Ok(saved(runs, &mut signals).await.map_or(Ending::Quit, |signal| Ending::Signal(signal.exit_code())))
            }
            Ok(Leave::Now) => Ok(Ending::Quit),
            Ok(Leave::Signal(signal)) => leave_hard(runs, signal),
            Err(SessionError::TerminalGone(_)) => leave_hard(runs, Signal::HangUp),
            Err(error) => {
                runs.stop_all(NOTICE);
                Err(error.into())
            }
        }
    })
}

/// The path by which a directory is listed among these folders, to which it is added if it lies in none of them.
fn listed_as(path: PathBuf, roots: &mut Vec<PathBuf>) -> PathBuf {
    let within = |root: &PathBuf| {
        let root_itself = root.canonicalize().ok()?;
        (path.parent() == Some(&root_itself)).then(|| path.file_name().map(|name| root.join(name))).flatten()
    };
    match roots.iter().find_map(within) {
        Some(listed) => listed,
        None => {
            roots.push(path.clone());
            path
        }
    }
}

/// Saves the runs, unless a signal says that there is no time for it.
async fn saved(runs: &mut impl Runs, signals: &mut Signals) -> Option<Signal> {
    let until = Instant::now() + PATIENCE;
    while !runs.stop_all(Duration::ZERO) && Instant::now() < until {
        if let Ok(signal @ (Signal::HangUp | Signal::Terminate | Signal::Interrupt)) =
            tokio::time::timeout(Duration::from_millis(10), signals.next()).await
        {
            runs.stop_all(NOTICE);
            return Some(signal);
        }
    }
    None
}

/// Gives the terminal back while the runs are saved, and ends the process: nobody is waited for, neither a terminal that
/// takes no output nor the thread that reads from one that may be gone.
fn leave_hard(runs: &mut impl Runs, signal: Signal) -> ! {
    let until = Instant::now() + NOTICE;
    runs.stop_all(Duration::ZERO);
    restore_terminal();
    runs.stop_all(until.saturating_duration_since(Instant::now()));
    std::process::exit(i32::from(signal.exit_code()))
}
