//! One run or sweep in full, and two runs side by side.

use super::Where;
use super::phrases::{left_out, size, through, when};
use crate::cli::out;
use crate::figure::number::to_json;
use crate::labs;
use crate::run::catalogue::{Card, SweepCard, differences, find};
use crate::run::directory::RunDirectory;
use crate::run::log::Evaluations;
use crate::run::spec::shell_word;
use crate::run::store::files::is_there;
use crate::run::{Failure, Moment, Result, Summary};
use crate::tui::widgets::{number, text};
use clap::Args;
use serde_json::{Map, Value, json};
use std::path::Path;
use std::process::ExitCode;

/// Columns of a number.
const NUMBER: usize = 10;

#[derive(Debug, Args)]
pub(super) struct Show {
    /// A path, a name of the list, or the beginning of one.
    name: String,
    #[command(flatten)]
    place: Where,
    /// JSON objects a line: the run, its notes, every evaluation, the summary last.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Compare {
    /// The first run.
    first: String,
    /// The second run.
    second: String,
    #[command(flatten)]
    place: Where,
    /// A JSON object a difference.
    #[arg(long)]
    json: bool,
}

impl Show {
    pub(super) fn run(&self) -> Result<ExitCode> {
        let path = find(&self.place.roots(), &self.name)?;
        if is_there(&path.join("sweep.toml")) {
            let card = SweepCard::read(&path, labs::find);
            return if self.json { out::objects(sweep_objects(&card)) } else { out::words(sweep_words(&card)) };
        }
        let card = run_at(&path)?;
        let evaluations = Evaluations::read(&RunDirectory::open(&path)?)?;
        if self.json {
            let (run, summary) = (object(&card)?, card.summary.iter().map(summary_object));
            let notes = card.remarks.iter().map(|text| json!({ "event": "note", "text": text }).to_string());
            out::objects(std::iter::once(run).chain(notes).chain(evaluation_objects(&evaluations)).chain(summary))
        } else {
            out::words(words(&card)?.into_iter().chain(curves(&evaluations)))
        }
    }
}

fn command_line(card: &Card) -> Result<String> {
    Ok(card.spec.command_line(&labs::find(&card.spec.lab)?.defaults()?))
}

fn line(name: &str, words: &str) -> String {
    format!("{name:<14} {}", text::printable(words))
}

fn words(card: &Card) -> Result<Vec<String>> {
    let mut lines = vec![line("run", &card.path.display().to_string()), line("lab", &card.spec.lab)];
    let state = match &card.writer {
        Some(writer) => format!("{}, written by {writer}", card.state.word()),
        None => card.state.word().to_owned(),
    };
    lines.extend([
        line("model", &card.model),
        line("data", &card.data),
        line("state", &state),
        line("epochs", &format!("{} of {} ({} steps)", card.at.epoch, card.epochs(), card.at.step)),
        line("written", &format!("{}, {}", when(card.modified), size(card.bytes))),
    ]);
    lines.extend(card.failure.iter().map(|failure| line("failure", failure)));
    lines.extend(card.remarks.iter().map(|remark| line("note", remark)));
    lines.extend(left_out(card).map(|words| line("left out", &words)));
    lines.push(line("again", &command_line(card)?));
    if card.state != crate::run::Status::Finished {
        lines.push(line("go on", &format!("nnlab train --resume {}", shell_word(&card.path.display().to_string()))));
    }
    lines.push(String::new());
    lines.push("settings:".to_owned());
    let defaults = labs::find(&card.spec.lab)?.defaults()?;
    for (key, value) in card.spec.settings.iter() {
        let shown = crate::run::knob::display(value);
        let mark = if defaults.get(key) == Some(value) { ' ' } else { '*' };
        lines.push(format!("{mark} {key:<18} {}", text::printable(&shown)));
    }
    lines.extend(card.spec.changes.iter().map(|change| format!("* {}", text::printable(&change.to_string()))));
    if let Some(summary) = &card.summary {
        lines.push(String::new());
        lines.push("results:".to_owned());
        for (key, value) in &summary.0 {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            lines.push(format!("  {key:<24} {}", text::printable(&value)));
        }
    }
    lines.push(String::new());
    Ok(lines)
}

/// The metrics of every evaluation, as numbers.
fn curves(evaluations: &Evaluations) -> impl Iterator<Item = String> {
    let names: Vec<String> = evaluations.names.iter().map(|name| text::printable(name).into_owned()).collect();
    let mut header = format!("{:>6} {:>9}", "epoch", "step");
    names.iter().for_each(|name| header += &format!("  {name:>NUMBER$}"));
    let row = move |(place, at): (usize, &Moment)| {
        let mut row = format!("{:>6} {:>9}", at.epoch, at.step);
        for (name, value) in names.iter().zip(evaluations.row(place)) {
            let width = text::width(name).max(NUMBER);
            let value = value.map_or_else(|| "-".into(), |value| number::short(value, NUMBER));
            row += &format!("  {value:>width$}");
        }
        row
    };
    std::iter::once(header).chain(evaluations.at.iter().enumerate().map(row))
}

fn object(card: &Card) -> Result<String> {
    let mut run = Map::new();
    for (key, value) in [
        ("event", json!("run")),
        ("name", json!(card.name)),
        ("path", json!(card.path.display().to_string())),
        ("lab", json!(card.spec.lab)),
        ("model", json!(card.model)),
        ("data", json!(card.data)),
        ("state", json!(card.state.word())),
        ("epoch", json!(card.at.epoch)),
        ("epochs", json!(card.epochs())),
        ("step", json!(card.at.step)),
        ("metric", json!(card.headline)),
        ("best", card.best.map_or(Value::Null, to_json)),
        ("modified", json!(card.modified)),
        ("bytes", json!(card.bytes)),
        ("command", json!(command_line(card)?)),
    ] {
        run.insert(key.to_owned(), value);
    }
    if let Some(failure) = &card.failure {
        run.insert("failure".into(), failure.as_str().into());
    }
    if !card.left_out.is_empty() {
        run.insert("left_out".into(), card.left_out.len().into());
    }
    for (key, value) in card.spec.settings.iter() {
        run.insert(format!("setting_{key}"), crate::run::knob::display(value).into());
    }
    Ok(Value::Object(run).to_string())
}

