//! What a token is: a word, a character, a run of neighbours, a learned piece of a word. Stages work on words; tokens
//! are cut from the words that are left.

use super::notation::{NotationError, terms, write_term};
use super::segment::{Kind, pieces};
use super::subwords::Subwords;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;
use unicode_segmentation::UnicodeSegmentation;

/// What n-grams are runs of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum GramsOf {
    /// Words, joined by blanks.
    #[default]
    Words,
    /// Characters of a word with a blank before and after it (scikit-learn's `char_wb`).
    Characters,
}

/// What a token is. As text: `words`, `characters`, `ngrams(n=2)`, `ngrams(of=characters,n=3-5)`, `subwords(vocabulary=1000)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Tokens {
    /// Words and marks between word boundaries.
    #[default]
    Words,
    /// Characters as people count them (extended grapheme clusters), blanks included.
    Characters,
    /// Runs of neighbours of every length from `min` to `max`.
    NGrams {
        /// Of what.
        of: GramsOf,
        /// The shortest.
        min: usize,
        /// The longest.
        max: usize,
    },
    /// Byte-pair subwords learned from the text.
    Subwords {
        /// How many pieces at most.
        vocabulary: usize,
    },
}

/// The longest run of neighbours.
const LONGEST_GRAM: usize = 32;

impl FromStr for Tokens {
    type Err = NotationError;

    fn from_str(text: &str) -> Result<Self, NotationError> {
        const NAMES: &str = "words, characters, ngrams or subwords";
        let terms = terms(text)?;
        let Some(term) = terms.first() else { return Err(NotationError::new(1, NAMES, "")) };
        if let Some(second) = terms.get(1) {
            return Err(NotationError::new(second.at, "one kind of tokens", &second.name));
        }
        let mut tokens = match term.name.as_str() {
            "words" => Self::Words,
            "characters" => Self::Characters,
            "ngrams" => Self::NGrams { of: GramsOf::Words, min: 2, max: 2 },
            "subwords" => Self::Subwords { vocabulary: 1000 },
            other => return Err(NotationError::new(term.at, NAMES, other)),
        };
        for option in &term.options {
            match (&mut tokens, option.key.as_str()) {
                (Self::NGrams { of, .. }, "of") => {
                    *of = match option.needs("words or characters")? {
                        (_, "words") => GramsOf::Words,
                        (_, "characters") => GramsOf::Characters,
                        (at, other) => return Err(NotationError::new(at, "words or characters", other)),
                    };
                }
                (Self::NGrams { min, max, .. }, "n") => {
                    let expected = "a length (2) or two (1-3) from 1 to 32";
                    let (at, text) = option.needs(expected)?;
                    let (low, high) = text.split_once('-').unwrap_or((text, text));
                    (*min, *max) = match (low.parse(), high.parse()) {
                        (Ok(low), Ok(high)) if 1 <= low && low <= high && high <= LONGEST_GRAM => (low, high),
                        _ => return Err(NotationError::new(at, expected, text)),
                    };
                }
                (Self::Subwords { vocabulary }, "vocabulary") => {
                    let expected = "a number of pieces from 1 to 1000000";
                    let (at, text) = option.needs(expected)?;
                    *vocabulary = text
                        .parse()
                        .ok()
                        .filter(|n| (1..=1_000_000).contains(n))
                        .ok_or_else(|| NotationError::new(at, expected, text))?;
                }
                (Self::NGrams { .. }, _) => return Err(option.unknown("ngrams", &["of=", "n="])),
                (Self::Subwords { .. }, _) => return Err(option.unknown("subwords", &["vocabulary="])),
                (Self::Words | Self::Characters, _) => {
                    return Err(NotationError::new(
                        option.at,
                        format!("no option: `{}` has none", term.name),
                        &option.key,
                    ));
                }
            }
        }
        Ok(tokens)
    }
}

