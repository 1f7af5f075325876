//! A run's answer about a text, laid over the text itself: the words as they were typed, those that the stages took out
//! too.

use crate::figure::{TokenMark, Tokens};
use crate::nlp::segment::{Kind, pieces as pieces_of};
use std::ops::Range;

/// A piece of the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// Where it stands in the text, in bytes.
    pub span: Range<usize>,
    /// As it was typed; of an n-gram, the n-gram.
    pub text: String,
    /// The token that the model reads for it, where that is written otherwise.
    pub token: Option<String>,
    /// Whether it was taken out, or is unknown to the model.
    pub mark: TokenMark,
    /// The number that the answer has for it; none for what was taken out, and for what lies before the part that the model
    /// sees.
    pub weight: Option<f64>,
}

/// The pieces of the text that a run's probe answered about, in order. Tokens without a place in it are left out.
pub fn strip(answer: &Tokens) -> Vec<Piece> {
    let text = answer.source.as_str();
    let mut pieces: Vec<Piece> = Vec::new();
    // N-grams overlap: they stand for themselves, what they cover is not shown once more.
    let mut covered = 0;
    let mut words = pieces_of(text).filter(|piece| piece.kind != Kind::Space).peekable();
    for token in &answer.tokens {
        let Some(span) = token.span.clone().filter(|span| text.get(span.clone()).is_some()) else { continue };
        while let Some(word) = words.next_if(|word| word.start + word.text.len() <= span.start) {
            push_removed(&mut pieces, &mut covered, word.start, word.text);
        }
        let typed = text.get(span.clone()).unwrap_or_default();
        let repeats = pieces.last().is_some_and(|last| last.mark != TokenMark::Removed && last.span.end > span.start);
        let written = if repeats || typed.chars().all(char::is_whitespace) { &token.text } else { typed };
        pieces.push(Piece {
            text: written.to_owned(),
            token: (*written != token.text).then(|| token.text.clone()),
            mark: token.mark,
            weight: token.weight.map(|weight| weight.0),
            span: span.clone(),
        });
        covered = covered.max(span.end);
    }
    for word in words {
        push_removed(&mut pieces, &mut covered, word.start, word.text);
    }
    pieces
}

fn push_removed(pieces: &mut Vec<Piece>, covered: &mut usize, start: usize, text: &str) {
    if start < *covered {
        return;
    }
    let span = start..start + text.len();
    // Marks that touch are one piece.
    if let Some(last) = pieces.last_mut().filter(|last| last.mark == TokenMark::Removed && last.span.end == start) {
        last.text.push_str(text);
        last.span.end = span.end;
    } else {
        pieces.push(Piece { span, text: text.to_owned(), token: None, mark: TokenMark::Removed, weight: None });
    }
    *covered = start + text.len();
}

#[cfg(test)]
#[path = "strip_tests.rs"]
mod tests;
