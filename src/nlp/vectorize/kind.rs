//! The kinds of vectorisers, the formulas of TF-IDF, and their notation.

use crate::nlp::notation::{NotationError, terms, write_term};
use std::fmt;
use std::str::FromStr;

/// What a row's length is made 1 by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Norm {
    /// The root of the sum of squares.
    #[default]
    L2,
    /// The sum of absolute values.
    L1,
    /// Rows stay as they are.
    None,
}

/// The weights of terms, as scikit-learn has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TfIdf {
    /// 1 + ln(count) instead of the count.
    pub sublinear: bool,
    /// One document more that holds every term.
    pub smooth: bool,
    /// The rows' length.
    pub norm: Norm,
}

impl Default for TfIdf {
    fn default() -> Self {
        Self { sublinear: false, smooth: true, norm: Norm::L2 }
    }
}

impl TfIdf {
    /// ln((1 + n) / (1 + df)) + 1, or without smoothing ln(n / df) + 1, for a term in `df` of `n` documents; `df` is at
    /// least 1 unless smooth.
    pub fn idf(&self, documents: usize, df: u32) -> f64 {
        let extra = if self.smooth { 1.0 } else { 0.0 };
        ((documents as f64 + extra) / (f64::from(df) + extra)).ln() + 1.0
    }

    /// The term's count as it weighs.
    pub fn tf(&self, count: u32) -> f64 {
        if self.sublinear && count > 0 { f64::from(count).ln() + 1.0 } else { f64::from(count) }
    }

    /// What a row is divided by: its length, or 1 where rows stay as they are.
    pub fn length(&self, values: &[f64]) -> f64 {
        match self.norm {
            Norm::L2 => values.iter().map(|value| value * value).sum::<f64>().sqrt(),
            Norm::L1 => values.iter().map(|value| value.abs()).sum(),
            Norm::None => 1.0,
        }
    }

    /// Makes a row's length 1; a row of zeros stays.
    pub fn normalise(&self, values: &mut [f64]) {
        let length = self.length(values);
        if length > 0.0 {
            values.iter_mut().for_each(|value| *value /= length);
        }
    }
}

/// How a document becomes a row. As text: `count`, `tf-idf`, `tf-idf(sublinear,smooth=off,norm=l1)`, `one-hot`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Vectorizer {
    /// How often each term occurs.
    Count,
    /// Counts weighed by how rare the terms are.
    TfIdf(TfIdf),
    /// 1 for each term that occurs.
    OneHot,
}

impl Vectorizer {
    /// Whether all documents must have been seen before the first row can be made.
    pub fn needs_all(self) -> bool {
        matches!(self, Self::TfIdf(_))
    }
}

impl FromStr for Vectorizer {
    type Err = NotationError;

    fn from_str(text: &str) -> Result<Self, NotationError> {
        const NAMES: &str = "count, tf-idf or one-hot";
        let terms = terms(text)?;
        let Some(term) = terms.first() else { return Err(NotationError::new(1, NAMES, "")) };
        if let Some(second) = terms.get(1) {
            return Err(NotationError::new(second.at, "one vectoriser", &second.name));
        }
        let mut vectorizer = match term.name.as_str() {
            "count" => Self::Count,
            "tf-idf" | "tfidf" => Self::TfIdf(TfIdf::default()),
            "one-hot" => Self::OneHot,
            other => return Err(NotationError::new(term.at, NAMES, other)),
        };
        for option in &term.options {
            let Self::TfIdf(tf_idf) = &mut vectorizer else {
                let expected = format!("no option: `{}` has none", term.name);
                return Err(NotationError::new(option.at, expected, &option.key));
            };
            match option.key.as_str() {
                "sublinear" => {
                    option.alone()?;
                    tf_idf.sublinear = true;
                }
                "smooth" => {
                    tf_idf.smooth = match option.needs("on or off")? {
                        (_, "on") => true,
                        (_, "off") => false,
                        (at, other) => return Err(NotationError::new(at, "on or off", other)),
                    };
                }
                "norm" => {
                    tf_idf.norm = match option.needs("l1, l2 or none")? {
                        (_, "l1") => Norm::L1,
                        (_, "l2") => Norm::L2,
                        (_, "none") => Norm::None,
                        (at, other) => return Err(NotationError::new(at, "l1, l2 or none", other)),
                    };
                }
                _ => return Err(option.unknown("tf-idf", &["sublinear", "smooth=", "norm="])),
            }
        }
        Ok(vectorizer)
    }
}

impl fmt::Display for Vectorizer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count => f.write_str("count"),
            Self::OneHot => f.write_str("one-hot"),
            Self::TfIdf(TfIdf { sublinear, smooth, norm }) => {
                let mut options = Vec::new();
                options.extend(sublinear.then(|| "sublinear".to_owned()));
                options.extend((!smooth).then(|| "smooth=off".to_owned()));
                match norm {
                    Norm::L2 => {}
                    Norm::L1 => options.push("norm=l1".to_owned()),
                    Norm::None => options.push("norm=none".to_owned()),
                }
                write_term(f, "tf-idf", &options)
            }
        }
    }
}
