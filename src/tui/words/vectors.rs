//! The words of what the pipeline's text becomes, and of what its stages are worth.

use crate::labs::pipeline::analysis::Known;

words_table! {
    /// One language's words of vectors, switches and the strip; `{}` in a text is where [`fill`](super::fill) puts a value.
    VectorsWords

    kinds: [&'static str; 5] = ["count", "tf-idf", "one-hot", "word2vec", "glove"];
    pages: [&'static str; 5] = ["neighbours", "map", "one-hot or dense", "analogy", "coverage"];
    /// Why there is no answer yet.
    in_work: &'static str = "being worked out ..";
    in_training: &'static str = "Word2Vec is learning from your text ..";
    in_loading: &'static str = "reading {} ..";
    no_tokens: &'static str = "no token is left: there is nothing to count";

    // Documents as rows.
    /// Documents, terms, percent that is not 0, bytes dense, bytes sparse.
    matrix: &'static str = "documents × terms: {} × {}, {} % not 0; {} written out, {} sparse";
    /// Documents of which no token is left, and blank lines.
    empty_documents: &'static str = "{} empty";
    blank_lines: &'static str = "{} blank left out";
    term_axis: &'static str = "term";
    document_axis: &'static str = "document";
    /// A document's number, a term, the number there.
    count_cell: &'static str = "document {} has {} {} ×";
    one_hot_cell: [&'static str; 2] = ["document {} has no {}", "document {} has {}"];
    /// A document's number, a term, count, documents with the term, documents.
    tf_idf_cell: &'static str = "document {} has {} {} ×; it stands in {} of {} documents";
    /// The key of Enter.
    next_variant: &'static str = "{} takes the next variant";
    /// Keys.
    inside_keys: &'static str = "{}/{} choose, {} goes into it";

    // Words as vectors.
    /// Numbers a word, words of the texts, epochs.
    trained: &'static str = "Word2Vec (skip-gram), {} numbers a word, learned just now from your text: {} words, {} times";
    trained_with_bundled: &'static str = "Word2Vec (skip-gram), {} numbers a word, learned just now from your text and the \
        bundled Spanish: {} words, {} times";
    /// File, words, numbers a word.
    of_file: &'static str = "{}: {} words, {} numbers each";
    /// Percent of tokens, known words, words.
    covered: &'static str = "{} % of your tokens have a vector ({} of {} different words)";
    missing: &'static str = "without a vector: ";
    nothing_missing: &'static str = "every word has a vector";
    /// The key of Enter.
    no_file: &'static str = "{} names a file of word vectors: GloVe's or word2vec's text, word2vec's binary, or npy";
    file: &'static str = "file";
    three_words: &'static str = "a : b = c : ?";
    /// A word.
    nearest: &'static str = "nearest to {}";
    /// A word, how often others were met at least.
    nearest_met: &'static str = "nearest to {}, of words met at least {} times";
    no_vector: &'static str = "{} has no vector here";
    neighbour_columns: [&'static str; 3] = ["word", "cosine", "uses"];
    /// Percent along x and y.
    map_axes: &'static str = "of the words' differences: {} % across, {} % up";
    map_groups: [&'static str; 2] = ["words", "under the cursor"];
    /// Columns, bytes; any two words' cosine.
    one_hot_form: &'static str = "one-hot: {} columns, {} for all words; the cosine of any two words is 0";
    dense_form: &'static str = "dense: {} columns, {} for all words; cosines tell words apart:";
    /// A word, its column, columns.
    one_hot_word: &'static str = "{}: 1 in column {} of {}, 0 in all others";
    /// A word, its first numbers.
    dense_word: &'static str = "{}: {}";
    pair_columns: [&'static str; 4] = ["word", "and word", "one-hot", "dense"];
    /// Words, or `?`.
    analogy: &'static str = "{} : {} = {} : ?";
    /// The keys of Enter and of editing.
    analogy_keys: &'static str = "{} takes the word under the cursor, three times; {} writes them";
    analogy_unknown: &'static str = "no vector for {}";

    // What a switch does.
    /// Off, on.
    sides: [&'static str; 2] = ["off", "on"];
    now: &'static str = "{} (now)";
    tokens: &'static str = "tokens";
    vocabulary: &'static str = "vocabulary";
    known: [&'static str; 3] = ["OOV of your text, by reviews", "OOV of held-out reviews", "OOV of your last fifth"];
    /// The same in a word or two.
    known_short: [&'static str; 3] = ["your text", "held-out reviews", "your last fifth"];
    /// Vocabulary off, on; tokens off, on.
    switch_line: &'static str = "off -> on: vocabulary {} -> {}, tokens {} -> {}";
    /// OOV off, on, of what.
    oov_line: &'static str = "OOV {} % -> {} % ({})";
    /// What was done last; vocabulary before and after, tokens before and after.
    last_change: &'static str = "last change ({}): vocabulary {} -> {}, tokens {} -> {}";
    other_order: &'static str = "order";
    /// The key of measuring.
    measure_it: &'static str = "{} measures F1 both ways";
    measure_again: &'static str = "measured among other steps: {} measures again";
    /// Stage, seeds, trainings done, of how many, the key of measuring.
    measuring: &'static str = "with and without {}, {} seeds: {} of {} trainings done ({} gives up)";
    /// F1 off, on, seeds, seconds of all.
    f1_line: &'static str = "F1 {} -> {} ({}; {} s)";
    /// How many; how many are better.
    seeds: &'static str = "{} seeds, {} better with it";
    /// Model, epochs, texts to train, held out, seeds.
    measured_by: &'static str = "{}; {} epochs, {} texts to train on, {} held out; {}";
    f1: &'static str = "F1 (macro)";
    accuracy: &'static str = "accuracy";
    negations: &'static str = "accuracy on negations";
    oov: &'static str = "OOV of held-out texts";
    known_tokens: &'static str = "known tokens";
    seconds: &'static str = "seconds";
    /// A class.
    precision_of: &'static str = "precision, {}";
    recall_of: &'static str = "recall, {}";
    f1_of: &'static str = "F1, {}";
    /// Off, on: seeds.
    confusion: [&'static str; 2] = ["off, {} seeds together", "on, {} seeds together"];
    predicted: &'static str = "predicted";
    truth: &'static str = "true";
    nothing_to_measure: &'static str = "there is no stage under the cursor to measure";

    // The strip.
    /// The line's number, the class, its probability at the end.
    strip_line: &'static str = "line {}: {} {}";
    /// Accuracy.
    strip_accuracy: &'static str = "right on {} % of held-out texts";
    /// The same of a long line: the line's number, how many bytes of it, the class, its probability at their end.
    strip_beginning: &'static str = "line {}, its first {} bytes: {} {}";
    /// The pane's name, what the run reads with.
    strip_reads: &'static str = "{}: model reads {}";
    /// The key of a reset.
    strip_reset: &'static str = " ({}: as above)";
    strip_untrained: &'static str = "not trained yet: {} trains";
    strip_waiting: &'static str = "asking the model ..";
    strip_empty: &'static str = "no word of this line is left to read";
    strip_no_run: &'static str = "P(positive) after each word, once there is a model: {} trains one";

    // What am I seeing.
    /// Documents, terms, percent.
    explain_matrix: &'static str = "Each line of your text is a document, each different token a column: {} × {}, of which \
        {} % is not 0. A sparse matrix keeps only that, and where it is: {}. Written out, zeros too: {}.";
    sparse_pays: &'static str = " The more documents, the more of the matrix is 0.";
    sparse_does_not_pay: &'static str = " With so few documents that does not pay; with many it does.";
    mostly_filled: &'static str = " So much of it is not 0 that this does not pay.";
    explain_tf_idf: &'static str = "TF-IDF makes a count smaller the more documents have the word. {} stands in {} of {} \
        documents, so its idf is {}.";
    explain_words: &'static str = "One-hot, each of your {} words is a column of its own, at a cosine of 0 to every other: the \
        numbers know nothing of the words. As {} dense numbers, words that stand among the same words point the same way.";
    /// Words that were read.
    explain_few: &'static str = "{} words are few to learn from: vectors that are worth their name are learned from hundreds \
        of millions. A file of such vectors is read under glove.";
    /// Word, its neighbour, their cosine.
    explain_neighbour: &'static str = "Nearest to {} lies {}, at a cosine of {} (1: the same way, 0: nothing in common).";
    explain_coverage: &'static str = "{} % of your tokens have a vector.";
    stems_are_no_words: &'static str = " Stems are not words: a file of whole words knows few of them.";
    /// Stage, vocabulary off and on.
    explain_switch: &'static str = "Without {} your text has {} different tokens, with it {}. A word that training never met is \
        out of the vocabulary (OOV) and tells the model nothing.";
    /// Percent off and on.
    explain_oov: &'static str = "Of the held-out reviews' tokens the training reviews do not know {} % without it, {} % with it.";
    /// Stage, seeds, F1 off and on, texts.
    explain_worth: &'static str = "The same classifier, trained without and with {} from each of {} seeds: F1 {} and {} on the \
        same {} held-out texts. As far as the ranges overlap, what is between them is chance.";
    explain_strip: &'static str = "Each word of the line bears the probability of {} after it: what the model thinks having read \
        so far. Above .5 it leans that way; where it turns, that word weighed most. -word- was taken out before.";
    explain_strip_untrained: &'static str = " It is not trained yet: these are its random weights, not thoughts.";
}

impl VectorsWords {
    /// What is unknown, in a word or two.
    pub(crate) fn known_short(&self, known: Known) -> &'static str {
        self.known_short.get(known as usize).copied().unwrap_or_default()
    }

    /// What is unknown to whom.
    pub(crate) fn known(&self, known: Known) -> &'static str {
        self.known.get(known as usize).copied().unwrap_or_default()
    }
}
