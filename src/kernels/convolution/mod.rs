//! Convolution and transposed convolution of images `[height, width, channels]`, forwards and backwards, without a matrix
//! of all windows: a window's rows lie one after the other in the padded image already, and a block of sums goes
//! through them where they are.
//!
//! Both layers are one thing seen from two sides: a window moves over an image, and each of its positions has numbers
//! of its own. A convolution goes from the image to the positions, a transposed convolution from the positions to the
//! image; the weights are `[window, window, image channels, position channels]` for both.

mod convolve;
mod geometry;
mod spread;
mod sums;
#[cfg(test)]
mod tests;
mod windows;

pub use convolve::{convolve, convolve_back};
pub use geometry::Geometry;
pub use spread::{spread, spread_back};

use super::dense::Squash;
use super::tile::Panels;

/// What a layer computes with beside its numbers.
#[derive(Debug, Clone, Copy)]
pub struct Layer<'a> {
    /// The window's way.
    pub geometry: Geometry,
    /// `[window, window, image channels, position channels]`.
    pub weights: &'a [f32],
    /// One number a channel of the output.
    pub bias: &'a [f32],
    /// What the layer ends with; it never decreases, so that it may come after the pooling.
    pub squash: Squash,
}

/// The gradients that a layer's way back gives; None: not wanted.
#[derive(Debug, Default)]
pub struct Back<'a> {
    /// Of the weights; added to.
    pub weights: Option<&'a mut [f32]>,
    /// Of the bias; added to.
    pub bias: Option<&'a mut [f32]>,
    /// Of the input; overwritten.
    pub input: Option<&'a mut [f32]>,
}

/// Memory for the work on one image after the other, to be used again.
#[derive(Debug, Clone, Default)]
pub struct Work {
    /// The padded image.
    image: Vec<f32>,
    /// The positions' numbers, maybe padded.
    positions: Vec<f32>,
    /// A gradient times the slope.
    slopes: Vec<f32>,
    /// All windows of an image, one after the other.
    windows: Vec<f32>,
    panels: Panels,
    starts: Vec<usize>,
    reversed_starts: Vec<usize>,
}
