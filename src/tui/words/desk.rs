//! The words of the text pipeline's tab.

use crate::nlp::steps::Stage;
use crate::nlp::tokens::{GramsOf, Tokens};
use crate::tui::model::StepsPreset;

words_table! {
    /// One language's words of the text pipeline's tab; `{}` in a text is where [`fill`](super::fill) puts a value.
    DeskWords

    /// Lower, upper, fold, punct, digits, stop, stem, df.
    stages: [&'static str; 8] = [
        "lower case", "upper case", "fold accents", "punctuation", "digits", "stop-words", "stem", "rare/frequent",
    ];
    presets: [&'static str; 3] = ["recommended", "class order", "your own order"];
    preset: &'static str = "order";
    tokens_row: &'static str = "tokens";
    token_kinds: [&'static str; 5] = ["words", "characters", "runs of words", "runs of letters", "subwords"];
    /// A language's name.
    stages_title: &'static str = "stages, {}";
    /// The keys of edit and open.
    text_title: &'static str = "text ({} edits it, {} opens a file)";
    /// Bytes, lines.
    text_size: &'static str = "{} bytes, {} lines";
    /// Size, the key that ends writing.
    writing_title: &'static str = "text, {}: every key writes, {} ends it";
    columns: [&'static str; 3] = ["tokens", "vocabulary", "removed/changed"];
    vocabulary_short: &'static str = "vocab.";
    removed: &'static str = "{} removed";
    changed: &'static str = "{} changed";
    off: &'static str = "off";
    being_found_out: &'static str = "..";
    /// Stop-words that stay, words lost, other stems.
    losses: &'static str = "{} wrongly kept, {} lost, {} other words";
    no_losses: &'static str = "each stage sees what its rules were made for";
    nothing_lost: &'static str = "no token comes out otherwise than in the recommended order";
    /// Before and after.
    vocabulary_effect: &'static str = "vocabulary {} -> {}";
    tokens_effect: &'static str = "tokens {} -> {}";
    no_switch_yet: &'static str = "switch a stage: what that does is counted here";
    /// The stage, as it is written.
    switched: &'static str = "last: {}";
    switched_order: &'static str = "last: another order";
    vectors_words: &'static str = "{} columns: one for each different token";
    strip_to_come: &'static str = "P(positive) after each word, once a model has learned: {} trains";
    empty: &'static str = "no text";
    /// The most bytes.
    paste_cut: &'static str = "the text takes {} bytes: what was more of the paste is left out";
    done_writing: &'static str = "ends writing";
    /// A folder.
    open_title: &'static str = "open a text: {}";
    open_it: &'static str = "open";
    find: &'static str = "  find or path: ";
    no_such_file: &'static str = "nothing here has this in its name";
    /// How many.
    bytes: &'static str = "{} bytes";
    /// Words, removed by all stages, left, their vocabulary.
    explain_counts: &'static str = "Of {} words and marks the stages take out {}; {} are left, {} different ones among them";
    /// Name, how many.
    explain_removes: &'static str = "{} takes out {}";
    explain_changes: &'static str = "{} alters {}";
    explain_marks: &'static str = "Each row is the whole text after that stage: -word- was taken out there and is gone below, \
        *word* was altered there.";
    /// Kept, lost, others.
    explain_losses: &'static str = "of the tokens above {} are kept that the recommended order takes out, {} are lost that it \
        keeps, and {} come out as other words";
    explain_order: &'static str = "The order is yours. The recommended one has lower case first, because lists of stop-words and \
        rules for stems are written in lower case with their accents; accents go last. In the order that is often taught \
        they go before, and the lists and rules then miss words: {}.";
    /// The steps in the notation.
    explain_notation: &'static str = "The same on the command line: nnlab pipeline --language {} --steps '{}' --tokens '{}'";
}

impl DeskWords {
    /// A stage's name.
    pub(crate) fn stage(&self, stage: &Stage) -> &'static str {
        let at = match stage {
            Stage::Lower => 0,
            Stage::Upper => 1,
            Stage::Accents { .. } => 2,
            Stage::Punctuation { .. } => 3,
            Stage::Digits { .. } => 4,
            Stage::StopWords(_) => 5,
            Stage::Stem { .. } => 6,
            Stage::Frequency { .. } => 7,
        };
        self.stages.get(at).copied().unwrap_or_default()
    }

    /// The name of steps that belong together.
    pub(crate) fn preset(&self, preset: StepsPreset) -> &'static str {
        self.presets.get(preset as usize).copied().unwrap_or_default()
    }

    /// What tokens are.
    pub(crate) fn tokens(&self, tokens: Tokens) -> String {
        let (at, detail) = match tokens {
            Tokens::Words => (0, String::new()),
            Tokens::Characters => (1, String::new()),
            Tokens::NGrams { of, min, max } => {
                let lengths = if min == max { format!(" {min}") } else { format!(" {min}-{max}") };
                (if of == GramsOf::Words { 2 } else { 3 }, lengths)
            }
            Tokens::Subwords { vocabulary } => (4, format!(" {vocabulary}")),
        };
        format!("{}{detail}", self.token_kinds.get(at).copied().unwrap_or_default())
    }
}
