//! What an order of the stages loses against another.

use super::Pipeline;
use crate::nlp::segment::{Kind, pieces};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

/// How two pipelines differ on a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Losses {
    /// Tokens in all.
    pub tokens: usize,
    /// Tokens that the reference takes out and the other keeps: stop-words that it no longer knows.
    pub kept: usize,
    /// Tokens that the other takes out and the reference keeps.
    pub lost: usize,
    /// Tokens that both keep, as different words: other stems.
    pub different: usize,
    /// Some different words of the text and what the reference and the other make of them; empty for nothing.
    pub examples: Vec<(String, String, String)>,
}

/// Counts how `given` differs from `reference` on a text, with at most `examples` examples in the order of the text; on the
/// words before which `cancel` was not set.
pub fn losses([reference, given]: [&Pipeline; 2], text: &str, examples: usize, cancel: &AtomicBool) -> Losses {
    let mut losses = Losses::default();
    let mut known: HashMap<&str, Option<Kinship>> = HashMap::new();
    let pieces = pieces(text).take_while(|_| !cancel.load(Ordering::Relaxed));
    for piece in pieces.filter(|piece| piece.kind != Kind::Space) {
        losses.tokens += 1;
        let difference = *known.entry(piece.text).or_insert_with(|| {
            let (expected, found) = (reference.pass(piece.text, usize::MAX), given.pass(piece.text, usize::MAX));
            let kinship = match (expected.end(), found.end()) {
                (None, Some(_)) => Kinship::Kept,
                (Some(_), None) => Kinship::Lost,
                (Some(expected), Some(found)) if expected != found => Kinship::Different,
                _ => return None,
            };
            if losses.examples.len() < examples {
                let end = |text: Option<&str>| text.unwrap_or_default().to_owned();
                losses.examples.push((piece.text.to_owned(), end(expected.end()), end(found.end())));
            }
            Some(kinship)
        });
        match difference {
            Some(Kinship::Kept) => losses.kept += 1,
            Some(Kinship::Lost) => losses.lost += 1,
            Some(Kinship::Different) => losses.different += 1,
            None => {}
        }
    }
    losses
}

#[derive(Clone, Copy)]
enum Kinship {
    Kept,
    Lost,
    Different,
}
