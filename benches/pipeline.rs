//! What the pipeline's desk finds out at a key: a sentence at every stage, and a text of 1 MB of the bundled prose, with the
//! recommended steps, the class's order (which is compared with them) and every other kind of tokens.
//! `cargo bench --bench pipeline [FILE]`; FILE is a text in the place of the prose. Best of many rounds.
#![allow(clippy::print_stdout, missing_docs, reason = "a benchmark prints")]

use nnlab::data::text::prose;
use nnlab::labs::pipeline::analysis::{Documents, Tokenization, matrix};
use nnlab::labs::pipeline::stages::{StagesRequest, stages};
use nnlab::nlp::vectorize::Vectorizer;
use std::error::Error;
use std::hint::black_box;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SENTENCE: &str = "Yo soy un médico; mi hermana jugaba, juega y jugaría al ajedrez en la casa de la Calle Mayor.";
const MEGABYTE: usize = 1_000_000;
const WAYS: [[&str; 2]; 5] = [
    ["recommended", "words"],
    ["class-order", "words"],
    ["recommended", "ngrams(n=2)"],
    ["recommended", "ngrams(of=characters,n=3)"],
    ["recommended", "subwords(vocabulary=1000)"],
];

/// The best time of so many rounds.
fn best(rounds: usize, mut round: impl FnMut() -> Result<(), Box<dyn Error>>) -> Result<Duration, Box<dyn Error>> {
    let mut best = Duration::MAX;
    for _ in 0..rounds {
        let start = Instant::now();
        round()?;
        best = best.min(start.elapsed());
    }
    Ok(best)
}

fn stage_times(text: &str, rounds: usize) -> Result<Vec<Duration>, Box<dyn Error>> {
    let go_on = AtomicBool::new(false);
    let times = WAYS.map(|[steps, tokens]| {
        let (steps, tokens) = (steps.parse()?, tokens.parse()?);
        let wanted = StagesRequest { text: text.into(), language: "es".into(), steps, tokens, from: 0, before: None };
        best(rounds, || {
            black_box(stages(black_box(&wanted), &go_on)).transpose()?;
            Ok(())
        })
    });
    times.into_iter().collect()
}

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().skip(1).find(|word| word != "--bench");
    let prose = file.map_or_else(|| Ok(prose::corpus()), std::fs::read_to_string)?;
    let text: String = prose.chars().cycle().take(MEGABYTE).collect();
    for ((steps, sentence), long) in WAYS.iter().zip(stage_times(SENTENCE, 2_000)?).zip(stage_times(&text, 5)?) {
        let speed = text.len() as f64 / 1e6 / long.as_secs_f64();
        println!("{:<40} {:>7.1} us a sentence {speed:>7.1} MB/s", steps.join(", "), sentence.as_secs_f64() * 1e6);
    }
    let tokenization = Tokenization { language: "es".into(), steps: "recommended".parse()?, tokens: "words".parse()? };
    let go_on = AtomicBool::new(false);
    for vectorizer in ["count", "tf-idf"] {
        let vectorizer: Vectorizer = vectorizer.parse()?;
        let took = best(5, || {
            let documents = Documents::of(&text, &tokenization, &go_on)?;
            black_box(matrix(&documents, vectorizer, (400, 120)));
            Ok(())
        })?;
        println!("{:<40} {:>31.1} MB/s", vectorizer.to_string(), text.len() as f64 / 1e6 / took.as_secs_f64());
    }
    Ok(())
}
