//! BLEU (Papineni and others 2002), to the digits of sacrebleu 2.6 (Post 2018), whose signature a score bears.
//!
//! ```text
//! p_n  = sum over sentences of min(count in the hypothesis, most in any one reference) / n-grams of the hypotheses
//! bp   = exp(1 - r / c) where c < r, else 1    c: tokens of the hypotheses, r: of the closest references
//! BLEU = 100 bp exp(mean over n of ln p_n)
//! ```
//!
//! A corpus has one score, of summed counts: it is not the mean of its sentences' scores.

mod counts;
mod tokenizer;

pub(in crate::nlp) use counts::grams;
pub use counts::{Counts, Match, matches};
pub use tokenizer::Tokenizer;
pub(in crate::nlp) use tokenizer::is_space;

use std::str::FromStr;

/// The version of sacrebleu whose figures these are.
const DEFINITION: &str = "2.6.0";
/// The logarithm that stands for a precision of 0.
const LN_OF_NOTHING: f64 = -9_999_999_999.0;

/// What becomes of an order without a match (Chen and Cherry 2014, methods 0 to 3).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Smoothing {
    /// Its precision is 0, and so is the score.
    None,
    /// It counts as this many matches.
    Floor(f64),
    /// Every order above the first gains this much in matches and in n-grams.
    AddK(f64),
    /// The k-th order without a match counts as 1 / 2^k matches.
    Exp,
}

impl Smoothing {
    /// The smoothing of that name: none, floor, add-k, exp; `value` instead of .1 for floor and of 1 for add-k.
    ///
    /// # Errors
    /// What is wrong with the name or the value, and what was expected.
    pub fn new(name: &str, value: Option<f64>) -> Result<Self, String> {
        if let Some(value) = value.filter(|value| !(value.is_finite() && *value >= 0.0)) {
            return Err(format!("`{value}`: expected a number from 0 up"));
        }
        match (name, value) {
            ("none", None) => Ok(Self::None),
            ("exp", None) => Ok(Self::Exp),
            ("none" | "exp", Some(_)) => Err(format!("smoothing `{name}` takes no value; floor and add-k do")),
            ("floor", value) => Ok(Self::Floor(value.unwrap_or(0.1))),
            ("add-k", value) => Ok(Self::AddK(value.unwrap_or(1.0))),
            _ => Err(format!("`{}`: expected none, floor, add-k or exp", name.escape_debug())),
        }
    }

    fn signature(self) -> String {
        match self {
            Self::None => "none".to_owned(),
            Self::Floor(value) => format!("floor[{value:.2}]"),
            Self::AddK(value) => format!("add-k[{value:.2}]"),
            Self::Exp => "exp".to_owned(),
        }
    }
}

/// How BLEU is computed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// What a token is.
    pub tokenizer: Tokenizer,
    /// What becomes of orders without a match.
    pub smoothing: Smoothing,
    /// The longest n-grams, from 1; 4 is usual.
    pub max_order: usize,
    /// Whether orders longer than the hypothesis are left out of the mean: for single sentences.
    pub effective_order: bool,
    /// Whether texts are put in lower case first.
    pub lowercase: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            tokenizer: Tokenizer::default(),
            smoothing: Smoothing::Exp,
            max_order: 4,
            effective_order: false,
            lowercase: false,
        }
    }
}

impl Settings {
    /// The settings in sacrebleu's words, for `references` reference texts a hypothesis.
    pub fn signature(&self, references: usize) -> String {
        let case = if self.lowercase { "lc" } else { "mixed" };
        let effective = if self.effective_order { "yes" } else { "no" };
        let (tokenizer, smoothing) = (self.tokenizer.name(), self.smoothing.signature());
        format!(
            "nrefs:{references}|case:{case}|eff:{effective}|tok:{tokenizer}|smooth:{smoothing}|version:{DEFINITION}"
        )
    }

    /// The tokens of a text.
    pub fn tokens(&self, text: &str) -> Vec<String> {
        if self.lowercase { self.tokenizer.tokens(&text.to_lowercase()) } else { self.tokenizer.tokens(text) }
    }

    /// The score of hypotheses against their references: `references[i]` has the reference texts of hypothesis `i`.
    pub fn score<S: AsRef<str>>(&self, pairs: impl IntoIterator<Item = (S, Vec<S>)>) -> Bleu {
        let mut counts = Counts::new(self.max_order);
        for (hypothesis, references) in pairs {
            let references: Vec<Vec<String>> = references.iter().map(|text| self.tokens(text.as_ref())).collect();
            counts.add(&self.tokens(hypothesis.as_ref()), &references);
        }
        Bleu::of(&counts, self)
    }
}

/// A score with all that it is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Bleu {
    /// 0 to 100.
    pub score: f64,
    /// The precision of each order, 0 to 100, smoothed.
    pub precisions: Vec<f64>,
    /// What was counted.
    pub counts: Counts,
    /// exp(1 - r / c) for hypotheses that are shorter than their references, else 1.
    pub brevity_penalty: f64,
}

impl Bleu {
    /// The score that follows from what was counted.
    pub fn of(counts: &Counts, settings: &Settings) -> Self {
        let (c, r) = (counts.hypothesis_tokens as f64, counts.reference_tokens as f64);
        let brevity_penalty = match () {
            () if c >= r => 1.0,
            () if c > 0.0 => (1.0 - r / c).exp(),
            () => 0.0,
        };
        let mut precisions = vec![0.0; settings.max_order];
        let bleu = |score, precisions| Self { score, precisions, counts: counts.clone(), brevity_penalty };
        if counts.matched.iter().all(|matched| *matched == 0) {
            return bleu(0.0, precisions);
        }
        let (mut orders, mut unmatched) = (settings.max_order, 1.0);
        for (at, precision) in precisions.iter_mut().enumerate() {
            let (mut matched, mut total) = counts.of_order(at + 1);
            if let Smoothing::AddK(k) = settings.smoothing
                && at > 0
            {
                matched += k;
                total += k;
            }
            if total == 0.0 {
                break;
            }
            if settings.effective_order {
                orders = at + 1;
            }
            *precision = match settings.smoothing {
                _ if matched > 0.0 => 100.0 * matched / total,
                Smoothing::Exp => {
                    unmatched *= 2.0;
                    100.0 / (unmatched * total)
                }
                Smoothing::Floor(value) => 100.0 * value / total,
                Smoothing::None | Smoothing::AddK(_) => 0.0,
            };
        }
        let ln = |p: &f64| if *p == 0.0 { LN_OF_NOTHING } else { p.ln() };
        let mean = precisions.iter().take(orders).map(ln).sum::<f64>() / orders as f64;
        bleu(brevity_penalty * mean.exp(), precisions)
    }
}

impl FromStr for Tokenizer {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let named = Self::ALL.into_iter().find(|tokenizer| tokenizer.name() == name);
        named.ok_or_else(|| format!("`{}`: expected none, 13a, intl or char", name.escape_debug()))
    }
}

#[cfg(test)]
mod tests;
