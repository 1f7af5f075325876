//! The classical tools of language: tokens, vocabularies, n-gram models, naive Bayes, stop-words, stems, metrics.
//! Token ids are `u32` throughout, whatever a token is (word, character, subword).

pub mod metrics;
pub mod naive_bayes;
pub mod ngram;
pub mod stem;
pub mod stop_words;
pub mod vectors;
pub mod vocabulary;
pub mod word2vec;
pub mod words;
