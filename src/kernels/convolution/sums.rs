//! The sums that both layers are made of, by blocks that stay in the registers.

use super::super::lanes::{LANES, Lane, Lanes};
use super::super::level::dispatch;
use super::super::tile::{self, Panels, Steps, is_block, rows_of_block, with_rows};
use super::Geometry;

dispatch! {
    /// Every position's numbers out of its window: `out = bias + windows W`.
    pub(super) fn gather(
        image: &[f32],
        geometry: &Geometry,
        starts: &[usize],
        panels: &Panels,
        bias: &[f32],
        out: &mut [f32],
    ) = gather_body;
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

dispatch! {
    /// `sum += windows^T positions`: the weights' gradient. The rows of positions lie `row` apart with zeros between, and
    /// a whole vector behind the last may be read.
    pub(super) fn windows_times(image: &[f32], geometry: &Geometry, positions: &[f32], row: usize, sum: &mut [f32]) = windows_times_body;
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

dispatch! {
    /// `out = bias + x M`, the panels holding M; x `[positions, channels]`, out `[positions, outputs]`.
    pub(super) fn positions_times(
        x: &[f32],
        channels: usize,
        panels: &Panels,
        bias: &[f32],
        out: &mut [f32],
        outputs: usize,
    ) = positions_times_body;
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

dispatch! {
    /// Adds the sum of each column.
    pub(super) fn add_columns(values: &[f32], sums: &mut [f32]) = add_columns_body;
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
