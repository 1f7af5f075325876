//! What a word stands for.

use super::{holds, name_of};
use crate::run::contract::{Failure, Result};
use std::path::{Path, PathBuf};

/// The run or sweep that a word stands for: a path, or the name of one under `roots`, or the beginning of one name.
///
/// # Errors
/// [`Failure::Input`] when there is none, or several.
pub fn find(roots: &[PathBuf], word: &str) -> Result<PathBuf> {
    let is_record = |path: &Path| holds(path, "spec.toml") || holds(path, "sweep.toml");
    let as_path = PathBuf::from(word);
    if is_record(&as_path) {
        return Ok(as_path);
    }
    let folders = roots.iter().flat_map(|root| {
        std::fs::read_dir(root).into_iter().flatten().flatten().map(|folder| folder.path()).chain([root.clone()])
    });
    let mut named: Vec<PathBuf> = folders.filter(|path| is_record(path) && name_of(path).starts_with(word)).collect();
    named.sort();
    named.dedup();
    if let Some(exact) = named.iter().position(|path| name_of(path) == word) {
        return Ok(named.swap_remove(exact));
    }
    match named.as_slice() {
        [one] => Ok(one.clone()),
        [] => {
            Err(Failure::Input(format!("there is no run or sweep `{}` (nnlab runs lists them)", word.escape_debug())))
        }
        several => {
            let names: Vec<String> =
                several.iter().take(5).map(|path| name_of(path).escape_debug().to_string()).collect();
            let word = word.escape_debug();
            Err(Failure::Input(format!("`{word}` may be any of {}: {}", several.len(), names.join(", "))))
        }
    }
}
