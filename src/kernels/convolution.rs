//! Convolution and transposed convolution of images `[height, width, channels]`, forwards and backwards, without a matrix
//! of all windows: a window's rows lie one after the other in the padded image already, and a block of sums goes
//! through them where they are.
//!
//! Both layers are one thing seen from two sides: a window moves over an image, and each of its positions has numbers
//! of its own. A convolution goes from the image to the positions, a transposed convolution from the positions to the
//! image; the weights are `[window, window, image channels, position channels]` for both.

use super::Level;
use super::dense::{Squash, before_squash, squash_all};
use super::lanes::{LANES, Lane, Lanes};
use super::level::dispatch;
use super::pooling;
use super::product::{Sum, transposed_times};
use super::tile::{self, Panels, Steps, is_block, rows_of_block, with_rows};

/// How a window moves over an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Geometry {
    /// Height, width and channels of the image.
    pub image: [usize; 3],
    /// How many positions the window takes down and across.
    pub positions: [usize; 2],
    /// How many numbers each position has.
    pub channels: usize,
    /// The height and width of the window.
    pub window: usize,
    /// From a position to the next.
    pub stride: usize,
    /// How many rows and columns of zeros lie before the image.
    pub before: usize,
}

impl Geometry {
    /// How many numbers an image has.
    pub fn image_len(&self) -> usize {
        self.image.iter().product()
    }

    /// How many numbers all positions of one image have.
    pub fn positions_len(&self) -> usize {
        self.positions[0] * self.positions[1] * self.channels
    }

    /// How many weights there are.
    pub fn weights_len(&self) -> usize {
        self.segment() * self.window * self.channels
    }

    /// One row of a window.
    fn segment(&self) -> usize {
        self.window * self.image[2]
    }

    /// Height and width of the image with its zeros around.
    fn padded(&self) -> [usize; 2] {
        std::array::from_fn(|axis| {
            let reach = (self.positions[axis].max(1) - 1) * self.stride + self.window;
            reach.max(self.before + self.image[axis])
        })
    }

    /// The window's way over the positions that gives an image's gradient: every position has contributed to the image where its
    /// window was, so a window around a place in the image sees them all. Only for a stride of 1.
    fn reversed(&self) -> Self {
        Self {
            image: [self.positions[0], self.positions[1], self.channels],
            positions: [self.image[0], self.image[1]],
            channels: self.image[2],
            window: self.window,
            stride: 1,
            before: self.window - 1 - self.before,
        }
    }

    /// Whether a window's rows, or the rows of positions, are so short that a matrix of all windows is quicker.
    fn is_short(&self) -> bool {
        self.segment() < LANES || self.positions[1] <= 4
    }

    /// Where the windows begin in the padded image, in its numbers.
    fn starts(&self, starts: &mut Vec<usize>) {
        let width = self.padded()[1];
        let [down, across] = self.positions;
        let places = (0..down).flat_map(|y| (0..across).map(move |x| (y, x)));
        starts.clear();
        starts.extend(places.map(|(y, x)| (y * width + x) * self.stride * self.image[2]));
    }
}

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

/// Room for a padded image, and for a whole vector behind its last number; all zero.
fn clear(padded: &mut Vec<f32>, geometry: &Geometry) {
    let [height, width] = geometry.padded();
    padded.clear();
    padded.resize(height * width * geometry.image[2] + LANES, 0.0);
}

/// An image with its zeros around.
fn pad(image: &[f32], geometry: &Geometry, padded: &mut Vec<f32>) {
    clear(padded, geometry);
    let ([_, width, channels], [_, wide]) = (geometry.image, geometry.padded());
    let first = (geometry.before * wide + geometry.before) * channels;
    for (row, values) in image.chunks_exact(width * channels).enumerate() {
        padded[first + row * wide * channels..][..values.len()].copy_from_slice(values);
    }
}

