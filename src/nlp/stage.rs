//! The stages of the pipeline, their names and options.

use super::notation::{NotationError, Quoted};
use super::stop_words::List;
use std::fmt;

/// A number of documents, or a share of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Amount {
    /// So many.
    Count(u32),
    /// A share in [0, 1].
    Share(f64),
}

impl Amount {
    /// The amount as a number of documents out of `documents`; not rounded.
    pub fn of(self, documents: usize) -> f64 {
        match self {
            Self::Count(count) => f64::from(count),
            Self::Share(share) => share * documents as f64,
        }
    }

    /// From the notation.
    pub(super) fn read(at: usize, text: &str) -> Result<Self, NotationError> {
        let wrong = || NotationError::new(at, "a number of documents (2) or a share of them (0.5)", text);
        if let Ok(count) = text.parse() {
            return Ok(Self::Count(count));
        }
        let share: f64 = text.parse().map_err(|_| wrong())?;
        if (0.0..=1.0).contains(&share) { Ok(Self::Share(share)) } else { Err(wrong()) }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => write!(f, "{count}"),
            // With its point even when whole: `1.0` is all documents, `1` is one.
            Self::Share(share) => write!(f, "{share:?}"),
        }
    }
}

/// Which words a stop-word stage takes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stops {
    /// The published list, if any.
    pub list: Option<List>,
    /// A file of the user's with more words.
    pub file: Option<String>,
    /// Words that deny are kept.
    pub keep_negations: bool,
    /// Words that match once accents are taken off both are taken out too.
    pub folded: bool,
}

impl Default for Stops {
    fn default() -> Self {
        Self { list: Some(List::Iso), file: None, keep_negations: false, folded: false }
    }
}

/// One stage. Each makes of a word another, or takes it out; none looks at its neighbours.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// `lower`: lower case.
    Lower,
    /// `upper`: upper case.
    Upper,
    /// `fold`: accents off. `keep=ñ` leaves some characters as they are; `delete` deletes what is not ASCII instead.
    Accents {
        /// Delete instead of folding.
        delete: bool,
        /// Characters that stay.
        keep: String,
    },
    /// `punct`: tokens without a letter or a digit are taken out; with `keep-emoji`, emoji stay.
    Punctuation {
        /// Emoji stay.
        keep_emoji: bool,
    },
    /// `digits`: tokens of digits without letters are taken out; with `mask`, every digit becomes 0 instead.
    Digits {
        /// Replace instead.
        mask: bool,
    },
    /// `stop`: stop-words are taken out. Options `list=iso`, `list=nltk`, `list=none`, `file=PATH`, `keep-negations`,
    /// `folded`.
    StopWords(Stops),
    /// `stem`: Snowball's stem; with `tolerant`, the one that does not depend on typed accents.
    Stem {
        /// See [`super::stem::Stemmer::tolerant`].
        tolerant: bool,
    },
    /// `df`: words are kept that stand in at least `min` and at most `max` documents.
    Frequency {
        /// At least.
        min: Amount,
        /// At most.
        max: Amount,
    },
}

/// The names of the stages.
pub(super) const NAMES: [&str; 8] = ["lower", "upper", "fold", "punct", "digits", "stop", "stem", "df"];

impl Stage {
    /// Its name in the notation.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Lower => "lower",
            Self::Upper => "upper",
            Self::Accents { .. } => "fold",
            Self::Punctuation { .. } => "punct",
            Self::Digits { .. } => "digits",
            Self::StopWords(_) => "stop",
            Self::Stem { .. } => "stem",
            Self::Frequency { .. } => "df",
        }
    }

    /// The stage of that name at its defaults.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "lower" => Self::Lower,
            "upper" => Self::Upper,
            "fold" => Self::Accents { delete: false, keep: String::new() },
            "punct" => Self::Punctuation { keep_emoji: false },
            "digits" => Self::Digits { mask: false },
            "stop" => Self::StopWords(Stops::default()),
            "stem" => Self::Stem { tolerant: false },
            "df" => Self::Frequency { min: Amount::Count(1), max: Amount::Share(1.0) },
            _ => return None,
        })
    }

    /// Its options in the notation, as far as they are not the defaults.
    pub(super) fn options(&self) -> Vec<String> {
        let mut options = Vec::new();
        let mut flag = |on: bool, name: &str| options.extend(on.then(|| name.to_owned()));
        match self {
            Self::Lower | Self::Upper => {}
            Self::Accents { delete, keep } => {
                flag(*delete, "delete");
                flag(!keep.is_empty(), &format!("keep={}", Quoted(keep)));
            }
            Self::Punctuation { keep_emoji } => flag(*keep_emoji, "keep-emoji"),
            Self::Digits { mask } => flag(*mask, "mask"),
            Self::StopWords(stops) => {
                flag(stops.list == Some(List::Nltk), "list=nltk");
                flag(stops.list.is_none(), "list=none");
                if let Some(file) = &stops.file {
                    flag(true, &format!("file={}", Quoted(file)));
                }
                flag(stops.keep_negations, "keep-negations");
                flag(stops.folded, "folded");
            }
            Self::Stem { tolerant } => flag(*tolerant, "tolerant"),
            Self::Frequency { min, max } => {
                flag(*min != Amount::Count(1), &format!("min={min}"));
                flag(*max != Amount::Share(1.0), &format!("max={max}"));
            }
        }
        options
    }
}
