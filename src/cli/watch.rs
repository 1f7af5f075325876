//! `nnlab watch`: the dashboard over a run or sweep that another process may still be writing.

use super::{Global, dashboard, folders};
use crate::labs;
use crate::run::catalogue::{Catalogue, find};
use crate::run::directory::RunDirectory;
use crate::run::spec::shell_word;
use crate::run::sweep::SweepDirectory;
use crate::run::{Failure, Result, RunSpec, Status};
use crate::tui::app::First;
use clap::Args;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Watch {
    /// The directory of a run or of a sweep, here or on a shared disk, or the name of a recorded one; without it, what is
    /// being written now, the newest of several.
    dir: Option<PathBuf>,
}

impl Watch {
    pub(super) fn run(&self, global: &Global) -> Result<ExitCode> {
        let path = match &self.dir {
            Some(path) if path.exists() => path.clone(),
            Some(word) => find(&roots(), &word.to_string_lossy())?,
            None => newest()?,
        };
        let first = first(&path)?;
        if !std::io::stdout().is_terminal() || !std::io::stdin().is_terminal() {
            let shown = shell_word(&path.display().to_string());
            return Err(Failure::Input(format!(
                "watching needs a terminal on standard input and output; without one: nnlab runs show {shown} --json"
            )));
        }
        dashboard::open(global, first)
    }
}

fn roots() -> Vec<PathBuf> {
    folders::runs().into_iter().chain(folders::sweeps()).collect()
}

/// What the dashboard opens on this directory.
fn first(path: &Path) -> Result<First> {
    if path.join("sweep.toml").is_file() {
        // A sweep that cannot be read is told here, not in the dashboard.
        SweepDirectory::open(path)?.read_spec(labs::find)?;
        let path = path.canonicalize().map_err(|error| Failure::Input(format!("{}: {error}", path.display())))?;
        return Ok(First::WatchedSweep(path));
    }
    let directory = RunDirectory::open(path)?;
    let lab = directory.lab()?;
    let entry = labs::find(&lab)?;
    let mut spec = RunSpec { lab, settings: entry.defaults()?, changes: Vec::new() };
    spec.read(entry.knobs(), &directory.spec_path())?;
    Ok(First::Watched(spec, directory.path().to_owned()))
}

/// The run or sweep that is being written and was written last.
fn newest() -> Result<PathBuf> {
    let catalogue = Catalogue::scan(&roots(), labs::find);
    let runs = catalogue.runs.iter().map(|card| (card.modified, card.state, &card.path));
    let sweeps = catalogue.sweeps.iter().map(|card| (card.modified, card.state, &card.path));
    let written = runs.chain(sweeps).filter(|(_, state, _)| matches!(state, Status::Training | Status::Paused));
    let newest = written.max_by_key(|(modified, ..)| *modified).map(|(.., path)| path.clone());
    newest.ok_or_else(|| {
        Failure::Input(
            "no run or sweep in your data folder is being written now: name one (nnlab watch DIR; nnlab runs lists them)"
                .into(),
        )
    })
}
