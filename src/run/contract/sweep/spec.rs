//! What a sweep goes through.

use crate::figure::number;
use crate::run::contract::knob::{self, Knob};
use crate::run::contract::paths;
use crate::run::contract::spec::{FORMAT, Lines, check_format};
use crate::run::contract::value::text_of;
use crate::run::contract::{Entry, Failure, Result, RunSpec};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use toml::de::{DeTable, DeValue};

/// The most trials of a sweep: more is a slip of the hand.
const MOST: usize = 10_000;
/// Characters of a value in the name of a trial's folder.
const NAME: usize = 24;

/// One knob and the values that it goes through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    /// The knob's key.
    pub key: String,
    /// Its values, as the user writes them, in order; no two alike.
    pub values: Vec<String>,
}

impl Axis {
    /// The values as numbers, if all are.
    pub fn numbers(&self) -> Option<Vec<f64>> {
        self.values.iter().map(|value| value.parse().ok().filter(|x: &f64| x.is_finite())).collect()
    }
}

/// A sweep in full.
#[derive(Debug, Clone, PartialEq)]
pub struct SweepSpec {
    /// The lab, and what all trials have in common.
    pub base: RunSpec,
    /// The axes of the grid, the first one slowest.
    pub axes: Vec<Axis>,
    /// The seeds; the whole grid is gone through for the first one, then for the next.
    pub seeds: Vec<i64>,
}

/// One run of a sweep.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// Its place in the sweep, from 0.
    pub index: usize,
    /// The name of its folder.
    pub name: String,
    /// Its value on each axis, in the order of the axes.
    pub point: Vec<(String, String)>,
    /// Its seed.
    pub seed: i64,
    /// The run.
    pub spec: RunSpec,
}

impl SweepSpec {
    /// The base's seed alone, and no axis yet.
    pub fn new(base: RunSpec) -> Self {
        let seed = base.settings.integer("seed").unwrap_or_default();
        Self { base, axes: Vec::new(), seeds: vec![seed] }
    }

    /// Takes one `--over` in: `key=value,value,...`; a comma inside parentheses belongs to the value.
    ///
    /// # Errors
    /// [`Failure::Input`] naming the key, the value and what is allowed.
    pub fn over(&mut self, knobs: &[Knob], text: &str) -> Result<()> {
        let form = || {
            let text = text.escape_debug();
            Failure::Input(format!("`{text}` is not of the form key=value,value,... (as in units=5,10,20)"))
        };
        let (key, values) = text.split_once('=').filter(|(key, _)| !key.is_empty()).ok_or_else(form)?;
        self.axis(knobs, key, &split(values))
    }

    /// Adds an axis; its values are put in the form in which settings show them.
    ///
    /// # Errors
    /// As [`SweepSpec::over`].
    pub fn axis<S: AsRef<str>>(&mut self, knobs: &[Knob], key: &str, values: &[S]) -> Result<()> {
        let key = knob::find(knobs, key).map_err(Failure::input)?.key;
        if self.axes.iter().any(|axis| axis.key == key) {
            return Err(Failure::Input(format!("`{key}` is an axis already: give all its values at once")));
        }
        if key == "seed" && self.seeds.len() > 1 {
            return Err(Failure::Input("`seed` cannot be an axis beside several seeds: give one of both".into()));
        }
        if values.is_empty() {
            return Err(Failure::Input(format!("`{key}` has no values to go through: give some, with commas between")));
        }
        let mut axis = Axis { key: key.to_owned(), values: Vec::new() };
        for value in values {
            let mut tried = self.base.settings.clone();
            knob::assign(knobs, &mut tried, key, value.as_ref()).map_err(Failure::input)?;
            let shown = tried.text(key);
            if axis.values.contains(&shown) {
                return Err(Failure::Input(format!("`{key}` goes through `{}` twice", shown.escape_debug())));
            }
            axis.values.push(shown);
        }
        self.axes.push(axis);
        let trials = self.axes.iter().map(|axis| axis.values.len()).chain([self.seeds.len()]);
        match trials.fold(1_usize, usize::saturating_mul) {
            too_many if too_many > MOST => {
                Err(Failure::Input(format!("{too_many} trials: at most {MOST} go together")))
            }
            _ => Ok(()),
        }
    }

