//! What the vectoriser makes of the pipeline's text, as it is looked at.

use super::options::cycled;
use crate::labs::pipeline::analysis::{Origin, Tokenization, VectorsRequest, VectorsResult, View, Words};
use crate::nlp::vectorize::{Norm, TfIdf, Vectorizer};
use crate::tui::model::Editing;
use crate::tui::widgets::Cursor;
use std::path::PathBuf;
use std::sync::Arc;

/// What texts become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum VectorKind {
    /// Documents as counts.
    #[default]
    Count,
    /// Documents as weighed counts.
    TfIdf,
    /// Documents as what occurs in them.
    OneHot,
    /// Words as vectors that are trained on the spot.
    Word2Vec,
    /// Words as vectors of a file.
    Glove,
}

impl VectorKind {
    /// All, in their order.
    pub(crate) const ALL: [Self; 5] = [Self::Count, Self::TfIdf, Self::OneHot, Self::Word2Vec, Self::Glove];

    /// Whether words, not documents, become vectors.
    pub(crate) const fn is_of_words(self) -> bool {
        matches!(self, Self::Word2Vec | Self::Glove)
    }
}

/// What is seen of words as vectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum VectorPage {
    /// The words nearest to the one under the cursor.
    #[default]
    Neighbours,
    /// The text's words on a plane.
    Map,
    /// One-hot beside dense.
    Forms,
    /// a : b = c : ?
    Analogy,
    /// Which of the text's words have a vector.
    Coverage,
}

impl VectorPage {
    /// All, in their order.
    pub(crate) const ALL: [Self; 5] = [Self::Neighbours, Self::Map, Self::Forms, Self::Analogy, Self::Coverage];
}

/// What the arrows move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum VectorsRow {
    /// The choice of the vectoriser.
    #[default]
    Kinds,
    /// A cursor in what it made.
    Inside,
}

/// Variants of TF-IDF that one goes through: scikit-learn's default, then one thing otherwise.
const VARIANTS: [TfIdf; 5] = {
    let usual = TfIdf { sublinear: false, smooth: true, norm: Norm::L2 };
    [
        usual,
        TfIdf { sublinear: true, ..usual },
        TfIdf { smooth: false, ..usual },
        TfIdf { norm: Norm::L1, ..usual },
        TfIdf { norm: Norm::None, ..usual },
    ]
};

/// The pane of vectors.
#[derive(Debug, Default)]
pub(crate) struct VectorsView {
    /// What the text becomes.
    pub(crate) kind: VectorKind,
    /// The variant of TF-IDF.
    pub(crate) tf_idf: TfIdf,
    /// What is seen of words.
    pub(crate) page: VectorPage,
    /// What the arrows move.
    pub(crate) row: VectorsRow,
    /// The cell or, by its row, the word under the cursor.
    pub(crate) cursor: Cursor,
    /// The words of the analogy so far.
    pub(crate) analogy: Vec<String>,
    /// The file of word vectors.
    pub(crate) path: Option<PathBuf>,
    /// The file's path or an analogy's words, while they are typed.
    pub(crate) editing: Option<Editing>,
    /// The latest answer.
    pub(crate) found: Option<VectorsResult>,
    /// Why there is none, if there isn't.
    pub(crate) problem: Option<String>,
    asked: Option<VectorsRequest>,
    revision: u64,
    answered: u64,
}

impl VectorsView {
    /// The key of the field for a file, and of that for an analogy.
    pub(crate) const FILE: &'static str = "file";
    /// See [`FILE`](Self::FILE).
    pub(crate) const ANALOGY: &'static str = "analogy";

    /// Whether the words of an analogy are asked for.
    pub(crate) fn asks_for_analogy(&self) -> bool {
        self.kind.is_of_words() && self.row == VectorsRow::Inside && self.page == VectorPage::Analogy
    }

    /// The vectoriser of documents, if documents become vectors.
    pub(crate) fn vectorizer(&self) -> Option<Vectorizer> {
        match self.kind {
            VectorKind::Count => Some(Vectorizer::Count),
            VectorKind::TfIdf => Some(Vectorizer::TfIdf(self.tf_idf)),
            VectorKind::OneHot => Some(Vectorizer::OneHot),
            VectorKind::Word2Vec | VectorKind::Glove => None,
        }
    }

