//! All runs and sweeps in a table.

use super::phrases::{left_out, size, through, when};
use super::{SortBy, Where, state};
use crate::cli::out;
use crate::figure::number::to_json;
use crate::labs;
use crate::run::catalogue::{Card, Catalogue, SweepCard};
use crate::run::sweep::Spread;
use crate::run::{Result, Settings, Status};
use crate::tui::widgets::{number, text};
use clap::Args;
use serde_json::{Map, Value, json};
use std::cmp::Ordering;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    place: Where,
    /// Only those of this lab.
    #[arg(long, value_name = "LAB")]
    lab: Option<String>,
    /// Only those that stand so: training, paused, stopped, finished, failed, crashed, silent, unreadable.
    #[arg(long, value_name = "STATE", value_parser = state)]
    state: Option<Status>,
    /// Only those in whose name, model or changed settings this text is.
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// What to sort by.
    #[arg(long, value_enum, default_value_t = SortBy::When)]
    sort: SortBy,
    /// The other way round.
    #[arg(long)]
    reverse: bool,
    /// A JSON object a line.
    #[arg(long)]
    json: bool,
}

/// A row of the list.
struct Row {
    is_sweep: bool,
    name: String,
    path: String,
    lab: String,
    model: String,
    state: Status,
    done: u64,
    of: u64,
    metric: String,
    best: Option<f64>,
    modified: i64,
    bytes: u64,
    /// What differs from the defaults.
    changed: String,
    more: Map<String, Value>,
}

impl List {
    pub(super) fn run(&self) -> Result<ExitCode> {
        self.lab.as_deref().map(labs::find).transpose()?;
        let found = Catalogue::scan(&self.place.roots(), labs::find);
        let all = found.runs.iter().map(of_run).chain(found.sweeps.iter().map(of_sweep));
        let all: Vec<Row> = all.collect();
        let recorded = all.len();
        let mut rows: Vec<Row> = all.into_iter().filter(|row| self.takes(row)).collect();
        rows.sort_by(|a, b| order(self.sort, a, b));
        if self.reverse {
            rows.reverse();
        }
        if self.json {
            out::objects(rows.iter().map(|row| row.object().to_string()))
        } else {
            out::words(table(&rows, recorded).into_iter().chain(Self::left_out(&found)))
        }
    }

    /// Under a table, a line for each run that has figures which cannot be shown.
    fn left_out(found: &Catalogue) -> Vec<String> {
        let line = |card: &Card| Some(format!("left out of {}: {}", text::printable(&card.name), left_out(card)?));
        found.runs.iter().filter_map(line).collect()
    }

    fn takes(&self, row: &Row) -> bool {
        let has = |text: &String| [&row.name, &row.model, &row.changed].iter().any(|part| part.contains(text.as_str()));
        self.lab.as_ref().is_none_or(|lab| *lab == row.lab)
            && self.state.is_none_or(|state| state == row.state)
            && self.filter.as_ref().is_none_or(has)
    }
}

/// The latest, the best, the largest first; words from a to z.
fn order(by: SortBy, a: &Row, b: &Row) -> Ordering {
    let none_last = |value: Option<f64>| value.unwrap_or(f64::INFINITY);
    let by_key = match by {
        SortBy::When => b.modified.cmp(&a.modified),
        SortBy::Name => a.name.cmp(&b.name),
        SortBy::Lab => a.lab.cmp(&b.lab),
        SortBy::Model => a.model.cmp(&b.model),
        SortBy::State => a.state.cmp(&b.state),
        SortBy::Epochs => b.done.cmp(&a.done),
        SortBy::Metric => a.metric.cmp(&b.metric).then(none_last(a.best).total_cmp(&none_last(b.best))),
        SortBy::Size => b.bytes.cmp(&a.bytes),
    };
    by_key.then_with(|| b.modified.cmp(&a.modified)).then_with(|| a.name.cmp(&b.name))
}

fn changed(lab: &str, settings: &Settings) -> String {
    let defaults = labs::find(lab).and_then(|entry| entry.defaults()).unwrap_or_default();
    let pairs = settings.differences(&defaults).into_iter().map(|(key, value)| format!("{key}={value}"));
    pairs.collect::<Vec<_>>().join(" ")
}

