//! What becomes of words.

use std::ops::Range;

/// What becomes of a word.
#[derive(Debug, Clone)]
pub(super) struct Fate {
    pub(super) removed_at: Option<u8>,
    /// A bit for each stage that altered it.
    pub(super) changed: u32,
    /// Its tokens: a range of the worker's pieces; empty when it is taken out.
    pub(super) pieces: Range<u32>,
    pub(super) uses: u64,
}

/// What happened at a stage, in one document.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Happened {
    pub(super) removed: usize,
    pub(super) changed: usize,
}

impl Fate {
    /// Adds what happened to the word to what happened to the others.
    pub(super) fn add_to(&self, happened: &mut [Happened]) {
        for (stage, happened) in happened.iter_mut().enumerate() {
            happened.changed += (self.changed >> stage & 1) as usize;
            happened.removed += usize::from(self.removed_at == Some(stage as u8));
        }
    }
}
