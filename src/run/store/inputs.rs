//! The files that a run reads: where they lie, and whether they are what they were.

use crate::run::contract::paths::{FIRST_WEIGHTS, each_path};
use crate::run::contract::settings::Settings;
use crate::run::contract::{Entry, Failure, Result};
use crate::run::store::files;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::io;
use std::path::{Path, PathBuf};

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

/// The files that a run of these settings reads, each with its digest.
///
/// # Errors
/// [`Failure::Input`] naming a file that cannot be read.
pub fn read(entry: &Entry, settings: &Settings) -> Result<Vec<Input>> {
    named(entry, settings)?.into_iter().map(|(key, path)| as_it_is(key, path)).collect()
}

/// Some files as they are now.
///
/// # Errors
/// As [`read`].
pub fn again(before: &[Input]) -> Result<Vec<Input>> {
    before.iter().map(|input| as_it_is(input.key.clone(), input.path.clone())).collect()
}

/// The files that a run of these settings reads, each after the setting that names it.
///
/// # Errors
/// When a setting isn't of its form.
pub fn named(entry: &Entry, settings: &Settings) -> Result<Vec<(String, PathBuf)>> {
    let mut paths = Vec::new();
    each_path(entry, &mut settings.clone(), &mut |key, path| paths.push((key.to_owned(), PathBuf::from(&*path))))?;
    paths.retain(|(key, _)| key != FIRST_WEIGHTS);
    Ok(paths)
}

fn as_it_is(key: String, path: PathBuf) -> Result<Input> {
    let sha256 = digest(&path)
        .map_err(|error| Failure::Input(format!("`{key}`: {}: cannot be read: {error}", path.display())))?;
    Ok(Input { key, path, sha256 })
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

/// The digest of a file, or of the files of a folder.
fn digest(path: &Path) -> io::Result<Option<String>> {
    let mut digest = Sha256::new();
    let kind = std::fs::metadata(path)?;
    if kind.is_dir() {
        take_folder(&mut digest, path, DEPTH)?;
    } else if kind.is_file() {
        io::copy(&mut files::open(path)?, &mut digest)?;
    } else {
        return Ok(None);
    }
    Ok(Some(files::hexadecimal(&digest.finalize())))
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
            io::copy(&mut files::open(&path)?, digest)?;
        }
    }
    Ok(())
}
