//! Products of a small matrix with vectors of sixteen rows at once, and of two such sequences of vectors.
//!
//! A batch's rows are the lanes, so a product has no remainders whatever the matrix's size, and the sum for one row never
//! depends on the rows beside it.

use super::lanes::{LANES, Lane, Lanes};
use super::tile::{self, is_block, rows_of_block, with_rows};

/// Rows of lanes by time: at time t, `width` lanes from `t * stride` on.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a> {
    pub(super) lanes: &'a [Lane],
    pub(super) stride: usize,
    pub(super) width: usize,
}

impl<'a> Rows<'a> {
    #[inline(always)]
    pub(super) fn at(&self, time: usize) -> &'a [Lane] {
        &self.lanes[time * self.stride..][..self.width]
    }

    /// Some of the rows at each time.
    pub(super) fn part(&self, start: usize, width: usize) -> Self {
        Self { lanes: &self.lanes[start..], stride: self.stride, width }
    }
}

/// How far apart the times of a sequence lie: an odd number of cache lines, or those of a power of two would all fall
/// into the same few sets of the cache.
pub fn lane_stride(width: usize) -> usize {
    width | 1
}

/// A part of a matrix to pack: element (row, column) is `values[row * row_stride + column * column_stride]`.
pub(super) struct Part<'a> {
    pub(super) values: &'a [f32],
    pub(super) rows: usize,
    pub(super) row_stride: usize,
    pub(super) column_stride: usize,
}

impl<'a> Part<'a> {
    /// One row of numbers.
    pub(super) fn row(values: &'a [f32]) -> Self {
        Self { values, rows: 1, row_stride: 0, column_stride: 1 }
    }

    /// Rows that lie one after the other.
    pub(super) fn matrix(values: &'a [f32], columns: usize) -> Self {
        Self { values, rows: values.len() / columns.max(1), row_stride: columns, column_stride: 1 }
    }

    /// The transpose of `columns` of the rows of a matrix that has `width`, from the first one given.
    pub(super) fn transposed(values: &'a [f32], width: usize, columns: usize) -> Self {
        Self { values, rows: columns, row_stride: 1, column_stride: width }
    }
}

/// A matrix cut into blocks of columns that fit the registers, each block row by row.
#[derive(Debug, Clone, Default)]
pub(super) struct Packed {
    values: Vec<f32>,
    outputs: usize,
}

/// What the sums of a product begin with.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Start {
    /// The matrix' first row.
    Bias,
    /// Zero.
    Zero,
    /// What is there already.
    Kept,
}

/// The width of the next block when `left` columns remain.
#[inline(always)]
fn block<L: Lanes>(left: usize) -> usize {
    let mut width = L::TILE;
    while width > left {
        width /= 2;
    }
    width
}

/// Appends N columns, each of which lies in one piece, row by row.
#[inline(always)]
fn interleave<const N: usize>(out: &mut Vec<f32>, from: &[f32], part: &Part<'_>) {
    let mut columns: [&[f32]; N] = [&[]; N];
    for (n, column) in columns.iter_mut().enumerate() {
        *column = &from[n * part.column_stride..][..part.rows];
    }
    let before = out.len();
    out.resize(before + N * part.rows, 0.0);
    for (row, out) in out[before..].as_chunks_mut::<N>().0.iter_mut().enumerate() {
        for n in 0..N {
            out[n] = columns[n][row];
        }
    }
}

