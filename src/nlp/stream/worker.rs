//! What one thread does with a chunk: each different word goes through the pipeline once; after that it is a number.

use super::fate::{Fate, Happened};
use super::source::Chunk;
use super::table::Table;
use super::written::{push_number, push_plain};
use super::{Format, Settings, StreamError};
use crate::nlp::escape::push_json;
use crate::nlp::pipeline::Pipeline;
use crate::nlp::segment::{Kind, pieces};
use crate::nlp::subwords::Subwords;
use crate::nlp::tokens::{GramsOf, Tokens, blanks_at_the_end_of, blanks_of};
use unicode_segmentation::UnicodeSegmentation as _;

/// What a worker makes of a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Product {
    /// Nothing but counts.
    Counts,
    /// A line a document, as it goes out.
    Lines(Format),
    /// Rows of counts, for [`super::rows`] to finish; with `Json`, the document's line up to its vector.
    Rows(Format),
}

/// What all workers of a pass share.
pub(super) struct Shared<'a> {
    pub(super) pipeline: &'a Pipeline,
    /// How many of its stages are gone through.
    pub(super) stages: usize,
    pub(super) tokens: Tokens,
    pub(super) subwords: Option<&'a Subwords>,
    pub(super) product: Product,
    pub(super) settings: &'a Settings,
    pub(super) files: &'a [String],
}

/// One thread's memory: bounded by the different words and tokens that it met.
#[derive(Debug, Default)]
pub(super) struct Worker {
    /// The words as they stand in the text.
    surface: Table,
    fates: Vec<Fate>,
    pieces: Vec<u32>,
    /// The tokens. For characters and n-grams of words, `left` holds the words that they are made of.
    pub(super) terms: Table,
    left: Table,
    /// Each token as it is written, one after another.
    forms: String,
    form_ends: Vec<usize>,
    /// In how many documents each token stands.
    pub(super) frequencies: Vec<u32>,
    /// For each token, how often it occurs in the document in hand.
    counts: Vec<u32>,
    touched: Vec<u32>,
    document: Vec<u32>,
    gram: String,
    /// For characters, what is left of the line in hand.
    spelt: String,
}

/// What came of a chunk.
#[derive(Debug, Default)]
pub(super) struct Made {
    pub(super) bytes: Vec<u8>,
    pub(super) documents: u64,
    pub(super) tokens: u64,
    /// Values that are not 0 in the rows.
    pub(super) entries: u64,
}

impl Worker {
    /// Takes a chunk through the pipeline.
    pub(super) fn make(&mut self, shared: &Shared<'_>, chunk: &Chunk) -> Result<Made, StreamError> {
        let text = chunk.text(shared.settings.is_lossy, shared.files)?;
        let mut made = Made::default();
        let mut out = String::new();
        for (number, line) in (chunk.line..).zip(text.split_terminator('\n')) {
            let line = line.strip_suffix('\r').unwrap_or(line);
            if line.len() > shared.settings.longest_line {
                let file = shared.files.get(chunk.source).cloned().unwrap_or_default();
                return Err(StreamError::LongLine { file, line: number, longest: shared.settings.longest_line });
            }
            let mut happened = Vec::new();
            if matches!(shared.product, Product::Lines(Format::Json) | Product::Rows(Format::Json)) {
                happened.resize(shared.stages, Happened::default());
            }
            let cut = self.cut(shared, line, &mut happened);
            made.documents += 1;
            made.tokens += self.document.len() as u64;
            match shared.product {
                Product::Counts => {
                    made.entries += self.count() as u64;
                    self.clear_counts();
                }
                Product::Lines(Format::Json) => {
                    self.push_object(&mut out, shared, cut, &happened);
                    out.push_str("}\n");
                }
                Product::Lines(_) => self.push_line(&mut out),
                Product::Rows(format) => {
                    made.entries += self.count() as u64;
                    self.push_row(&mut made.bytes);
                    if format == Format::Json {
                        out.clear();
                        self.push_object(&mut out, shared, cut, &happened);
                        push_number(&mut made.bytes, out.len() as u64);
                        made.bytes.extend_from_slice(out.as_bytes());
                    }
                }
            }
        }
        if matches!(shared.product, Product::Lines(_)) {
            made.bytes = out.into_bytes();
        }
        Ok(made)
    }

    /// Fills `document` with the tokens of a line; says how many words it was cut into.
    fn cut(&mut self, shared: &Shared<'_>, line: &str, happened: &mut [Happened]) -> usize {
        self.document.clear();
        let (mut cut, mut end, mut is_first) = (0, 0, true);
        self.spelt.clear();
        for piece in pieces(line) {
            if piece.kind == Kind::Space {
                continue;
            }
            cut += 1;
            let (number, is_new) = self.surface.number(piece.text);
            if is_new {
                self.learn(shared, piece.text);
            }
            let Some(fate) = self.fates.get_mut(number as usize) else { continue };
            fate.uses += 1;
            if !happened.is_empty() {
                fate.add_to(happened);
            }
            if fate.removed_at.is_some() {
                continue;
            }
            let pieces = fate.pieces.start as usize..fate.pieces.end as usize;
            let own = self.pieces.get(pieces).unwrap_or_default();
            if shared.tokens == Tokens::Characters {
                let gap = line.get(end..piece.start).unwrap_or_default();
                self.spelt.push_str(if is_first { blanks_at_the_end_of(gap) } else { blanks_of(gap) });
                own.iter().for_each(|word| self.spelt.push_str(self.left.word(*word)));
                (end, is_first) = (piece.start + piece.text.len(), false);
            } else {
                self.document.extend_from_slice(own);
            }
        }
        if shared.tokens == Tokens::Characters {
            self.spelt.push_str(blanks_at_the_end_of(line.get(end..).unwrap_or_default()));
            let spelt = std::mem::take(&mut self.spelt);
            for character in spelt.graphemes(true) {
                let term = self.term(shared, character);
                self.document.push(term);
            }
            self.spelt = spelt;
        }
        if let Tokens::NGrams { of: GramsOf::Words, min, max } = shared.tokens {
            self.join(shared, min, max);
        }
        cut
    }

