//! From text to token ids and back. What is known comes from the training part alone.

use super::spec::{Case, Spec, TokenName};
use super::spelling::Spelling;
use crate::nlp::normalize::composed;
use crate::nlp::segment::{Kind, pieces};
use crate::nlp::subwords::Subwords;
use crate::nlp::vocabulary::Vocabulary;
use crate::run::{Failure, Result};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// How a text is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Into code points.
    Characters,
    /// Into words with the blank before them, marks, and white space: put together they are the text.
    Words,
    /// At blanks, as the grammar's sentences are written: put together with a blank between them they are the text.
    Plain,
    /// Into learned pieces of words, and bytes.
    Subwords,
}

/// Subwords are learned, if no number is asked for, up to so many.
const SUBWORDS: usize = 1_000;
/// One token for each byte, before all others, where tokens are subwords.
const BYTES: u32 = 256;

/// A text as a model reads it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Encoded {
    /// The text in NFC, lower-cased where the settings say so.
    pub text: String,
    /// The tokens' ids, without any mark.
    pub ids: Vec<u32>,
    /// Where each token stands in the text, in bytes.
    pub places: Vec<Range<usize>>,
}

/// The tokens that a model knows.
///
/// Ids: for subwords first the 256 bytes; the vocabulary by falling frequency; the unknown token, but for subwords, whose
/// bytes can spell anything; at last the mark.
#[derive(Debug)]
pub struct Tokens {
    unit: Unit,
    is_lower: bool,
    vocabulary: Vocabulary,
    /// Different tokens of the training part that are unknown all the same.
    rare: Vec<String>,
    subwords: Option<Subwords>,
    spelling: Spelling,
}

/// All that a checkpoint keeps of [`Tokens`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SavedTokens {
    unit: Unit,
    is_lower: bool,
    vocabulary: Vec<(String, u64)>,
    rare: Vec<String>,
    subwords: Option<String>,
}

impl Tokens {
    /// Learns the tokens of the training part.
    ///
    /// # Errors
    /// When nothing is known by these settings.
    pub fn learn<S: AsRef<str>>(spec: &Spec, is_plain: bool, documents: &[S]) -> Result<Self> {
        let unit = match spec.tokens {
            TokenName::Characters => Unit::Characters,
            TokenName::Words if is_plain => Unit::Plain,
            TokenName::Words => Unit::Words,
            TokenName::Subwords => Unit::Subwords,
        };
        let is_lower = spec.case == Case::Lower;
        let documents: Vec<Cow<'_, str>> = documents.iter().map(|text| cased(text.as_ref(), is_lower)).collect();
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for document in &documents {
            for place in cut(unit, document) {
                *counts.entry(document.get(place).unwrap_or_default()).or_default() += 1;
            }
        }
        if unit == Unit::Subwords {
            let most = if spec.vocabulary == 0 { SUBWORDS } else { spec.vocabulary };
            let subwords = Subwords::learn(counts.iter().map(|(word, count)| (*word, *count)), most);
            let subwords = subwords.map_err(Failure::work)?;
            let mut pieces = subwords.vocabulary();
            pieces.sort_unstable();
            let vocabulary = Vocabulary::listed(pieces.into_iter().map(|piece| (piece, 0)));
            return Ok(Self::of(unit, is_lower, vocabulary, Vec::new(), Some(subwords)));
        }
        let all = Vocabulary::counted(counts.into_iter().map(|(token, count)| (token.to_owned(), count)), 1);
        let most = if spec.vocabulary == 0 { usize::MAX } else { spec.vocabulary };
        let ranked = all.tokens().iter().zip(all.counts()).map(|(token, count)| (token.clone(), *count)).enumerate();
        let (known, rare): (Vec<_>, Vec<_>) =
            ranked.partition(|(rank, (_, count))| *rank < most && *count >= spec.min_count as u64);
        if known.is_empty() {
            return Err(Failure::Input(format!(
                "`min-count={}` leaves no token known: expected a smaller number",
                spec.min_count
            )));
        }
        let vocabulary = Vocabulary::listed(known.into_iter().map(|(_, counted)| counted));
        Ok(Self::of(unit, is_lower, vocabulary, rare.into_iter().map(|(_, (token, _))| token).collect(), None))
    }

