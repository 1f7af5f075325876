//! What a path names: an IDX file with its companions, a folder that holds such files, or a folder of pictures.

use super::error::ImageError;
use super::{Images, Sets, file, idx_sets, picture_sets};
use std::fs;
use std::path::{Path, PathBuf};

/// The most files in a folder.
pub(super) const MOST_FILES: usize = 200_000;

/// So few images are no data set.
const LEAST: usize = 10;

/// Each this many-th image is held out where no test files are.
const HELD_OUT: usize = 5;

/// How to read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadOptions {
    /// Pictures of a folder are brought to squares of this side; 0 leaves them as they are.
    pub side: usize,
    /// Names which images are held out where no test files are.
    pub seed: u64,
}

/// The images that a path names.
///
/// # Errors
/// [`ImageError`], naming the file, the place in it and what was expected; also when all images to train are alike.
pub fn read_path(path: &Path, options: &ReadOptions) -> Result<Sets, ImageError> {
    let meta = fs::metadata(path).map_err(|error| file::told(path, error))?;
    let sets = if !meta.is_dir() {
        idx_sets::read_file(path, options)?
    } else if let Some(sets) = idx_sets::read_folder(path, options)? {
        sets
    } else {
        picture_sets::read_folder(path, options)?
    };
    let train = &sets.train;
    if (1..train.len()).all(|i| train.pixels(i) == train.pixels(0)) {
        return Err(ImageError::AllAlike { file: sets.name, count: train.len() });
    }
    Ok(sets)
}

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

/// Both parts, where each is there.
pub(super) fn parts(
    (name, train): (String, Images),
    (other, validation): (String, Images),
    remarks: Vec<String>,
) -> Result<Sets, ImageError> {
    if (validation.width, validation.height) != (train.width, train.height) {
        let (found, size) = ((validation.width, validation.height), (train.width, train.height));
        return Err(ImageError::OtherSize { file: other, found, first: name, size });
    }
    enough(&name, train.len(), LEAST, &remarks)?;
    enough(&other, validation.len(), 1, &remarks)?;
    Ok(Sets { name, train, validation, remarks })
}

/// A fifth of all images held out.
pub(super) fn held_out(
    name: String,
    all: &Images,
    options: &ReadOptions,
    mut remarks: Vec<String>,
) -> Result<Sets, ImageError> {
    enough(&name, all.len(), LEAST, &remarks)?;
    let (train, validation) = all.split(all.len() / HELD_OUT, options.seed);
    remarks.push(format!("no test images: a fifth ({}) is held out", validation.len()));
    Ok(Sets { name, train, validation, remarks })
}

fn enough(file: &str, found: usize, needed: usize, remarks: &[String]) -> Result<(), ImageError> {
    if found >= needed {
        return Ok(());
    }
    // Files that were left out may be why.
    let why = remarks.iter().find(|remark| remark.contains("left out")).map(|remark| format!(" ({remark})"));
    Err(ImageError::TooFew { file: file.to_owned(), found, needed, why: why.unwrap_or_default() })
}
