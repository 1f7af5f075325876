//! The one seeded generator. A stream of random numbers is named by (seed, purpose, epoch, step), so any part of a run can be
//! made again without replaying what came before it, and one use of chance never shifts another.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng};

/// What a stream of random numbers is for. The discriminants are part of the format: a run made again years later must
/// draw the same numbers, so a value is never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u64)]
pub enum Purpose {
    /// Initial weights; `step` counts the parameters of the model.
    Weights = 1,
    /// The order of the training examples in an epoch.
    Shuffle = 2,
    /// Dropout masks; one stream a step.
    Dropout = 3,
    /// Samples drawn from a model for the user to read.
    Sampling = 4,
    /// Generated data: series, films, sentences from a grammar.
    Data = 5,
    /// Noise and other modifiers put on inputs.
    Corruption = 6,
    /// Splits into training, validation and test parts.
    Split = 7,
    /// Word vectors' training: which tokens and neighbours are taken, negative samples; `step` counts the pieces of the
    /// corpus.
    WordVectors = 8,
}

/// A deterministic stream of random numbers (ChaCha with 8 rounds).
#[derive(Debug, Clone)]
pub struct Rng {
    source: ChaCha8Rng,
    spare_normal: Option<f64>,
}

impl Rng {
    /// The stream named by these four numbers; together they are the 256 bits of the key.
    pub fn keyed(seed: u64, purpose: Purpose, epoch: u64, step: u64) -> Self {
        let mut key = [0_u8; 32];
        for (bytes, word) in key.chunks_exact_mut(8).zip([seed, purpose as u64, epoch, step]) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
        Self { source: ChaCha8Rng::from_seed(key), spare_normal: None }
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.source.next_u64()
    }

    /// Uniform in [0, 1), a multiple of 2^-53.
    pub fn uniform(&mut self) -> f64 {
        (self.source.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    /// Uniform in [low, high).
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }

    /// Standard normal (Box and Muller's polar-free form: two uniforms, two normals).
    pub fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare_normal.take() {
            return spare;
        }
        // 1 - u is in (0, 1], so the logarithm is finite.
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        let (sin, cos) = (std::f64::consts::TAU * self.uniform()).sin_cos();
        self.spare_normal = Some(radius * sin);
        radius * cos
    }

    /// Uniform in `0..n`, without bias (Lemire's multiply and reject); 0 when `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        let n = n as u64;
        if n == 0 {
            return 0;
        }
        let threshold = n.wrapping_neg() % n;
        loop {
            let wide = u128::from(self.source.next_u64()) * u128::from(n);
            if wide as u64 >= threshold {
                return (wide >> 64) as usize;
            }
        }
    }

    /// An index drawn with probability proportional to `weights` (none negative); the last one if rounding runs past the end.
    pub fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut left = self.uniform() * weights.iter().sum::<f64>();
        for (i, w) in weights.iter().enumerate() {
            left -= w;
            if left < 0.0 {
                return i;
            }
        }
        weights.len().saturating_sub(1)
    }

    /// Puts a slice into random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }

    /// The numbers `0..n` in random order.
    pub fn permutation(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        self.shuffle(&mut order);
        order
    }
}

/// A small fast stream for loops that draw a number every few nanoseconds (splitmix64; Steele, Lea and Flood 2014),
/// begun by a keyed one.
#[derive(Debug, Clone)]
pub struct Quick(u64);

impl Quick {
    /// The quick stream that a keyed one begins.
    pub fn from(rng: &mut Rng) -> Self {
        Self(rng.bits())
    }

    /// 64 random bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let x = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    /// In `0..n`, with a bias of at most n / 2^32; 0 when `n` is 0.
    #[inline]
    pub fn below(&mut self, n: u32) -> u32 {
        (((self.bits() >> 32) * u64::from(n)) >> 32) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_four_numbers_name_the_same_stream_and_any_other_a_different_one() {
        let first = |seed, purpose, epoch, step| Rng::keyed(seed, purpose, epoch, step).bits();
        let here = first(1, Purpose::Weights, 2, 3);
        assert_eq!(here, first(1, Purpose::Weights, 2, 3));
        for other in [
            first(2, Purpose::Weights, 2, 3),
            first(1, Purpose::Shuffle, 2, 3),
            first(1, Purpose::Weights, 3, 3),
            first(1, Purpose::Weights, 2, 4),
        ] {
            assert_ne!(here, other);
        }
    }

    #[test]
    fn normals_have_mean_zero_and_variance_one() {
        let mut rng = Rng::keyed(7, Purpose::Data, 0, 0);
        let draws: Vec<f64> = (0..200_000).map(|_| rng.normal()).collect();
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        let variance = draws.iter().map(|x| x * x).sum::<f64>() / draws.len() as f64;
        assert!(mean.abs() < 0.01, "{mean}");
        assert!((variance - 1.0).abs() < 0.015, "{variance}");
    }

    #[test]
    fn a_permutation_holds_every_index_once() {
        let mut order = Rng::keyed(3, Purpose::Shuffle, 0, 0).permutation(1000);
        assert_ne!(order[..10], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        order.sort_unstable();
        assert!(order.iter().copied().eq(0..1000));
    }

    #[test]
    fn draws_below_n_are_even_and_never_reach_n() {
        let mut rng = Rng::keyed(11, Purpose::Data, 0, 0);
        let mut seen = [0_u32; 7];
        for _ in 0..70_000 {
            seen[rng.below(7)] += 1;
        }
        assert!(seen.iter().all(|&n| (9_600..10_400).contains(&n)), "{seen:?}");
        assert_eq!(rng.below(0), 0);
    }

    #[test]
    fn the_quick_stream_is_splitmix_and_even() {
        // The first numbers after 1234567 of the published algorithm.
        let mut quick = Quick(1_234_567);
        assert_eq!([quick.bits(), quick.bits()], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
        let mut seen = [0_u32; 7];
        for _ in 0..70_000 {
            seen[quick.below(7) as usize] += 1;
        }
        assert!(seen.iter().all(|&n| (9_600..10_400).contains(&n)), "{seen:?}");
    }
}