impl fmt::Display for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Words => f.write_str("words"),
            Self::Characters => f.write_str("characters"),
            Self::NGrams { of, min, max } => {
                let mut options = Vec::new();
                options.extend((of == GramsOf::Characters).then(|| "of=characters".to_owned()));
                options.push(if min == max { format!("n={min}") } else { format!("n={min}-{max}") });
                write_term(f, "ngrams", &options)
            }
            Self::Subwords { vocabulary } => write_term(f, "subwords", &[format!("vocabulary={vocabulary}")]),
        }
    }
}

/// A word that the stages left, and its place in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left<'a> {
    /// Where it stood, in bytes.
    pub span: Range<usize>,
    /// What became of it.
    pub text: &'a str,
}

/// A token and its place in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Where it comes from, in bytes: of a piece of a word that a stage altered, the whole word; of an n-gram, from its
    /// first word to its last.
    pub span: Range<usize>,
    /// Its text.
    pub text: String,
}

impl Tokens {
    /// Whether the kind needs [`Subwords`] learned beforehand.
    pub fn are_learned(self) -> bool {
        matches!(self, Self::Subwords { .. })
    }

    /// Cuts one document, which is this place in the source: the words that are left of it, in order. `subwords` serve that
    /// kind alone; without them each word is one piece.
    pub fn cut(
        self,
        source: &str,
        document: Range<usize>,
        words: &[Left<'_>],
        subwords: Option<&Subwords>,
    ) -> Vec<Token> {
        let mut tokens = Vec::new();
        let mut push = |span: Range<usize>, text: &str| tokens.push(Token { span, text: text.to_owned() });
        match self {
            Self::Words => words.iter().for_each(|word| push(word.span.clone(), word.text)),
            Self::Characters => Spelt::new(source, document, words).characters(&mut push),
            Self::NGrams { of: GramsOf::Words, min, max } => {
                for start in 0..words.len() {
                    for run in (min..=max).filter_map(|n| words.get(start..start + n)) {
                        let texts: Vec<&str> = run.iter().map(|word| word.text).collect();
                        if let (Some(first), Some(last)) = (run.first(), run.last()) {
                            push(first.span.start..last.span.end, &texts.join(" "));
                        }
                    }
                }
            }
            Self::NGrams { .. } | Self::Subwords { .. } => {
                for word in words {
                    let is_exact = source.get(word.span.clone()) == Some(word.text);
                    self.pieces(word.text, subwords, &mut |range, text| {
                        let start = word.span.start;
                        let exact = start + range.start..start + range.end;
                        push(if is_exact && self.are_learned() { exact } else { word.span.clone() }, text);
                    });
                }
            }
        }
        tokens
    }

    /// Cuts one word by itself, where the kind does that (characters reach over the borders of words); each piece with its
    /// place in the word.
    pub(super) fn pieces(self, word: &str, subwords: Option<&Subwords>, push: &mut dyn FnMut(Range<usize>, &str)) {
        match self {
            Self::Words | Self::Characters | Self::NGrams { of: GramsOf::Words, .. } => push(0..word.len(), word),
            Self::Subwords { .. } => match subwords {
                None => push(0..word.len(), word),
                Some(subwords) => {
                    subwords.cut(word).into_iter().for_each(|piece| {
                        push(piece.clone(), word.get(piece).unwrap_or_default());
                    });
                }
            },
            Self::NGrams { of: GramsOf::Characters, min, max } => {
                let padded = format!(" {word} ");
                let bounds: Vec<usize> =
                    padded.grapheme_indices(true).map(|(at, _)| at).chain([padded.len()]).collect();
                let characters = bounds.len() - 1;
                for n in min..=max {
                    // A word no longer than this is one gram, once.
                    let length = n.min(characters);
                    for run in bounds.windows(length + 1) {
                        if let (Some(&start), Some(&end)) = (run.first(), run.last()) {
                            push(0..word.len(), padded.get(start..end).unwrap_or_default());
                        }
                    }
                    if characters <= n {
                        break;
                    }
                }
            }
        }
    }
}

/// The blanks between two words that are left: as they stand when nothing else stood there, else one.
pub(super) fn blanks_of(gap: &str) -> &str {
    if gap.chars().all(char::is_whitespace) {
        gap
    } else if gap.contains(char::is_whitespace) {
        " "
    } else {
        ""
    }
}

/// The blanks before the first word of a document, after its last, or in one without words: those that are there unless
/// something else was taken out beside them.
pub(super) fn blanks_at_the_end_of(gap: &str) -> &str {
    if gap.chars().all(char::is_whitespace) { gap } else { "" }
}

/// What is left of a document, written out, to be cut into characters: they reach over the borders of words and marks.
struct Spelt {
    text: String,
    /// Pieces of the text: where each begins, where it comes from, and whether it is what stands there.
    parts: Vec<(usize, Range<usize>, bool)>,
}

impl Spelt {
    fn new(source: &str, document: Range<usize>, words: &[Left<'_>]) -> Self {
        let mut spelt = Self { text: String::new(), parts: Vec::new() };
        let gap = |start: usize, end: usize| source.get(start..end).unwrap_or_default();
        let mut end = document.start;
        for (place, word) in words.iter().enumerate() {
            let blanks = gap(end, word.span.start);
            let blanks = if place == 0 { blanks_at_the_end_of(blanks) } else { blanks_of(blanks) };
            spelt.push(source, end..word.span.start, blanks);
            spelt.push(source, word.span.clone(), word.text);
            end = word.span.end;
        }
        spelt.push(source, end..document.end, blanks_at_the_end_of(gap(end, document.end)));
        spelt
    }

    fn push(&mut self, source: &str, span: Range<usize>, text: &str) {
        if !text.is_empty() {
            let is_exact = source.get(span.clone()) == Some(text);
            self.parts.push((self.text.len(), span, is_exact));
            self.text.push_str(text);
        }
    }

    fn characters(&self, push: &mut dyn FnMut(Range<usize>, &str)) {
        let mut parts = self.parts.as_slice();
        for (start, character) in self.text.grapheme_indices(true) {
            let end = start + character.len();
            while let [_, next, ..] = parts
                && next.0 <= start
            {
                parts = parts.get(1..).unwrap_or_default();
            }
            let Some((own, from, is_exact)) = parts.first() else { return };
            let first = if *is_exact { from.start + start - own } else { from.start };
            let last = parts.iter().take_while(|(begin, ..)| *begin < end).last();
            let last = last.map_or(
                first,
                |(begin, from, is_exact)| {
                    if *is_exact { from.start + end - begin } else { from.end }
                },
            );
            push(first..last, character);
        }
    }
}

/// Cuts a text without any stage: tokens and what lies between them are the text, byte for byte (n-grams overlap).
/// Subwords are learned from the text itself.
///
/// # Errors
/// When subwords cannot be learned.
pub fn cut(text: &str, tokens: Tokens) -> Result<Vec<Token>, super::subwords::SubwordError> {
    if tokens == Tokens::Characters {
        let character = |(at, c): (usize, &str)| Token { span: at..at + c.len(), text: c.to_owned() };
        return Ok(text.grapheme_indices(true).map(character).collect());
    }
    let words: Vec<Left> = pieces(text)
        .filter(|piece| piece.kind != Kind::Space)
        .map(|piece| Left { span: piece.start..piece.start + piece.text.len(), text: piece.text })
        .collect();
    let subwords = match tokens {
        Tokens::Subwords { vocabulary } => {
            let mut counts = std::collections::HashMap::new();
            words.iter().for_each(|word| *counts.entry(word.text).or_insert(0) += 1);
            Some(Subwords::learn(counts, vocabulary)?)
        }
        _ => None,
    };
    Ok(tokens.cut(text, 0..text.len(), &words, subwords.as_ref()))
}

#[cfg(test)]
#[path = "tokens_tests.rs"]
mod tests;
