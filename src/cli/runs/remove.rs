//! Takes runs and sweeps away.

use super::Where;
use crate::cli::out::say;
use crate::labs;
use crate::run::catalogue::{find, remove};
use crate::run::{Failure, Result};
use clap::Args;
use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Remove {
    /// Paths, names of the list, or beginnings of such.
    #[arg(required = true)]
    names: Vec<String>,
    #[command(flatten)]
    place: Where,
    /// Don't ask.
    #[arg(long)]
    yes: bool,
}

impl Remove {
    pub(super) fn run(&self) -> Result<ExitCode> {
        let roots = self.place.roots();
        // All are found before any is taken away.
        let paths: Vec<PathBuf> = self.names.iter().map(|name| find(&roots, name)).collect::<Result<_>>()?;
        if !self.yes && !asked(&paths)? {
            say("nothing was taken away");
            return Ok(ExitCode::SUCCESS);
        }
        let mut worst = None;
        for path in &paths {
            match remove(path, labs::find) {
                Ok(()) => say(&format!("taken away: {}", path.display())),
                Err(failure) => {
                    say(&format!("nnlab: {failure}"));
                    worst = worst.max(Some(failure.exit_code()));
                }
            }
        }
        Ok(worst.map_or(ExitCode::SUCCESS, ExitCode::from))
    }
}

fn asked(paths: &[PathBuf]) -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::Input("there is no terminal to ask on: --yes takes away without asking".into()));
    }
    for path in paths {
        say(&format!("  {}", path.display()));
    }
    let mut out = std::io::stderr().lock();
    let _ = write!(out, "take away for good? [y/N] ").and_then(|()| out.flush());
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).map_err(Failure::work)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