impl Packed {
    /// Packs the parts below each other; each has `outputs` columns.
    #[inline(always)]
    pub(super) fn pack<L: Lanes>(&mut self, outputs: usize, parts: &[Part<'_>]) {
        self.outputs = outputs;
        self.values.clear();
        let mut start = 0;
        while start < outputs {
            let width = block::<L>(outputs - start);
            for part in parts {
                if part.row_stride == 1 && part.column_stride != 1 {
                    let from = &part.values[start * part.column_stride..];
                    match width {
                        16 => interleave::<16>(&mut self.values, from, part),
                        8 => interleave::<8>(&mut self.values, from, part),
                        4 => interleave::<4>(&mut self.values, from, part),
                        2 => interleave::<2>(&mut self.values, from, part),
                        _ => interleave::<1>(&mut self.values, from, part),
                    }
                    continue;
                }
                for row in 0..part.rows {
                    let from = row * part.row_stride + start * part.column_stride;
                    if part.column_stride == 1 {
                        self.values.extend_from_slice(&part.values[from..][..width]);
                    } else {
                        let column = |i: usize| part.values[from + i * part.column_stride];
                        self.values.extend((0..width).map(column));
                    }
                }
            }
            start += width;
        }
    }

    /// `out = start + matrix^T [first; second]`: the matrix' rows (after the bias, if that is the start) belong to the
    /// lanes of `first`, then of `second`.
    #[inline(always)]
    pub(super) fn times<L: Lanes>(&self, start: Start, first: &[Lane], second: &[Lane], out: &mut [Lane]) {
        let rows = first.len() + second.len() + usize::from(start == Start::Bias);
        assert!(self.values.len() == rows * self.outputs);
        self.some_rows::<L>(start, 0, first, second, out);
    }

    /// The same with fewer of the matrix' rows: the first `skipped` are left out, and those that find no lanes at the end.
    #[inline(always)]
    pub(super) fn some_rows<L: Lanes>(
        &self,
        start: Start,
        skipped: usize,
        first: &[Lane],
        second: &[Lane],
        out: &mut [Lane],
    ) {
        let rows = self.values.len() / self.outputs.max(1);
        let used = skipped + first.len() + second.len() + usize::from(start == Start::Bias);
        assert!(used <= rows && out.len() == self.outputs);
        let (mut values, mut out) = (&self.values[..], out);
        while !out.is_empty() {
            let width = block::<L>(out.len());
            let (block, rest) = values.split_at(width * rows);
            let block = &block[width * skipped..];
            let (part, left) = out.split_at_mut(width);
            match width {
                16 => tile::<L, 16>(block, start, first, second, part),
                8 => tile::<L, 8>(block, start, first, second, part),
                4 => tile::<L, 4>(block, start, first, second, part),
                2 => tile::<L, 2>(block, start, first, second, part),
                _ => tile::<L, 1>(block, start, first, second, part),
            }
            (values, out) = (rest, left);
        }
    }
}

#[inline(always)]
fn tile<L: Lanes, const N: usize>(matrix: &[f32], start: Start, first: &[Lane], second: &[Lane], out: &mut [Lane]) {
    if N > L::TILE {
        return;
    }
    let mut rows = matrix.as_chunks::<N>().0;
    let mut sums = [L::splat(0.0); N];
    match start {
        Start::Zero => {}
        Start::Kept => {
            for (sum, out) in sums.iter_mut().zip(out.iter()) {
                *sum = L::load(out);
            }
        }
        Start::Bias => {
            if let Some((bias, rest)) = rows.split_first() {
                for (sum, bias) in sums.iter_mut().zip(bias) {
                    *sum = L::splat(*bias);
                }
                rows = rest;
            }
        }
    }
    let (above, below) = rows.split_at(first.len());
    add_up(&mut sums, above, first);
    add_up(&mut sums, below, second);
    for (sum, out) in sums.into_iter().zip(out) {
        sum.store(out);
    }
}

#[inline(always)]
fn add_up<L: Lanes, const N: usize>(sums: &mut [L; N], rows: &[[f32; N]], lanes: &[Lane]) {
    for (row, lane) in rows.iter().zip(lanes) {
        let lane = L::load(lane);
        for n in 0..N {
            sums[n] = L::splat(row[n]).mul_add(lane, sums[n]);
        }
    }
}

/// Below so many rows of `a` or `b` their products are worked out by [`add_products`] for fewer.
const MANY: usize = 48;

/// [`add_products`] for many rows: `b` is turned, so that its columns become the lanes and no sum ends with adding lanes
/// up.
#[inline(always)]
fn add_many_products<L: Lanes>(times: usize, a: Rows<'_>, b: Rows<'_>, sum: &mut [f32], width: usize) {
    let mut panel = vec![Lane::ZERO; times * LANES];
    for first in (0..b.width).step_by(LANES) {
        let columns = LANES.min(b.width - first);
        let mut some = [Lane::ZERO; LANES];
        for (time, turned) in panel.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
            let lanes = &b.at(time)[first..][..columns];
            match lanes.first_chunk() {
                Some(lanes) => L::transpose(lanes, turned),
                None => {
                    some[..columns].copy_from_slice(lanes);
                    L::transpose(&some, turned);
                }
            }
        }
        let mut i = 0;
        while i < a.width {
            let rows = rows_of_block::<L>(a.width - i);
            let a = a.part(i, rows);
            with_rows!(rows, many_products::<L>(times, a, &panel, &mut sum[i * width + first..], width, columns));
            i += rows;
        }
    }
}

