//! The files that a run reads: where they lie, and whether they are what they were.

use super::knob::Kind;
use super::settings::Settings;
use super::{Entry, Failure, Result, knob, store};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::io;
use std::path::{Path, PathBuf};

/// The setting that is read when a run begins, and never again.
const FIRST_WEIGHTS: &str = "init-from";
/// How deep the folders of a folder of data are looked into.
const DEPTH: u8 = 8;

/// A file that a run reads, as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// The setting that names it.
    pub key: String,
    /// Where it lies.
    pub path: PathBuf,
    /// The SHA-256 of its bytes (of a folder: of its files' names and bytes); `None` of what can be read but once, as a pipe.
    pub sha256: Option<String>,
}

/// The settings with every path made absolute, so that the run can be gone on with from any folder.
///
/// # Errors
/// When a setting isn't of its form.
pub fn absolute(entry: &Entry, settings: &Settings) -> Result<Settings> {
    let mut settings = settings.clone();
    each_path(entry, &mut settings, &mut |_, path| {
        // Only an empty path, or one in a folder that is gone, has no absolute form.
        if let Ok(whole) = std::path::absolute(&*path)
            && let Some(text) = whole.to_str()
        {
            text.clone_into(path);
        }
    })?;
    Ok(settings)
}

/// The settings with which a recorded run is opened again: its weights are its own by now.
///
/// # Errors
/// When a setting isn't of its form.
pub fn without_first_weights(entry: &Entry, settings: &Settings) -> Result<Settings> {
    let mut settings = settings.clone();
    if settings.get(FIRST_WEIGHTS).is_some() {
        knob::assign(entry.knobs(), &mut settings, FIRST_WEIGHTS, "").map_err(Failure::input)?;
    }
    Ok(settings)
}

/// The files that a run of these settings reads, each with its digest.
///
/// # Errors
/// [`Failure::Input`] naming a file that cannot be read.
pub fn read(entry: &Entry, settings: &Settings) -> Result<Vec<Input>> {
    let mut paths = Vec::new();
    each_path(entry, &mut settings.clone(), &mut |key, path| paths.push((key.to_owned(), PathBuf::from(&*path))))?;
    paths.retain(|(key, _)| key != FIRST_WEIGHTS);
    let input = |(key, path): (String, PathBuf)| {
        let sha256 = digest(&path)
            .map_err(|error| Failure::Input(format!("`{key}`: {}: cannot be read: {error}", path.display())))?;
        Ok(Input { key, path, sha256 })
    };
    paths.into_iter().map(input).collect()
}

/// What has changed since, in words; `None` if nothing has.
pub fn changes(before: &[Input], now: &[Input]) -> Option<String> {
    let changed = before.iter().filter(|input| {
        let same = |other: &&Input| other.key == input.key && other.path == input.path;
        now.iter().find(same).is_none_or(|other| other.sha256 != input.sha256)
    });
    let words: Vec<String> =
        changed.map(|input| format!("`{}`: {} is not what it was", input.key, input.path.display())).collect();
    (!words.is_empty()).then(|| words.join("; "))
}

fn each_path(entry: &Entry, settings: &mut Settings, visit: &mut dyn FnMut(&str, &mut String)) -> Result<()> {
    for knob in entry.knobs() {
        let text = settings.text(knob.key);
        let is_path = match knob.kind {
            Kind::Path => !text.is_empty(),
            Kind::ChoiceOrPath(choices) => !text.is_empty() && !choices.iter().any(|choice| choice.value == text),
            _ => false,
        };
        if is_path {
            let mut path = text;
            visit(knob.key, &mut path);
            knob::assign(entry.knobs(), settings, knob.key, &path).map_err(Failure::input)?;
        }
    }
    entry.paths_within(settings, visit)
}

/// The digest of a file, or of the files of a folder.
fn digest(path: &Path) -> io::Result<Option<String>> {
    let mut digest = Sha256::new();
    let kind = std::fs::metadata(path)?;
    if kind.is_dir() {
        take_folder(&mut digest, path, DEPTH)?;
    } else if kind.is_file() {
        io::copy(&mut store::open(path)?, &mut digest)?;
    } else {
        return Ok(None);
    }
    Ok(Some(store::hexadecimal(&digest.finalize())))
}

fn take_folder(digest: &mut Sha256, folder: &Path, depth: u8) -> io::Result<()> {
    let mut names: Vec<_> =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<_>>()?;
    names.sort_unstable();
    for name in names {
        let path = folder.join(&name);
        let Ok(found) = std::fs::metadata(&path) else { continue };
        digest.update(name.as_encoded_bytes());
        digest.update([0]);
        if found.is_dir() && depth > 0 {
            take_folder(digest, &path, depth - 1)?;
        } else if found.is_file() {
            digest.update(found.len().to_le_bytes());
            io::copy(&mut store::open(&path)?, digest)?;
        }
    }
    Ok(())
}
