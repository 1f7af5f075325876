//! The steps of the pipeline: which stages, in which order, with which options; their notation.

pub use super::stage::{Amount, Stage, Stops};

use super::notation::{NotationError, Term, terms, write_term};
use super::stage::NAMES;
use super::stop_words::List;
use std::fmt;
use std::str::FromStr;

/// A stage and whether it is on.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What it does.
    pub stage: Stage,
    /// A stage that is off keeps its place and its options.
    pub is_on: bool,
}

impl Step {
    /// A stage that is on.
    pub fn on(stage: Stage) -> Self {
        Self { stage, is_on: true }
    }

    fn read(term: &Term) -> Result<Self, NotationError> {
        let mut stage = Stage::named(&term.name)
            .ok_or_else(|| NotationError::new(term.at, format!("one of the steps {}", NAMES.join(", ")), &term.name))?;
        let mut is_on = true;
        for option in &term.options {
            let known: &[&str] = match (&mut stage, option.key.as_str()) {
                (_, "off") => {
                    option.alone()?;
                    is_on = false;
                    continue;
                }
                (Stage::Accents { delete: flag, .. }, "delete")
                | (Stage::Punctuation { keep_emoji: flag }, "keep-emoji")
                | (Stage::Digits { mask: flag }, "mask")
                | (Stage::StopWords(Stops { keep_negations: flag, .. }), "keep-negations")
                | (Stage::StopWords(Stops { folded: flag, .. }), "folded")
                | (Stage::Stem { tolerant: flag }, "tolerant") => {
                    option.alone()?;
                    *flag = true;
                    continue;
                }
                (Stage::Accents { keep, .. }, "keep") => {
                    *keep = option.needs("the characters to keep")?.1.to_owned();
                    continue;
                }
                (Stage::StopWords(stops), "list") => {
                    stops.list = match option.needs("iso, nltk or none")? {
                        (_, "iso") => Some(List::Iso),
                        (_, "nltk") => Some(List::Nltk),
                        (_, "none") => None,
                        (at, other) => return Err(NotationError::new(at, "iso, nltk or none", other)),
                    };
                    continue;
                }
                (Stage::StopWords(stops), "file") => {
                    stops.file = Some(option.needs("a path")?.1.to_owned());
                    continue;
                }
                (Stage::Frequency { min: amount, .. }, "min") | (Stage::Frequency { max: amount, .. }, "max") => {
                    let (at, text) = option.needs("a number of documents or a share of them")?;
                    *amount = Amount::read(at, text)?;
                    continue;
                }
                (Stage::Lower | Stage::Upper, _) => &["off"],
                (Stage::Accents { .. }, _) => &["delete", "keep=", "off"],
                (Stage::Punctuation { .. }, _) => &["keep-emoji", "off"],
                (Stage::Digits { .. }, _) => &["mask", "off"],
                (Stage::StopWords(_), _) => &["list=", "file=", "keep-negations", "folded", "off"],
                (Stage::Stem { .. }, _) => &["tolerant", "off"],
                (Stage::Frequency { .. }, _) => &["min=", "max=", "off"],
            };
            return Err(option.unknown(&term.name, known));
        }
        Ok(Self { stage, is_on })
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut options = self.stage.options();
        options.extend((!self.is_on).then(|| "off".to_owned()));
        write_term(f, self.stage.name(), &options)
    }
}

/// Stages in order. As text: `lower+stop(list=nltk,keep-negations)+stem(tolerant)+fold(delete)`; `none` for no stage;
/// `recommended` and `class-order` for the presets. What a value writes reads back as the same value.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Steps(pub Vec<Step>);

/// How many steps there can be.
pub const MOST_STEPS: usize = 32;

impl Steps {
    /// Lower case, no punctuation, no stop-words, stems, then accents off: each stage sees what its rules were made for.
    pub fn recommended() -> Self {
        Self::of(["lower", "punct", "stop", "stem", "fold"])
    }

    /// The order that is often taught: accents off before stop-words and stems, which then miss many (see
    /// [`super::pipeline::losses`]).
    pub fn class_order() -> Self {
        Self::of(["lower", "punct", "fold", "stop", "stem"])
    }

    fn of<const N: usize>(names: [&str; N]) -> Self {
        Self(names.into_iter().filter_map(Stage::named).map(Step::on).collect())
    }

    /// The stages that are on, each with its place among the steps.
    pub fn active(&self) -> impl Iterator<Item = (usize, &Stage)> {
        self.0.iter().enumerate().filter(|(_, step)| step.is_on).map(|(place, step)| (place, &step.stage))
    }
}

impl FromStr for Steps {
    type Err = NotationError;

    fn from_str(text: &str) -> Result<Self, NotationError> {
        match text.trim() {
            "none" => return Ok(Self::default()),
            "recommended" => return Ok(Self::recommended()),
            "class-order" => return Ok(Self::class_order()),
            _ => {}
        }
        let terms = terms(text)?;
        if let Some(term) = terms.get(MOST_STEPS) {
            return Err(NotationError::new(term.at, format!("at most {MOST_STEPS} steps"), &term.name));
        }
        let steps: Vec<Step> = terms.iter().map(Step::read).collect::<Result<_, _>>()?;
        let frequencies = |step: &&Step| matches!(step.stage, Stage::Frequency { .. });
        if steps.iter().filter(frequencies).count() > 1 {
            let second = terms.iter().filter(|term| term.name == "df").nth(1);
            return Err(NotationError::new(second.map_or(0, |term| term.at), "one `df` at most", "df"));
        }
        Ok(Self(steps))
    }
}

impl fmt::Display for Steps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("none");
        }
        for (place, step) in self.0.iter().enumerate() {
            write!(f, "{}{step}", if place > 0 { "+" } else { "" })?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "steps_tests.rs"]
mod tests;