fn evaluation_objects(evaluations: &Evaluations) -> impl Iterator<Item = String> {
    evaluations.at.iter().enumerate().map(|(place, at)| {
        let mut object = Map::new();
        object.insert("event".into(), "evaluated".into());
        object.insert("epoch".into(), at.epoch.into());
        object.insert("step".into(), at.step.into());
        let values = evaluations.names.iter().zip(evaluations.row(place));
        object.extend(values.filter_map(|(name, value)| Some((name.clone(), to_json(value?)))));
        Value::Object(object).to_string()
    })
}

fn summary_object(summary: &Summary) -> String {
    let mut object = Map::from_iter([("event".to_owned(), Value::from("summary"))]);
    object.extend(summary.0.clone());
    Value::Object(object).to_string()
}

fn sweep_words(card: &SweepCard) -> Vec<String> {
    let mut lines = vec![
        line("sweep", &card.path.display().to_string()),
        line("over", &card.spec.as_ref().map(through).unwrap_or_default()),
        line("state", card.state.word()),
        line("trials", &format!("{} of {} done", card.results.len(), card.trials)),
        line("written", &format!("{}, {}", when(card.modified), size(card.bytes))),
        line("go on", &format!("nnlab sweep --run-dir {}", shell_word(&card.path.display().to_string()))),
    ];
    lines.extend(card.failure.iter().map(|failure| line("failure", failure)));
    let metric = card.results.iter().find_map(|(_, result)| result.headline()).unwrap_or_default();
    for (trial, result) in &card.results {
        let value = result.number(metric).map_or_else(|| "-".into(), |value| number::short(value, NUMBER));
        lines.push(format!("  {value:>NUMBER$}  {}", text::printable(&trial.label())));
    }
    lines
}

fn sweep_objects(card: &SweepCard) -> Vec<String> {
    let sweep = json!({
        "event": "sweep",
        "name": card.name,
        "path": card.path.display().to_string(),
        "over": card.spec.as_ref().map(through),
        "state": card.state.word(),
        "done": card.results.len(),
        "trials": card.trials,
        "modified": card.modified,
        "bytes": card.bytes,
        "failure": card.failure,
    });
    let trials = card.results.iter().map(|(trial, result)| {
        let mut object = Map::from_iter([("event".to_owned(), Value::from("trial"))]);
        object.insert("trial".into(), (trial.index + 1).into());
        object.extend(result.result.clone());
        object.extend(result.timing.clone());
        Value::Object(object).to_string()
    });
    std::iter::once(sweep.to_string()).chain(trials).collect()
}

impl Compare {
    pub(super) fn run(&self) -> Result<ExitCode> {
        let read = |word: &str| {
            let path = find(&self.place.roots(), word)?;
            run_at(&path)
        };
        let (first, second) = (read(&self.first)?, read(&self.second)?);
        let settings = differences(&first.spec, &second.spec);
        let results = results(&first, &second);
        if self.json {
            let object = |kind: &str, (key, a, b): &(String, Value, Value)| {
                json!({"event": kind, "key": key, "first": a, "second": b}).to_string()
            };
            let text = |(key, a, b): (String, String, String)| (key, Value::from(a), Value::from(b));
            let settings: Vec<_> = settings.into_iter().map(text).collect();
            let settings = settings.iter().map(|row| object("setting", row));
            return out::objects(settings.chain(results.iter().map(|row| object("result", row))));
        }
        let row = |key: &str, a: &str, b: &str| {
            let [a, b] = [a, b].map(|words| text::left(&text::printable(words), 30));
            format!("{key:<22} {a} {b}").trim_end().to_owned()
        };
        let mut lines = vec![row("", &first.name, &second.name)];
        lines.extend(settings.iter().map(|(key, a, b)| row(key, a, b)));
        let shown = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        lines.extend(results.iter().map(|(key, a, b)| row(key, &shown(a), &shown(b))));
        out::words(lines)
    }
}

fn run_at(path: &Path) -> Result<Card> {
    if is_there(&path.join("sweep.toml")) {
        return Err(Failure::Input(format!("{} is a sweep: two runs can be compared", path.display())));
    }
    let card = Card::read(path, labs::find);
    match (card.state, &card.failure) {
        (crate::run::Status::Unreadable, Some(failure)) => Err(Failure::Input(failure.clone())),
        _ => Ok(card),
    }
}

/// The latest metrics of both, and how far each is.
fn results(first: &Card, second: &Card) -> Vec<(String, Value, Value)> {
    let mut rows = vec![
        ("state".to_owned(), json!(first.state.word()), json!(second.state.word())),
        ("epochs done".to_owned(), json!(first.at.epoch), json!(second.at.epoch)),
    ];
    let value = |card: &Card, name: &str| {
        let metric = card.latest.iter().find(|metric| metric.name == name);
        metric.map_or(Value::Null, |metric| to_json(metric.value))
    };
    for metric in first.latest.iter().chain(&second.latest) {
        if !rows.iter().any(|(key, ..)| *key == metric.name) {
            rows.push((metric.name.clone(), value(first, &metric.name), value(second, &metric.name)));
        }
    }
    rows
}
