//! `nnlab score`: the metrics of translation and classification on the user's own files.

use super::broken_pipe;
use crate::data::text::read_whole;
use crate::nlp::bleu::{Bleu, Settings, Smoothing, Tokenizer};
use crate::nlp::chrf;
use crate::nlp::metrics::Confusion;
use crate::run::{Failure, Result};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// BLEU, chrF and F1 of files that belong together line by line.
#[derive(Debug, Args)]
pub(super) struct Score {
    #[command(subcommand)]
    metric: Metric,
}

#[derive(Debug, Subcommand)]
enum Metric {
    /// BLEU of a translation against one reference or more, to sacrebleu's digits.
    Bleu(BleuArgs),
    /// chrF2, or with --word-order 2 chrF++.
    Chrf(ChrfArgs),
    /// Accuracy and F1 of predicted labels, a label a line.
    F1(F1Args),
}

/// A hypothesis and its references.
#[derive(Debug, Args)]
struct Files {
    /// The translation to be scored, a sentence a line.
    #[arg(value_name = "HYP")]
    hypothesis: PathBuf,
    /// What is right, with as many lines; several files are several right translations.
    #[arg(value_name = "REF", required = true)]
    references: Vec<PathBuf>,
}

#[derive(Debug, Args)]
struct BleuArgs {
    #[command(flatten)]
    files: Files,
    /// What a token is: none (between blanks), 13a (WMT's), intl (Unicode's marks apart, so ¿ and ¡ too), char.
    #[arg(long, value_name = "NAME", default_value = "13a")]
    tokenizer: String,
    /// What becomes of orders without a match: none, floor, add-k, exp.
    #[arg(long, value_name = "NAME", default_value = "exp")]
    smooth: String,
    /// The smoothing's number (floor: .1, add-k: 1).
    #[arg(long, value_name = "X")]
    smooth_value: Option<f64>,
    /// The longest n-grams.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=100))]
    max_order: u8,
    /// Leaves out orders that are longer than the text: for single sentences.
    #[arg(long)]
    effective_order: bool,
    /// Puts everything in lower case first.
    #[arg(long)]
    lowercase: bool,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct ChrfArgs {
    #[command(flatten)]
    files: Files,
    /// The longest word n-grams: 0 for chrF2, 2 for chrF++.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = word_order)]
    word_order: usize,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct F1Args {
    /// The true labels.
    #[arg(value_name = "TRUE")]
    truth: PathBuf,
    /// The predicted ones.
    predicted: PathBuf,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

fn word_order(text: &str) -> std::result::Result<usize, String> {
    match text {
        "0" => Ok(0),
        "2" => Ok(2),
        _ => Err("expected 0 (chrF2) or 2 (chrF++)".to_owned()),
    }
}

impl Score {
    pub(super) fn run(&self) -> Result<ExitCode> {
        let text = match &self.metric {
            Metric::Bleu(bleu) => bleu.text()?,
            Metric::Chrf(chrf) => chrf.text()?,
            Metric::F1(f1) => f1.text()?,
        };
        let mut out = std::io::stdout().lock();
        broken_pipe::end_of(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
    }
}

impl Files {
    /// Each line of the hypothesis with the same line of every reference.
    fn pairs(&self) -> Result<Vec<(String, Vec<String>)>> {
        let hypotheses = lines(&self.hypothesis)?;
        let mut pairs: Vec<_> = hypotheses.into_iter().map(|text| (text, Vec::new())).collect();
        for path in &self.references {
            let references = lines(path)?;
            same_length(&self.hypothesis, pairs.len(), path, references.len())?;
            pairs.iter_mut().zip(references).for_each(|(pair, reference)| pair.1.push(reference));
        }
        Ok(pairs)
    }
}

impl BleuArgs {
    fn settings(&self) -> Result<Settings> {
        let told = |option: &str, what: String| Failure::Input(format!("{option} {what}"));
        let tokenizer: Tokenizer = self.tokenizer.parse().map_err(|what| told("--tokenizer", what))?;
        let smoothing = Smoothing::new(&self.smooth, self.smooth_value).map_err(|what| told("--smooth", what))?;
        let (max_order, effective_order) = (usize::from(self.max_order), self.effective_order);
        Ok(Settings { tokenizer, smoothing, max_order, effective_order, lowercase: self.lowercase })
    }

    fn text(&self) -> Result<String> {
        let settings = self.settings()?;
        let found = settings.score(self.files.pairs()?);
        let signature = settings.signature(self.files.references.len());
        Ok(if self.json { bleu_json(&found, &signature) } else { bleu_words(&found, &signature) })
    }
}

fn bleu_json(found: &Bleu, signature: &str) -> String {
    let counts = &found.counts;
    line(&json!({
        "bleu": found.score,
        "precisions": found.precisions,
        "counts": counts.matched,
        "totals": counts.totals,
        "brevity_penalty": found.brevity_penalty,
        "lengths": [counts.hypothesis_tokens, counts.reference_tokens],
        "signature": signature,
    }))
}

fn bleu_words(found: &Bleu, signature: &str) -> String {
    let counts = &found.counts;
    let mut text = format!("BLEU {:.2}\n", found.score);
    for (at, precision) in found.precisions.iter().enumerate() {
        let (matched, total) = (counts.matched.get(at).unwrap_or(&0), counts.totals.get(at).unwrap_or(&0));
        text.push_str(&format!("{}-grams: {matched} of {total}, precision {precision:.2}\n", at + 1));
    }
    let (ours, theirs) = (counts.hypothesis_tokens, counts.reference_tokens);
    text.push_str(&format!(
        "{ours} tokens against {theirs} of the references: brevity penalty {:.4}\n{signature}\n",
        found.brevity_penalty
    ));
    text
}

impl ChrfArgs {
    fn text(&self) -> Result<String> {
        let found = chrf::score(self.files.pairs()?, self.word_order);
        let signature = chrf::signature(self.files.references.len(), self.word_order);
        let (key, name) = if self.word_order == 0 { ("chrf2", "chrF2") } else { ("chrfpp", "chrF2++") };
        Ok(if self.json {
            line(&json!({ key: found, "signature": signature }))
        } else {
            format!("{name} {found:.2}\n{signature}\n")
        })
    }
}

impl F1Args {
    fn text(&self) -> Result<String> {
        let (truth, predicted) = (lines(&self.truth)?, lines(&self.predicted)?);
        same_length(&self.truth, truth.len(), &self.predicted, predicted.len())?;
        let (truth, predicted) = (labels(&self.truth, &truth)?, labels(&self.predicted, &predicted)?);
        let classes: Vec<&str> = truth.iter().chain(&predicted).copied().collect::<BTreeSet<_>>().into_iter().collect();
        let class = |label: &&str| classes.binary_search(label).unwrap_or(classes.len());
        let confusion = Confusion::of(classes.len(), truth.iter().map(class).zip(predicted.iter().map(class)));
        let values = [
            ("accuracy", confusion.accuracy().value),
            ("f1_macro", confusion.macro_average().f1),
            ("f1_micro", confusion.micro_average().f1),
            ("f1_weighted", confusion.weighted_average().f1),
        ];
        if self.json {
            return Ok(line(&Value::Object(
                values.iter().map(|(key, value)| ((*key).to_owned(), json!(value))).collect(),
            )));
        }
        let mut text = String::new();
        values.iter().for_each(|(key, value)| text.push_str(&format!("{key:<12} {value:.4}\n")));
        text.push_str(&format!("{:<24} {:>9} {:>9} {:>9} {:>9}\n", "label", "precision", "recall", "f1", "texts"));
        for (label, score) in classes.iter().zip(confusion.per_class()) {
            let ratio = |ratio: crate::nlp::metrics::Ratio| {
                if ratio.defined { format!("{:.4}", ratio.value) } else { "0/0".to_owned() }
            };
            let (precision, recall, f1) = (ratio(score.precision), ratio(score.recall), ratio(score.f1));
            let mut shown = String::new();
            crate::nlp::escape::push_shown(&mut shown, label);
            text.push_str(&format!("{shown:<24} {precision:>9} {recall:>9} {f1:>9} {:>9}\n", score.support));
        }
        Ok(text)
    }
}

/// The lines of a file, which has some.
fn lines(path: &Path) -> Result<Vec<String>> {
    let text = read_whole(path).map_err(Failure::input)?;
    if text.is_empty() {
        return Err(Failure::Input(format!("{}: is empty; expected a line for each text or label", path.display())));
    }
    Ok(text.lines().map(str::to_owned).collect())
}

fn same_length(first: &Path, ours: usize, second: &Path, theirs: usize) -> Result<()> {
    if ours == theirs {
        return Ok(());
    }
    let (first, second) = (first.display(), second.display());
    Err(Failure::Input(format!("{first} has {ours} lines, {second} has {theirs}: expected as many, line by line")))
}

fn labels<'a>(path: &Path, lines: &'a [String]) -> Result<Vec<&'a str>> {
    let label = |(at, line): (usize, &'a String)| match line.trim() {
        "" => Err(Failure::Input(format!("{}, line {}: is empty; expected a label", path.display(), at + 1))),
        label => Ok(label),
    };
    lines.iter().enumerate().map(label).collect()
}

fn line(value: &Value) -> String {
    format!("{value}\n")
}
