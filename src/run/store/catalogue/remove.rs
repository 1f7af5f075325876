//! Taking recorded runs and sweeps away: only what this program wrote, and nothing that somebody writes.

use super::{Card, SweepCard, holds, name_of};
use crate::run::contract::{Entry, Failure, Result};
use crate::run::store::files::{self, Folder};
use crate::run::store::writer::{self, Writer};
use std::path::Path;

/// The files of a run, the one that makes it a run last: what was half taken away can be taken away again.
const RUN: [&str; 7] = [
    "events.jsonl",
    "checkpoint.safetensors",
    "best.safetensors",
    "result.json",
    "timing.json",
    writer::FILE,
    "spec.toml",
];

/// Takes a run or a sweep away. Files that aren't ours stay, and so does then the folder. Of a link, the run's own or one in
/// it, the link goes and what it leads to stays.
///
/// # Errors
/// [`Failure::Input`] when it is neither, or somebody writes it; [`Failure::Work`] when a file cannot be taken away.
pub fn remove(path: &Path, lab: impl Fn(&str) -> Result<Entry>) -> Result<()> {
    let shown = path.display();
    let is_sweep = holds(path, "sweep.toml");
    if !is_sweep && !holds(path, "spec.toml") {
        return Err(Failure::Input(format!("{shown} is neither a run nor a sweep")));
    }
    let cannot = |error: std::io::Error| Failure::Work(format!("{shown}: cannot be taken away: {error}"));
    let (above, name) = Folder::above(path).map_err(cannot)?;
    if above.entry(&name).map_err(cannot)? == Some(files::Entry::Link) {
        return above.remove(&name).map_err(cannot);
    }
    let state = if is_sweep { SweepCard::read(path, &lab).state } else { Card::read(path, &lab).state };
    if !state.is_an_end() {
        let word = state.word();
        return Err(Failure::Input(format!("{shown} is {word}: end its process first")));
    }
    let folder = above.folder(&name).map_err(cannot)?;
    // A lock that is a link was nobody's; it goes as any link does.
    if folder.entry(writer::FILE).map_err(cannot)? == Some(files::Entry::Link) {
        folder.remove(writer::FILE).map_err(cannot)?;
    }
    let own = Writer::lock(&folder)?;
    if is_sweep {
        remove_trials(&folder)?;
        for name in [writer::FILE, "sweep.toml"] {
            remove_file(&folder, name)?;
        }
    } else {
        remove_files(&folder)?;
    }
    let is_gone = above.remove_folder(&name).map_err(cannot)?;
    drop(own);
    if is_gone {
        return Ok(());
    }
    Err(Failure::Work(format!("{}: files that aren't ours were left in it", name_of(path).escape_debug())))
}

fn remove_trials(sweep: &Folder) -> Result<()> {
    sweep.sweep_partial();
    within(sweep, "trials", |trials| {
        for name in names(trials)? {
            within(trials, &name, |trial| match trial.entry("spec.toml") {
                Ok(Some(_)) => remove_files(trial),
                _ => Ok(()),
            })?;
        }
        Ok(())
    })
}

/// The files of a run, in its open folder.
fn remove_files(folder: &Folder) -> Result<()> {
    within(folder, "frames", |frames| {
        frames.sweep_partial();
        let is_frame = |name: &String| Path::new(name).extension().is_some_and(|extension| extension == "json");
        names(frames)?.iter().filter(|name| is_frame(name)).try_for_each(|name| remove_file(frames, name))
    })?;
    folder.sweep_partial();
    RUN.into_iter().try_for_each(|name| remove_file(folder, name))
}

/// Does something in a folder, which is then taken away if it is empty; a link is taken away as it is, and anything else is
/// left alone.
fn within(folder: &Folder, name: &str, work: impl FnOnce(&Folder) -> Result<()>) -> Result<()> {
    let cannot = |error| Failure::Work(format!("{}: cannot be taken away: {error}", folder.path_of(name).display()));
    match folder.entry(name).map_err(cannot)? {
        Some(files::Entry::Link) => folder.remove(name).map_err(cannot),
        Some(files::Entry::Folder) => {
            work(&folder.folder(name).map_err(cannot)?)?;
            folder.remove_folder(name).map(drop).map_err(cannot)
        }
        _ => Ok(()),
    }
}

fn names(folder: &Folder) -> Result<Vec<String>> {
    folder.names().map_err(|error| Failure::Work(format!("{}: cannot be read: {error}", folder.path().display())))
}

/// A folder of the name of one of our files isn't ours.
fn remove_file(folder: &Folder, name: &str) -> Result<()> {
    let cannot = |error| Failure::Work(format!("{}: cannot be taken away: {error}", folder.path_of(name).display()));
    match folder.entry(name).map_err(cannot)? {
        None | Some(files::Entry::Folder) => Ok(()),
        Some(_) => folder.remove(name).map_err(cannot),
    }
}
