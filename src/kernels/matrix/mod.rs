//! Products of a small matrix with vectors of sixteen rows at once, and of two such sequences of vectors.
//!
//! A batch's rows are the lanes, so a product has no remainders whatever the matrix's size, and the sum for one row never
//! depends on the rows beside it.

mod layout;
mod packed;
mod products;

pub use layout::{Layout, gather, scatter};
pub(super) use packed::{Packed, Part, Start};
pub(super) use products::{add_products, add_sums};

use super::lanes::Lane;

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
