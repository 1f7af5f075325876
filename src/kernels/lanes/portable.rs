//! The implementation that every machine has.

use super::{LANES, Lane, Lanes};

#[derive(Clone, Copy)]
pub(crate) struct Portable([f32; LANES]);

impl Portable {
    #[inline(always)]
    fn map(mut self, f: impl Fn(f32) -> f32) -> Self {
        for x in &mut self.0 {
            *x = f(*x);
        }
        self
    }

    #[inline(always)]
    fn with(mut self, other: Self, f: impl Fn(f32, f32) -> f32) -> Self {
        for (x, y) in self.0.iter_mut().zip(other.0) {
            *x = f(*x, y);
        }
        self
    }
}

impl Lanes for Portable {
    const TILE: usize = 2;
    const ROWS: usize = 4;
    const BLOCK: (usize, usize) = (2, 1);

    #[inline(always)]
    fn splat(x: f32) -> Self {
        Self([x; LANES])
    }
    #[inline(always)]
    fn load(from: &Lane) -> Self {
        Self(from.0)
    }
    #[inline(always)]
    fn store(self, to: &mut Lane) {
        to.0 = self.0;
    }
    #[inline(always)]
    fn array(from: &[f32; LANES]) -> Self {
        Self(*from)
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.with(other, |x, y| x + y)
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.with(other, |x, y| x - y)
    }
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self.with(other, |x, y| x * y)
    }
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        self.with(other, |x, y| x / y)
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        self.map(f32::sqrt)
    }
    #[inline(always)]
    fn mul_add(self, factor: Self, addend: Self) -> Self {
        self.mul(factor).add(addend)
    }
    #[inline(always)]
    fn clamp(self, low: f32, high: f32) -> Self {
        self.map(|x| {
            let x = if x < low { low } else { x };
            if x > high { high } else { x }
        })
    }
    #[inline(always)]
    fn relu(self) -> Self {
        self.map(|x| if x < 0.0 { 0.0 } else { x })
    }
    #[inline(always)]
    fn gate(self, other: Self) -> Self {
        self.with(other, |x, y| if x > 0.0 { y } else { 0.0 })
    }
    #[inline(always)]
    fn unless_above(self, x: Self, limit: f32, other: f32) -> Self {
        self.with(x, |own, x| if x > limit { other } else { own })
    }
    #[inline(always)]
    fn exponent(self) -> Self {
        self.map(|x| f32::from_bits(x.to_bits() << 23))
    }
    #[inline(always)]
    fn sum(self) -> f32 {
        let mut sums = self.0;
        let mut half = LANES / 2;
        while half > 0 {
            for i in 0..half {
                sums[i] += sums[i + half];
            }
            half /= 2;
        }
        sums[0]
    }
    #[inline(always)]
    fn transpose(from: &[Lane; LANES], to: &mut [Lane; LANES]) {
        for (j, to) in to.iter_mut().enumerate() {
            for (i, from) in from.iter().enumerate() {
                to.0[i] = from.0[j];
            }
        }
    }
}