#[inline(always)]
fn many_products<L: Lanes, const R: usize>(
    times: usize,
    a: Rows<'_>,
    panel: &[Lane],
    sum: &mut [f32],
    width: usize,
    columns: usize,
) {
    if !is_block::<L>(R) {
        return;
    }
    let mut sums = [L::splat(0.0); R];
    for (time, turned) in panel.as_chunks::<LANES>().0.iter().enumerate().take(times) {
        let Some(rows) = a.at(time).first_chunk::<R>() else { return };
        for (k, column) in turned.iter().enumerate() {
            let column = L::load(column);
            for r in 0..R {
                sums[r] = L::splat(rows[r].0[k]).mul_add(column, sums[r]);
            }
        }
    }
    for (r, total) in sums.into_iter().enumerate() {
        let sum = &mut sum[r * width..];
        tile::write(total.add(tile::read(sum, columns)), sum, columns);
    }
}

/// How many columns of `b` are gone through before the next rows of `a`: their lanes should stay in the second cache.
const COLUMNS: usize = 40;

/// `sum[i * width + j] += a_i . b_j` over all times and lanes, for all rows i of `a` and j of `b`; `width` is how far
/// apart the rows of `sum` are.
#[inline(always)]
pub(super) fn add_products<L: Lanes>(times: usize, a: Rows<'_>, b: Rows<'_>, sum: &mut [f32], width: usize) {
    if a.width >= MANY && b.width >= MANY {
        add_many_products::<L>(times, a, b, sum, width);
        return;
    }
    let mut from = 0;
    while from < b.width {
        let columns = COLUMNS.min(b.width - from);
        let mut i = 0;
        while i < a.width {
            let left = a.width - i;
            let rows = if left >= L::BLOCK.0 {
                L::BLOCK.0
            } else if left >= 2 {
                2
            } else {
                1
            };
            let mut j = from;
            while j < from + columns {
                let left = from + columns - j;
                let block = if left >= L::BLOCK.1 {
                    L::BLOCK.1
                } else if left >= 2 {
                    2.min(L::BLOCK.1)
                } else {
                    1
                };
                let (a, b) = (a.part(i, rows), b.part(j, block));
                let sum = &mut sum[i * width + j..];
                match (rows, block) {
                    (4, 5) => products::<L, 4, 5>(times, a, b, sum, width),
                    (4, 2) => products::<L, 4, 2>(times, a, b, sum, width),
                    (4, _) => products::<L, 4, 1>(times, a, b, sum, width),
                    (2, 5) => products::<L, 2, 5>(times, a, b, sum, width),
                    (2, 2) => products::<L, 2, 2>(times, a, b, sum, width),
                    (2, _) => products::<L, 2, 1>(times, a, b, sum, width),
                    (_, 5) => products::<L, 1, 5>(times, a, b, sum, width),
                    (_, 2) => products::<L, 1, 2>(times, a, b, sum, width),
                    _ => products::<L, 1, 1>(times, a, b, sum, width),
                }
                j += block;
            }
            i += rows;
        }
        from += columns;
    }
}

