//! One piece of the corpus: tokens are thinned out, examples gathered, and the kernels run over them.

use super::Plan;
use crate::kernels::Level;
use crate::kernels::word2vec::{self as kernel, Loss, Table, Workspace};
use crate::rng::{Purpose, Quick, Rng};

/// The kernels run over this many examples at once, or what the piece has left.
const BATCH: usize = 512;

/// What went by.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    pub(super) tokens: u64,
    pub(super) kept: u64,
    pub(super) loss: Loss,
}

impl Tally {
    pub(super) fn add(&mut self, other: &Self) {
        self.tokens += other.tokens;
        self.kept += other.kept;
        self.loss.add(&other.loss);
    }
}

/// What one thread needs, used again for piece after piece.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    sentence: Vec<u32>,
    examples: Examples,
    workspace: Workspace,
    pub(super) tally: Tally,
}

/// Examples that wait for the kernels.
#[derive(Debug, Default)]
struct Examples {
    /// Skip-gram: one input each. CBOW: the contexts of all, end to end.
    inputs: Vec<u32>,
    /// CBOW: where each example's context ends.
    ends: Vec<u32>,
    targets: Vec<u32>,
}

impl Examples {
    fn len(&self) -> usize {
        self.inputs.len()
    }
}

impl Plan {
    /// Trains one piece; `piece` counts over all epochs.
    pub(super) fn train_piece(&self, piece: u64, [inputs, outputs]: [Table<'_>; 2], scratch: &mut Scratch) {
        let each = (self.corpus.pieces() as u64).max(1);
        let (epoch, within) = (piece / each, piece % each);
        let mut quick = Quick::from(&mut Rng::keyed(self.settings.seed, Purpose::WordVectors, epoch, within));
        let rate = self.alpha(piece) as f32;
        let Scratch { sentence, examples, workspace, tally } = scratch;
        for ids in self.corpus.piece(within as usize) {
            sentence.clear();
            sentence.extend(ids.iter().copied().filter(|&id| self.sampler.keeps(id, &mut quick)));
            tally.tokens += ids.len() as u64;
            tally.kept += sentence.len() as u64;
            for at in 0..sentence.len() {
                self.gather(sentence, at, examples, &mut quick);
                if examples.len() >= BATCH {
                    self.run(examples, [inputs, outputs], rate, workspace, &mut tally.loss);
                }
            }
        }
        self.run(examples, [inputs, outputs], rate, workspace, &mut tally.loss);
    }

    /// Adds the examples of which one token is the true target.
    fn gather(&self, sentence: &[u32], at: usize, examples: &mut Examples, quick: &mut Quick) {
        let window = 1 + quick.below(self.settings.window as u32) as usize;
        let Some(&word) = sentence.get(at) else { return };
        let before = sentence.get(at.saturating_sub(window)..at).unwrap_or_default();
        let after = sentence.get(at + 1..sentence.len().min(at + 1 + window)).unwrap_or_default();
        examples.inputs.extend_from_slice(before);
        examples.inputs.extend_from_slice(after);
        let count = before.len() + after.len();
        let count = match self.settings.sg {
            true => count,
            false if count == 0 => 0,
            false => {
                examples.ends.push(examples.inputs.len() as u32);
                1
            }
        };
        for _ in 0..count {
            examples.targets.push(word);
            examples.targets.extend((0..self.settings.negative).map(|_| self.sampler.draw(quick)));
        }
    }

    /// Trains the examples that wait.
    fn run(
        &self,
        examples: &mut Examples,
        [inputs, outputs]: [Table<'_>; 2],
        rate: f32,
        workspace: &mut Workspace,
        loss: &mut Loss,
    ) {
        let (level, per) = (Level::current(), 1 + self.settings.negative);
        let Examples { inputs: rows, ends, targets } = examples;
        if self.settings.sg {
            kernel::skip_gram(level, inputs, outputs, rows, targets, per, rate, workspace, loss);
        } else {
            let mean = self.settings.cbow_mean;
            kernel::cbow(level, inputs, outputs, rows, ends, targets, per, mean, rate, workspace, loss);
        }
        rows.clear();
        ends.clear();
        targets.clear();
    }
}
