//! Images with zeros around, and their windows laid out one after the other.

use super::super::lanes::{LANES, Lanes};
use super::super::level::dispatch;
use super::Geometry;

/// Room for a padded image, and for a whole vector behind its last number; all zero.
pub(super) fn clear(padded: &mut Vec<f32>, geometry: &Geometry) {
    let [height, width] = geometry.padded();
    padded.clear();
    padded.resize(height * width * geometry.image[2] + LANES, 0.0);
}

/// An image with its zeros around.
pub(super) fn pad(image: &[f32], geometry: &Geometry, padded: &mut Vec<f32>) {
    clear(padded, geometry);
    let ([_, width, channels], [_, wide]) = (geometry.image, geometry.padded());
    let first = (geometry.before * wide + geometry.before) * channels;
    for (row, values) in image.chunks_exact(width * channels).enumerate() {
        padded[first + row * wide * channels..][..values.len()].copy_from_slice(values);
    }
}

/// The windows of a padded image, one after the other.
pub(super) fn unfold(image: &[f32], geometry: &Geometry, starts: &[usize], windows: &mut Vec<f32>) {
    let (segment, row) = (geometry.segment(), geometry.padded()[1] * geometry.image[2]);
    windows.resize(starts.len() * geometry.window * segment, 0.0);
    for (start, window) in starts.iter().zip(windows.chunks_exact_mut(geometry.window * segment)) {
        for (down, part) in window.chunks_exact_mut(segment).enumerate() {
            let from = &image[start + down * row..];
            match (part.first_chunk_mut::<3>(), from.first_chunk::<3>()) {
                (Some(part), Some(from)) if segment == 3 => *part = *from,
                _ => part.copy_from_slice(&from[..segment]),
            }
        }
    }
}

dispatch! {
    /// Adds windows, one after the other, to the image.
    pub(super) fn fold(windows: &[f32], geometry: &Geometry, starts: &[usize], image: &mut [f32]) = fold_body;
}

#[inline(always)]
fn fold_body<L: Lanes>(windows: &[f32], geometry: &Geometry, starts: &[usize], image: &mut [f32]) {
    let (segment, row) = (geometry.segment(), geometry.padded()[1] * geometry.image[2]);
    for (window, start) in windows.chunks_exact(geometry.window * segment).zip(starts) {
        for (down, window) in window.chunks_exact(segment).enumerate() {
            let image = &mut image[start + down * row..][..segment];
            image.iter_mut().zip(window).for_each(|(sum, value)| *sum += value);
        }
    }
}
