//! What a folder holds.

use super::error::ImageError;
use super::file;
use std::fs;
use std::path::{Path, PathBuf};

/// The most files in a folder.
pub(super) const MOST_FILES: usize = 200_000;

/// A path's last part in lower case.
pub(super) fn lower(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// What a folder holds, sorted by name, without what is hidden.
pub(super) fn entries(folder: &Path) -> Result<Vec<PathBuf>, ImageError> {
    let failed = |error| file::told(folder, error);
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = lower(&path);
        if name.starts_with('.') || name == "__macosx" {
            continue;
        }
        if paths.len() == MOST_FILES {
            let limit = format!("{MOST_FILES} files");
            return Err(ImageError::TooLarge { file: file::name(folder), limit });
        }
        paths.push(path);
    }
    paths.sort();
    Ok(paths)
}
