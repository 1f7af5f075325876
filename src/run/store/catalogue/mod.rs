//! What is recorded: all runs and sweeps under some folders, how each stands, and taking them away.

mod card;
mod differences;
pub(in crate::run) mod digest;
mod find;
mod remove;
mod state;
mod sweep_card;
#[cfg(test)]
mod tests;

pub use card::Card;
pub use differences::differences;
pub use find::find;
pub use remove::remove;
#[cfg(test)]
pub(in crate::run) use state::QUIET;
pub(in crate::run) use state::seen;
pub use sweep_card::SweepCard;

use crate::run::contract::{Entry, Result, Status};
use crate::run::store::directory::RunDirectory;
use crate::run::store::files;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// Whether the log of a run says that all is done.
pub(in crate::run) fn is_finished(path: &Path) -> Result<bool> {
    Ok(digest::read(&RunDirectory::open(path)?)?.status == Status::Finished)
}

/// Whether a folder is a run's or a sweep's, by the file that makes it one, whatever that is; what cannot be looked into may
/// be one.
fn holds(path: &Path, name: &str) -> bool {
    files::is_there(&path.join(name))
}

/// All that is recorded.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Catalogue {
    /// Runs, the latest first; trials of sweeps are not among them.
    pub runs: Vec<Card>,
    /// Sweeps, the latest first.
    pub sweeps: Vec<SweepCard>,
}

impl Catalogue {
    /// Looks through folders: each may be a run, a sweep, or hold such. `lab` finds a lab by its name. A folder that isn't
    /// there holds nothing.
    pub fn scan(roots: &[PathBuf], lab: impl Fn(&str) -> Result<Entry>) -> Self {
        Self::default().scan_again(roots, lab)
    }

    /// The same some time later: what has ended and has not changed since is not read again.
    pub fn scan_again(&self, roots: &[PathBuf], lab: impl Fn(&str) -> Result<Entry>) -> Self {
        let mut found = Self::default();
        for root in roots {
            if found.take(root, self, &lab) {
                continue;
            }
            for folder in std::fs::read_dir(root).into_iter().flatten().flatten() {
                found.take(&folder.path(), self, &lab);
            }
        }
        found.runs.sort_by(|a, b| b.modified.cmp(&a.modified).then_with(|| a.name.cmp(&b.name)));
        found.sweeps.sort_by(|a, b| b.modified.cmp(&a.modified).then_with(|| a.name.cmp(&b.name)));
        found
    }

    fn take(&mut self, path: &Path, before: &Self, lab: &impl Fn(&str) -> Result<Entry>) -> bool {
        if holds(path, "spec.toml") {
            let known = before.runs.iter().find(|card| card.path == path && card.is_still_so());
            self.runs.push(known.cloned().unwrap_or_else(|| Card::read(path, lab)));
        } else if holds(path, "sweep.toml") {
            let known = before.sweeps.iter().find(|card| card.path == path && card.is_still_so());
            self.sweeps.push(known.cloned().unwrap_or_else(|| SweepCard::read(path, lab)));
        } else {
            return false;
        }
        true
    }
}

fn name_of(path: &Path) -> String {
    let named = path.file_name().map(|name| name.to_string_lossy().into_owned());
    named.unwrap_or_else(|| path.display().to_string())
}

fn unix_seconds(time: SystemTime) -> i64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

/// Bytes of the files of a folder and of its folders, and when one of them was last written.
fn measured(path: &Path, depth: u8) -> (u64, i64) {
    let mut total = (0, 0);
    for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
        // Links are not followed.
        let Ok(file) = entry.metadata() else { continue };
        if file.is_file() {
            total.0 += file.len();
            total.1 = total.1.max(file.modified().map_or(0, unix_seconds));
        } else if file.is_dir() && depth > 0 {
            let (bytes, modified) = measured(&entry.path(), depth - 1);
            total = (total.0 + bytes, total.1.max(modified));
        }
    }
    total
}