fn of_run(card: &Card) -> Row {
    let mut more = Map::new();
    more.insert("step".into(), card.at.step.into());
    more.insert("last".into(), card.last().map_or(Value::Null, to_json));
    more.insert("seed".into(), card.spec.settings.integer("seed").into());
    more.insert("data".into(), card.data.as_str().into());
    if let Some(writer) = &card.writer {
        more.insert("pid".into(), writer.pid.into());
        more.insert("host".into(), writer.host.as_str().into());
    }
    if let Some(failure) = &card.failure {
        more.insert("failure".into(), failure.as_str().into());
    }
    if !card.left_out.is_empty() {
        more.insert("left_out".into(), card.left_out.len().into());
    }
    Row {
        is_sweep: false,
        name: card.name.clone(),
        path: card.path.display().to_string(),
        lab: card.spec.lab.clone(),
        model: if card.state == Status::Unreadable {
            card.failure.clone().unwrap_or_default()
        } else {
            card.model.clone()
        },
        state: card.state,
        done: card.at.epoch,
        of: card.epochs(),
        metric: card.headline.clone(),
        best: card.best,
        modified: card.modified,
        bytes: card.bytes,
        changed: changed(&card.spec.lab, &card.spec.settings),
        more,
    }
}

fn of_sweep(card: &SweepCard) -> Row {
    let metric = card.results.iter().find_map(|(_, result)| result.headline()).unwrap_or_default().to_owned();
    let best = Spread::of(card.results.iter().filter_map(|(_, result)| result.number(&metric)).collect());
    let mut more = Map::new();
    if let Some(failure) = &card.failure {
        more.insert("failure".into(), failure.as_str().into());
    }
    let base = card.spec.as_ref().map(|spec| &spec.base);
    Row {
        is_sweep: true,
        name: card.name.clone(),
        path: card.path.display().to_string(),
        lab: base.map_or_else(String::new, |base| base.lab.clone()),
        model: card.spec.as_ref().map_or_else(|| card.failure.clone().unwrap_or_default(), through),
        state: card.state,
        done: card.results.len() as u64,
        of: card.trials as u64,
        metric,
        best: best.map(|spread| spread.min),
        modified: card.modified,
        bytes: card.bytes,
        changed: base.map(|base| changed(&base.lab, &base.settings)).unwrap_or_default(),
        more,
    }
}

impl Row {
    fn object(&self) -> Value {
        let unit = if self.is_sweep { ("done", "trials") } else { ("epoch", "epochs") };
        let mut object = Map::new();
        object.insert("event".into(), if self.is_sweep { "sweep" } else { "run" }.into());
        for (key, value) in [
            ("name", json!(self.name)),
            ("path", json!(self.path)),
            ("lab", json!(self.lab)),
            (if self.is_sweep { "over" } else { "model" }, json!(self.model)),
            ("state", json!(self.state.word())),
            (unit.0, json!(self.done)),
            (unit.1, json!(self.of)),
            ("metric", json!(self.metric)),
            ("best", self.best.map_or(Value::Null, to_json)),
            ("modified", json!(self.modified)),
            ("bytes", json!(self.bytes)),
            ("changed", json!(self.changed)),
        ] {
            object.insert(key.to_owned(), value);
        }
        object.extend(self.more.clone());
        Value::Object(object)
    }
}

/// The rows; or why there are none, of so many that are recorded.
fn table(rows: &[Row], recorded: usize) -> Vec<String> {
    if rows.is_empty() {
        let why = match recorded {
            0 => "nothing is recorded here".to_owned(),
            _ => format!("of what is recorded here nothing is so ({recorded} in all)"),
        };
        return vec![why];
    }
    let width = |most: usize, of: &dyn Fn(&Row) -> &str, name: &str| {
        rows.iter().map(|row| text::width(&text::printable(of(row)))).chain([name.len()]).max().unwrap_or(0).min(most)
    };
    let names = width(40, &|row| &row.name, "name");
    let models = width(36, &|row| &row.model, "model");
    let labs = width(12, &|row| &row.lab, "lab");
    let header = format!(
        "{:<names$}  {:<labs$}  {:<models$}  {:<10}  {:>11}  {:>8}  {:<16}  {:>8}",
        "name", "lab", "model", "state", "done", "best", "written", "size"
    );
    let row = |row: &Row| {
        let cell = |words: &str, columns: usize| text::left(&text::printable(words), columns);
        let done = format!("{}/{}{}", row.done, row.of, if row.is_sweep { " runs" } else { "" });
        format!(
            "{}  {}  {}  {:<10}  {done:>11}  {:>8}  {:<16}  {:>8}",
            cell(&row.name, names),
            cell(&row.lab, labs),
            cell(&row.model, models),
            row.state.word(),
            row.best.map_or_else(|| "-".into(), |value| number::rounded(value, 8, 3)),
            when(row.modified),
            size(row.bytes),
        )
    };
    std::iter::once(header).chain(rows.iter().map(row)).collect()
}
