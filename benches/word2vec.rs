//! Word2Vec on a text of the user's: `cargo bench --bench word2vec -- TEXT [key=value]... [--save FILE]`. A line is a
//! sentence; words are runs of letters, digits and underscores in lower case, as `\w+` takes them. Keys are those of the
//! settings (sg=1, workers=2, epochs=2, seed=1, ...) and `min_count`. One JSON line says the speed of the fastest epoch
//! and of the median one, in words a second, the reading of the text apart. The vectors are saved as text (`.txt`), as a
//! numpy array (`.npy`) or in word2vec's binary format.
//!
//! `cargo bench --bench word2vec -- --open FILE [--save FILE]` opens a file of vectors, says how long that took, the first
//! word and its nearest neighbours, and may save it in another format.
#![allow(clippy::print_stdout, missing_docs, reason = "a benchmark prints")]

use nnlab::nlp::vectors::{Format, WordVectors, open, save};
use nnlab::nlp::word2vec::{Corpus, Settings, Word2Vec};
use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

struct Arguments {
    text: String,
    min_count: u64,
    settings: Settings,
    save: Option<String>,
}

fn arguments() -> Result<Option<Arguments>, Box<dyn Error>> {
    let mut given = std::env::args().skip(1).filter(|word| word != "--bench");
    let Some(text) = given.next() else { return Ok(None) };
    let mut all = Arguments { text, min_count: 5, settings: Settings::default(), save: None };
    while let Some(word) = given.next() {
        if word == "--save" {
            all.save = given.next();
            continue;
        }
        let (key, value) = word.split_once('=').ok_or_else(|| format!("expected key=value, not {word}"))?;
        let settings = &mut all.settings;
        match key {
            "min_count" => all.min_count = value.parse()?,
            "vector_size" => settings.vector_size = value.parse()?,
            "window" => settings.window = value.parse()?,
            "sample" => settings.sample = value.parse()?,
            "epochs" => settings.epochs = value.parse()?,
            "negative" => settings.negative = value.parse()?,
            "alpha" => settings.alpha = value.parse()?,
            "min_alpha" => settings.min_alpha = value.parse()?,
            "ns_exponent" => settings.ns_exponent = value.parse()?,
            "seed" => settings.seed = value.parse()?,
            "sg" => settings.sg = value == "1",
            "cbow_mean" => settings.cbow_mean = value == "1",
            "workers" => settings.workers = value.parse()?,
            _ => return Err(format!("unknown key {key}").into()),
        }
    }
    Ok(Some(all))
}

/// Opens a file, looks up neighbours, and saves it again if that is wanted.
fn open_file() -> Result<bool, Box<dyn Error>> {
    let mut given = std::env::args().skip_while(|word| word != "--open").skip(1);
    let Some(path) = given.next() else { return Ok(false) };
    let start = Instant::now();
    let vectors = open(Path::new(&path))?;
    let opened = start.elapsed().as_secs_f64();
    let first = vectors.word(0).unwrap_or_default();
    let near = vectors.nearest(first, 5).unwrap_or_default();
    let usable = start.elapsed().as_secs_f64();
    let near: Vec<_> = near.iter().filter_map(|near| vectors.word(near.id)).collect();
    let again = Instant::now();
    vectors.nearest(first, 5);
    let search = again.elapsed().as_secs_f64();
    let line = serde_json::json!({
        "words": vectors.len(), "width": vectors.width(), "opened_seconds": opened, "usable_seconds": usable,
        "search_seconds": search, "first": first, "nearest": near,
    });
    println!("{line}");
    if given.next().as_deref() == Some("--save") {
        save_as(&vectors, given.next())?;
    }
    Ok(true)
}

/// The format follows from the name's ending.
fn save_as(vectors: &WordVectors, path: Option<String>) -> Result<(), Box<dyn Error>> {
    let Some(path) = path else { return Ok(()) };
    let path = Path::new(&path);
    let format = match path.extension().and_then(std::ffi::OsStr::to_str) {
        Some("txt") => Format::Text,
        Some("npy") => Format::Npy,
        _ => Format::Binary,
    };
    Ok(save(vectors, path, format)?)
}

fn main() -> Result<(), Box<dyn Error>> {
    if open_file()? {
        return Ok(());
    }
    let Some(Arguments { text, min_count, settings, save: path }) = arguments()? else {
        println!("cargo bench --bench word2vec -- TEXT [key=value]... [--save FILE]");
        return Ok(());
    };
    let start = Instant::now();
    let text = std::fs::read_to_string(text)?.to_lowercase();
    let words = |line: &str| -> Vec<String> {
        let parts = line.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        parts.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let corpus = Arc::new(Corpus::of(text.lines().map(words), min_count));
    let reading = start.elapsed().as_secs_f64();
    let (epochs, sg, workers) = (settings.epochs, settings.sg, settings.workers);
    let mut model = Word2Vec::new(Arc::clone(&corpus), settings)?;
    let mut seconds = Vec::new();
    for _ in 0..epochs {
        let start = Instant::now();
        model.train(corpus.words());
        seconds.push(start.elapsed().as_secs_f64());
    }
    if path.is_some() {
        save_as(&model.vectors(), path)?;
    }
    seconds.sort_unstable_by(f64::total_cmp);
    let speed = |seconds: Option<&f64>| seconds.map_or(0.0, |seconds| corpus.words() as f64 / seconds);
    let progress = model.progress();
    let line = serde_json::json!({
        "program": "nnlab", "kernel_level": nnlab::kernels::level_name(), "sg": sg, "workers": workers,
        "epochs": epochs, "words": corpus.words(), "vocabulary": corpus.vocabulary().len(),
        "kept": progress.kept, "loss": progress.loss, "reading_seconds": reading,
        "words_per_second": speed(seconds.get(seconds.len() / 2)), "best_words_per_second": speed(seconds.first()),
    });
    println!("{line}");
    Ok(())
}