    fn of(unit: Unit, is_lower: bool, vocabulary: Vocabulary, rare: Vec<String>, subwords: Option<Subwords>) -> Self {
        let spelling = match unit {
            Unit::Characters => Spelling::of_characters(vocabulary.len()),
            Unit::Words | Unit::Plain => Spelling::learn(vocabulary.tokens().iter().chain(&rare).map(String::as_str)),
            Unit::Subwords => Spelling::none(),
        };
        Self { unit, is_lower, vocabulary, rare, subwords, spelling }
    }

    /// What a checkpoint keeps.
    ///
    /// # Errors
    /// When the subwords cannot be written.
    pub fn saved(&self) -> Result<SavedTokens> {
        let counted = self.vocabulary.tokens().iter().cloned().zip(self.vocabulary.counts().iter().copied());
        Ok(SavedTokens {
            unit: self.unit,
            is_lower: self.is_lower,
            vocabulary: counted.collect(),
            rare: self.rare.clone(),
            subwords: self.subwords.as_ref().map(Subwords::to_json).transpose().map_err(Failure::work)?,
        })
    }

    /// The same tokens out of a checkpoint.
    ///
    /// # Errors
    /// When the subwords cannot be read.
    pub fn restored(saved: SavedTokens) -> Result<Self> {
        let subwords = saved.subwords.as_deref().map(Subwords::from_json).transpose().map_err(Failure::input)?;
        Ok(Self::of(saved.unit, saved.is_lower, Vocabulary::listed(saved.vocabulary), saved.rare, subwords))
    }

    /// How a text is cut.
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// The tokens that are known, without bytes, unknown and mark.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    fn bytes(&self) -> u32 {
        if self.unit == Unit::Subwords { BYTES } else { 0 }
    }

    /// The id of what isn't known; none where bytes spell it.
    pub fn unknown(&self) -> Option<u32> {
        (self.unit != Unit::Subwords).then_some(self.vocabulary.len() as u32)
    }

    /// The id of the mark: the last.
    pub fn mark(&self) -> u32 {
        self.bytes() + self.vocabulary.len() as u32 + u32::from(self.unknown().is_some())
    }

    /// How many different tokens there are, the mark included.
    pub fn outcomes(&self) -> usize {
        self.mark() as usize + 1
    }

    /// A text as the model reads it. No mark is in it.
    pub fn encode(&self, text: &str) -> Encoded {
        let text = cased(text, self.is_lower).into_owned();
        let (mut ids, mut places) = (Vec::new(), Vec::new());
        let mut push = |id: u32, place: Range<usize>| {
            ids.push(id);
            places.push(place);
        };
        for place in cut(self.unit, &text) {
            let token = text.get(place.clone()).unwrap_or_default();
            match (&self.subwords, self.unknown()) {
                (Some(subwords), _) => {
                    for piece in subwords.cut(token) {
                        let whole = place.start + piece.start..place.start + piece.end;
                        let known = text.get(whole.clone()).and_then(|piece| self.vocabulary.id(piece));
                        match known {
                            Some(id) => push(BYTES + id, whole),
                            None => {
                                let bytes = text.as_bytes().get(whole.clone()).unwrap_or_default();
                                for (at, byte) in bytes.iter().enumerate() {
                                    push(u32::from(*byte), whole.start + at..whole.start + at + 1);
                                }
                            }
                        }
                    }
                }
                (None, unknown) => push(self.vocabulary.id(token).or(unknown).unwrap_or_default(), place),
            }
        }
        Encoded { text, ids, places }
    }

    /// What the tokens that are unknown cost beside their id, in nats: their spelling.
    pub fn surcharge(&self, encoded: &Encoded) -> f64 {
        self.surcharges(encoded).sum()
    }

    /// The same token by token; 0 for what is known.
    pub fn surcharges<'e>(&'e self, encoded: &'e Encoded) -> impl Iterator<Item = f64> + 'e {
        encoded.ids.iter().zip(&encoded.places).map(|(id, place)| {
            let token = encoded.text.get(place.clone()).unwrap_or_default();
            if Some(*id) == self.unknown() { self.spelling.nats(token) } else { 0.0 }
        })
    }

    /// The bytes that a token adds to a text; `is_first` where it is the first of its document. Of the unknown token the
    /// replacement character, of the mark nothing.
    pub fn bytes_of(&self, id: u32, is_first: bool) -> Cow<'_, [u8]> {
        if let (Unit::Subwords, Ok(byte)) = (self.unit, u8::try_from(id)) {
            return Cow::Owned(vec![byte]);
        }
        let known = id.checked_sub(self.bytes()).and_then(|id| self.vocabulary.token(id));
        let text = match known {
            Some(token) => token,
            None if Some(id) == self.unknown() => "\u{fffd}",
            None => return Cow::Borrowed(&[]),
        };
        if self.unit == Unit::Plain && !is_first {
            return Cow::Owned(format!(" {text}").into_bytes());
        }
        Cow::Borrowed(text.as_bytes())
    }

    /// The text of some tokens, marks left out; bytes that are no character become the replacement character.
    pub fn text_of(&self, ids: &[u32]) -> String {
        let bytes: Vec<u8> =
            ids.iter().enumerate().flat_map(|(at, id)| self.bytes_of(*id, at == 0).into_owned()).collect();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// A token as a label shows it: a byte as `<0A>`, the unknown token as `<unknown>`, the mark as `<end>`.
    pub fn label(&self, id: u32) -> String {
        match id {
            _ if id == self.mark() => "<end>".into(),
            _ if Some(id) == self.unknown() => "<unknown>".into(),
            byte if byte < self.bytes() => format!("<{byte:02X}>"),
            _ => self.vocabulary.token(id - self.bytes()).unwrap_or_default().to_owned(),
        }
    }
}

