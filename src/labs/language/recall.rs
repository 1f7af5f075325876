//! The recall task: the first of eight symbols, asked for after many steps.

use super::measures::Score;
use super::model::{Network, Rows};
use super::spec::{Filler, RECALL_STEPS, Spec};
use crate::nn::{self, parallel::Pool, without_gradients};
use crate::rng::{Purpose, Rng};

/// Different symbols.
pub(super) const SYMBOLS: usize = 8;
/// Sequences that are measured on, the same for all runs.
pub(super) const TESTED: usize = 1000;
/// Sequences that are measured at a time.
const SLICE: usize = 125;

/// The task: a symbol, `lag` steps, then it is asked for.
#[derive(Debug, Clone)]
pub(super) struct Recall {
    lag: usize,
    filler: Filler,
    seed: u64,
    batch: usize,
    tested: Drawn,
}

/// Sequences, one after the other, and the symbol that each asks for.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Drawn {
    pub(super) ids: Vec<u32>,
    pub(super) asked: Vec<u32>,
}

impl Recall {
    pub(super) fn new(spec: &Spec) -> Self {
        let (lag, filler, seed, batch) = (spec.lag, spec.filler, spec.training.seed, spec.training.batch);
        let mut recall = Self { lag, filler, seed, batch, tested: Drawn::default() };
        recall.tested = recall.draw(TESTED, |row| Rng::keyed(0, Purpose::Data, 0, row));
        recall
    }

    /// Different symbols that go in.
    pub(super) fn inputs(&self) -> usize {
        SYMBOLS + usize::from(self.filler == Filler::Blank)
    }

    /// The length of a sequence.
    pub(super) fn times(&self) -> usize {
        self.lag + 1
    }

    /// Sequences in an epoch.
    pub(super) fn examples(&self) -> usize {
        self.batch * RECALL_STEPS
    }

    /// The task in a few words.
    pub(super) fn words(&self) -> String {
        let filler = if self.filler == Filler::Noise { "noisy" } else { "blank" };
        format!("recall: the first of {SYMBOLS} symbols after {} {filler} steps", self.lag)
    }

    /// The sequences of a step: fresh ones each time.
    pub(super) fn step(&self, step: u64, rows: usize) -> Drawn {
        self.draw(rows, |row| Rng::keyed(self.seed, Purpose::Data, 1 + step, row))
    }

    fn draw(&self, rows: usize, rng: impl Fn(u64) -> Rng) -> Drawn {
        let mut drawn = Drawn { ids: Vec::with_capacity(rows * self.times()), asked: Vec::with_capacity(rows) };
        for row in 0..rows as u64 {
            let mut rng = rng(row);
            let asked = rng.below(SYMBOLS) as u32;
            drawn.asked.push(asked);
            drawn.ids.push(asked);
            drawn.ids.extend((0..self.lag).map(|_| match self.filler {
                Filler::Noise => rng.below(SYMBOLS) as u32,
                Filler::Blank => SYMBOLS as u32,
            }));
        }
        drawn
    }
}

/// A measurement in the making.
#[derive(Debug, Default)]
pub(super) struct Measuring {
    score: Score,
    /// What was said for each symbol: rows are what was asked for, columns what was said.
    confusion: Vec<u32>,
}

impl Measuring {
    /// Measures the next sequences; score and confusion once all are measured.
    pub(super) fn slice(
        &mut self,
        pool: &Pool,
        network: &Network,
        recall: &Recall,
    ) -> nn::Result<Option<(Score, Vec<u32>)>> {
        let (from, times) = (self.score.documents.len(), recall.times());
        let asked: Vec<u32> = recall.tested.asked.iter().skip(from).take(SLICE).copied().collect();
        let ids: Vec<u32> = recall.tested.ids.iter().skip(from * times).take(asked.len() * times).copied().collect();
        let (own, rows) = (network.clone(), asked.clone());
        let said = pool.evaluate(asked.len(), move |range| {
            without_gradients(|| {
                let ids = ids.get(range.start * times..range.end * times).unwrap_or_default();
                let hidden = own.last_hidden(Rows { ids, rows: range.len(), times }, None)?;
                let (loss, told) = own.head().cross_entropy(&hidden, rows.get(range).unwrap_or_default())?;
                let best = own.head().logits(&hidden)?.argmax(1)?.to_vec1::<u32>()?;
                Ok((loss, (told, best)))
            })
        })?;
        self.confusion.resize(SYMBOLS * SYMBOLS, 0);
        let mut asked = asked.into_iter();
        for (told, best) in said.1 {
            self.score.documents.extend(told.losses.iter().copied().map(f64::from));
            self.score.right += told.right;
            for said in best {
                let place = asked.next().unwrap_or_default() as usize * SYMBOLS + said as usize;
                self.confusion.get_mut(place).into_iter().for_each(|count| *count += 1);
            }
        }
        self.score.tokens = self.score.documents.len();
        Ok((self.score.tokens >= TESTED).then(|| (self.score.clone(), self.confusion.clone())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_symbol_that_is_asked_for_stands_first_and_sequences_are_fresh_in_each_step() {
        let recall = Recall::new(&Spec { lag: 5, ..Spec::default() });
        let drawn = recall.step(3, 40);
        assert!(drawn.ids.chunks(6).zip(&drawn.asked).all(|(ids, asked)| ids[0] == *asked));
        assert!(drawn.ids.iter().all(|id| (*id as usize) < SYMBOLS));
        assert_eq!(drawn, recall.step(3, 40));
        assert_ne!(drawn, recall.step(4, 40));
        let blank = Recall::new(&Spec { lag: 2, filler: Filler::Blank, ..Spec::default() });
        assert!(blank.step(0, 9).ids.chunks(3).all(|ids| ids[1..] == [8, 8] && ids[0] < 8));
        assert_eq!(blank.inputs(), 9);
        assert_eq!(recall.tested, Recall::new(&Spec { lag: 5, ..Spec::default() }).tested);
    }
}
