//! What makes a run: what a spec file holds, what `--set` changes, what a run directory keeps.

use crate::run::contract::knob::{self, Knob, KnobError};
use crate::run::contract::settings::Settings;
use crate::run::contract::value::text_of;
use crate::run::contract::{Failure, Result};
use std::fmt::Write as _;
use std::path::Path;
use std::str::FromStr;
use toml::Value;
use toml::de::{DeTable, DeValue};

/// The format of the directories of runs and sweeps that this version writes. Version 0.1.0 wrote none in its files.
pub(in crate::run) const FORMAT: i64 = 1;

/// Whether what a file says of its format is one that this version reads.
///
/// # Errors
/// In words, why not.
pub(in crate::run) fn check_format(said: Option<&Value>) -> std::result::Result<(), String> {
    match said {
        None => Ok(()),
        Some(Value::Integer(format)) if (1..=FORMAT).contains(format) => Ok(()),
        Some(Value::Integer(format)) if *format > FORMAT => {
            Err(format!("was written by a newer nnlab, in format {format}: this one reads formats up to {FORMAT}"))
        }
        Some(_) => Err(format!("`format` must be a whole number from 1 to {FORMAT}")),
    }
}

/// A live knob's change before a given step: `learning-rate=3e-4@1200`.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The knob's key.
    pub key: String,
    /// The new value, as the knob has parsed it.
    pub value: Value,
    /// The number of steps already taken when it takes effect.
    pub step: u64,
}

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}={}@{}", self.key, knob::display(&self.value), self.step)
    }
}

/// What `--set` can say: a setting from the start, or a change at a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assignment {
    /// `key=value`
    Setting {
        /// The knob's key.
        key: String,
        /// The value, as the user writes it.
        value: String,
    },
    /// `key=value@STEP`
    Change {
        /// The knob's key.
        key: String,
        /// The value, as the user writes it.
        value: String,
        /// The number of steps already taken when it takes effect.
        step: u64,
    },
}

impl FromStr for Assignment {
    type Err = KnobError;

    fn from_str(text: &str) -> std::result::Result<Self, KnobError> {
        let no = || KnobError::NotAnAssignment(text.escape_debug().to_string());
        let (key, value) = text.split_once('=').ok_or_else(no)?;
        if key.is_empty() {
            return Err(no());
        }
        let at = value.rsplit_once('@').and_then(|(value, step)| Some((value, step.parse().ok()?)));
        Ok(match at {
            Some((value, step)) => Self::Change { key: key.into(), value: value.into(), step },
            None => Self::Setting { key: key.into(), value: value.into() },
        })
    }
}

/// A run in full: the lab, its settings, and the changes to be made on the way. The same of all three gives the same losses
/// to the bit (at one kernel level).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RunSpec {
    /// The lab's name.
    pub lab: String,
    /// Every setting.
    pub settings: Settings,
    /// Changes on the way, by step.
    pub changes: Vec<Change>,
}

impl RunSpec {
    /// Takes one `--set` in: a setting, or a change at a step.
    ///
    /// # Errors
    /// When the key, the value or the form is wrong, or a fixed knob is to change at a step.
    pub fn assign(&mut self, knobs: &[Knob], assignment: &Assignment) -> std::result::Result<(), KnobError> {
        match assignment {
            Assignment::Setting { key, value } => knob::assign(knobs, &mut self.settings, key, value),
            Assignment::Change { key, value, step } => {
                // A change that would be refused at step 1,200 is refused now.
                let (knob, value) = knob::parse_live(knobs, key, value)?;
                self.changes.push(Change { key: knob.key.to_owned(), value, step: *step });
                self.changes.sort_by_key(|change| change.step);
                Ok(())
            }
        }
    }

    /// The words after `nnlab train` that make this run again: what differs from the defaults, and the changes on the way.
    pub fn words(&self, defaults: &Settings) -> Vec<String> {
        let set = |text: String| ["--set".to_owned(), text];
        let settings = self.settings.differences(defaults).into_iter().map(|(key, value)| format!("{key}={value}"));
        let texts = settings.chain(self.changes.iter().map(Change::to_string));
        std::iter::once(self.lab.clone()).chain(texts.flat_map(set)).collect()
    }

    /// The command line that makes this run again, for a shell.
    pub fn command_line(&self, defaults: &Settings) -> String {
        let words: Vec<String> = self.words(defaults).iter().map(|word| shell_word(word)).collect();
        format!("nnlab train {}", words.join(" "))
    }

    /// The run as a spec file, which [`RunSpec::read`] reads back.
    pub fn to_toml(&self) -> String {
        format!("format = {FORMAT}\n{}", self.to_table())
    }

    /// The same as a part of another file, which has a format of its own.
    pub(in crate::run) fn to_table(&self) -> String {
        let mut text = format!("lab = {}\n", Value::from(self.lab.as_str()));
        for (key, value) in self.settings.iter() {
            let _ = writeln!(text, "{key} = {value}");
        }
        if !self.changes.is_empty() {
            let changes: Vec<Value> = self.changes.iter().map(|change| Value::from(change.to_string())).collect();
            let _ = writeln!(text, "changes = {}", Value::Array(changes));
        }
        text
    }

    /// Takes a spec file in, over the settings already here; `path` is for the messages.
    ///
    /// # Errors
    /// [`Failure::Input`] naming the file, the line, the key, the value and what was expected.
    pub fn read_text(&mut self, knobs: &[Knob], path: &Path, text: &str) -> Result<()> {
        let lines = Lines { path, text };
        let table = DeTable::parse(text).map_err(|error| lines.broken(&error))?;
        self.read_table(knobs, table.get_ref(), &lines)
    }

