//! The options of a stage, to be turned with the arrows or written.

use super::{Desk, DeskRow};
use crate::nlp::language::LANGUAGES;
use crate::nlp::steps::{Amount, Stage, Step, Steps, Stops};
use crate::nlp::stop_words::List;
use crate::nlp::tokens::{GramsOf, Tokens};

/// An option of a stage, or of the tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StageOption {
    /// The language of stop-words and stems.
    Language,
    /// Whether accents are taken off or letters with them deleted.
    FoldMode,
    /// Characters that stay.
    FoldKeep,
    /// Whether emoji stay.
    KeepEmoji,
    /// Whether numbers go or are masked.
    DigitsMode,
    /// Which published list.
    List,
    /// The user's list.
    File,
    /// Whether words that deny stay.
    KeepNegations,
    /// Whether words also match without accents.
    Folded,
    /// Whether stems depend on typed accents.
    Tolerant,
    /// The fewest documents.
    Min,
    /// The most documents.
    Max,
    /// What tokens are.
    Kind,
    /// The shortest run.
    Shortest,
    /// The longest run.
    Longest,
    /// Learned pieces.
    Pieces,
}

/// The longest run that the arrows come to.
const LONGEST_RUN: usize = 32;

impl StageOption {
    /// Whether it is written as text.
    pub(crate) const fn is_written(self) -> bool {
        matches!(self, Self::FoldKeep | Self::File | Self::Min | Self::Max | Self::Pieces)
    }
}

/// The kinds of tokens that one goes through.
const KINDS: [Tokens; 5] = [
    Tokens::Words,
    Tokens::Characters,
    Tokens::NGrams { of: GramsOf::Words, min: 2, max: 2 },
    Tokens::NGrams { of: GramsOf::Characters, min: 3, max: 3 },
    Tokens::Subwords { vocabulary: 1000 },
];

fn kind(tokens: Tokens) -> usize {
    match tokens {
        Tokens::Words => 0,
        Tokens::Characters => 1,
        Tokens::NGrams { of: GramsOf::Words, .. } => 2,
        Tokens::NGrams { of: GramsOf::Characters, .. } => 3,
        Tokens::Subwords { .. } => 4,
    }
}

fn on_off(on: bool) -> String {
    if on { "on" } else { "off" }.to_owned()
}

/// The value so many places after `now`, going around.
pub(super) fn cycled<T: Copy + PartialEq>(of: &[T], now: T, by: isize) -> T {
    let at = of.iter().position(|value| *value == now).unwrap_or(0) as isize;
    of.get((at + by).rem_euclid(of.len().max(1) as isize) as usize).copied().unwrap_or(now)
}

impl Desk {
    /// The options of the row under the cursor.
    pub(crate) fn options(&self) -> Vec<StageOption> {
        use StageOption as Is;
        match self.under_cursor() {
            DeskRow::Preset => Vec::new(),
            DeskRow::Step(at) => match self.steps.0.get(at).map(|step| &step.stage) {
                None | Some(Stage::Lower | Stage::Upper) => Vec::new(),
                Some(Stage::Accents { .. }) => vec![Is::FoldMode, Is::FoldKeep],
                Some(Stage::Punctuation { .. }) => vec![Is::KeepEmoji],
                Some(Stage::Digits { .. }) => vec![Is::DigitsMode],
                Some(Stage::StopWords(_)) => vec![Is::Language, Is::List, Is::File, Is::KeepNegations, Is::Folded],
                Some(Stage::Stem { .. }) => vec![Is::Language, Is::Tolerant],
                Some(Stage::Frequency { .. }) => vec![Is::Min, Is::Max],
            },
            DeskRow::Tokens => match self.tokens {
                Tokens::Words | Tokens::Characters => vec![Is::Kind],
                Tokens::NGrams { .. } => vec![Is::Kind, Is::Shortest, Is::Longest],
                Tokens::Subwords { .. } => vec![Is::Kind, Is::Pieces],
            },
        }
    }

    fn stage(&self) -> Option<&Stage> {
        match self.under_cursor() {
            DeskRow::Step(at) => self.steps.0.get(at).map(|step| &step.stage),
            _ => None,
        }
    }

    /// The value of an option of the row under the cursor, as the notation has it.
    pub(crate) fn value(&self, option: StageOption) -> String {
        use StageOption as Is;
        match (option, self.stage(), self.tokens) {
            (Is::Language, ..) => self.language.clone(),
            (Is::FoldMode, Some(Stage::Accents { delete, .. }), _) => if *delete { "delete" } else { "fold" }.into(),
            (Is::FoldKeep, Some(Stage::Accents { keep, .. }), _) => keep.clone(),
            (Is::KeepEmoji, Some(Stage::Punctuation { keep_emoji }), _) => on_off(*keep_emoji),
            (Is::DigitsMode, Some(Stage::Digits { mask }), _) => if *mask { "mask" } else { "remove" }.into(),
            (Is::List, Some(Stage::StopWords(stops)), _) => match stops.list {
                Some(List::Iso) => "iso",
                Some(List::Nltk) => "nltk",
                None => "none",
            }
            .into(),
            (Is::File, Some(Stage::StopWords(stops)), _) => stops.file.clone().unwrap_or_default(),
            (Is::KeepNegations, Some(Stage::StopWords(stops)), _) => on_off(stops.keep_negations),
            (Is::Folded, Some(Stage::StopWords(stops)), _) => on_off(stops.folded),
            (Is::Tolerant, Some(Stage::Stem { tolerant }), _) => on_off(*tolerant),
            (Is::Min, Some(Stage::Frequency { min, .. }), _) => min.to_string(),
            (Is::Max, Some(Stage::Frequency { max, .. }), _) => max.to_string(),
            (Is::Shortest, _, Tokens::NGrams { min, .. }) => min.to_string(),
            (Is::Longest, _, Tokens::NGrams { max, .. }) => max.to_string(),
            (Is::Pieces, _, Tokens::Subwords { vocabulary }) => vocabulary.to_string(),
            _ => String::new(),
        }
    }

