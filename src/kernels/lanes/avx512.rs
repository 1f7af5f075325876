//! One AVX-512 register.
#![allow(unsafe_code, reason = "vendor intrinsics; the trait says why they are sound")]

use super::{LANES, Lane, Lanes};
use std::arch::x86_64::*;

#[derive(Clone, Copy)]
pub(crate) struct Avx512(__m512);

/// SAFETY of every block below: this type is used in functions compiled for AVX-512 only, on machines that have it (see
/// the trait); loads and stores go through references to 16 numbers.
macro_rules! op {
    ($e:expr) => {
        // SAFETY: see the macro's comment.
        unsafe { $e }
    };
}

impl Lanes for Avx512 {
    const TILE: usize = 16;
    const ROWS: usize = 8;
    const BLOCK: (usize, usize) = (4, 5);

    #[inline(always)]
    fn splat(x: f32) -> Self {
        Self(op!(_mm512_set1_ps(x)))
    }
    #[inline(always)]
    fn load(from: &Lane) -> Self {
        Self(op!(_mm512_load_ps(from.0.as_ptr())))
    }
    #[inline(always)]
    fn store(self, to: &mut Lane) {
        op!(_mm512_store_ps(to.0.as_mut_ptr(), self.0));
    }
    #[inline(always)]
    fn array(from: &[f32; LANES]) -> Self {
        Self(op!(_mm512_loadu_ps(from.as_ptr())))
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(op!(_mm512_add_ps(self.0, other.0)))
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(op!(_mm512_sub_ps(self.0, other.0)))
    }
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self(op!(_mm512_mul_ps(self.0, other.0)))
    }
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        Self(op!(_mm512_div_ps(self.0, other.0)))
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        Self(op!(_mm512_sqrt_ps(self.0)))
    }
    #[inline(always)]
    fn mul_add(self, factor: Self, addend: Self) -> Self {
        Self(op!(_mm512_fmadd_ps(self.0, factor.0, addend.0)))
    }
    #[inline(always)]
    fn clamp(self, low: f32, high: f32) -> Self {
        // Maximum and minimum give their second operand when one is not a number.
        Self(op!(_mm512_min_ps(_mm512_set1_ps(high), _mm512_max_ps(_mm512_set1_ps(low), self.0))))
    }
    #[inline(always)]
    fn relu(self) -> Self {
        Self(op!(_mm512_max_ps(_mm512_setzero_ps(), self.0)))
    }
    #[inline(always)]
    fn gate(self, other: Self) -> Self {
        let above = op!(_mm512_cmp_ps_mask::<_CMP_GT_OQ>(self.0, _mm512_setzero_ps()));
        Self(op!(_mm512_maskz_mov_ps(above, other.0)))
    }
    #[inline(always)]
    fn unless_above(self, x: Self, limit: f32, other: f32) -> Self {
        let above = op!(_mm512_cmp_ps_mask::<_CMP_GT_OQ>(x.0, _mm512_set1_ps(limit)));
        Self(op!(_mm512_mask_mov_ps(self.0, above, _mm512_set1_ps(other))))
    }
    #[inline(always)]
    fn exponent(self) -> Self {
        Self(op!(_mm512_castsi512_ps(_mm512_slli_epi32::<23>(_mm512_castps_si512(self.0)))))
    }
    #[inline(always)]
    fn sum(self) -> f32 {
        op!({
            let half = _mm256_add_ps(_mm512_castps512_ps256(self.0), _mm512_extractf32x8_ps::<1>(self.0));
            super::avx2::sum8(half)
        })
    }
    #[inline(always)]
    fn transpose(from: &[Lane; LANES], to: &mut [Lane; LANES]) {
        super::avx2::transpose16(from, to);
    }
}