/// The windows of a padded image, one after the other.
fn unfold(image: &[f32], geometry: &Geometry, starts: &[usize], windows: &mut Vec<f32>) {
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

#[inline(always)]
fn add_columns_body<L: Lanes>(values: &[f32], sums: &mut [f32]) {
    if let [sum] = sums {
        *sum += values.iter().sum::<f32>();
        return;
    }
    for row in values.chunks_exact(sums.len()) {
        sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
    }
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

dispatch! {
    /// Every position's numbers out of its window: `out = bias + windows W`.
    fn gather(
        image: &[f32],
        geometry: &Geometry,
        starts: &[usize],
        panels: &Panels,
        bias: &[f32],
        out: &mut [f32],
    ) = gather_body;
}
dispatch! {
    /// `sum += windows^T positions`: the weights' gradient. The rows of positions lie `row` apart with zeros between, and
    /// a whole vector behind the last may be read.
    fn windows_times(image: &[f32], geometry: &Geometry, positions: &[f32], row: usize, sum: &mut [f32]) = windows_times_body;
}
dispatch! {
    /// `out = bias + x M`, the panels holding M; x `[positions, channels]`, out `[positions, outputs]`.
    fn positions_times(
        x: &[f32],
        channels: usize,
        panels: &Panels,
        bias: &[f32],
        out: &mut [f32],
        outputs: usize,
    ) = positions_times_body;
}
dispatch! {
    /// Adds windows, one after the other, to the image.
    fn fold(windows: &[f32], geometry: &Geometry, starts: &[usize], image: &mut [f32]) = fold_body;
}
dispatch! {
    /// Adds the sum of each column.
    fn add_columns(values: &[f32], sums: &mut [f32]) = add_columns_body;
}

#[inline(always)]
fn gather_body<L: Lanes>(
    image: &[f32],
    geometry: &Geometry,
    starts: &[usize],
    panels: &Panels,
    bias: &[f32],
    out: &mut [f32],
) {
    let channels = geometry.channels;
    for first in (0..channels).step_by(LANES) {
        let mut start = Lane::ZERO;
        start.0.iter_mut().zip(bias.get(first..).unwrap_or_default()).for_each(|(to, from)| *to = *from);
        let panel = panels.panel(first / LANES);
        let mut place = 0;
        while place < starts.len() {
            let block = rows_of_block::<L>(starts.len() - place);
            let out = &mut out[place * channels + first..];
            let starts = &starts[place..][..block];
            with_rows!(block, few_windows::<L>(image, geometry, starts, panel, &start, out, channels - first));
            place += block;
        }
    }
}

#[inline(always)]
fn few_windows<L: Lanes, const R: usize>(
    image: &[f32],
    geometry: &Geometry,
    starts: &[usize],
    panel: Steps<'_>,
    bias: &Lane,
    out: &mut [f32],
    left: usize,
) {
    let Some(starts) = starts.first_chunk::<R>() else { return };
    if !is_block::<L>(R) {
        return;
    }
    let (segment, row) = (geometry.segment(), geometry.padded()[1] * geometry.image[2]);
    let mut sums = [L::load(bias); R];
    for down in 0..geometry.window {
        let a = Steps { values: &image[down * row..], step: 1 };
        let b = Steps { values: &panel.values[down * segment * LANES..], step: LANES };
        tile::add(&mut sums, segment, a, *starts, b);
    }
    for (r, sum) in sums.into_iter().enumerate() {
        tile::write(sum, &mut out[r * geometry.channels..], LANES.min(left));
    }
}

#[inline(always)]
fn windows_times_body<L: Lanes>(image: &[f32], geometry: &Geometry, positions: &[f32], row: usize, sum: &mut [f32]) {
    let (segment, channels) = (geometry.segment(), geometry.channels);
    for down in 0..geometry.window {
        let mut at = 0;
        while at < segment {
            let block = rows_of_block::<L>(segment - at);
            for first in (0..channels).step_by(LANES) {
                let sum = &mut sum[(down * segment + at) * channels + first..];
                let positions = &positions[first..];
                with_rows!(block, few_weights::<L>(image, geometry, [down, at], positions, row, sum, channels - first));
            }
            at += block;
        }
    }
}

#[inline(always)]
fn few_weights<L: Lanes, const R: usize>(
    image: &[f32],
    geometry: &Geometry,
    [down, at]: [usize; 2],
    positions: &[f32],
    row: usize,
    sum: &mut [f32],
    left: usize,
) {
    if !is_block::<L>(R) {
        return;
    }
    let (stride, [_, _, colours], [height, width]) = (geometry.stride, geometry.image, geometry.positions);
    let wide = geometry.padded()[1] * colours;
    let mut sums = [L::splat(0.0); R];
    // Rows as far apart as the image's make one long row: between them positions are zero.
    let is_long = stride == 1 && row * colours == wide * geometry.channels;
    let (height, width) = if is_long { (1, (height - 1) * wide / colours + width) } else { (height, width) };
    for y in 0..height {
        let a = Steps { values: &image[(y * stride + down) * wide + at..], step: stride * colours };
        let b = Steps { values: &positions[y * row..], step: geometry.channels };
        tile::add(&mut sums, width, a, std::array::from_fn(|r| r), b);
    }
    let width = LANES.min(left);
    for (r, total) in sums.into_iter().enumerate() {
        let sum = &mut sum[r * geometry.channels..];
        tile::write(total.add(tile::read(sum, width)), sum, width);
    }
}

#[inline(always)]
fn positions_times_body<L: Lanes>(
    x: &[f32],
    channels: usize,
    panels: &Panels,
    bias: &[f32],
    out: &mut [f32],
    outputs: usize,
) {
    let places = x.len() / channels;
    for first in (0..outputs).step_by(LANES) {
        let mut start = Lane::ZERO;
        start.0.iter_mut().zip(bias.get(first..).unwrap_or_default()).for_each(|(to, from)| *to = *from);
        let panel = panels.panel(first / LANES);
        let mut place = 0;
        while place < places {
            let block = rows_of_block::<L>(places - place);
            let x = Steps { values: &x[place * channels..], step: 1 };
            let out = &mut out[place * outputs + first..];
            with_rows!(block, few_positions::<L>(x, channels, panel, &start, out, outputs, outputs - first));
            place += block;
        }
    }
}

#[inline(always)]
fn few_positions<L: Lanes, const R: usize>(
    x: Steps<'_>,
    channels: usize,
    panel: Steps<'_>,
    start: &Lane,
    out: &mut [f32],
    outputs: usize,
    left: usize,
) {
    if !is_block::<L>(R) {
        return;
    }
    let mut sums = [L::load(start); R];
    tile::add(&mut sums, channels, x, std::array::from_fn(|r| r * channels), panel);
    for (r, sum) in sums.into_iter().enumerate() {
        tile::write(sum, &mut out[r * outputs..], LANES.min(left));
    }
}

#[cfg(test)]
#[path = "convolution_tests.rs"]
mod tests;
