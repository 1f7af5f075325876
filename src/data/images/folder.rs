//! What a path names: an IDX file with its companions, a folder that holds such files, or a folder of pictures.

use super::error::{ImageError, at_byte, whole};
use super::idx::{self, Pictures};
use super::limits::MOST_PIXELS;
use super::{Images, Sets, file, pgm, png, resize};
use std::fs;
use std::path::{Path, PathBuf};

/// The most pictures in a folder, and the most classes.
const MOST_FILES: usize = 200_000;
const MOST_CLASSES: usize = 256;

/// So few images are no data set.
const LEAST: usize = 10;

/// Each this many-th image is held out where no test files are.
const HELD_OUT: usize = 5;

const EXPECTED: &str =
    "train-images-idx3-ubyte (or .gz), or pictures in PNG or PGM, in one folder or in a folder a class";

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
/// [`ImageError`], naming the file, the place in it and what was expected.
pub fn read_path(path: &Path, options: &ReadOptions) -> Result<Sets, ImageError> {
    let meta = fs::metadata(path).map_err(|error| file::told(path, error))?;
    if !meta.is_dir() {
        return idx_sets(path, options);
    }
    if let Some(train) = find_idx(path, |name| is_idx_name(name, "images") && !is_test(name))? {
        return idx_sets(&train, options);
    }
    picture_sets(path, options)
}

fn lower(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// `train-images-idx3-ubyte`, `train-images.idx3-ubyte`, with `.gz` or without.
fn is_idx_name(name: &str, what: &str) -> bool {
    name.contains(what) && name.contains("idx") && !name.starts_with('.')
}

fn is_test(name: &str) -> bool {
    name.contains("t10k") || name.contains("test")
}

/// The first file of a folder, by name, whose name will do; one that is not packed before one that is.
fn find_idx(folder: &Path, will_do: impl Fn(&str) -> bool) -> Result<Option<PathBuf>, ImageError> {
    Ok(entries(folder)?.into_iter().find(|path| will_do(&lower(path)) && path.is_file()))
}

/// What a folder holds, sorted by name.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, ImageError> {
    let failed = |error| file::told(folder, error);
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        if paths.len() == MOST_FILES {
            let limit = format!("{MOST_FILES} files");
            return Err(ImageError::TooLarge { file: file::name(folder), limit });
        }
        paths.push(entry.map_err(failed)?.path());
    }
    paths.sort();
    Ok(paths)
}

/// An IDX file of images with its labels and test files, where they lie beside it.
fn idx_sets(path: &Path, options: &ReadOptions) -> Result<Sets, ImageError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let own = lower(path);
    let mut remarks = Vec::new();
    let train = labelled(path, folder, &mut remarks)?;
    let name = file::name(path);
    // Beside `train-images...` lies `t10k-images...`; a test file that was itself asked for has no test file.
    let test = match is_test(&own) {
        true => None,
        false => find_idx(folder, |name| is_idx_name(name, "images") && is_test(name))?,
    };
    let Some(test) = test else { return held_out(name, &train, options, remarks) };
    let validation = labelled(&test, folder, &mut remarks)?;
    if (validation.width, validation.height) != (train.width, train.height) {
        let (found, size) = ((validation.width, validation.height), (train.width, train.height));
        return Err(ImageError::OtherSize { file: file::name(&test), found, first: name, size });
    }
    enough(&name, train.len(), LEAST)?;
    enough(&file::name(&test), validation.len(), 1)?;
    Ok(Sets { name, train, validation, remarks })
}

fn labelled(path: &Path, folder: &Path, remarks: &mut Vec<String>) -> Result<Images, ImageError> {
    let name = file::name(path);
    let bytes = file::read(path)?;
    if bytes.is_empty() {
        return Err(whole(&name, "the file is empty; expected an IDX file of images, or a folder of pictures"));
    }
    if png::is_png(&bytes) || pgm::is_pgm(&bytes) {
        return Err(at_byte(
            &name,
            0,
            "a single picture; expected an IDX file of images, or the folder of the pictures",
        ));
    }
    let Pictures { width, height, pixels } = idx::images(&name, bytes)?;
    let count = pixels.len() / (width * height);
    let part = is_test(&lower(path));
    let companion = find_idx(folder, |name| is_idx_name(name, "labels") && is_test(name) == part)?;
    let labels = match companion.filter(|_| is_idx_name(&lower(path), "images")) {
        Some(companion) => {
            let labels = idx::labels(&file::name(&companion), file::read(&companion)?)?;
            if labels.len() != count {
                let (labels, found) = (file::name(&companion), labels.len());
                return Err(ImageError::LabelCount { labels, found, images: name, expected: count });
            }
            labels
        }
        None => {
            remarks.push(format!("{name}: no labels beside it, so nothing is classified"));
            Vec::new()
        }
    };
    Ok(Images::new(width, height, pixels, labels))
}