    /// The same sweep with every path made absolute, so that it can be gone on with from any folder.
    ///
    /// # Errors
    /// When a setting isn't of its form.
    pub fn absolute(&self, entry: &Entry) -> Result<Self> {
        let mut spec = self.clone();
        spec.base.settings = paths::absolute(entry, &self.base.settings)?;
        for axis in &mut spec.axes {
            for value in &mut axis.values {
                let mut settings = self.base.settings.clone();
                knob::assign(entry.knobs(), &mut settings, &axis.key, value).map_err(Failure::input)?;
                *value = paths::absolute(entry, &settings)?.text(&axis.key);
            }
        }
        Ok(spec)
    }

    /// So many seeds, from the base's own on.
    ///
    /// # Errors
    /// [`Failure::Input`] when the seed is an axis, or a seed is beyond its limit.
    pub fn seeds(&mut self, knobs: &[Knob], count: u32) -> Result<()> {
        if count > 1 && self.axes.iter().any(|axis| axis.key == "seed") {
            return Err(Failure::Input("`seed` is an axis: it cannot be given by --seeds too".into()));
        }
        let first = self.base.settings.integer("seed").unwrap_or_default();
        self.seeds = (0..i64::from(count.max(1))).map(|i| first.saturating_add(i)).collect();
        for seed in &self.seeds {
            knob::assign(knobs, &mut self.base.settings.clone(), "seed", &seed.to_string()).map_err(Failure::input)?;
        }
        Ok(())
    }

    /// Every trial, in the order in which they are run.
    ///
    /// # Errors
    /// Never for axes that [`SweepSpec::axis`] has let through.
    pub fn trials(&self, knobs: &[Knob]) -> Result<Vec<Trial>> {
        let mut points: Vec<Vec<(String, String)>> = vec![Vec::new()];
        for axis in &self.axes {
            let longer = |point: &Vec<(String, String)>, value: &String| {
                let mut point = point.clone();
                point.push((axis.key.clone(), value.clone()));
                point
            };
            points = points.iter().flat_map(|p| axis.values.iter().map(move |value| longer(p, value))).collect();
        }
        let mut trials = Vec::new();
        for seed in &self.seeds {
            for point in &points {
                let mut spec = self.base.clone();
                knob::assign(knobs, &mut spec.settings, "seed", &seed.to_string()).map_err(Failure::input)?;
                for (key, value) in point {
                    knob::assign(knobs, &mut spec.settings, key, value).map_err(Failure::input)?;
                }
                let seed = spec.settings.integer("seed").unwrap_or_default();
                let index = trials.len();
                trials.push(Trial { index, name: name(index, point, seed), point: point.clone(), seed, spec });
            }
        }
        Ok(trials)
    }

    /// The first axis of numbers: the one along which curves are drawn.
    pub fn numeric_axis(&self) -> Option<&Axis> {
        self.axes.iter().find(|axis| axis.key != "seed" && axis.values.len() > 1 && axis.numbers().is_some())
    }

    /// The sweep as a file, which [`SweepSpec::read_text`] reads back.
    pub fn to_toml(&self) -> String {
        let list = |items: Vec<toml::Value>| toml::Value::Array(items);
        let mut text = format!("format = {FORMAT}\nlab = {}\n", toml::Value::from(self.base.lab.as_str()));
        let _ = writeln!(text, "seeds = {}", list(self.seeds.iter().map(|seed| (*seed).into()).collect()));
        let _ = writeln!(text, "\n[over]");
        for axis in &self.axes {
            let values = axis.values.iter().map(|value| value.as_str().into()).collect();
            let _ = writeln!(text, "{} = {}", axis.key, list(values));
        }
        let _ = writeln!(text, "\n[base]\n{}", self.base.to_table().trim_end());
        text
    }

