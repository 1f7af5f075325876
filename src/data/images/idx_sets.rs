//! IDX files and what lies beside them: a file of images goes with the labels and the test files whose names say that they
//! are of the same set (`emnist-letters-train-images...`, `emnist-letters-test-labels...`).

use super::error::{ImageError, whole};
use super::folder::{entries, lower};
use super::idx::{self, Stack};
use super::kind::Kind;
use super::parts::{held_out, parts};
use super::{Images, ReadOptions, Sets, file};
use std::path::{Path, PathBuf};

/// What the name of an IDX file says.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Name {
    /// What is left of the name: `emnist-letters`; nothing for MNIST's own files.
    set: String,
    is_test: bool,
    is_labels: bool,
}

/// An IDX file in a folder.
struct Found {
    path: PathBuf,
    name: Name,
}

impl Name {
    /// Of `train-images-idx3-ubyte`, `train-images.idx3-ubyte.gz` and the like, in lower case.
    fn of(file: &str) -> Option<Self> {
        let mut name = Self { set: String::new(), is_test: false, is_labels: false };
        let (mut is_idx, mut is_images) = (false, false);
        let mut set = Vec::new();
        for word in file.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            is_idx |= word.starts_with("idx");
            name.is_labels |= word.contains("label") || word == "idx1";
            is_images |= word.contains("image") || word == "idx3";
            let rest =
                ["images", "image", "labels", "label"].iter().fold(word.to_owned(), |w, part| w.replace(part, ""));
            match rest.as_str() {
                "" | "train" | "training" | "ubyte" | "gz" => {}
                "test" | "testing" | "t10k" | "val" | "valid" | "validation" => name.is_test = true,
                other if other.starts_with("idx") => {}
                other => set.push(other.to_owned()),
            }
        }
        name.set = set.join("-");
        (is_idx && (is_images || name.is_labels)).then_some(name)
    }
}

/// The IDX files of a folder, sorted: MNIST's own names first, a file that is not packed before one that is.
fn found(folder: &Path) -> Result<Vec<Found>, ImageError> {
    let named = |path: PathBuf| Name::of(&lower(&path)).map(|name| Found { path, name });
    let mut found: Vec<Found> = entries(folder)?.into_iter().filter_map(named).filter(|f| f.path.is_file()).collect();
    found.sort_by(|a, b| (&a.name.set, &a.path).cmp(&(&b.name.set, &b.path)));
    Ok(found)
}

/// The first set of a folder, if it holds IDX files of images.
pub(super) fn read_folder(folder: &Path, options: &ReadOptions) -> Result<Option<Sets>, ImageError> {
    let found = found(folder)?;
    let images: Vec<&Found> = found.iter().filter(|file| !file.name.is_labels).collect();
    let Some(first) = images.iter().find(|file| !file.name.is_test).or(images.first()) else { return Ok(None) };
    let mut others: Vec<&str> = images.iter().map(|file| file.name.set.as_str()).collect();
    others.dedup();
    others.retain(|set| *set != first.name.set);
    let mut remarks = Vec::new();
    if !others.is_empty() {
        let (count, taken) = (others.len() + 1, crate::data::shown(&lower(&first.path)));
        let mut listed = others.iter().take(3).map(|set| crate::data::shown(set)).collect::<Vec<_>>().join(", ");
        if others.len() > 3 {
            listed.push_str(", ...");
        }
        remarks.push(format!(
            "the folder holds {count} sets of images: {taken} is taken; name the file of another one to have it ({listed})"
        ));
    }
    sets(&first.path, &first.name, &found, options, remarks).map(Some)
}

/// An IDX file of images with its labels and test files, where they lie beside it.
pub(super) fn read_file(path: &Path, options: &ReadOptions) -> Result<Sets, ImageError> {
    let Some(name) = Name::of(&lower(path)) else {
        let mut remarks = Vec::new();
        let images = labelled(path, None, &mut remarks)?;
        return held_out(file::name(path), &images, options, remarks);
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let beside = match found(folder) {
        // A folder that can't be listed has nothing to show: the file stands alone.
        Err(ImageError::Forbidden { .. } | ImageError::NotFound { .. }) => Vec::new(),
        beside => beside?,
    };
    sets(path, &name, &beside, options, Vec::new())
}

fn sets(
    path: &Path,
    name: &Name,
    beside: &[Found],
    options: &ReadOptions,
    mut remarks: Vec<String>,
) -> Result<Sets, ImageError> {
    let companion = |is_test: bool, is_labels: bool| {
        let wanted = Name { set: name.set.clone(), is_test, is_labels };
        beside.iter().find(|file| file.name == wanted).map(|file| file.path.as_path())
    };
    let train = labelled(path, companion(name.is_test, true), &mut remarks)?;
    // A test file that was itself asked for has no test file.
    let Some(test) = companion(true, false).filter(|_| !name.is_test) else {
        return held_out(file::name(path), &train, options, remarks);
    };
    let validation = labelled(test, companion(true, true), &mut remarks)?;
    parts((file::name(path), train), (file::name(test), validation), remarks)
}

fn labelled(path: &Path, labels: Option<&Path>, remarks: &mut Vec<String>) -> Result<Images, ImageError> {
    let name = file::name(path);
    let bytes = file::read(path)?;
    match Kind::of(&bytes) {
        // Said by what an IDX file is: the byte that is wrong.
        Kind::Unknown => {}
        kind if kind.is_picture() => {
            let what = kind.words();
            let fault = format!("{what}; expected an IDX file of images, or the folder of the pictures");
            return Err(whole(&name, fault));
        }
        kind => {
            let what = kind.words();
            return Err(whole(&name, format!("{what}; expected an IDX file of images, or a folder of pictures")));
        }
    }
    let Stack { width, height, pixels } = idx::images(&name, bytes)?;
    let count = pixels.len() / (width * height);
    let Some(companion) = labels else {
        remarks.push(format!("{name}: no labels beside it, so nothing is classified"));
        return Ok(Images::new(width, height, pixels, Vec::new()));
    };
    let labels = idx::labels(&file::name(companion), file::read(companion)?)?;
    if labels.len() != count {
        let (labels, found) = (file::name(companion), labels.len());
        return Err(ImageError::LabelCount { labels, found, images: name, expected: count });
    }
    Ok(Images::new(width, height, pixels, labels))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_set_and_part() {
        for (file, set, is_test, is_labels) in [
            ("train-images-idx3-ubyte", "", false, false),
            ("train-images.idx3-ubyte.gz", "", false, false),
            ("t10k-labels-idx1-ubyte.gz", "", true, true),
            ("emnist-letters-test-images-idx3-ubyte.gz", "emnist-letters", true, false),
            ("emnist-letters-train-labels-idx1-ubyte", "emnist-letters", false, true),
            ("latest-images-idx3-ubyte", "latest", false, false),
            ("shapes.idx3-ubyte", "shapes", false, false),
            ("trainlabels.idx1", "", false, true),
        ] {
            assert_eq!(Name::of(file), Some(Name { set: set.into(), is_test, is_labels }), "{file}");
        }
        assert_eq!(Name::of("images.tar.gz"), None);
        assert_eq!(Name::of("idx.html"), None);
    }
}