    /// The next value of an option of the row under the cursor (1), or the one before (-1).
    pub(crate) fn turn(&mut self, option: StageOption, by: isize) {
        use StageOption as Is;
        match option {
            Is::Language => {
                let codes = LANGUAGES.map(|language| language.code);
                let now = codes.iter().copied().find(|code| *code == self.language).unwrap_or("es");
                self.set_language(cycled(&codes, now, by));
            }
            Is::Kind => self.set_tokens(KINDS.get(self.next_kind(by)).copied().unwrap_or_default()),
            Is::Shortest | Is::Longest | Is::Pieces => self.set_tokens(turned_tokens(self.tokens, option, by)),
            _ => {
                let DeskRow::Step(at) = self.under_cursor() else { return };
                self.change_step(at, |step| turn_stage(&mut step.stage, option, by));
            }
        }
    }

    fn next_kind(&self, by: isize) -> usize {
        (kind(self.tokens) as isize + by).rem_euclid(KINDS.len() as isize) as usize
    }

    /// Writes a value for an option of the row under the cursor.
    ///
    /// # Errors
    /// What was expected instead.
    pub(crate) fn assign(&mut self, option: StageOption, text: &str) -> Result<(), String> {
        let text = text.trim();
        if option == StageOption::Pieces {
            let tokens: Tokens = format!("subwords(vocabulary={text})").parse().map_err(|error| expected(&error))?;
            self.set_tokens(tokens);
            return Ok(());
        }
        let DeskRow::Step(at) = self.under_cursor() else { return Ok(()) };
        let key = match option {
            StageOption::Min => "min",
            StageOption::Max => "max",
            _ => "",
        };
        let amount = match key {
            "" => None,
            key => Some(format!("df({key}={text})").parse::<Steps>().map_err(|error| expected(&error))?),
        };
        self.change_step(at, |step| match (&mut step.stage, option) {
            (Stage::Accents { keep, .. }, StageOption::FoldKeep) => text.clone_into(keep),
            (Stage::StopWords(stops), StageOption::File) => stops.file = (!text.is_empty()).then(|| text.to_owned()),
            (Stage::Frequency { min, max }, _) => {
                if let Some(Step { stage: Stage::Frequency { min: low, max: high }, .. }) =
                    amount.as_ref().and_then(|steps| steps.0.first())
                {
                    let (to, from) = if option == StageOption::Min { (min, low) } else { (max, high) };
                    *to = *from;
                }
            }
            _ => {}
        });
        Ok(())
    }
}

/// The error's words without its place, which is one in a text that nobody wrote.
fn expected(error: &crate::nlp::NotationError) -> String {
    format!("expected {}, found {}", error.expected, error.found)
}

fn turn_stage(stage: &mut Stage, option: StageOption, by: isize) {
    use StageOption as Is;
    match (stage, option) {
        (Stage::Accents { delete: flag, .. }, Is::FoldMode)
        | (Stage::Punctuation { keep_emoji: flag }, Is::KeepEmoji)
        | (Stage::Digits { mask: flag }, Is::DigitsMode)
        | (Stage::StopWords(Stops { keep_negations: flag, .. }), Is::KeepNegations)
        | (Stage::StopWords(Stops { folded: flag, .. }), Is::Folded)
        | (Stage::Stem { tolerant: flag }, Is::Tolerant) => *flag = !*flag,
        (Stage::StopWords(stops), Is::List) => {
            stops.list = cycled(&[Some(List::Iso), Some(List::Nltk), None], stops.list, by);
        }
        (Stage::Frequency { min: amount, .. }, Is::Min) | (Stage::Frequency { max: amount, .. }, Is::Max) => {
            *amount = match *amount {
                Amount::Count(count) => Amount::Count(count.saturating_add_signed(by as i32)),
                // Twentieths, without the dust of adding them up.
                Amount::Share(share) => Amount::Share(((share * 20.0).round() + by as f64).clamp(0.0, 20.0) / 20.0),
            };
        }
        _ => {}
    }
}

fn turned_tokens(tokens: Tokens, option: StageOption, by: isize) -> Tokens {
    match tokens {
        Tokens::NGrams { of, min, max } => {
            let turned = |n: usize| n.saturating_add_signed(by).clamp(1, LONGEST_RUN);
            match option {
                StageOption::Shortest => Tokens::NGrams { of, min: turned(min), max: max.max(turned(min)) },
                _ => Tokens::NGrams { of, min: min.min(turned(max)), max: turned(max) },
            }
        }
        Tokens::Subwords { vocabulary } => {
            let vocabulary = if by > 0 { vocabulary.saturating_mul(2) } else { vocabulary / 2 };
            Tokens::Subwords { vocabulary: vocabulary.clamp(1, 1_000_000) }
        }
        other => other,
    }
}

#[cfg(test)]
#[path = "options_tests.rs"]
mod tests;
