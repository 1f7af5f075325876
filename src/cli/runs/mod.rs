//! `nnlab runs`: what is recorded, one of it in full, two of it compared, and taking it away.

mod list;
mod phrases;
mod remove;
mod show;

use super::{Global, folders};
use crate::run::{Result, Status};
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;

/// Looks at the user's recorded runs and sweeps.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Runs {
    #[command(subcommand)]
    command: Option<RunsCommand>,
    #[command(flatten)]
    list: list::List,
}

#[derive(Debug, Subcommand)]
enum RunsCommand {
    /// All runs and sweeps in a table (the same as nothing).
    List(list::List),
    /// One run or sweep: its settings, results, curves as numbers, and the command that makes it again.
    Show(show::Show),
    /// The settings and results in which two runs differ.
    Compare(show::Compare),
    /// Take runs or sweeps away; asks first.
    Rm(remove::Remove),
}

/// Where to look.
#[derive(Debug, Clone, Args)]
struct Where {
    /// Look here too: a run, a sweep, or a folder of such (beside the user's data folder).
    #[arg(long, value_name = "DIR")]
    run_dir: Vec<PathBuf>,
}

impl Where {
    fn roots(&self) -> Vec<PathBuf> {
        let own = folders::runs().into_iter().chain(folders::sweeps());
        self.run_dir.iter().cloned().chain(own).collect()
    }
}

/// How a recorded run can stand.
const RECORDED: [Status; 8] = [
    Status::Training,
    Status::Paused,
    Status::Stopped,
    Status::Finished,
    Status::Failed,
    Status::Crashed,
    Status::Silent,
    Status::Unreadable,
];

/// What a list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SortBy {
    When,
    Name,
    Lab,
    Model,
    State,
    Epochs,
    Metric,
    Size,
}

impl Runs {
    pub(super) fn run(&self, _global: &Global) -> Result<ExitCode> {
        match &self.command {
            None => self.list.run(),
            Some(RunsCommand::List(list)) => list.run(),
            Some(RunsCommand::Show(show)) => show.run(),
            Some(RunsCommand::Compare(compare)) => compare.run(),
            Some(RunsCommand::Rm(remove)) => remove.run(),
        }
    }
}

/// A state that a recorded run can have, by its word.
fn state(word: &str) -> std::result::Result<Status, String> {
    Status::of_word(word).filter(|status| RECORDED.contains(status)).ok_or_else(|| {
        let words: Vec<&str> = RECORDED.iter().map(|state| state.word()).collect();
        format!("expected one of {}", words.join(", "))
    })
}
