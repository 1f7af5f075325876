//! What a path names: an IDX file with its companions, a folder that holds such files, or a folder of pictures.

use super::error::ImageError;
use super::{ReadOptions, Sets, file, idx_sets, picture_sets};
use std::fs;
use std::path::Path;

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
