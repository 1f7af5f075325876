//! Tokens and their ids.

use std::collections::HashMap;

/// The tokens that a model knows. Ids run from 0 in order of falling count, equal counts in order of their code points,
/// so the same tokens in any order make the same vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vocabulary {
    tokens: Vec<String>,
    ids: HashMap<String, u32>,
}

impl Vocabulary {
    /// All tokens that occur at least `min_count` times.
    pub fn of<S: AsRef<str>>(tokens: impl IntoIterator<Item = S>, min_count: usize) -> Self {
        let mut counts: HashMap<String, usize> = HashMap::new();
        for token in tokens {
            match counts.get_mut(token.as_ref()) {
                Some(count) => *count += 1,
                None => {
                    counts.insert(token.as_ref().to_owned(), 1);
                }
            }
        }
        let mut kept: Vec<(String, usize)> = counts.into_iter().filter(|(_, count)| *count >= min_count).collect();
        kept.sort_unstable_by(|(a, m), (b, n)| n.cmp(m).then_with(|| a.cmp(b)));
        let tokens: Vec<String> = kept.into_iter().map(|(token, _)| token).collect();
        let ids = tokens.iter().cloned().zip(0..).collect();
        Self { tokens, ids }
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
    }
}
