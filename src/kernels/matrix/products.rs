//! Products of two sequences of vectors of sixteen rows, row by row of lanes.

use super::super::lanes::{LANES, Lane, Lanes};
use super::super::tile::{self, is_block, rows_of_block, with_rows};
use super::Rows;

/// Below so many rows of `a` or `b` their products are worked out by [`add_products`] for fewer.
const MANY: usize = 48;

/// How many columns of `b` are gone through before the next rows of `a`: their lanes should stay in the second cache.
const COLUMNS: usize = 40;

/// `sum[i * width + j] += a_i . b_j` over all times and lanes, for all rows i of `a` and j of `b`; `width` is how far
/// apart the rows of `sum` are.
#[inline(always)]
pub(crate) fn add_products<L: Lanes>(times: usize, a: Rows<'_>, b: Rows<'_>, sum: &mut [f32], width: usize) {
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

/// `sum[j] += the sum of b_j` over all times and lanes.
#[inline(always)]
pub(crate) fn add_sums<L: Lanes>(times: usize, b: Rows<'_>, sum: &mut [f32]) {
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