fn enough(file: &str, found: usize, needed: usize) -> Result<(), ImageError> {
    if found < needed { Err(ImageError::TooFew { file: file.to_owned(), found, needed }) } else { Ok(()) }
}

fn held_out(name: String, all: &Images, options: &ReadOptions, mut remarks: Vec<String>) -> Result<Sets, ImageError> {
    enough(&name, all.len(), LEAST)?;
    let (train, validation) = all.split(all.len() / HELD_OUT, options.seed);
    remarks.push(format!("no test images: a fifth ({}) is held out", validation.len()));
    Ok(Sets { name, train, validation, remarks })
}

fn is_picture(path: &Path) -> bool {
    let name = lower(path);
    !name.starts_with('.') && [".png", ".pgm"].iter().any(|end| name.ends_with(end))
}

/// The pictures of a folder; where it holds folders, each is a class.
fn picture_sets(folder: &Path, options: &ReadOptions) -> Result<Sets, ImageError> {
    let name = file::name(folder);
    let mut files: Vec<(PathBuf, Option<usize>)> = Vec::new();
    let mut classes = Vec::new();
    for path in entries(folder)? {
        if is_picture(&path) && path.is_file() {
            files.push((path, None));
        } else if path.is_dir() && !lower(&path).starts_with('.') {
            let inside: Vec<PathBuf> = entries(&path)?.into_iter().filter(|path| is_picture(path)).collect();
            if !inside.is_empty() {
                files.extend(inside.into_iter().map(|inside| (inside, Some(classes.len()))));
                classes.push(crate::data::shown(&path.file_name().unwrap_or_default().to_string_lossy()));
            }
        }
        if files.len() > MOST_FILES || classes.len() > MOST_CLASSES {
            let limit = format!("{MOST_FILES} pictures in {MOST_CLASSES} folders");
            return Err(ImageError::TooLarge { file: name, limit });
        }
    }
    let Some((first, _)) = files.first() else {
        return Err(ImageError::NoImages { folder: name, expected: EXPECTED });
    };
    let first = file::name(first);
    let (mut pixels, mut labels, mut size) = (Vec::new(), Vec::new(), None);
    for (path, class) in &files {
        let picture = picture(path, options.side)?;
        let found = (picture.width, picture.height);
        if *size.get_or_insert(found) != found {
            let (file, size) = (file::name(path), size.unwrap_or(found));
            return Err(ImageError::OtherSize { file, found, first, size });
        }
        pixels.extend_from_slice(&picture.pixels);
        labels.extend(class.map(|class| class as u8));
        if pixels.len() as u64 > file::MOST_BYTES {
            return Err(ImageError::TooLarge { file: name, limit: format!("{} MiB", file::MOST_BYTES >> 20) });
        }
    }
    let (width, height) = size.unwrap_or_default();
    let all = Images::new(width, height, pixels, labels).with_classes(classes);
    held_out(name, &all, options, Vec::new())
}

fn picture(path: &Path, side: usize) -> Result<Pictures, ImageError> {
    let name = file::name(path);
    let bytes = file::read(path)?;
    let picture = if png::is_png(&bytes) {
        png::read(&name, &bytes)?
    } else if pgm::is_pgm(&bytes) {
        pgm::read(&name, &bytes)?
    } else {
        return Err(at_byte(&name, 0, "neither a PNG file nor a gray map (P2 or P5); expected one of these"));
    };
    let picture = resize::to_square(picture, side);
    let found = (picture.width, picture.height);
    if found.0 * found.1 > MOST_PIXELS {
        return Err(ImageError::TooManyPixels { file: name, found, limit: MOST_PIXELS });
    }
    Ok(picture)
}
