//! What other steps do to a text before anything is trained: its tokens, its vocabulary, and how much of a text is unknown.

use super::documents::Document;
use super::{Documents, Tokenization};
use crate::data::text::reviews;
use crate::nlp::language::Language;
use crate::nlp::steps::Steps;
use crate::run::{Failure, Result};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// A text's documents are parted, four parts to know and one to be met, when it has so many.
const ENOUGH: usize = 10;
const PARTS: usize = 5;

/// Who knows which words, and whose words are met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Known {
    /// The training reviews meet the user's text.
    TextByReviews,
    /// The training reviews meet the held-out ones.
    HeldOutByReviews,
    /// The first four fifths of the user's text meet its last.
    RestByText,
}

/// Tokens that are out of a vocabulary.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Oov {
    /// Of whom, and for whom.
    pub known: Known,
    /// Different tokens of the vocabulary.
    pub vocabulary: usize,
    /// Tokens that are met.
    pub tokens: usize,
    /// Those that are not in the vocabulary.
    pub unknown: usize,
}

impl Oov {
    /// The share that is unknown, in [0, 1]; 0 without tokens.
    pub fn rate(&self) -> f64 {
        self.unknown as f64 / self.tokens.max(1) as f64
    }

    fn of<'a>(known: Known, learnt: impl Iterator<Item = &'a str>, met: impl Iterator<Item = &'a str>) -> Self {
        let vocabulary: HashSet<&str> = learnt.collect();
        let mut oov = Self { known, vocabulary: vocabulary.len(), tokens: 0, unknown: 0 };
        for token in met {
            oov.tokens += 1;
            oov.unknown += usize::from(!vocabulary.contains(token));
        }
        oov
    }
}

/// A text after some steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// Tokens that come out.
    pub tokens: usize,
    /// Different ones.
    pub vocabulary: usize,
    /// What is unknown to whom; the reviews only for texts in their language.
    pub oov: Vec<Oov>,
}

impl Side {
    /// What is unknown to whom, if that was measured.
    pub fn oov(&self, known: Known) -> Option<Oov> {
        self.oov.iter().copied().find(|oov| oov.known == known)
    }
}

/// A text after two versions of the steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Ablation {
    /// With the first.
    pub before: Side,
    /// With the second.
    pub after: Side,
}

/// Keeps what the reviews are with the steps that were asked about last: texts change more often than steps.
#[derive(Debug, Default)]
pub struct Switches {
    reviews: Vec<(Tokenization, Reviews)>,
}

/// The bundled reviews after some steps.
#[derive(Debug, Clone)]
struct Reviews {
    learnt: Arc<HashSet<String>>,
    held_out: Oov,
}

/// Steps that are kept: those of some switches, off and on.
const KEPT: usize = 8;

impl Switches {
    /// What becomes of a text with the steps `before` and with those of `tokenization`.
    ///
    /// # Errors
    /// As [`Documents::of`].
    pub fn effect(
        &mut self,
        text: &str,
        tokenization: &Tokenization,
        before: &Steps,
        cancel: &AtomicBool,
    ) -> Result<Ablation> {
        let other = Tokenization { steps: before.clone(), ..tokenization.clone() };
        Ok(Ablation { before: self.side(text, &other, cancel)?, after: self.side(text, tokenization, cancel)? })
    }

    fn side(&mut self, text: &str, tokenization: &Tokenization, cancel: &AtomicBool) -> Result<Side> {
        let documents = Documents::of(text, tokenization, cancel)?;
        let mut oov = Vec::new();
        if Language::find(&tokenization.language).is_some_and(|language| language.code == "es") {
            let reviews = self.reviews(tokenization)?;
            let own = Oov::of(Known::TextByReviews, reviews.learnt.iter().map(String::as_str), documents.tokens());
            oov.extend([own, reviews.held_out]);
        }
        oov.extend(by_rest(&documents));
        Ok(Side { tokens: documents.tokens().count(), vocabulary: documents.uses.len(), oov })
    }

    fn reviews(&mut self, tokenization: &Tokenization) -> Result<Reviews> {
        if let Some((_, reviews)) = self.reviews.iter().find(|(kept, _)| kept == tokenization) {
            return Ok(reviews.clone());
        }
        let reviews = Reviews::through(tokenization)?;
        self.reviews.truncate(KEPT - 1);
        self.reviews.insert(0, (tokenization.clone(), reviews.clone()));
        Ok(reviews)
    }
}

impl Reviews {
    fn through(tokenization: &Tokenization) -> Result<Self> {
        let (train, held_out) = (reviews::train().map_err(Failure::work)?, reviews::held_out().map_err(Failure::work)?);
        let tokenizer = tokenization.tokenizer(train.iter().map(|review| review.text.as_str()))?;
        let learnt: HashSet<String> = train.iter().flat_map(|review| tokenizer.cut(&review.text)).collect();
        let met: Vec<String> = held_out.iter().flat_map(|review| tokenizer.cut(&review.text)).collect();
        let known = learnt.iter().map(String::as_str);
        let held_out = Oov::of(Known::HeldOutByReviews, known, met.iter().map(String::as_str));
        Ok(Self { learnt: Arc::new(learnt), held_out })
    }
}

/// The steps with step number `at` (from 0) the other way: on if it is off, off if it is on.
pub fn toggled(steps: &Steps, at: usize) -> Steps {
    let mut steps = steps.clone();
    steps.0.get_mut(at).into_iter().for_each(|step| step.is_on = !step.is_on);
    steps
}

fn by_rest(documents: &Documents) -> Option<Oov> {
    let with_tokens: Vec<&Document> = documents.list.iter().filter(|document| !document.tokens.is_empty()).collect();
    if with_tokens.len() < ENOUGH {
        return None;
    }
    let (learnt, met) = with_tokens.split_at(with_tokens.len() - with_tokens.len() / PARTS);
    let (learnt, met) = (learnt.iter().flat_map(|one| one.texts()), met.iter().flat_map(|one| one.texts()));
    Some(Oov::of(Known::RestByText, learnt, met))
}
