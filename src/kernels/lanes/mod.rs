//! Sixteen numbers at once, in three implementations with the same order of every sum.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod portable;

#[cfg(target_arch = "x86_64")]
pub(crate) use avx2::Avx2;
#[cfg(target_arch = "x86_64")]
pub(crate) use avx512::Avx512;
pub(crate) use portable::Portable;

/// How many numbers a [`Lane`] holds.
pub const LANES: usize = 16;

/// Sixteen numbers on a cache line of their own: one feature of sixteen rows of a batch.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(C, align(64))]
pub struct Lane(pub [f32; LANES]);

impl Lane {
    /// All zero.
    pub const ZERO: Self = Self([0.0; LANES]);
}

/// Arithmetic on sixteen numbers. The implementations for particular instructions are used in functions compiled for
/// them only, which [`dispatch`](super::level::dispatch) sees to; that is what makes their inner `unsafe` sound.
pub(crate) trait Lanes: Copy {
    /// How many of these fit into the registers as sums of a product of a matrix and a vector.
    const TILE: usize;
    /// How many rows of sixteen sums fit, beside what they are made of.
    const ROWS: usize;
    /// Rows and columns of such sums in a product of two matrices.
    const BLOCK: (usize, usize);

    fn splat(x: f32) -> Self;
    fn load(from: &Lane) -> Self;
    fn store(self, to: &mut Lane);
    fn array(from: &[f32; LANES]) -> Self;
    fn add(self, other: Self) -> Self;
    fn sub(self, other: Self) -> Self;
    fn mul(self, other: Self) -> Self;
    fn div(self, other: Self) -> Self;
    fn sqrt(self) -> Self;
    /// `self * factor + addend`, rounded once where the machine can.
    fn mul_add(self, factor: Self, addend: Self) -> Self;
    /// The nearest number within the limits; what is not a number stays so.
    fn clamp(self, low: f32, high: f32) -> Self;
    /// max(0, x); what is not a number stays so.
    fn relu(self) -> Self;
    /// `other` where self is above 0, else 0.
    fn gate(self, other: Self) -> Self;
    /// `self` where `x` is at most `limit` or not a number, else `other`.
    fn unless_above(self, x: Self, limit: f32, other: f32) -> Self;
    /// The bits of each number moved up by 23, into the exponent.
    fn exponent(self) -> Self;
    /// The sum of all, by halves: lane i and i + 8, then i + 4, 2, 1.
    fn sum(self) -> f32;

    /// Sixteen lanes become sixteen others: number j of lane i goes to number i of lane j.
    fn transpose(from: &[Lane; LANES], to: &mut [Lane; LANES]);

    fn to_array(self) -> [f32; LANES] {
        let mut lane = Lane::ZERO;
        self.store(&mut lane);
        lane.0
    }
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::super::level::dispatch;
    use super::*;

    #[inline(always)]
    fn transpose_body<L: Lanes>(from: &[Lane; LANES], to: &mut [Lane; LANES]) {
        L::transpose(from, to);
    }
    dispatch! {
        fn transpose(from: &[Lane; LANES], to: &mut [Lane; LANES]) = transpose_body;
    }

    #[test]
    fn rows_become_columns_at_every_level() {
        let from: [Lane; LANES] = std::array::from_fn(|i| Lane(std::array::from_fn(|j| (i * LANES + j) as f32)));
        for level in Level::ALL {
            let mut to = [Lane::ZERO; LANES];
            transpose(level, &from, &mut to);
            for (i, j) in (0..LANES).flat_map(|i| (0..LANES).map(move |j| (i, j))) {
                assert_eq!(to[j].0[i], from[i].0[j], "{level:?} {i} {j}");
            }
        }
    }
}
