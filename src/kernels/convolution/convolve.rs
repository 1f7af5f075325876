//! Convolution: from the image to the positions.

use super::super::Level;
use super::super::dense::{before_squash, squash_all};
use super::super::pooling;
use super::super::product::{Sum, transposed_times};
use super::super::tile::Panels;
use super::sums::{add_columns, gather, positions_times, windows_times};
use super::windows::{clear, pad, unfold};
use super::{Back, Geometry, Layer, Work};

/// A convolution of images `x` `[n, image]`, then the maximum of 2 x 2 neighbours unless `places` is empty, then the
/// activation function: y `[n, height, width, channels]`. `places` gets where the maxima were, for the way back.
pub fn convolve(level: Level, work: &mut Work, layer: Layer<'_>, x: &[f32], y: &mut [f32], places: &mut [u8]) {
    let Layer { geometry, weights, bias, squash } = layer;
    let [height, width] = geometry.positions;
    let n = x.len() / geometry.image_len().max(1);
    let is_pooled = !places.is_empty();
    let pooled = (height / 2) * (width / 2) * geometry.channels;
    let step = if is_pooled { pooled } else { geometry.positions_len() };
    assert!(weights.len() == geometry.weights_len() && bias.len() == geometry.channels);
    assert!(x.len() == n * geometry.image_len() && y.len() == n * step && (!is_pooled || places.len() == y.len()));
    if y.is_empty() {
        return;
    }
    let rows = geometry.window * geometry.segment();
    work.panels.pack(weights, rows, 0..geometry.channels, [geometry.channels, 1]);
    geometry.starts(&mut work.starts);
    work.positions.resize(geometry.positions_len(), 0.0);
    for (i, (x, y)) in x.chunks_exact(geometry.image_len()).zip(y.chunks_exact_mut(step)).enumerate() {
        pad(x, &geometry, &mut work.image);
        let out = if is_pooled { &mut work.positions[..] } else { &mut *y };
        if geometry.is_short() {
            unfold(&work.image, &geometry, &work.starts, &mut work.windows);
            positions_times(level, &work.windows, rows, &work.panels, bias, out, geometry.channels);
        } else {
            gather(level, &work.image, &geometry, &work.starts, &work.panels, bias, out);
        }
        if is_pooled {
            let shape = [height, width, geometry.channels];
            pooling::one_image(level, &work.positions, shape, y, &mut places[i * pooled..][..pooled]);
        }
    }
    squash_all(level, y, squash);
}

/// From y and its gradient to those of the rest, for [`convolve`]. The stride is 1 if the input's is wanted.
#[allow(clippy::too_many_arguments, reason = "a kernel takes its operands one by one")]
pub fn convolve_back(
    level: Level,
    work: &mut Work,
    layer: Layer<'_>,
    x: &[f32],
    y: &[f32],
    places: &[u8],
    gradient: &[f32],
    mut back: Back<'_>,
) {
    let Layer { geometry, weights, squash, .. } = layer;
    let [height, width] = geometry.positions;
    let channels = geometry.channels;
    let step = y.len() / (x.len() / geometry.image_len().max(1)).max(1);
    assert!(weights.len() == geometry.weights_len() && gradient.len() == y.len());
    assert!(back.input.is_none() || geometry.stride == 1);
    if y.is_empty() {
        return;
    }
    // The positions' gradients lie in rows that are padded as the window needs to move over them.
    let is_short = geometry.is_short() && back.input.is_none();
    let is_padded = geometry.stride == 1 && !is_short;
    let reversed = if is_padded { geometry.reversed() } else { without_padding(&geometry) };
    geometry.starts(&mut work.starts);
    let [_, wide] = reversed.padded();
    let first = (reversed.before * wide + reversed.before) * channels;
    if back.input.is_some() {
        pack_reversed(&mut work.panels, weights, &geometry);
        reversed.starts(&mut work.reversed_starts);
    }
    for (i, x) in x.chunks_exact(geometry.image_len()).enumerate() {
        work.slopes.clear();
        work.slopes.extend_from_slice(&gradient[i * step..][..step]);
        before_squash(level, &y[i * step..][..step], squash, &mut work.slopes);
        if places.is_empty() {
            pad(&work.slopes, &reversed, &mut work.positions);
        } else {
            clear(&mut work.positions, &reversed);
            let shape = [height, width, channels];
            let places = &places[i * step..][..step];
            pooling::one_image_back(level, &work.slopes, places, shape, &mut work.positions[first..], wide * channels);
        }
        if let Some(bias) = back.bias.as_deref_mut() {
            add_columns(level, &work.slopes, bias);
        }
        if let Some(sum) = back.weights.as_deref_mut() {
            pad(x, &geometry, &mut work.image);
            if is_short {
                unfold(&work.image, &geometry, &work.starts, &mut work.windows);
                let positions = &work.positions[..geometry.positions_len()];
                transposed_times(level, &work.windows, positions, channels, sum, Sum::Add);
            } else {
                let positions = &work.positions[first..];
                windows_times(level, &work.image, &geometry, positions, wide * channels, sum);
            }
        }
        if let Some(input) = back.input.as_deref_mut() {
            let input = &mut input[i * geometry.image_len()..][..geometry.image_len()];
            gather(level, &work.positions, &reversed, &work.reversed_starts, &work.panels, &[], input);
        }
    }
}

/// A geometry over the positions as an image that is left as it is.
fn without_padding(geometry: &Geometry) -> Geometry {
    let image = [geometry.positions[0], geometry.positions[1], geometry.channels];
    Geometry { image, positions: geometry.positions, channels: 1, window: 1, stride: 1, before: 0 }
}

/// The weights for [`Geometry::reversed`]: the window turned by half a turn, channels exchanged.
fn pack_reversed(panels: &mut Panels, weights: &[f32], geometry: &Geometry) {
    let (colours, channels) = (geometry.image[2], geometry.channels);
    let turned = weights.chunks_exact(colours * channels).rev();
    let mut all = Vec::with_capacity(weights.len());
    for tap in turned {
        for channel in 0..channels {
            all.extend((0..colours).map(|colour| tap[colour * channels + channel]));
        }
    }
    panels.pack(&all, geometry.window * geometry.window * channels, 0..colours, [colours, 1]);
}
