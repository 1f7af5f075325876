//! Which tokens are kept, and which targets are drawn.

use super::Settings;
use crate::rng::Quick;

/// The two distributions over the vocabulary.
#[derive(Debug, Clone)]
pub(super) struct Sampler {
    keep: Vec<u32>,
    cells: Vec<Cell>,
}

/// One cell of an alias table (Walker 1977; built as in Vose 1991): below the limit it is the cell's own word.
#[derive(Debug, Clone, Copy)]
struct Cell {
    limit: u32,
    other: u32,
}

impl Sampler {
    pub(super) fn new(counts: &[u64], settings: &Settings) -> Self {
        let weights = counts.iter().map(|&n| (n as f64).powf(settings.ns_exponent)).collect();
        let total = counts.iter().sum::<u64>() as f64;
        let keep = counts.iter().map(|&n| chance(n as f64 / total, settings.sample));
        // The largest number stands for certainty: 2^32 would be exact.
        let keep = keep.map(|p| (p * 2.0_f64.powi(32)) as u32).collect();
        Self { keep, cells: alias(weights) }
    }

    /// Whether this token is kept.
    #[inline]
    pub(super) fn keeps(&self, id: u32, quick: &mut Quick) -> bool {
        match self.keep.get(id as usize) {
            Some(&u32::MAX) => true,
            Some(&limit) => ((quick.bits() >> 32) as u32) < limit,
            None => false,
        }
    }

    /// Tokens of an epoch that are kept on average.
    pub(super) fn expected_kept(&self, counts: &[u64]) -> f64 {
        let share = |limit: u32| if limit == u32::MAX { 1.0 } else { f64::from(limit) / 2.0_f64.powi(32) };
        counts.iter().zip(&self.keep).map(|(&n, &limit)| n as f64 * share(limit)).sum()
    }

    /// A target.
    #[inline]
    pub(super) fn draw(&self, quick: &mut Quick) -> u32 {
        // The whole part says which cell, the fraction where in it.
        let place = u128::from(quick.bits()) * self.cells.len() as u128;
        let own = (place >> 64) as u32;
        match self.cells.get(own as usize) {
            Some(cell) if ((place as u64) >> 32) as u32 >= cell.limit => cell.other,
            _ => own,
        }
    }
}

/// The probability that a token of a word with this share of all tokens is kept, as word2vec.c and gensim have it (the
/// paper's formula is another).
fn chance(share: f64, sample: f64) -> f64 {
    if sample <= 0.0 {
        return 1.0;
    }
    let ratio = sample / share;
    (ratio.sqrt() + ratio).min(1.0)
}

fn alias(mut weights: Vec<f64>) -> Vec<Cell> {
    let mean = weights.iter().sum::<f64>() / weights.len() as f64;
    let whole = |i: usize| Cell { limit: u32::MAX, other: i as u32 };
    let mut cells: Vec<Cell> = (0..weights.len()).map(whole).collect();
    weights.iter_mut().for_each(|w| *w /= mean);
    let (mut small, mut large): (Vec<usize>, Vec<usize>) =
        (0..weights.len()).partition(|&i| weights.get(i).is_some_and(|w| *w < 1.0));
    while let (Some(&to), Some(&from)) = (small.last(), large.last()) {
        small.pop();
        let Some(own) = weights.get(to).copied() else { break };
        if let Some(cell) = cells.get_mut(to) {
            *cell = Cell { limit: (own * 2.0_f64.powi(32)) as u32, other: from as u32 };
        }
        // What the small one lacks comes from the large one.
        let Some(rest) = weights.get_mut(from) else { break };
        *rest -= 1.0 - own;
        if *rest < 1.0 {
            large.pop();
            small.push(from);
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Rng};

    fn quick() -> Quick {
        Quick::from(&mut Rng::keyed(1, Purpose::WordVectors, 0, 0))
    }

    #[test]
    fn targets_are_drawn_in_proportion_to_the_count_to_the_power_of_three_quarters() {
        let counts = [1000, 300, 300, 20, 5, 1];
        let sampler = Sampler::new(&counts, &Settings::default());
        let total: f64 = counts.iter().map(|&n| (n as f64).powf(0.75)).sum();
        let (mut quick, mut seen) = (quick(), [0_u32; 6]);
        let draws = 1_000_000;
        for _ in 0..draws {
            seen[sampler.draw(&mut quick) as usize] += 1;
        }
        for (&n, seen) in counts.iter().zip(seen) {
            let p = (n as f64).powf(0.75) / total;
            let expected = p * f64::from(draws);
            assert!((f64::from(seen) - expected).abs() < 5.0 * (expected * (1.0 - p)).sqrt(), "{seen} {expected}");
        }
    }

    #[test]
    fn frequent_words_are_thinned_out_and_rare_ones_kept() {
        // Shares 0.9, 0.09999 and 1e-5 of the tokens.
        let counts = [90_000, 9_999, 1];
        let sampler = Sampler::new(&counts, &Settings::default());
        let mut quick = quick();
        for (id, share) in [(0, 0.9), (1, 0.099_99)] {
            let expected = (1e-3_f64 / share).sqrt() + 1e-3 / share;
            let kept = (0..100_000).filter(|_| sampler.keeps(id, &mut quick)).count() as f64 / 1e5;
            assert!((kept - expected).abs() < 0.005, "{kept} {expected}");
        }
        assert!((0..1000).all(|_| sampler.keeps(2, &mut quick)));
        let all = Sampler::new(&counts, &Settings { sample: 0.0, ..Settings::default() });
        assert!((0..1000).all(|_| all.keeps(0, &mut quick)));
        assert_eq!(all.expected_kept(&counts), 100_000.0);
    }

    #[test]
    fn one_word_is_drawn_always() {
        let sampler = Sampler::new(&[3], &Settings::default());
        assert!((0..100).all(|_| sampler.draw(&mut quick()) == 0));
    }
}
