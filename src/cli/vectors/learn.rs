//! Word2Vec on the user's texts.

use super::super::Global;
use super::super::out::say;
use super::super::output_file::{Inputs, Output};
use super::super::texts::Texts;
use crate::nlp::vectors::{self, Format, WordVectors};
use crate::nlp::word2vec::{Corpus, Settings, Word2Vec};
use crate::run::{Failure, Result};
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

/// Trains Word2Vec; the settings have gensim's names and meaning. A line is a sentence.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct Learn {
    #[command(flatten)]
    texts: Texts,
    /// The stages in their order, joined by `+`, as `nnlab pipeline --help` lists them.
    #[arg(long, value_name = "STEPS", default_value = "lower+punct")]
    steps: String,
    /// Where the vectors go: word2vec's text (.txt, .vec), word2vec's binary format (.bin), a numpy array and its words
    /// (.npy and .txt), or GloVe's text (.glove); a pipe or device takes word2vec's text. A file that is there is replaced,
    /// but never a text that is read.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Replaces a file of words that is there beside a numpy array's name.
    #[arg(long)]
    force: bool,
    /// Skip-gram rather than CBOW.
    #[arg(long)]
    sg: bool,
    /// Numbers in a word's vector.
    #[arg(long, value_name = "N", default_value_t = 100)]
    vector_size: usize,
    /// The farthest neighbour on either side.
    #[arg(long, value_name = "N", default_value_t = 5)]
    window: usize,
    /// Words that occur less often are left out.
    #[arg(long, value_name = "N", default_value_t = 5)]
    min_count: u64,
    /// Drawn targets beside each true one.
    #[arg(long, value_name = "N", default_value_t = 5)]
    negative: usize,
    /// The share of all tokens above which a word's tokens are thinned out; 0 keeps all, as a short text needs.
    #[arg(long, value_name = "SHARE", default_value_t = 1e-3)]
    sample: f64,
    /// How often the texts are gone through.
    #[arg(long, value_name = "N", default_value_t = 5)]
    epochs: usize,
    /// The first learning rate.
    #[arg(long, value_name = "RATE", default_value_t = 0.025)]
    alpha: f64,
    /// The last learning rate.
    #[arg(long, value_name = "RATE", default_value_t = 1e-4)]
    min_alpha: f64,
    /// Targets are drawn in proportion to their count to this power.
    #[arg(long, value_name = "POWER", default_value_t = 0.75)]
    ns_exponent: f64,
    /// Names every random number.
    #[arg(long, value_name = "N", default_value_t = 42)]
    seed: u64,
    /// Threads that train at once: with one the vectors are the same to the bit in every run, with more not.
    #[arg(long, value_name = "N", default_value_t = 1)]
    workers: usize,
}

const EXAMPLES: &str = "\
Examples:
  nnlab vectors train novela.txt --out novela.bin --sg --workers 2
  nnlab vectors near novela.bin casa
  python3 -c 'from gensim.models import KeyedVectors as K; print(K.load_word2vec_format(\"novela.bin\", binary=True))'";

impl Learn {
    pub(super) fn run(&self, global: &Global) -> Result<ExitCode> {
        let outputs = Outputs::of(&self.out, &self.texts.inputs(&self.steps)?, self.force)?;
        let settings = self.settings();
        settings.check().map_err(|error| Failure::Input(error.to_string()))?;
        let mut corpus = Corpus::reader();
        self.texts.each(global, &self.steps, |tokens| corpus.sentence(tokens))?;
        let corpus = Arc::new(corpus.finish(self.min_count));
        let mut model = Word2Vec::new(Arc::clone(&corpus), settings)
            .map_err(|error| Failure::Input(format!("{error} (--min-count)")))?;
        let (words, known, tokens) = (corpus.words(), corpus.vocabulary().len(), corpus.tokens());
        let kept = model.expected_kept();
        say(&format!("{words} words, {known} different ones known; an epoch keeps {kept:.1} of {tokens} tokens"));
        let start = Instant::now();
        for epoch in 1..=self.epochs {
            let progress = model.train(words);
            let speed = progress.words as f64 / start.elapsed().as_secs_f64().max(1e-9);
            let loss = progress.loss.map_or_else(|| "-".into(), |loss| format!("{loss:.4}"));
            say(&format!("epoch {epoch:>3}  loss {loss}  {speed:.0} words/s"));
        }
        outputs.write(&model.vectors())?;
        Ok(ExitCode::SUCCESS)
    }

    fn settings(&self) -> Settings {
        Settings {
            vector_size: self.vector_size,
            window: self.window,
            sample: self.sample,
            epochs: self.epochs,
            negative: self.negative,
            alpha: self.alpha,
            min_alpha: self.min_alpha,
            ns_exponent: self.ns_exponent,
            seed: self.seed,
            sg: self.sg,
            cbow_mean: true,
            workers: self.workers,
        }
    }
}

/// Where the vectors go, looked at before the training.
struct Outputs {
    format: Format,
    file: Output,
    /// Of a numpy array, where its words go.
    words: Option<Output>,
}

impl Outputs {
    fn of(path: &Path, inputs: &Inputs, force: bool) -> Result<Self> {
        let file = Output::typed("--out", path, inputs)?;
        let format = if file.is_stream() { format(path).unwrap_or(Format::Text) } else { format(path)? };
        let words = path.with_extension("txt");
        let words = (format == Format::Npy).then(|| Output::made_up("--out", &words, inputs, force)).transpose()?;
        Ok(Self { format, file, words })
    }

    fn write(self, vectors: &WordVectors) -> Result<()> {
        let name = self.file.name().to_owned();
        let mut file = self.file.begin()?;
        let Some(words) = self.words else {
            let written = vectors::write(vectors, self.format, &name, &mut file);
            return file.commit(written);
        };
        let words_name = words.name().to_owned();
        let mut words = words.begin()?;
        let written = vectors::write_npy(vectors, &name, &mut file, &words_name, &mut words);
        words.commit(written)?;
        file.commit(Ok::<(), Failure>(()))
    }
}

/// The format that a name's ending asks for.
fn format(path: &Path) -> Result<Format> {
    match path.extension().and_then(std::ffi::OsStr::to_str) {
        Some("txt" | "vec") => Ok(Format::Text),
        Some("bin") => Ok(Format::Binary),
        Some("npy") => Ok(Format::Npy),
        Some("glove") => Ok(Format::Glove),
        _ => Err(Failure::Input(format!(
            "--out: {}: expected a name that ends in .txt, .vec, .bin, .npy or .glove",
            path.display().to_string().escape_debug()
        ))),
    }
}
