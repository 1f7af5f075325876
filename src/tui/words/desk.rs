//! The words of the text pipeline's tab.

use super::fill;
use crate::nlp::pipeline::Reason;
use crate::nlp::steps::Stage;
use crate::nlp::tokens::{GramsOf, Tokens};

crate::words::words_table! {
    /// One language's words of the text pipeline's tab.
    DeskWords

    /// Lower, upper, fold, punct, digits, stop, stem, df.
    stages: [&'static str; 8];
    presets: [&'static str; 3];
    preset: &'static str;
    tokens_row: &'static str;
    token_kinds: [&'static str; 5];
    stages_title(language): &'static str;
    of_before(title): &'static str;
    explain_of_before: &'static str;
    text_title(edit, open): &'static str;
    text_size(bytes, lines): &'static str;
    writing_title(size, key): &'static str;
    columns: [&'static str; 3];
    vocabulary_short: &'static str;
    removed(count): &'static str;
    changed(count): &'static str;
    off: &'static str;
    being_found_out: &'static str;
    losses(kept, lost, others): &'static str;
    no_losses: &'static str;
    nothing_lost: &'static str;
    empty: &'static str;
    turn_it: &'static str;
    no_options: &'static str;
    options_key: &'static str;
    fate_columns: [&'static str; 3];
    times(count): &'static str;
    /// In the order of the options.
    options: [(&'static str, &'static str); 16];
    spelling: &'static str;
    case: &'static str;
    accent(from, to): &'static str;
    deleted(letters): &'static str;
    no_letter: &'static str;
    is_number: &'static str;
    masked: &'static str;
    listed(list): &'static str;
    in_file: &'static str;
    listed_folded(word): &'static str;
    denies: &'static str;
    cut_off(ending): &'static str;
    accent_off: &'static str;
    ending(off, on): &'static str;
    in_documents(count, of): &'static str;
    paste_cut(bytes): &'static str;
    done_writing: &'static str;
    open_title(folder): &'static str;
    open_it: &'static str;
    find: &'static str;
    no_such_file: &'static str;
    bytes(count): &'static str;
    explain_counts(words, removed, left, vocabulary): &'static str;
    explain_removes(stage, count): &'static str;
    explain_changes(stage, count): &'static str;
    explain_marks: &'static str;
    explain_losses(kept, lost, others): &'static str;
    explain_order(losses): &'static str;
    explain_run(model, parameters, data): &'static str;
    explain_accuracy(epoch, accuracy, f1): &'static str;
    explain_others(others): &'static str;
    explain_negated(accuracy): &'static str;
    explain_notation(language, steps, tokens): &'static str;
}

impl DeskWords {
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

    pub(crate) fn reason(&self, reason: &Reason) -> String {
        match reason {
            Reason::Spelling => self.spelling.to_owned(),
            Reason::Case => self.case.to_owned(),
            Reason::Accents(letters) => {
                let told = letters.iter().map(|(from, to)| fill(self.accent, &[&from.to_string(), to]));
                told.collect::<Vec<_>>().join(", ")
            }
            Reason::Deleted(letters) => fill(self.deleted, &[&letters.iter().collect::<String>()]),
            Reason::NoLetter => self.no_letter.to_owned(),
            Reason::Number => self.is_number.to_owned(),
            Reason::Masked => self.masked.to_owned(),
            Reason::Listed(list) => fill(self.listed, &[list.name()]),
            Reason::InFile => self.in_file.to_owned(),
            Reason::ListedFolded(word) => fill(self.listed_folded, &[word]),
            Reason::Denies => self.denies.to_owned(),
            Reason::Ending { off, on } if off.is_empty() && on.is_empty() => self.accent_off.to_owned(),
            Reason::Ending { off, on } if on.is_empty() => fill(self.cut_off, &[off]),
            Reason::Ending { off, on } => fill(self.ending, &[off, on]),
            Reason::Documents { count, of } => fill(self.in_documents, &[&count.to_string(), &of.to_string()]),
        }
    }

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