    /// Finds a new word's fate.
    fn learn(&mut self, shared: &Shared<'_>, word: &str) {
        let passage = shared.pipeline.pass(word, shared.stages);
        let start = self.pieces.len() as u32;
        if let Some(end) = passage.end() {
            if matches!(shared.tokens, Tokens::Characters | Tokens::NGrams { of: GramsOf::Words, .. }) {
                let (number, _) = self.left.number(end);
                self.pieces.push(number);
            } else {
                shared.tokens.pieces(end, shared.subwords, &mut |_, text| {
                    let term = self.term(shared, text);
                    self.pieces.push(term);
                });
            }
        }
        let changed =
            (0..shared.stages).filter(|stage| passage.changed_at(*stage)).fold(0, |bits, stage| bits | 1 << stage);
        let removed_at = passage.removed_at.map(|stage| stage as u8);
        self.fates.push(Fate { removed_at, changed, pieces: start..self.pieces.len() as u32, uses: 0 });
    }

    /// The number of a token; a new one is written in the form in which it goes out.
    fn term(&mut self, shared: &Shared<'_>, text: &str) -> u32 {
        let (number, is_new) = self.terms.number(text);
        if is_new {
            self.frequencies.push(0);
            self.counts.push(0);
            match shared.product {
                Product::Lines(Format::Json) | Product::Rows(Format::Json) => push_json(&mut self.forms, text),
                Product::Lines(_) => push_plain(&mut self.forms, text),
                Product::Counts | Product::Rows(_) => {}
            }
            self.form_ends.push(self.forms.len());
        }
        number
    }

    fn form(&self, term: u32) -> &str {
        let term = term as usize;
        let start = term.checked_sub(1).and_then(|before| self.form_ends.get(before)).copied().unwrap_or(0);
        self.form_ends.get(term).and_then(|end| self.forms.get(start..*end)).unwrap_or_default()
    }

    /// Makes n-grams of the words in `document`.
    fn join(&mut self, shared: &Shared<'_>, min: usize, max: usize) {
        let words = std::mem::take(&mut self.document);
        let mut gram = std::mem::take(&mut self.gram);
        for start in 0..words.len() {
            for run in (min..=max).filter_map(|n| words.get(start..start + n)) {
                gram.clear();
                for (place, word) in run.iter().enumerate() {
                    gram.push_str(if place > 0 { " " } else { "" });
                    gram.push_str(self.left.word(*word));
                }
                let term = self.term(shared, &gram);
                self.document.push(term);
            }
        }
        self.gram = gram;
    }

    /// Counts the document's tokens; says how many different ones there are.
    fn count(&mut self) -> usize {
        self.touched.clear();
        for term in &self.document {
            let Some(count) = self.counts.get_mut(*term as usize) else { continue };
            if *count == 0 {
                self.touched.push(*term);
            }
            *count += 1;
        }
        for term in &self.touched {
            self.frequencies.get_mut(*term as usize).into_iter().for_each(|documents| *documents += 1);
        }
        self.touched.len()
    }

    /// Writes the counted row, and clears the counts.
    fn push_row(&mut self, bytes: &mut Vec<u8>) {
        push_number(bytes, self.touched.len() as u64);
        for term in &self.touched {
            let count = self.counts.get_mut(*term as usize).map_or(0, std::mem::take);
            push_number(bytes, u64::from(*term));
            push_number(bytes, u64::from(count));
        }
    }

    fn clear_counts(&mut self) {
        for term in &self.touched {
            self.counts.get_mut(*term as usize).into_iter().for_each(|count| *count = 0);
        }
    }

    fn push_line(&self, out: &mut String) {
        for (place, term) in self.document.iter().enumerate() {
            out.push_str(if place > 0 { " " } else { "" });
            out.push_str(self.form(*term));
        }
        out.push('\n');
    }

    /// The document's object without its closing brace.
    fn push_object(&self, out: &mut String, shared: &Shared<'_>, cut: usize, happened: &[Happened]) {
        out.push_str("{\"tokens\":[");
        for (place, term) in self.document.iter().enumerate() {
            out.push_str(if place > 0 { "," } else { "" });
            out.push_str(self.form(*term));
        }
        out.push_str("],\"stages\":[");
        let mut left = cut;
        for (place, (name, Happened { removed, changed })) in shared.pipeline.names().zip(happened).enumerate() {
            left -= removed;
            let comma = if place > 0 { "," } else { "" };
            out.push_str(&format!(
                "{comma}{{\"name\":\"{name}\",\"tokens\":{left},\"removed\":{removed},\"changed\":{changed}}}"
            ));
        }
        out.push(']');
    }

    /// How often each word came, as it stands in the text.
    pub(super) fn uses(&self) -> impl Iterator<Item = (&str, u64)> {
        self.surface.words().zip(self.fates.iter().map(|fate| fate.uses))
    }
}