    /// Reads the text of a sweep file; `path` is for the messages, `lab` finds the knobs and defaults of a lab.
    ///
    /// # Errors
    /// [`Failure::Input`] naming the file, the line and what was expected.
    pub fn read_text(path: &Path, text: &str, lab: impl Fn(&str) -> Result<Entry>) -> Result<Self> {
        let lines = Lines { path, text };
        let file = DeTable::parse(text).map_err(|error| lines.broken(&error))?;
        let file = file.get_ref();
        if let Some(format) = file.get("format") {
            let number = text_of(format.get_ref()).and_then(|number| number.parse().ok()).map(toml::Value::Integer);
            check_format(number.as_ref().or(Some(&toml::Value::Boolean(false))))
                .map_err(|why| lines.wrong(format.span().start, why))?;
        }
        let name = file.get("lab").and_then(|lab| lab.get_ref().as_str());
        let name = name.ok_or_else(|| lines.wrong(0, "names no lab (expected a line such as lab = \"forecaster\")"))?;
        let entry = lab(name).map_err(|failure| lines.wrong(0, failure))?;
        let knobs = entry.knobs();
        let mut base = RunSpec { lab: name.to_owned(), settings: entry.defaults()?, changes: Vec::new() };
        if let Some(DeValue::Table(table)) = file.get("base").map(|base| base.get_ref()) {
            base.read_table(knobs, table, &lines)?;
        }
        let mut spec = Self::new(base);
        if let Some(seeds) = file.get("seeds") {
            let wrong = || lines.wrong(seeds.span().start, "`seeds` must be a list of whole numbers, not empty");
            let items = seeds.get_ref().as_array().ok_or_else(wrong)?;
            let read = items.iter().map(|item| text_of(item.get_ref())?.parse().ok());
            spec.seeds = read.collect::<Option<Vec<i64>>>().filter(|seeds| !seeds.is_empty()).ok_or_else(wrong)?;
        }
        if let Some(DeValue::Table(table)) = file.get("over").map(|over| over.get_ref()) {
            for (key, values) in table {
                let at = key.span().start;
                let items = values.get_ref().as_array();
                let read = items.and_then(|items| items.iter().map(|item| text_of(item.get_ref())).collect());
                let values: Vec<String> = read.ok_or_else(|| lines.wrong(at, format!("`{key}` must be a list")))?;
                spec.axis(knobs, key.get_ref(), &values).map_err(|failure| lines.wrong(at, failure))?;
            }
        }
        Ok(spec)
    }

    /// In what this sweep differs from another, in words; `None` if in nothing.
    pub fn difference(&self, other: &Self) -> Option<String> {
        let axes = |spec: &Self| {
            let axes = spec.axes.iter().map(|axis| format!("{}={}", axis.key, axis.values.join(",")));
            axes.collect::<Vec<_>>().join(" ")
        };
        let seeds = |spec: &Self| spec.seeds.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
        if self.base.lab != other.base.lab {
            return Some(format!("lab {} instead of {}", self.base.lab, other.base.lab));
        }
        if axes(self) != axes(other) {
            return Some(format!("{} instead of {}", axes(self), axes(other)));
        }
        if self.seeds != other.seeds {
            return Some(format!("seeds {} instead of {}", seeds(self), seeds(other)));
        }
        let settings = self.base.settings.differences(&other.base.settings);
        if let Some((key, value)) = settings.first() {
            return Some(format!("{key}={value} instead of {key}={}", other.base.settings.text(key)));
        }
        (self.base.changes != other.base.changes).then(|| "other changes on the way".to_owned())
    }
}

impl Trial {
    /// In words: `units=5 activation=relu seed=42`.
    pub fn label(&self) -> String {
        let seed = (!self.point.iter().any(|(key, _)| key == "seed")).then(|| format!("seed={}", self.seed));
        self.point.iter().map(|(key, value)| format!("{key}={value}")).chain(seed).collect::<Vec<_>>().join(" ")
    }
}

/// A setting as JSON: a number where it is one.
pub(in crate::run) fn json(value: &str) -> Value {
    if let Ok(whole) = value.parse::<i64>() {
        return whole.into();
    }
    match value.parse::<f64>() {
        Ok(real) if real.is_finite() => number::to_json(real),
        _ => value.into(),
    }
}

/// At commas outside of parentheses.
fn split(values: &str) -> Vec<String> {
    let mut depth = 0_u32;
    let mut items = vec![String::new()];
    for c in values.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                items.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(item) = items.last_mut() {
            item.push(c);
        }
    }
    items
}

/// `007-units=20-seed=42`: the number makes it the only one, the rest can be read.
fn name(index: usize, point: &[(String, String)], seed: i64) -> String {
    let mut name = format!("{:03}", index + 1);
    let mut parts = BTreeSet::new();
    let seed = ("seed".to_owned(), seed.to_string());
    for (key, value) in point.iter().chain([&seed]) {
        if parts.insert(key.clone()) {
            let safe = |c: char| if c.is_ascii_alphanumeric() || ".+_-".contains(c) { c } else { '_' };
            let value: String = value.chars().take(NAME).map(safe).collect();
            let _ = write!(name, "-{key}={value}");
        }
    }
    name
}
