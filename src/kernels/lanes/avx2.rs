//! Two AVX registers.
#![allow(unsafe_code, reason = "vendor intrinsics; the trait says why they are sound")]

use super::{LANES, Lane, Lanes};
use std::arch::x86_64::*;

#[derive(Clone, Copy)]
pub(crate) struct Avx2(__m256, __m256);

/// SAFETY of every block below: this type is used in functions compiled for AVX2 and FMA only, on machines that have
/// them (see the trait); loads and stores go through references to 16 numbers on a cache line, in two halves of 8.
macro_rules! op {
    ($e:expr) => {
        // SAFETY: see the macro's comment.
        unsafe { $e }
    };
}

impl Avx2 {
    #[inline(always)]
    fn with(self, other: Self, f: impl Fn(__m256, __m256) -> __m256) -> Self {
        Self(f(self.0, other.0), f(self.1, other.1))
    }
}

/// The sum of eight: lane i and i + 4, then i + 2, i + 1. The caller's function is compiled for AVX.
#[inline(always)]
pub(super) fn sum8(x: __m256) -> f32 {
    op!({
        let four = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps::<1>(x));
        let two = _mm_add_ps(four, _mm_movehl_ps(four, four));
        _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps::<1>(two, two)))
    })
}

/// [`Lanes::transpose`] in four blocks of 8 x 8. The caller's function is compiled for AVX.
#[inline(always)]
pub(super) fn transpose16(from: &[Lane; LANES], to: &mut [Lane; LANES]) {
    for (i, j) in [(0, 0), (0, 8), (8, 0), (8, 8)] {
        let row = |k: usize| op!(_mm256_load_ps(from[i + k].0.as_ptr().add(j)));
        // Pairs, then fours, then halves change places.
        let pair = |k: usize| {
            let (a, b) = (row(2 * k), row(2 * k + 1));
            op!((_mm256_unpacklo_ps(a, b), _mm256_unpackhi_ps(a, b)))
        };
        let (p, q, r, s) = (pair(0), pair(1), pair(2), pair(3));
        let four = |a: __m256, b: __m256| op!((_mm256_shuffle_ps::<0x44>(a, b), _mm256_shuffle_ps::<0xEE>(a, b)));
        let (low, high) = ([four(p.0, q.0), four(p.1, q.1)], [four(r.0, s.0), four(r.1, s.1)]);
        for k in 0..2 {
            for (m, (a, b)) in [(low[k].0, high[k].0), (low[k].1, high[k].1)].into_iter().enumerate() {
                let place = 2 * k + m;
                op!({
                    _mm256_store_ps(to[j + place].0.as_mut_ptr().add(i), _mm256_permute2f128_ps::<0x20>(a, b));
                    _mm256_store_ps(to[j + place + 4].0.as_mut_ptr().add(i), _mm256_permute2f128_ps::<0x31>(a, b));
                });
            }
        }
    }
}

impl Lanes for Avx2 {
    const TILE: usize = 4;
    const ROWS: usize = 6;
    const BLOCK: (usize, usize) = (2, 2);

    #[inline(always)]
    fn splat(x: f32) -> Self {
        let x = op!(_mm256_set1_ps(x));
        Self(x, x)
    }
    #[inline(always)]
    fn load(from: &Lane) -> Self {
        let from = from.0.as_ptr();
        Self(op!(_mm256_load_ps(from)), op!(_mm256_load_ps(from.add(8))))
    }
    #[inline(always)]
    fn store(self, to: &mut Lane) {
        let to = to.0.as_mut_ptr();
        op!(_mm256_store_ps(to, self.0));
        op!(_mm256_store_ps(to.add(8), self.1));
    }
    #[inline(always)]
    fn array(from: &[f32; LANES]) -> Self {
        let from = from.as_ptr();
        Self(op!(_mm256_loadu_ps(from)), op!(_mm256_loadu_ps(from.add(8))))
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.with(other, |x, y| op!(_mm256_add_ps(x, y)))
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.with(other, |x, y| op!(_mm256_sub_ps(x, y)))
    }
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self.with(other, |x, y| op!(_mm256_mul_ps(x, y)))
    }
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        self.with(other, |x, y| op!(_mm256_div_ps(x, y)))
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        Self(op!(_mm256_sqrt_ps(self.0)), op!(_mm256_sqrt_ps(self.1)))
    }
    #[inline(always)]
    fn mul_add(self, factor: Self, addend: Self) -> Self {
        Self(op!(_mm256_fmadd_ps(self.0, factor.0, addend.0)), op!(_mm256_fmadd_ps(self.1, factor.1, addend.1)))
    }
    #[inline(always)]
    fn clamp(self, low: f32, high: f32) -> Self {
        // Maximum and minimum give their second operand when one is not a number.
        let low = Self::splat(low).with(self, |low, x| op!(_mm256_max_ps(low, x)));
        Self::splat(high).with(low, |high, x| op!(_mm256_min_ps(high, x)))
    }
    #[inline(always)]
    fn relu(self) -> Self {
        Self::splat(0.0).with(self, |zero, x| op!(_mm256_max_ps(zero, x)))
    }
    #[inline(always)]
    fn gate(self, other: Self) -> Self {
        self.with(other, |x, y| op!(_mm256_and_ps(_mm256_cmp_ps::<_CMP_GT_OQ>(x, _mm256_setzero_ps()), y)))
    }
    #[inline(always)]
    fn unless_above(self, x: Self, limit: f32, other: f32) -> Self {
        self.with(x, |own, x| {
            op!({
                let above = _mm256_cmp_ps::<_CMP_GT_OQ>(x, _mm256_set1_ps(limit));
                _mm256_blendv_ps(own, _mm256_set1_ps(other), above)
            })
        })
    }
    #[inline(always)]
    fn exponent(self) -> Self {
        let shift = |x| op!(_mm256_castsi256_ps(_mm256_slli_epi32::<23>(_mm256_castps_si256(x))));
        Self(shift(self.0), shift(self.1))
    }
    #[inline(always)]
    fn sum(self) -> f32 {
        sum8(op!(_mm256_add_ps(self.0, self.1)))
    }
    #[inline(always)]
    fn transpose(from: &[Lane; LANES], to: &mut [Lane; LANES]) {
        transpose16(from, to);
    }
}
