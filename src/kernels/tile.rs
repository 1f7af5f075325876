//! The inner loop of every product of matrices here: a block of sums that stays in the registers.
//!
//! A block has a few rows and one vector of columns. The sum for one row goes through its products in order from the
//! first to the last, whatever the rows beside it, so it has the same bits in any block.
#![allow(unsafe_code, reason = "the inner loop goes without bounds checks; they are made before it")]

use super::lanes::{LANES, Lane, Lanes};

/// Whether blocks of so many rows are made: the most that fit, or 4, 2, 1. Others would only make the code larger.
#[inline(always)]
pub(super) fn is_block<L: Lanes>(rows: usize) -> bool {
    rows == L::ROWS || (rows <= 4 && rows < L::ROWS)
}

/// How many rows the next block takes when `left` remain.
#[inline(always)]
pub(super) fn rows_of_block<L: Lanes>(left: usize) -> usize {
    [L::ROWS, 4, 2].into_iter().find(|rows| left >= *rows).unwrap_or(1)
}

/// Calls `$call::<L, R>($arguments)` with R as a constant.
macro_rules! with_rows {
    ($rows:expr, $call:ident::<$lanes:ident>($($argument:expr),* $(,)?)) => {
        match $rows {
            8 => $call::<$lanes, 8>($($argument),*),
            6 => $call::<$lanes, 6>($($argument),*),
            4 => $call::<$lanes, 4>($($argument),*),
            2 => $call::<$lanes, 2>($($argument),*),
            _ => $call::<$lanes, 1>($($argument),*),
        }
    };
}
pub(super) use with_rows;

/// Numbers in steps: those of the k-th step begin at `k * step`.
#[derive(Clone, Copy)]
pub(super) struct Steps<'a> {
    pub(super) values: &'a [f32],
    pub(super) step: usize,
}

/// `sums[r] += sum over k of a[starts[r] + k * a.step] * b[k * b.step ..][..16]`, k from 0 to `count`.
#[inline(always)]
pub(super) fn add<L: Lanes, const R: usize>(
    sums: &mut [L; R],
    count: usize,
    a: Steps<'_>,
    starts: [usize; R],
    b: Steps<'_>,
) {
    if !is_block::<L>(R) || count == 0 {
        return;
    }
    let furthest = starts.iter().fold(0, |most, start| most.max(*start)) + (count - 1) * a.step;
    assert!(furthest < a.values.len() && (count - 1) * b.step + LANES <= b.values.len());
    let (first, mut second) = (a.values.as_ptr(), b.values.as_ptr());
    let mut at = 0;
    for _ in 0..count {
        // SAFETY: the last of each row's numbers and the last vector lie within their slices, as asserted.
        let column = L::array(unsafe { &*second.cast::<[f32; LANES]>() });
        for r in 0..R {
            // SAFETY: as above.
            let factor = unsafe { *first.add(starts[r] + at) };
            sums[r] = L::splat(factor).mul_add(column, sums[r]);
        }
        at += a.step;
        second = second.wrapping_add(b.step);
    }
}

/// The first `width` of sixteen columns.
#[inline(always)]
pub(super) fn write<L: Lanes>(sum: L, out: &mut [f32], width: usize) {
    match out.first_chunk_mut::<LANES>() {
        Some(out) if width == LANES => *out = sum.to_array(),
        _ => out[..width].copy_from_slice(&sum.to_array()[..width]),
    }
}

/// The first `width` of sixteen columns, the others 0.
#[inline(always)]
pub(super) fn read<L: Lanes>(from: &[f32], width: usize) -> L {
    match from.first_chunk::<LANES>() {
        Some(from) if width == LANES => L::array(from),
        _ => {
            let mut all = [0.0; LANES];
            all[..width].copy_from_slice(&from[..width]);
            L::array(&all)
        }
    }
}

/// A matrix `[rows, columns]` cut into panels of sixteen columns, each row by row, filled up with zeros.
#[derive(Debug, Clone, Default)]
pub(super) struct Panels {
    lanes: Vec<Lane>,
    rows: usize,
}

impl Panels {
    /// Packs the matrix whose element (row, column) is `values[row * row_stride + column * column_stride]`, columns
    /// `from` to `to`.
    #[inline(always)]
    pub(super) fn pack(
        &mut self,
        values: &[f32],
        rows: usize,
        columns: std::ops::Range<usize>,
        [row_stride, column_stride]: [usize; 2],
    ) {
        self.rows = rows;
        self.lanes.clear();
        for first in columns.clone().step_by(LANES) {
            let width = LANES.min(columns.end - first);
            self.lanes.extend((0..rows).map(|row| {
                let mut lane = Lane::ZERO;
                let from = &values[row * row_stride + first * column_stride..];
                match from.first_chunk::<LANES>() {
                    Some(from) if column_stride == 1 && width == LANES => lane.0 = *from,
                    _ => (0..width).for_each(|i| lane.0[i] = from[i * column_stride]),
                }
                lane
            }));
        }
    }

    /// The panel of that number, row by row.
    #[inline(always)]
    pub(super) fn panel(&self, number: usize) -> Steps<'_> {
        Steps { values: flat(&self.lanes[number * self.rows..][..self.rows]), step: LANES }
    }
}

/// The numbers of the lanes one after the other.
#[inline(always)]
pub(super) fn flat(lanes: &[Lane]) -> &[f32] {
    // SAFETY: a lane is sixteen numbers in the order of memory without anything between (repr(C), its size is its
    // alignment).
    unsafe { std::slice::from_raw_parts(lanes.as_ptr().cast(), lanes.len() * LANES) }
}
