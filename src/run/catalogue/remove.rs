//! Taking recorded runs and sweeps away: only what this program wrote, and nothing that somebody writes.

use super::{Card, State, SweepCard, name_of};
use crate::run::writer::{self, Writer};
use crate::run::{Entry, Failure, Result};
use std::path::Path;

/// The files of a run, the one that makes it a run last: what was half taken away can be taken away again.
const RUN: [&str; 6] =
    ["events.jsonl", "checkpoint.safetensors", "best.safetensors", "result.json", "timing.json", "spec.toml"];

/// Takes a run or a sweep away. Files that aren't ours stay, and so does then the folder.
///
/// # Errors
/// [`Failure::Input`] when it is neither, or somebody writes it; [`Failure::Work`] when a file cannot be taken away.
pub fn remove(path: &Path, lab: impl Fn(&str) -> Result<Entry>) -> Result<()> {
    let shown = path.display();
    let is_sweep = path.join("sweep.toml").is_file();
    let state = match (is_sweep, path.join("spec.toml").is_file()) {
        (true, _) => SweepCard::read(path, &lab).state,
        (false, true) => Card::read(path, &lab).state,
        (false, false) => return Err(Failure::Input(format!("{shown} is neither a run nor a sweep"))),
    };
    if matches!(state, State::Running | State::Silent) {
        let word = state.word();
        return Err(Failure::Input(format!("{shown} is {word}: end its process first")));
    }
    let own = Writer::take(path)?;
    if is_sweep {
        for trial in std::fs::read_dir(path.join("trials")).into_iter().flatten().flatten() {
            if trial.path().join("spec.toml").is_file() {
                remove_run(&trial.path())?;
            }
        }
        remove_folder(&path.join("trials"));
        remove_file(&path.join("sweep.toml"))?;
        remove_file(&path.join(writer::FILE))?;
        remove_folder(path);
    } else {
        remove_run(path)?;
    }
    drop(own);
    if path.exists() {
        let text = format!("{}: files that aren't ours were left in it", name_of(path).escape_debug());
        return Err(Failure::Work(text));
    }
    Ok(())
}

fn remove_run(path: &Path) -> Result<()> {
    let frames = path.join("frames");
    for frame in std::fs::read_dir(&frames).into_iter().flatten().flatten() {
        if frame.path().extension().is_some_and(|extension| extension == "json") {
            remove_file(&frame.path())?;
        }
    }
    remove_folder(&frames);
    for file in std::fs::read_dir(path).into_iter().flatten().flatten() {
        // What a crash left of a file that was being written.
        if file.file_name().to_string_lossy().starts_with(".writing-") {
            remove_file(&file.path())?;
        }
    }
    for name in RUN.into_iter().chain([writer::FILE]) {
        remove_file(&path.join(name))?;
    }
    remove_folder(path);
    Ok(())
}

fn remove_file(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Failure::Work(format!("{}: cannot be taken away: {error}", path.display())))
        }
        _ => Ok(()),
    }
}

/// If it is empty.
fn remove_folder(path: &Path) {
    let _ = std::fs::remove_dir(path);
}