#[inline(always)]
fn products<L: Lanes, const I: usize, const J: usize>(
    times: usize,
    a: Rows<'_>,
    b: Rows<'_>,
    sum: &mut [f32],
    width: usize,
) {
    if I > L::BLOCK.0 || J > L::BLOCK.1 {
        return;
    }
    let mut sums = [[L::splat(0.0); J]; I];
    for time in 0..times {
        let (Some(a), Some(b)) = (a.at(time).first_chunk::<I>(), b.at(time).first_chunk::<J>()) else { return };
        let mut column = [L::splat(0.0); J];
        for j in 0..J {
            column[j] = L::load(&b[j]);
        }
        for i in 0..I {
            let row = L::load(&a[i]);
            for j in 0..J {
                sums[i][j] = row.mul_add(column[j], sums[i][j]);
            }
        }
    }
    for (i, sums) in sums.into_iter().enumerate() {
        for (j, total) in sums.into_iter().enumerate() {
            sum[i * width + j] += total.sum();
        }
    }
}

/// `sum[j] += the sum of b_j` over all times and lanes.
#[inline(always)]
pub(super) fn add_sums<L: Lanes>(times: usize, b: Rows<'_>, sum: &mut [f32]) {
    let one = |j: usize| {
        let mut total = L::splat(0.0);
        for time in 0..times {
            total = total.add(L::load(&b.lanes[time * b.stride + j]));
        }
        total.sum()
    };
    for (j, sum) in sum.iter_mut().enumerate().take(b.width) {
        *sum += one(j);
    }
}

/// Where the rows of a batch lie among numbers: (time, row, feature) is at
/// `start + time * by_time + row * by_row + feature * by_feature`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// The first element.
    pub start: usize,
    /// From a time to the next.
    pub by_time: usize,
    /// From a row to the next.
    pub by_row: usize,
    /// From a feature to the next.
    pub by_feature: usize,
}

impl Layout {
    /// That of `[T, B, features]` without gaps.
    pub fn dense(rows: usize, features: usize) -> Self {
        Self { start: 0, by_time: rows * features, by_row: features, by_feature: 1 }
    }

    /// The same from another row on.
    pub fn from_row(self, row: usize) -> Self {
        Self { start: self.start + row * self.by_row, ..self }
    }
}

/// Brings the features of up to sixteen rows at one time into lanes; lanes without a row become 0.
pub fn gather(values: &[f32], layout: Layout, time: usize, rows: usize, out: &mut [Lane]) {
    let start = layout.start + time * layout.by_time;
    if layout.by_row == 1 && rows == LANES {
        for (feature, lane) in out.iter_mut().enumerate() {
            if let Some(values) = values[start + feature * layout.by_feature..].first_chunk() {
                lane.0 = *values;
            }
        }
        return;
    }
    if rows < LANES {
        out.fill(Lane::ZERO);
    }
    for row in 0..rows {
        let start = start + row * layout.by_row;
        if layout.by_feature == 1 {
            for (lane, value) in out.iter_mut().zip(&values[start..]) {
                lane.0[row] = *value;
            }
        } else {
            for (feature, lane) in out.iter_mut().enumerate() {
                lane.0[row] = values[start + feature * layout.by_feature];
            }
        }
    }
}

/// The way back: writes the features of up to sixteen rows at one time.
pub fn scatter(lanes: &[Lane], layout: Layout, time: usize, rows: usize, values: &mut [f32]) {
    let start = layout.start + time * layout.by_time;
    for row in 0..rows {
        let start = start + row * layout.by_row;
        for (feature, lane) in lanes.iter().enumerate() {
            values[start + feature * layout.by_feature] = lane.0[row];
        }
    }
}
