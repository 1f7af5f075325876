//! The two parts of a data set: what a model learns from, and what is held out.

use super::error::ImageError;
use super::{Images, ReadOptions, Sets};

/// So few images are no data set.
const LEAST: usize = 10;

/// Each this many-th image is held out where no test files are.
const HELD_OUT: usize = 5;

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
