//! Tokens and their ids.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// The tokens that a model knows. Ids run from 0 in order of falling count, equal counts in order of their code points,
/// so the same tokens in any order make the same vocabulary; only a [`listed`](Self::listed) one has its list's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vocabulary {
    tokens: Vec<String>,
    counts: Vec<u64>,
    ids: HashMap<String, u32>,
}

impl Vocabulary {
    /// All tokens that occur at least `min_count` times.
    pub fn of<S: AsRef<str>>(tokens: impl IntoIterator<Item = S>, min_count: usize) -> Self {
        let mut counts: HashMap<String, u64> = HashMap::new();
        for token in tokens {
            match counts.get_mut(token.as_ref()) {
                Some(count) => *count += 1,
                None => {
                    counts.insert(token.as_ref().to_owned(), 1);
                }
            }
        }
        Self::counted(counts, min_count as u64)
    }

    /// The same from different tokens with their counts.
    pub fn counted(counts: impl IntoIterator<Item = (String, u64)>, min_count: u64) -> Self {
        let mut kept: Vec<(String, u64)> = counts.into_iter().filter(|(_, count)| *count >= min_count).collect();
        kept.sort_unstable_by(|(a, m), (b, n)| n.cmp(m).then_with(|| a.cmp(b)));
        Self::listed(kept)
    }

    /// Tokens in the order given, each with its count; of equal tokens the first stays.
    pub fn listed(tokens: impl IntoIterator<Item = (String, u64)>) -> Self {
        let mut all = Self { tokens: Vec::new(), counts: Vec::new(), ids: HashMap::new() };
        for (token, count) in tokens {
            all.add(token, count);
        }
        all
    }

    /// Adds a token at the end; returns whether it was new.
    pub fn add(&mut self, token: String, count: u64) -> bool {
        match self.ids.entry(token) {
            Entry::Occupied(_) => false,
            Entry::Vacant(place) => {
                self.tokens.push(place.key().clone());
                self.counts.push(count);
                place.insert(self.counts.len() as u32 - 1);
                true
            }
        }
    }

    /// The tokens in the order of their ids.
    pub fn tokens(&self) -> &[String] {
        &self.tokens
    }

    /// How often each token occurred, in the order of their ids.
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// How many tokens there are; ids are below it.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The id of a token, if it is known.
    pub fn id(&self, token: &str) -> Option<u32> {
        self.ids.get(token).copied()
    }

    /// The token of an id.
    pub fn token(&self, id: u32) -> Option<&str> {
        self.tokens.get(id as usize).map(String::as_str)
    }

    /// The ids of the known tokens; unknown ones are left out.
    pub fn known<S: AsRef<str>>(&self, tokens: impl IntoIterator<Item = S>) -> Vec<u32> {
        tokens.into_iter().filter_map(|token| self.id(token.as_ref())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_follow_counts_and_rare_tokens_are_unknown() {
        let vocabulary = Vocabulary::of(["b", "c", "a", "b", "c", "b", "d"], 1);
        assert_eq!(["b", "c", "a", "d"].map(|token| vocabulary.id(token)), [Some(0), Some(1), Some(2), Some(3)]);
        let vocabulary = Vocabulary::of(["b", "c", "a", "b", "c", "b", "d"], 2);
        assert_eq!(vocabulary.len(), 2);
        assert_eq!(vocabulary.known(["a", "c", "b"]), [1, 0]);
        assert_eq!(vocabulary.token(1), Some("c"));
        assert_eq!(vocabulary.counts(), [3, 2]);
    }

    #[test]
    fn a_list_keeps_its_order_and_the_first_of_equal_tokens() {
        let mut vocabulary = Vocabulary::listed([("b", 1), ("a", 5), ("b", 7)].map(|(t, n)| (t.to_owned(), n)));
        assert_eq!(vocabulary.tokens(), ["b", "a"]);
        assert_eq!(vocabulary.counts(), [1, 5]);
        assert!(vocabulary.add("c".to_owned(), 0) && !vocabulary.add("a".to_owned(), 0));
        assert_eq!(vocabulary.id("c"), Some(2));
    }
}
