//! Transposed convolution: from the positions to the image.

use super::super::Level;
use super::super::dense::{before_squash, squash_all};
use super::super::lanes::LANES;
use super::super::product::{Sum, transposed_times};
use super::sums::{add_columns, gather, positions_times, windows_times};
use super::windows::{clear, fold, pad, unfold};
use super::{Back, Layer, Work};

/// A transposed convolution: x `[n, positions, channels]`, y `[n, image]`.
pub fn spread(level: Level, work: &mut Work, layer: Layer<'_>, x: &[f32], y: &mut [f32]) {
    let Layer { geometry, weights, bias, squash } = layer;
    let [_, width, colours] = geometry.image;
    let n = y.len() / geometry.image_len().max(1);
    assert!(weights.len() == geometry.weights_len() && bias.len() == colours);
    assert!(y.len() == n * geometry.image_len() && x.len() == n * geometry.positions_len());
    if y.is_empty() {
        return;
    }
    let outputs = geometry.window * geometry.segment();
    work.panels.pack(weights, geometry.channels, 0..outputs, [1, geometry.channels]);
    geometry.starts(&mut work.starts);
    let [_, wide] = geometry.padded();
    let places = geometry.positions[0] * geometry.positions[1];
    work.positions.resize(places * outputs, 0.0);
    for (x, y) in x.chunks_exact(geometry.positions_len()).zip(y.chunks_exact_mut(geometry.image_len())) {
        positions_times(level, x, geometry.channels, &work.panels, &[], &mut work.positions, outputs);
        clear(&mut work.image, &geometry);
        fold(level, &work.positions, &geometry, &work.starts, &mut work.image);
        for (row, y) in y.chunks_exact_mut(width * colours).enumerate() {
            let from = ((row + geometry.before) * wide + geometry.before) * colours;
            y.copy_from_slice(&work.image[from..][..width * colours]);
            match bias {
                [bias] => y.iter_mut().for_each(|y| *y += bias),
                bias => y.chunks_exact_mut(colours).for_each(|y| y.iter_mut().zip(bias).for_each(|(y, b)| *y += b)),
            }
        }
    }
    squash_all(level, y, squash);
}

/// From y and its gradient to those of the rest, for [`spread`].
pub fn spread_back(
    level: Level,
    work: &mut Work,
    layer: Layer<'_>,
    x: &[f32],
    y: &[f32],
    gradient: &[f32],
    mut back: Back<'_>,
) {
    let Layer { geometry, weights, squash, .. } = layer;
    let image = geometry.image_len();
    assert!(weights.len() == geometry.weights_len() && gradient.len() == y.len());
    if y.is_empty() {
        return;
    }
    let rows = geometry.window * geometry.segment();
    let is_short = geometry.is_short();
    geometry.starts(&mut work.starts);
    if back.input.is_some() {
        work.panels.pack(weights, rows, 0..geometry.channels, [geometry.channels, 1]);
    }
    for (i, x) in x.chunks_exact(geometry.positions_len()).enumerate() {
        work.slopes.clear();
        work.slopes.extend_from_slice(&gradient[i * image..][..image]);
        before_squash(level, &y[i * image..][..image], squash, &mut work.slopes);
        pad(&work.slopes, &geometry, &mut work.image);
        if let Some(bias) = back.bias.as_deref_mut() {
            add_columns(level, &work.slopes, bias);
        }
        if is_short {
            unfold(&work.image, &geometry, &work.starts, &mut work.windows);
        }
        if let Some(sum) = back.weights.as_deref_mut().filter(|_| is_short) {
            transposed_times(level, &work.windows, x, geometry.channels, sum, Sum::Add);
        } else if let Some(sum) = back.weights.as_deref_mut() {
            // With room behind, for whole vectors are read.
            work.positions.clear();
            work.positions.extend_from_slice(x);
            work.positions.resize(x.len() + LANES, 0.0);
            let row = geometry.positions[1] * geometry.channels;
            windows_times(level, &work.image, &geometry, &work.positions, row, sum);
        }
        if let Some(input) = back.input.as_deref_mut() {
            let input = &mut input[i * geometry.positions_len()..][..geometry.positions_len()];
            if is_short {
                positions_times(level, &work.windows, rows, &work.panels, &[], input, geometry.channels);
            } else {
                gather(level, &work.image, &geometry, &work.starts, &work.panels, &[], input);
            }
        }
    }
}