    /// Takes in the table of a spec, which may be part of a larger file.
    pub(in crate::run) fn read_table(&mut self, knobs: &[Knob], table: &DeTable<'_>, lines: &Lines<'_>) -> Result<()> {
        for (key, value) in table {
            let at = key.span().start;
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("format", value) => {
                    let number = text_of(value).and_then(|number| number.parse().ok()).map(Value::Integer);
                    check_format(number.as_ref().or(Some(&Value::Boolean(false))))
                        .map_err(|why| lines.wrong(at, why))?;
                }
                ("lab", DeValue::String(lab)) if *lab == self.lab => {}
                ("lab", other) => {
                    let found = text_of(other).unwrap_or_default();
                    return Err(lines.wrong(
                        at,
                        format!("this spec is for the lab `{}`, not `{}`", found.escape_debug(), self.lab),
                    ));
                }
                ("changes", DeValue::Array(items)) => {
                    for item in items.iter() {
                        let written = text_of(item.get_ref()).unwrap_or_default();
                        let taken = written.parse().and_then(|assignment| self.assign(knobs, &assignment));
                        taken.map_err(|error: KnobError| lines.wrong(item.span().start, error))?;
                    }
                }
                (key, value) => {
                    let written = text_of(value).ok_or_else(|| {
                        lines.wrong(at, format!("`{key}` holds a {}: expected one value", value.type_str()))
                    })?;
                    knob::assign(knobs, &mut self.settings, key, &written).map_err(|error| lines.wrong(at, error))?;
                }
            }
        }
        Ok(())
    }

    /// Reads a spec file over the settings already here.
    ///
    /// # Errors
    /// As [`RunSpec::read_text`], or when the file cannot be read.
    pub fn read(&mut self, knobs: &[Knob], path: &Path) -> Result<()> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Failure::Input(format!("{}: cannot be read: {error}", path.display())))?;
        self.read_text(knobs, path, &text)
    }
}

/// A word as a shell takes it.
pub fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "=@+-_./,:".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// A file and its text, for messages that name the line.
#[derive(Debug, Clone, Copy)]
pub(in crate::run) struct Lines<'f> {
    pub(in crate::run) path: &'f Path,
    pub(in crate::run) text: &'f str,
}

impl Lines<'_> {
    /// What is wrong at a byte of the text.
    pub(in crate::run) fn wrong(&self, at: usize, what: impl std::fmt::Display) -> Failure {
        let line = self.text[..at.min(self.text.len())].matches('\n').count() + 1;
        Failure::Input(format!("{}, line {line}: {what}", self.path.display()))
    }

    /// It isn't TOML at all.
    pub(in crate::run) fn broken(&self, error: &toml::de::Error) -> Failure {
        self.wrong(error.span().map_or(0, |span| span.start), error.message())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Scale;
    use crate::run::contract::knob::{Former, Kind};

    const KNOBS: [Knob; 2] = [
        Knob {
            key: "units",
            label: "units",
            help: "",
            kind: Kind::Integer { min: 1, usual_max: 512, max: 4096 },
            mutability: knob::Mutability::Fixed,
            former: Former::NONE,
        },
        Knob {
            key: "learning-rate",
            label: "learning rate",
            help: "",
            kind: Kind::Real { min: 0.0, max: 10.0, scale: Scale::Log },
            mutability: knob::Mutability::Live,
            former: Former::NONE,
        },
    ];

    fn spec() -> RunSpec {
        let mut spec = RunSpec { lab: "forecaster".into(), ..RunSpec::default() };
        for text in ["units=20", "learning-rate=1", "learning-rate=3e-4@1200"] {
            spec.assign(&KNOBS, &text.parse().unwrap()).unwrap();
        }
        spec
    }

    #[test]
    fn a_run_written_as_a_spec_file_reads_back_the_same() {
        let mut back = RunSpec { lab: "forecaster".into(), ..RunSpec::default() };
        back.read_text(&KNOBS, Path::new("spec.toml"), &spec().to_toml()).unwrap();
        assert_eq!(back, spec());
        assert_eq!(back.settings.get("learning-rate"), Some(&Value::Float(1.0)));
    }

    #[test]
    fn a_run_can_be_made_again_by_a_line_for_a_shell() {
        let mut defaults = spec().settings;
        knob::assign(&KNOBS, &mut defaults, "units", "3").unwrap();
        let line = spec().command_line(&defaults);
        assert_eq!(line, "nnlab train forecaster --set units=20 --set learning-rate=0.0003@1200");
        assert_eq!(shell_word("learning-rate=3e-4@876"), "learning-rate=3e-4@876");
        assert_eq!(shell_word("data=my file's.csv"), r"'data=my file'\''s.csv'");
    }

    #[test]
    fn a_wrong_spec_file_is_told_by_file_line_and_key() {
        let told = |text: &str| spec().read_text(&KNOBS, Path::new("my.toml"), text).unwrap_err().to_string();
        assert_eq!(
            told("units = 3\n\nunits2 = 4\n"),
            "my.toml, line 3: there is no setting `units2` (did you mean `units`?); the settings are: units, learning-rate"
        );
        assert_eq!(
            told("\nunits = 0"),
            "my.toml, line 2: `units` cannot be `0`: expected a whole number from 1 to 4096"
        );
        assert!(told("units = \n").starts_with("my.toml, line 1: "), "{}", told("units = \n"));
        assert!(told("[units]\na = 1\n").starts_with("my.toml, line 1: `units` holds a table"));
        assert!(told("lab = \"autoencoder\"").contains("is for the lab `autoencoder`, not `forecaster`"));
        assert!(told("changes = [\"units=3@5\"]").contains("`units` cannot change while a run trains"));
    }
}
