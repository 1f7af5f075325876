//! From the settings to documents as token ids: what is learned from, and what is held out.

use super::spec::{ModelName, Spec, TokenName};
use super::tokens::Tokens;
use crate::data::grammar::{Generator, Grammar, SPANISH};
use crate::data::text::{Division, Split, prose, read_documents};
use crate::figure::number::grouped;
use crate::run::{Failure, Result};
use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// The seeds of the grammar's sentences: as with any other text, all runs see the same ones.
const TRAIN_SEED: u64 = 1;
const HELD_OUT_SEED: u64 = 2;
/// So many tokens are learned from for each that is held out, where they are generated.
const TRAIN_TO_HELD_OUT: usize = 20;
/// The longest text of a user's, in bytes.
const MOST_BYTES: u64 = 1 << 30;

/// A document that is measured on.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct HeldOut {
    /// Its tokens, without marks.
    pub(super) ids: Vec<u32>,
    /// Its characters.
    pub(super) characters: usize,
    /// What its unknown tokens cost beside their ids, in nats.
    pub(super) surcharge: f64,
    /// -ln p by the grammar that it was drawn from, in nats.
    pub(super) true_nats: Option<f64>,
}

/// A text in two parts.
#[derive(Debug)]
pub(super) struct Text {
    /// What it is, in a few words.
    pub(super) name: String,
    pub(super) tokens: Arc<Tokens>,
    /// The training documents one after the other: mark, document, mark, document, mark.
    pub(super) stream: Arc<[u32]>,
    /// Where each training document stands in the stream, without its marks.
    pub(super) documents: Vec<Range<usize>>,
    pub(super) held_out: Vec<HeldOut>,
    /// The grammar that drew it.
    pub(super) grammar: Option<Arc<Grammar>>,
    /// The exact perplexity of the grammar, where a token is a word.
    pub(super) floor: Option<f64>,
    /// What the user should know of how it was made.
    pub(super) remarks: Vec<String>,
}

impl Text {
    /// The training documents' tokens.
    pub(super) fn train(&self) -> impl ExactSizeIterator<Item = &[u32]> {
        self.documents.iter().map(|place| self.stream.get(place.clone()).unwrap_or_default())
    }

    /// How many tokens the held-out part asks for, marks included.
    pub(super) fn held_out_tokens(&self) -> usize {
        self.held_out.iter().map(|document| document.ids.len() + 1).sum()
    }

    /// The data in a few words.
    pub(super) fn words(&self) -> String {
        let grouped = |count: usize| grouped(count as i64);
        format!(
            "{}: {} tokens to train, {} held out, {} different",
            self.name,
            grouped(self.stream.len().saturating_sub(1)),
            grouped(self.held_out_tokens()),
            grouped(self.tokens.outcomes())
        )
    }
}

/// Loads or generates what `data` names.
pub(super) fn open(spec: &Spec) -> Result<Text> {
    match spec.data.as_str() {
        "prose" => {
            let pieces = prose::pieces().iter().map(|piece| piece.text.to_owned()).collect();
            text(spec, "prose", Split::last(pieces), Vec::new())
        }
        "grammar" => of_grammar(spec),
        path => {
            let division = Division::named(&spec.documents);
            let documents = read_documents(Path::new(path), &division, MOST_BYTES).map_err(Failure::input)?;
            let mut remarks: Vec<String> = documents.not_read.words().into_iter().collect();
            let name = Path::new(path).file_name().map_or(Cow::Borrowed(path), |name| name.to_string_lossy());
            let name = crate::figure::shown::shown(&name).into_owned();
            let split = Split::every_tenth(documents.texts);
            if split.is_cut {
                remarks.push(
                    "one document: its last tenth, from the paragraph's end that is nearest, is held out (`documents` says \
                     what a document is)"
                        .into(),
                );
            }
            text(spec, &name, split, remarks)
        }
    }
}

fn of_grammar(spec: &Spec) -> Result<Text> {
    let grammar = Grammar::read("the bundled grammar", SPANISH).map_err(Failure::work)?;
    let draw = |seed, tokens: usize| Generator::new(&grammar, seed).sentences_of_tokens(0, tokens.max(2));
    let (train, held_out) = (draw(TRAIN_SEED, spec.generated), draw(HELD_OUT_SEED, spec.generated / TRAIN_TO_HELD_OUT));
    let is_words = spec.tokens == TokenName::Words;
    let written = |words: &[u32]| grammar.text(words);
    let split = Split {
        train: train.iter().map(|sentence| written(&sentence.words)).collect(),
        held_out: held_out.iter().map(|sentence| written(&sentence.words)).collect(),
        is_cut: false,
    };
    let mut text = text(spec, "grammar", split, Vec::new())?;
    for (document, sentence) in text.held_out.iter_mut().zip(&held_out) {
        document.true_nats = Some(-sentence.ln_probability);
    }
    text.floor = grammar.entropy().filter(|_| is_words).map(|entropy| entropy.perplexity());
    text.grammar = Some(Arc::new(grammar));
    Ok(text)
}

fn text(spec: &Spec, name: &str, split: Split, mut remarks: Vec<String>) -> Result<Text> {
    let Split { train, held_out, .. } = split;
    if held_out.is_empty() || train.is_empty() {
        return Err(Failure::Input(format!(
            "{name}: is too short to hold anything out: expected a text of at least {} tokens",
            spec.sequence.max(2)
        )));
    }
    let tokens = Tokens::learn(spec, name == "grammar", &train)?;
    let mark = tokens.mark();
    let (mut stream, mut documents) = (vec![mark], Vec::with_capacity(train.len()));
    for document in &train {
        let start = stream.len();
        stream.extend(tokens.encode(document).ids);
        documents.push(start..stream.len());
        stream.push(mark);
    }
    let predicted = stream.len() - 1;
    if spec.model != ModelName::Ngram && predicted < spec.sequence {
        return Err(Failure::Input(format!(
            "{name}: the training part has {predicted} tokens, a window {} (`sequence`): expected a longer text or shorter \
             windows",
            spec.sequence
        )));
    }
    let held_out = held_out.iter().map(|document| {
        let encoded = tokens.encode(document);
        let (characters, surcharge) = (encoded.text.chars().count(), tokens.surcharge(&encoded));
        HeldOut { ids: encoded.ids, characters, surcharge, true_nats: None }
    });
    let held_out: Vec<HeldOut> = held_out.collect();
    if spec.case == super::spec::Case::Lower {
        remarks.push("the text is lower-cased: bits a character are of that text".into());
    }
    Ok(Text {
        name: name.into(),
        tokens: Arc::new(tokens),
        stream: stream.into(),
        documents,
        held_out,
        grammar: None,
        floor: None,
        remarks,
    })
}
