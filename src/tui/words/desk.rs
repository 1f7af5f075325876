//! The words of the text pipeline's tab.

use super::fill;
use crate::nlp::pipeline::Reason;
use crate::nlp::steps::Stage;
use crate::nlp::tokens::{GramsOf, Tokens};

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
    /// A pane's title, while what stands in it is of before the last change.
    of_before: &'static str = "counting ..; of before: {}";
    explain_of_before: &'static str = "What was changed last is still being counted: the numbers of the text below are those of \
        before.";
    /// The keys of edit and open.
    text_title: &'static str = "text ({} edits it, {} opens a file)";
    /// Bytes, lines.
    text_size: &'static str = "bytes: {}, lines: {}";
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
    empty: &'static str = "no text";
    turn_it: &'static str = "turn";
    no_options: &'static str = "no options";
    options_key: &'static str = "Enter turns the options, page up and page down go through the words.";
    fate_columns: [&'static str; 3] = ["word", "becomes", "why"];
    times: &'static str = "{} times";
    /// In the order of the options.
    options: [(&'static str, &'static str); 16] = [
        ("language", "The language of stop-words and stems."),
        ("mode", "fold takes accents off; delete deletes every letter that is not ASCII."),
        ("keep", "Characters that stay as they are, such as ñ. Enter writes."),
        ("keep emoji", "Emoji are not taken for punctuation."),
        ("mode", "remove takes numbers out; mask makes every digit a 0."),
        ("list", "The published list: that of stopwords-iso, NLTK's, or none."),
        ("file", "A file of yours with more words. Enter writes its path."),
        ("keep negations", "Words that deny stay: not good is not good."),
        ("folded", "Words also match when their accents were taken off before."),
        ("tolerant", "The same stem with and without accents, for text typed in a hurry."),
        ("min documents", "Words in fewer lines of the text go. A number, or a share such as 0.1. Enter writes."),
        ("max documents", "Words in more lines of the text go. A number, or a share such as 0.9. Enter writes."),
        ("tokens", "What is cut from the words that are left."),
        ("shortest", "Neighbours in the shortest run."),
        ("longest", "Neighbours in the longest run."),
        ("pieces", "Subwords learned from this text, at most. Enter writes."),
    ];
    spelling: &'static str = "the usual apostrophe, letters without joins";
    case: &'static str = "case";
    /// A letter, what it becomes.
    accent: &'static str = "{} is {}";
    deleted: &'static str = "{} not ASCII";
    no_letter: &'static str = "no letter, no digit";
    is_number: &'static str = "a number";
    masked: &'static str = "digits are 0";
    /// A list's name.
    listed: &'static str = "on the {} list";
    in_file: &'static str = "in your file";
    /// The listed word.
    listed_folded: &'static str = "{} without accents";
    denies: &'static str = "kept: it denies";
    /// The ending.
    cut_off: &'static str = "-{} off";
    accent_off: &'static str = "accents off";
    /// Two endings.
    ending: &'static str = "-{} is -{}";
    /// Count, of how many.
    in_documents: &'static str = "in {} of {} lines";
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
    /// Model, parameters, data.
    explain_run: &'static str = "The run below learns to tell opinions apart: {}, {} parameters, on {}. What you change above \
        waits in its settings; r opens a run with it.";
    /// Epoch, accuracy, F1.
    explain_accuracy: &'static str = "After epoch {} it is right on {} of the held-out texts, the mean F1 of the classes is {}. The \
        curve is the share that is wrong.";
    /// The others.
    explain_others: &'static str = " The others are right on: {}.";
    /// Accuracy.
    explain_negated: &'static str = "Of the held-out texts with a negation it gets {}: there the order of the words counts, which \
        naive Bayes and logistic regression do not see. Stop-word lists hold the words that deny: without \
        keep-negations they are gone before any model could learn from them.";
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

    /// Why a word became what it did.
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
