//! The words of "what am I seeing" on forecasters, autoencoders and runs.

crate::words::words_table! {
    /// One language's paragraphs on what is seen.
    ExplainWords

    language(model, text): &'static str;
    perplexity: &'static str;
    setting(model, parameters, data, examples, unit): &'static str;
    nothing_measured: &'static str;
    untrained(metric, value): &'static str;
    now(epoch, metric, value): &'static str;
    below(factor, reference, value): &'static str;
    above(factor, reference, value): &'static str;
    level(reference, value): &'static str;
    and: &'static str;
    floor(floor, factor): &'static str;
    at_floor(floor): &'static str;
    both(training, held_out): &'static str;
    overfits: &'static str;
    generalises: &'static str;
    learned_little(baseline): &'static str;
    gap_of_data: &'static str;
    worse_than_untrained(metric, before, now): &'static str;
    rate_may_be_too_large(rate): &'static str;
    best_was_untrained: &'static str;
    best_was(epoch, value): &'static str;
    rate_too_large(rate): &'static str;
    no_number(metric): &'static str;
    taken_over(run): &'static str;
    dynamics(norm, rate): &'static str;
    clipped(limit): &'static str;
    changes(changes): &'static str;
    diverged(step): &'static str;
    gradient_start_lstm(kept): &'static str;
    gradient_start_gru(kept): &'static str;
    gradient_start_simple(kept): &'static str;
    gradient_trained(kept): &'static str;
    gradient_seen(layer, last, steps, first, ratio, kept): &'static str;
    gradient_why_lstm(steps, kept): &'static str;
    gradient_why_gru: &'static str;
    gradient_why_simple: &'static str;
    gradient_why_trained: &'static str;
    autoencoder(model, parameters, data, code): &'static str;
    untrained_pictures: &'static str;
    level_pca(error, pca, code): &'static str;
    beats_pca(error, pca, code, factor): &'static str;
    below_pca(error, pca, code, factor): &'static str;
    units(dead, useless, all): &'static str;
    correlation(correlation): &'static str;
    denoising(input, output): &'static str;
    denoising_fails(input, output): &'static str;
    code: &'static str;
    forecast: &'static str;
    /// The tab of runs, a paragraph each.
    runs: &'static [&'static str];
}
