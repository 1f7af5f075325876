//! Gray images: the bundled digits; users' IDX files, plain or gzipped (MNIST and Fashion-MNIST as the world has them);
//! folders of PNG, JPEG and Netpbm pictures; and modifiers that spoil an input in a way that a seed names.
//!
//! ```text
//! bundled ──► idx ──┐
//! a file   ─┘       ├─► Images (8 bits a pixel, labels where known) ─► Sets { train, validation }
//! a folder ─► png, jpeg, netpbm, or the IDX files in it ─┘
//! ```

mod bundled;
mod decode;
mod error;
mod exif;
mod file;
mod folder;
mod ground;
mod idx;
mod idx_sets;
mod jpeg;
mod kind;
mod left_out;
mod limits;
mod modifiers;
mod netpbm;
mod parts;
mod path;
mod picture;
mod picture_sets;
mod png;
mod resize;
#[cfg(test)]
mod tests;

pub use bundled::bundled;
pub use error::{ImageError, Place};
pub use modifiers::Modifiers;
pub use path::read_path;

use crate::rng::{Purpose, Rng};

/// Gray images of one size.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Images {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
    labels: Vec<u8>,
    classes: Vec<String>,
}

impl Images {
    /// Images of `width` x `height` pixels, row by row, one after the other; what doesn't fill an image is left out.
    /// `labels` has one class for each image, or is empty.
    pub fn new(width: usize, height: usize, mut pixels: Vec<u8>, labels: Vec<u8>) -> Self {
        let count = pixels.len().checked_div(width * height).unwrap_or(0);
        pixels.truncate(count * width * height);
        let labels = if labels.len() == count { labels } else { Vec::new() };
        let classes = (0..=labels.iter().copied().max().unwrap_or(0)).map(|class| class.to_string()).collect();
        let classes = if labels.is_empty() { Vec::new() } else { classes };
        Self { width, height, pixels, labels, classes }
    }

    /// The same with other names of the classes.
    #[must_use]
    pub fn with_classes(mut self, classes: Vec<String>) -> Self {
        if classes.len() >= self.classes.len() {
            self.classes = classes;
        }
        self
    }

    /// How many images there are.
    pub fn len(&self) -> usize {
        self.pixels.len().checked_div(self.size()).unwrap_or(0)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.pixels.is_empty()
    }

    /// Pixels in a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows of an image.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Pixels of an image.
    pub fn size(&self) -> usize {
        self.width * self.height
    }

    /// The pixels of image `i`, row by row, 0 black and 255 white; empty outside.
    pub fn pixels(&self, i: usize) -> &[u8] {
        let start = i.saturating_mul(self.size());
        self.pixels.get(start..start.saturating_add(self.size())).unwrap_or_default()
    }

    /// The class of image `i`, where labels are known.
    pub fn label(&self, i: usize) -> Option<u8> {
        self.labels.get(i).copied()
    }

    /// The names of the classes; empty without labels.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// Writes image `i` as reals in [0, 1] over `out`, which has [`size`](Self::size) places.
    pub fn write_reals(&self, i: usize, out: &mut [f32]) {
        for (out, pixel) in out.iter_mut().zip(self.pixels(i)) {
            *out = f32::from(*pixel) / 255.0;
        }
    }

    /// The images at these places, in that order.
    #[must_use]
    pub fn select(&self, places: &[usize]) -> Self {
        let pixels = places.iter().flat_map(|&i| self.pixels(i)).copied().collect();
        let labels = places.iter().filter_map(|&i| self.label(i)).collect();
        Self { pixels, labels, classes: self.classes.clone(), ..*self }
    }

    /// Two parts of the images in an order that the seed names: all but `held_out`, and these.
    fn split(&self, held_out: usize, seed: u64) -> (Self, Self) {
        let order = Rng::keyed(seed, Purpose::Split, 0, 0).permutation(self.len());
        let (train, validation) = order.split_at(self.len().saturating_sub(held_out));
        (self.select(train), self.select(validation))
    }
}

/// What a model learns from and what it is measured on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sets {
    /// What they are, as the screen says it.
    pub name: String,
    /// Images to learn from.
    pub train: Images,
    /// Images that are held out, of the same size.
    pub validation: Images,
    /// What the user should know of how they were read.
    pub remarks: Vec<String>,
}

/// How to read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadOptions {
    /// Pictures of a folder are brought to squares of this side; 0 leaves them as they are.
    pub side: usize,
    /// Names which images are held out where no test files are.
    pub seed: u64,
}
