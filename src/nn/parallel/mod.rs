//! The data-parallel step. A batch's rows are cut into [`shards`] whose number and borders follow from the batch size
//! alone; each shard builds its own graph; the threads of a [`Pool`] share the shards out; losses and gradients add up
//! in the shards' order, weighted by rows. So the result has the same bits whatever the number of threads.

mod interrupt;
mod pool;
mod step;
#[cfg(test)]
mod tests;

pub use interrupt::{Interrupt, interruptible_by};
pub use pool::{Pool, STACK_BYTES, with_large_stack};
pub use step::{Outcome, Pending};

use std::ops::Range;

/// A shard has at least this many rows, unless the batch has fewer: below, a layer's fixed cost outweighs its
/// arithmetic.
const LEAST_ROWS: usize = 16;
/// A batch has at most this many shards.
const MOST_SHARDS: usize = 8;

/// The rows of each shard of a batch: consecutive, covering the batch, their lengths within one of each other. Empty
/// for an empty batch. What comes out is part of what a seed reproduces, so a change here changes every run's last
/// bits.
pub fn shards(rows: usize) -> Vec<Range<usize>> {
    if rows == 0 {
        return Vec::new();
    }
    let count = (rows / LEAST_ROWS).clamp(1, MOST_SHARDS);
    (0..count).map(|i| rows * i / count..rows * (i + 1) / count).collect()
}
