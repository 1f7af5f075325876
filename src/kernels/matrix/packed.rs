//! A small matrix as the registers take it, and its products with vectors of sixteen rows.

use super::super::lanes::{Lane, Lanes};

/// A part of a matrix to pack: element (row, column) is `values[row * row_stride + column * column_stride]`.
pub(crate) struct Part<'a> {
    pub(crate) values: &'a [f32],
    pub(crate) rows: usize,
    pub(crate) row_stride: usize,
    pub(crate) column_stride: usize,
}

impl<'a> Part<'a> {
    /// One row of numbers.
    pub(crate) fn row(values: &'a [f32]) -> Self {
        Self { values, rows: 1, row_stride: 0, column_stride: 1 }
    }

    /// Rows that lie one after the other.
    pub(crate) fn matrix(values: &'a [f32], columns: usize) -> Self {
        Self { values, rows: values.len() / columns.max(1), row_stride: columns, column_stride: 1 }
    }

    /// The transpose of `columns` of the rows of a matrix that has `width`, from the first one given.
    pub(crate) fn transposed(values: &'a [f32], width: usize, columns: usize) -> Self {
        Self { values, rows: columns, row_stride: 1, column_stride: width }
    }
}

/// A matrix cut into blocks of columns that fit the registers, each block row by row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Packed {
    values: Vec<f32>,
    outputs: usize,
}

/// What the sums of a product begin with.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Start {
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
    pub(crate) fn pack<L: Lanes>(&mut self, outputs: usize, parts: &[Part<'_>]) {
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
    pub(crate) fn times<L: Lanes>(&self, start: Start, first: &[Lane], second: &[Lane], out: &mut [Lane]) {
        let rows = first.len() + second.len() + usize::from(start == Start::Bias);
        assert!(self.values.len() == rows * self.outputs);
        self.some_rows::<L>(start, 0, first, second, out);
    }

    /// The same with fewer of the matrix' rows: the first `skipped` are left out, and those that find no lanes at the end.
    #[inline(always)]
    pub(crate) fn some_rows<L: Lanes>(
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
