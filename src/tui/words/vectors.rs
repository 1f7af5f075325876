//! The words of what the pipeline's text becomes, and of what its stages are worth.

use crate::labs::pipeline::analysis::Known;

crate::words::words_table! {
    /// One language's words of vectors, switches and the strip.
    VectorsWords

    kinds: [&'static str; 5];
    pages: [&'static str; 5];
    /// Why there is no answer yet.
    in_work: &'static str;
    in_training: &'static str;
    in_loading(file): &'static str;
    no_tokens: &'static str;

    // Documents as rows.
    matrix(documents, terms, filled, dense, sparse): &'static str;
    empty_documents(count): &'static str;
    blank_lines(count): &'static str;
    term_axis: &'static str;
    document_axis: &'static str;
    count_cell(document, term, count): &'static str;
    one_hot_cell(document, term): [&'static str; 2];
    tf_idf_cell(document, term, count, with, documents): &'static str;
    next_variant(key): &'static str;
    inside_keys(back, forward, enter): &'static str;

    // Words as vectors.
    trained(size, words, epochs): &'static str;
    trained_with_bundled(size, words, epochs): &'static str;
    of_file(file, words, size): &'static str;
    covered(share, known, words): &'static str;
    missing: &'static str;
    nothing_missing: &'static str;
    no_file(key): &'static str;
    file: &'static str;
    three_words: &'static str;
    nearest(word): &'static str;
    nearest_met(word, least): &'static str;
    no_vector(word): &'static str;
    neighbour_columns: [&'static str; 3];
    map_axes(across, up): &'static str;
    map_groups: [&'static str; 2];
    one_hot_form(columns, bytes): &'static str;
    dense_form(columns, bytes): &'static str;
    one_hot_word(word, column, columns): &'static str;
    dense_word(word, numbers): &'static str;
    pair_columns: [&'static str; 4];
    analogy(a, b, c): &'static str;
    analogy_keys(take, edit): &'static str;
    analogy_unknown(words): &'static str;

    // What a switch does.
    /// Off, on.
    sides: [&'static str; 2];
    now(side): &'static str;
    tokens: &'static str;
    vocabulary: &'static str;
    known: [&'static str; 3];
    /// The same in a word or two.
    known_short: [&'static str; 3];
    switch_line(vocabulary_off, vocabulary_on, tokens_off, tokens_on): &'static str;
    oov_line(off, on, of): &'static str;
    last_change(change, vocabulary_before, vocabulary_now, tokens_before, tokens_now): &'static str;
    other_order: &'static str;
    measure_it(key): &'static str;
    measure_again(key): &'static str;
    measuring(stage, seeds, done, trainings, key): &'static str;
    f1_line(off, on, seeds, seconds): &'static str;
    seeds(count, better): &'static str;
    measured_by(model, epochs, training, held_out, seeds): &'static str;
    f1: &'static str;
    accuracy: &'static str;
    negations: &'static str;
    oov: &'static str;
    known_tokens: &'static str;
    seconds: &'static str;
    precision_of(class): &'static str;
    recall_of(class): &'static str;
    f1_of(class): &'static str;
    confusion(seeds): [&'static str; 2];
    predicted: &'static str;
    truth: &'static str;
    nothing_to_measure: &'static str;

    // The strip.
    strip_line(line, class, probability): &'static str;
    strip_accuracy(share): &'static str;
    strip_beginning(line, bytes, class, probability): &'static str;
    strip_reads(title, reads): &'static str;
    strip_reset(key): &'static str;
    strip_untrained(key): &'static str;
    strip_waiting: &'static str;
    strip_empty: &'static str;
    strip_no_run(key): &'static str;

    // What am I seeing.
    explain_matrix(documents, terms, filled, sparse, dense): &'static str;
    sparse_pays: &'static str;
    sparse_does_not_pay: &'static str;
    mostly_filled: &'static str;
    explain_tf_idf(term, with, documents, idf): &'static str;
    explain_words(words, size): &'static str;
    explain_few(words): &'static str;
    explain_neighbour(word, neighbour, cosine): &'static str;
    explain_coverage(share): &'static str;
    stems_are_no_words: &'static str;
    explain_switch(stage, off, on): &'static str;
    explain_oov(off, on): &'static str;
    explain_worth(stage, seeds, off, on, texts): &'static str;
    explain_strip(class): &'static str;
    explain_strip_untrained: &'static str;
}

impl VectorsWords {
    pub(crate) fn known_short(&self, known: Known) -> &'static str {
        self.known_short.get(known as usize).copied().unwrap_or_default()
    }

    pub(crate) fn known(&self, known: Known) -> &'static str {
        self.known.get(known as usize).copied().unwrap_or_default()
    }
}
