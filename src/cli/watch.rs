//! `nnlab watch`: the dashboard over a run directory that another process may still be writing.

use super::{Global, dashboard};
use crate::labs;
use crate::run::directory::RunDirectory;
use crate::run::spec::shell_word;
use crate::run::{Failure, Result, RunSpec};
use clap::Args;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Watch {
    /// The run directory, here or on a shared disk.
    dir: PathBuf,
}

impl Watch {
    pub(super) fn run(&self, global: &Global) -> Result<ExitCode> {
        let directory = RunDirectory::open(&self.dir)?;
        let lab = directory.lab()?;
        let entry = labs::find(&lab)?;
        let mut spec = RunSpec { lab, settings: entry.defaults()?, changes: Vec::new() };
        spec.read(entry.knobs(), &directory.spec_path())?;
        if !std::io::stdout().is_terminal() || !std::io::stdin().is_terminal() {
            let shown = shell_word(&self.dir.display().to_string());
            return Err(Failure::Input(format!(
                "watching needs a terminal on standard input and output; without one: nnlab runs show {shown} --json"
            )));
        }
        dashboard::open(global, spec, Some(directory))
    }
}
