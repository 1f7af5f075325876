//! What can be wrong with files of images: each message names the file, the place in it, what was found and what was
//! expected. Text from files and names is shown escaped and cut.

use std::fmt;

/// Where in a file something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The file as a whole.
    Whole,
    /// A byte, counted from 0, of the content (of a gzipped file: of what it unpacks to).
    Byte(u64),
    /// A line, counted from 1.
    Line(u64),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => Ok(()),
            Self::Byte(offset) => write!(f, ", byte {offset}"),
            Self::Line(line) => write!(f, ", line {line}"),
        }
    }
}

/// Why images could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImageError {
    /// There is nothing of that name.
    #[error("{file}: no such file or folder")]
    NotFound {
        /// The file, as shown.
        file: String,
    },
    /// It may not be read.
    #[error("{file}: no permission to read it")]
    Forbidden {
        /// The file, as shown.
        file: String,
    },
    /// The system failed to read it.
    #[error("{file}: can't be read ({cause})")]
    Unreadable {
        /// The file, as shown.
        file: String,
        /// What the system said.
        cause: std::io::Error,
    },
    /// More than is read.
    #[error("{file} holds more than {limit}; expected at most that")]
    TooLarge {
        /// The file, as shown.
        file: String,
        /// The limit in words.
        limit: String,
    },
    /// A folder without images.
    #[error("{folder} holds no images{found}; expected {expected}")]
    NoImages {
        /// The folder, as shown.
        folder: String,
        /// What it holds instead, in brackets, or nothing.
        found: String,
        /// What would do.
        expected: &'static str,
    },
    /// Images of two sizes.
    #[error(
        "{file} has {} x {} pixels, but {first} has {} x {}; \
         expected one size (`image-side=28` brings all to 28 x 28)", found.0, found.1, size.0, size.1
    )]
    OtherSize {
        /// The file, as shown.
        file: String,
        /// Its width and height.
        found: (usize, usize),
        /// The first file, as shown.
        first: String,
        /// Its width and height.
        size: (usize, usize),
    },
    /// Images larger than a model takes.
    #[error("{file} has {} x {} pixels; expected at most {limit} in all (`image-side=28` brings it to 28 x 28)",
        found.0, found.1)]
    TooManyPixels {
        /// The file, as shown.
        file: String,
        /// Its width and height.
        found: (usize, usize),
        /// The limit.
        limit: usize,
    },
    /// Labels that don't go with the images.
    #[error("{labels} has {found} labels, but {images} has {expected} images; expected one for each")]
    LabelCount {
        /// The file of labels, as shown.
        labels: String,
        /// How many it has.
        found: usize,
        /// The file of images, as shown.
        images: String,
        /// How many it has.
        expected: usize,
    },
    /// Too few images to learn from and hold some out.
    #[error("{file} has {found} images{why}; expected at least {needed}")]
    TooFew {
        /// The file or folder, as shown.
        file: String,
        /// How many there are.
        found: usize,
        /// How many are needed.
        needed: usize,
        /// Why there are not more, in brackets, or nothing.
        why: String,
    },
    /// The same image everywhere.
    #[error("{file}: all {count} images to train on are alike; expected images that differ")]
    AllAlike {
        /// The file or folder, as shown.
        file: String,
        /// How many images there are to train on.
        count: usize,
    },
    /// The content is not what its format asks for.
    #[error("{file}{place}: {fault}")]
    Fault {
        /// The file, as shown.
        file: String,
        /// Where.
        place: Place,
        /// What was found and what was expected.
        fault: String,
    },
}

/// A fault at a byte.
pub(super) fn at_byte(file: &str, offset: usize, fault: impl Into<String>) -> ImageError {
    ImageError::Fault { file: file.to_owned(), place: Place::Byte(offset as u64), fault: fault.into() }
}

/// A fault at a line.
pub(super) fn at_line(file: &str, line: u64, fault: impl Into<String>) -> ImageError {
    ImageError::Fault { file: file.to_owned(), place: Place::Line(line), fault: fault.into() }
}

/// A fault of a file as a whole.
pub(super) fn whole(file: &str, fault: impl Into<String>) -> ImageError {
    ImageError::Fault { file: file.to_owned(), place: Place::Whole, fault: fault.into() }
}
