//! Settings of the pipeline lab that are worth a name.

use crate::run::Preset;

/// Every word as it stands: a stop-word such as `no` turns an opinion.
const EVERY_WORD: (&str, &str) = ("steps", "lower+punct");

/// Settings that belong together.
pub(super) static PRESETS: [Preset; 5] = [
    Preset {
        name: "reviews",
        help: "an LSTM on the bundled reviews, without stop-words, as stems (the default)",
        settings: &[],
    },
    Preset {
        name: "every-word",
        help: "the same on every word as it stands: what the stages took out told the opinions apart",
        settings: &[EVERY_WORD],
    },
    Preset {
        name: "word-vectors",
        help: "every word, begun with Word2Vec's vectors of the training texts: as good as naive Bayes",
        settings: &[EVERY_WORD, ("vectorizer", "word2vec")],
    },
    Preset {
        name: "by-heart",
        help: "every word and no dropout: the training texts are learnt by heart, the others suffer",
        settings: &[EVERY_WORD, ("dropout", "0"), ("word-dropout", "0"), ("epochs", "20")],
    },
    Preset {
        name: "negation",
        help: "an LSTM on the grammar, half of whose sentences a bag of words cannot tell apart",
        settings: &[EVERY_WORD, ("data", "grammar")],
    },
];