    /// The next kind, or the one before.
    pub(crate) fn turn(&mut self, by: isize) {
        self.kind = cycled(&VectorKind::ALL, self.kind, by);
        self.problem = None;
    }

    /// The next page, or the one before.
    pub(crate) fn turn_page(&mut self, by: isize) {
        self.page = cycled(&VectorPage::ALL, self.page, by);
    }

    /// The next variant of TF-IDF.
    pub(crate) fn next_variant(&mut self) {
        self.tf_idf = cycled(&VARIANTS, self.tf_idf, 1);
    }

    /// Moves the cursor inside what there is.
    pub(crate) fn go(&mut self, rows: isize, columns: isize) {
        let (height, width) = self.extent();
        self.cursor.row = self.cursor.row.saturating_add_signed(rows).min(height.saturating_sub(1));
        self.cursor.column = self.cursor.column.saturating_add_signed(columns).min(width.saturating_sub(1));
    }

    /// Rows and columns under which the cursor can be.
    fn extent(&self) -> (usize, usize) {
        match self.shown() {
            Some(VectorsResult::Rows(matrix)) => (matrix.rows.len(), matrix.columns.len()),
            Some(VectorsResult::Words(words)) => (words.uses.len(), 1),
            None => (0, 0),
        }
    }

    /// The answer, if it is of the kind that is chosen.
    pub(crate) fn shown(&self) -> Option<&VectorsResult> {
        self.found.as_ref().filter(|found| match found {
            VectorsResult::Rows(matrix) => self.vectorizer() == Some(matrix.vectorizer),
            VectorsResult::Words(words) => match &words.origin {
                Origin::Trained { .. } => self.kind == VectorKind::Word2Vec,
                Origin::File(path) => self.kind == VectorKind::Glove && self.path.as_ref() == Some(path),
            },
        })
    }

    /// The same, of words.
    pub(crate) fn words(&self) -> Option<&Words> {
        match self.shown() {
            Some(VectorsResult::Words(words)) => Some(words),
            _ => None,
        }
    }

    /// The word under the cursor.
    pub(crate) fn word(&self) -> Option<&str> {
        let uses = &self.words()?.uses;
        uses.get(self.cursor.row.min(uses.len().saturating_sub(1))).map(|word| word.word.as_str())
    }

    /// Puts the word under the cursor into the analogy: a, b, c, then anew.
    pub(crate) fn pick(&mut self) {
        let Some(word) = self.word().map(str::to_owned) else { return };
        if self.analogy.len() == 3 {
            self.analogy.clear();
        }
        self.analogy.push(word);
    }

    /// Forgets what was found out: it is of another text.
    pub(crate) fn forget(&mut self) {
        (self.found, self.problem) = (None, None);
    }

    /// Whether an answer is still to come.
    pub(crate) fn is_waiting(&self) -> bool {
        self.answered < self.revision
    }

    /// What has to be found out of a text, each thing once.
    pub(crate) fn question(
        &mut self,
        text: &Arc<str>,
        tokenization: impl FnOnce() -> Tokenization,
    ) -> Option<(u64, VectorsRequest)> {
        let view = match (self.vectorizer(), &self.path) {
            (Some(vectorizer), _) => View::Rows(vectorizer),
            (None, _) if self.kind == VectorKind::Word2Vec => View::Trained,
            (None, Some(path)) => View::File(path.clone()),
            (None, None) => return None,
        };
        let analogy = <[String; 3]>::try_from(self.analogy.clone()).ok();
        let ask = VectorsRequest {
            text: Arc::clone(text),
            tokenization: tokenization(),
            view,
            word: self.word().map(str::to_owned),
            analogy,
        };
        if self.asked.as_ref() == Some(&ask) {
            return None;
        }
        self.asked = Some(ask.clone());
        self.revision += 1;
        Some((self.revision, ask))
    }

    /// Takes an answer, unless a newer one came.
    pub(crate) fn answer(&mut self, revision: u64, answer: Result<VectorsResult, String>) {
        if revision <= self.answered {
            return;
        }
        self.answered = revision;
        match answer {
            Ok(found) => {
                self.found = Some(found);
                self.problem = None;
                self.go(0, 0);
            }
            Err(problem) => self.problem = Some(problem),
        }
    }
}

#[cfg(test)]
#[path = "vectors_tests.rs"]
mod tests;
