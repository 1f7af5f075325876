//! A table from words to numbers, made for looking up every token of a large text: words stand one after another in one
//! string, slots hold numbers, nothing is allocated for a word that is known.

use std::hash::{BuildHasher as _, Hasher as _};

/// Words in the order of their first coming, each with a number from 0.
#[derive(Debug, Default)]
pub(super) struct Table {
    text: String,
    /// End of each word in `text`.
    ends: Vec<usize>,
    /// Hash and number + 1 of a word, or 0; as many as a power of two. With the hash beside it, a number is looked up
    /// in `ends` and `text` only when it is most likely the right one.
    slots: Vec<(u32, u32)>,
    hasher: Hash,
}

/// One seed for all tables: order and speed are the same in every run.
#[derive(Debug)]
struct Hash(ahash::RandomState);

impl Default for Hash {
    fn default() -> Self {
        Self(ahash::RandomState::with_seeds(0x5eed, 0x7ab1e, 0x0f, 0x30d5))
    }
}

impl Table {
    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The word of a number; empty for one there isn't.
    pub(super) fn word(&self, number: u32) -> &str {
        let number = number as usize;
        let start = number.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end);
        self.ends.get(number).and_then(|end| self.text.get(start..*end)).unwrap_or_default()
    }

    /// The words in order.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        (0..self.len() as u32).map(|number| self.word(number))
    }

    /// The number of a word, and whether it is new.
    pub(super) fn number(&mut self, word: &str) -> (u32, bool) {
        if self.slots.len() < 2 * (self.ends.len() + 1) {
            self.grow();
        }
        let mut hasher = self.hasher.0.build_hasher();
        hasher.write(word.as_bytes());
        let hash = hasher.finish() as u32;
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        while let Some(&(other, taken)) = self.slots.get(slot).filter(|(_, taken)| *taken != 0) {
            if other == hash && self.word(taken - 1) == word {
                return (taken - 1, false);
            }
            slot = (slot + 1) & mask;
        }
        self.text.push_str(word);
        self.ends.push(self.text.len());
        let taken = self.ends.len() as u32;
        self.slots.get_mut(slot).into_iter().for_each(|slot| *slot = (hash, taken));
        (taken - 1, true)
    }

    fn grow(&mut self) {
        let size = (2 * self.slots.len()).max(1024);
        let mut slots = vec![(0_u32, 0_u32); size];
        for (hash, taken) in self.slots.drain(..).filter(|(_, taken)| *taken != 0) {
            let mut slot = hash as usize & (size - 1);
            while slots.get(slot).is_some_and(|(_, taken)| *taken != 0) {
                slot = (slot + 1) & (size - 1);
            }
            slots.get_mut(slot).into_iter().for_each(|slot| *slot = (hash, taken));
        }
        self.slots = slots;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_are_numbered_by_their_first_coming(words in prop::collection::vec("[a-cñ]{0,3}", 0..2000)) {
            let mut table = Table::default();
            let mut expected: Vec<String> = Vec::new();
            for word in &words {
                let known = expected.iter().position(|other| other == word);
                let number = known.unwrap_or(expected.len());
                prop_assert_eq!(table.number(word), (number as u32, known.is_none()));
                if known.is_none() {
                    expected.push(word.clone());
                }
            }
            prop_assert!(table.words().eq(expected.iter().map(String::as_str)));
        }
    }
}