/// The text as it is cut: in NFC, lower-cased if asked for.
fn cased(text: &str, is_lower: bool) -> Cow<'_, str> {
    let text = composed(text);
    if is_lower { Cow::Owned(composed(&text.to_lowercase()).into_owned()) } else { text }
}

/// The places of the tokens of a text, in order. But for the blanks between plain words nothing is left out.
fn cut(unit: Unit, text: &str) -> Vec<Range<usize>> {
    match unit {
        Unit::Characters => text.char_indices().map(|(at, c)| at..at + c.len_utf8()).collect(),
        Unit::Plain => {
            let start = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
            text.split_whitespace().map(|word| start(word)..start(word) + word.len()).collect()
        }
        Unit::Words | Unit::Subwords => words(text),
    }
}

/// Words and marks with the blank before them, and white space.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::new();
    // Where white space begins that no token has taken yet.
    let mut gap: Option<usize> = None;
    for piece in pieces(text) {
        let (start, end) = (piece.start, piece.start + piece.text.len());
        if piece.kind == Kind::Space {
            if let Some(gap) = gap.replace(start) {
                all.push(gap..start);
            }
            continue;
        }
        let own = match gap.take() {
            Some(gap) if text.get(gap..start).is_some_and(|space| space.ends_with(' ')) => {
                if gap < start - 1 {
                    all.push(gap..start - 1);
                }
                start - 1
            }
            Some(gap) => {
                all.push(gap..start);
                start
            }
            None => start,
        };
        all.push(own..end);
    }
    all.extend(gap.map(|gap| gap..text.len()));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spec(tokens: TokenName) -> Spec {
        Spec { tokens, ..Spec::default() }
    }

    fn learned(tokens: TokenName, text: &str) -> Tokens {
        Tokens::learn(&spec(tokens), false, &[text]).unwrap()
    }

    fn parts<'t>(tokens: &Tokens, encoded: &'t Encoded) -> Vec<&'t str> {
        assert_eq!(tokens.text_of(&encoded.ids).is_empty(), encoded.ids.is_empty());
        encoded.places.iter().map(|place| &encoded.text[place.clone()]).collect()
    }

    #[test]
    fn a_word_takes_one_blank_before_it_and_what_is_left_of_white_space_is_a_token() {
        let tokens = learned(TokenName::Words, "a");
        let cut = |text: &str| parts(&tokens, &tokens.encode(text)).join("|");
        assert_eq!(cut("¿Qué tal,  Ana?\n\n Bien."), "¿|Qué| tal|,| | Ana|?|\n|\n| Bien|.");
        assert_eq!(cut(" a  "), " a|  ");
    }

    #[test]
    fn characters_are_code_points_after_nfc_and_ids_end_in_unknown_and_mark() {
        let tokens = learned(TokenName::Characters, "aabñ");
        assert_eq!((tokens.outcomes(), tokens.unknown(), tokens.mark()), (5, Some(3), 4));
        let encoded = tokens.encode("n\u{303}ax");
        assert_eq!(encoded.ids, [2, 0, 3]);
        assert_eq!(tokens.text_of(&[2, 0, 3, 4]), "ña\u{fffd}");
        // One of all code points that are not known.
        assert!((tokens.surcharge(&encoded) - (1_112_064.0_f64 - 3.0).ln()).abs() < 1e-12);
    }

    #[test]
    fn an_unknown_word_is_charged_for_its_spelling_and_a_likely_one_costs_less() {
        let text = "casa casa casa caso masa paso pasa gato gata gatos perro perra";
        let tokens = Tokens::learn(&Spec { min_count: 2, ..spec(TokenName::Words) }, false, &[text]).unwrap();
        let cost = |word: &str| tokens.surcharge(&tokens.encode(word));
        assert_eq!(tokens.vocabulary().tokens(), [" casa"], "{:?}", tokens.vocabulary());
        assert_eq!(cost(" casa"), 0.0);
        assert!(cost(" pata") > 0.0 && cost(" pata") < cost(" xyzw"), "{} {}", cost(" pata"), cost(" xyzw"));
    }

    #[test]
    fn the_most_frequent_tokens_are_known_and_capitals_stay_unless_they_are_asked_to_go() {
        let text = "La casa. La cosa. la";
        let tokens = Tokens::learn(&Spec { vocabulary: 2, ..spec(TokenName::Words) }, false, &[text]).unwrap();
        assert_eq!(tokens.vocabulary().tokens(), [".", " La"]);
        let lower = Spec { vocabulary: 1, case: Case::Lower, ..spec(TokenName::Words) };
        let tokens = Tokens::learn(&lower, false, &[text]).unwrap();
        assert_eq!(tokens.encode("X LA").text, "x la");
        assert!(Tokens::learn(&Spec { min_count: 9, ..spec(TokenName::Words) }, false, &[text]).is_err());
    }

    #[test]
    fn plain_words_are_those_between_blanks() {
        let tokens = Tokens::learn(&spec(TokenName::Words), true, &["el gato negro", "el perro"]).unwrap();
        let ids = tokens.encode("el perro negro").ids;
        assert_eq!((ids.len(), tokens.outcomes()), (3, 6));
        assert_eq!(tokens.text_of(&ids), "el perro negro");
    }

    #[test]
    fn what_a_checkpoint_keeps_makes_the_same_tokens() {
        for unit in [TokenName::Characters, TokenName::Words, TokenName::Subwords] {
            let tokens =
                Tokens::learn(&Spec { min_count: 2, ..spec(unit) }, false, &["la casa de la cosa, la de casa"])
                    .unwrap();
            let json = serde_json::to_string(&tokens.saved().unwrap()).unwrap();
            let again = Tokens::restored(serde_json::from_str(&json).unwrap()).unwrap();
            let text = "la casona de ñandú 字";
            assert_eq!(again.encode(text), tokens.encode(text));
            assert_eq!(again.surcharge(&again.encode(text)), tokens.surcharge(&tokens.encode(text)));
        }
    }

    proptest! {
        #[test]
        fn words_and_subwords_give_back_any_text_byte_for_byte(text in any::<String>()) {
            let text = composed(&text).into_owned();
            let places = words(&text);
            let joined: String = places.into_iter().map(|place| &text[place]).collect();
            prop_assert_eq!(&joined, &text);
            let tokens = learned(TokenName::Subwords, "la casa de la cosa");
            let encoded = tokens.encode(&text);
            prop_assert_eq!(tokens.text_of(&encoded.ids), text);
            prop_assert!(encoded.ids.iter().all(|id| (*id as usize) < tokens.outcomes() - 1));
        }
    }
}
