//! Debian's `fortunes-es`, a yardstick from outside: read where it is installed, never its folder `off`.

use std::io::Write as _;
use std::path::Path;

use flate2::{Compression, write::GzEncoder};
use nnlab::nlp::ngram::{Ends, NGram, Smoothing};
use nnlab::nlp::vocabulary::Vocabulary;
use nnlab::rng::{Purpose, Rng};

/// All its files, in the order of their names; `None`, with a line of explanation, where it isn't installed.
pub(crate) fn read() -> Option<String> {
    let folder =
        ["/usr/share/games/fortunes/es", "/usr/share/fortunes/es"].map(Path::new).into_iter().find(|f| f.is_dir());
    let Some(folder) = folder else {
        println!("skipped: the Debian package fortunes-es isn't installed");
        return None;
    };
    let mut files: Vec<_> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.is_file() && file.extension().is_some_and(|extension| extension == "fortunes"));
    files.sort();
    Some(files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect())
}

/// The part that `gzip -9` leaves of a text, in (0, 1].
pub(crate) fn gzip_leaves(text: &[u8]) -> f64 {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap().len() as f64 / text.len() as f64
}

/// The figures were measured with another program, in lower case, blanks in a row counted as one, an end mark an item;
/// items shuffled, a tenth held out.
#[test]
fn character_models_of_the_fortunes_reach_the_known_perplexities() {
    let Some(text) = read() else { return };
    let one_blank = |item: &str| item.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let mut items: Vec<String> = text.split("\n%\n").map(one_blank).filter(|item| !item.is_empty()).collect();
    Rng::keyed(1, Purpose::Split, 0, 0).shuffle(&mut items);
    let characters = |item: &String| item.chars().map(String::from).collect::<Vec<_>>();
    let (held_out, train) = items.split_at(items.len() / 10);
    let vocabulary = Vocabulary::of(items.iter().flat_map(characters), 1);
    let ids = |items: &[String]| items.iter().map(|item| vocabulary.known(characters(item))).collect::<Vec<_>>();
    let (held_out, train) = (ids(held_out), ids(train));
    for (order, known) in [(1, 22.7), (2, 10.4), (3, 6.9), (4, 4.9), (5, 4.0), (6, 3.7)] {
        let model = NGram::train(order, vocabulary.len(), Ends::Marked, Smoothing::WittenBell, &train);
        let perplexity = model.score(&held_out).perplexity();
        println!("order {order}: {perplexity:.2} (known: about {known})");
        assert!((perplexity / known - 1.0).abs() < 0.025, "order {order}: {perplexity}");
    }
}
