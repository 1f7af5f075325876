//! The knob table: one row for every setting of a lab. The settings pane, `--set`, `--help`, the errors for bad values and
//! the reference page are all made from it.

mod step;
#[cfg(test)]
mod tests;

pub use crate::run::contract::value::{display, real, whole};
pub use step::stepped;

use crate::figure::Scale;
use crate::run::contract::settings::Settings;
use crate::run::contract::suggest::{closest, suggestion};
use thiserror::Error;
use toml::Value;

/// Whether a knob may be turned while the run trains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutability {
    /// Part of the model or the data: another value is another run.
    Fixed,
    /// May change at any step; the change is recorded.
    Live,
}

/// One value of a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// The word for it.
    pub value: &'static str,
    /// What it means, in a few words.
    pub help: &'static str,
}

/// What values a knob takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// One of these words.
    Choice(&'static [Choice]),
    /// One of these words, or the path of a file or folder.
    ChoiceOrPath(&'static [Choice]),
    /// A whole number in `min..=max`; the settings pane steps up to `usual_max`, a typed value may go on to `max`.
    Integer {
        /// Smallest value.
        min: i64,
        /// Largest value that the settings pane steps to.
        usual_max: i64,
        /// Largest value at all.
        max: i64,
    },
    /// A real number in `min..=max`, stepped evenly or by ratio.
    Real {
        /// Smallest value.
        min: f64,
        /// Largest value.
        max: f64,
        /// Whether equal steps are equal differences or equal ratios.
        scale: Scale,
    },
    /// On or off.
    Switch,
    /// A path, or empty for none.
    Path,
    /// Free text, or empty for none.
    Text,
    /// Whole numbers joined by `-`, each in `min..=max`.
    Integers {
        /// Smallest value of an item.
        min: i64,
        /// Largest value of an item.
        max: i64,
    },
    /// Words joined by `+`.
    Words,
}

/// One setting of a lab.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Knob {
    /// The key in spec files and after `--set`, in kebab case.
    pub key: &'static str,
    /// The name that people read.
    pub label: &'static str,
    /// One sentence: what it does, and its unit if it has one.
    pub help: &'static str,
    /// The values it takes.
    pub kind: Kind,
    /// Whether it may change while the run trains.
    pub mutability: Mutability,
    /// Words of former versions, which recorded runs and spec files still use.
    pub former: Former,
}

/// Words of former versions for a setting: they are read as the words of today, and never written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Former {
    /// Its former keys.
    pub keys: &'static [&'static str],
    /// Former values, each with the one that it is now.
    pub values: &'static [(&'static str, &'static str)],
}

impl Former {
    /// It was never called anything else.
    pub const NONE: Self = Self { keys: &[], values: &[] };
}

impl Knob {
    /// The value that a word stands for today.
    fn today<'t>(&self, text: &'t str) -> &'t str {
        self.former.values.iter().find(|(former, _)| *former == text).map_or(text, |(_, today)| *today)
    }
}

/// Why a setting was refused.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum KnobError {
    /// No knob has this key.
    #[error("there is no setting `{key}`{}; the settings are: {keys}", meant(nearest))]
    UnknownKey {
        /// What was asked for.
        key: String,
        /// The closest key there is, if one is close.
        nearest: Option<String>,
        /// All keys.
        keys: String,
    },
    /// The value isn't one that the knob takes.
    #[error("`{key}` cannot be `{value}`: expected {expected}")]
    BadValue {
        /// The knob's key.
        key: &'static str,
        /// What was asked for, control characters escaped.
        value: String,
        /// What is allowed.
        expected: String,
    },
    /// The text isn't of the form `key=value` or `key=value@STEP`.
    #[error("`{0}` is not of the form key=value (or key=value@STEP for a change at that step)")]
    NotAnAssignment(String),
    /// A change at a later step was asked of a knob that is fixed once the run is open.
    #[error("`{0}` cannot change while a run trains; the live settings are: {1}")]
    NotLive(String, String),
}

fn meant(nearest: &Option<String>) -> String {
    nearest.as_ref().map(|key| format!(" (did you mean `{key}`?)")).unwrap_or_default()
}

impl Kind {
    /// In words, what values are allowed.
    pub fn expected(&self) -> String {
        match self {
            Self::Choice(choices) => format!("one of {}", words(choices)),
            Self::ChoiceOrPath(choices) => format!("one of {}, or a path", words(choices)),
            Self::Integer { min, max, .. } if *max == i64::MAX => format!("a whole number, at least {min}"),
            Self::Integer { min, max, .. } => format!("a whole number from {min} to {max}"),
            Self::Real { min, max, .. } => format!("a number from {min} to {max}"),
            Self::Switch => "on or off".into(),
            Self::Path => "a path, or nothing for none".into(),
            Self::Text => "text".into(),
            Self::Integers { min, max } => {
                format!("whole numbers from {min} to {max} joined by `-`, as in 300-100")
            }
            Self::Words => "words joined by `+`".into(),
        }
    }

    /// Of a choice, the word that was meant, as a message ends.
    fn meant(&self, text: &str) -> String {
        match self {
            Self::Choice(choices) => suggestion(text, choices.iter().map(|choice| choice.value)),
            _ => String::new(),
        }
    }

    /// Whether its values are texts.
    fn is_text(&self) -> bool {
        matches!(self, Self::Choice(_) | Self::ChoiceOrPath(_) | Self::Path | Self::Text)
    }

    /// The value that a text stands for, or `None` if the knob doesn't take it.
    fn parse(&self, text: &str) -> Option<Value> {
        match *self {
            Self::Choice(choices) => choices.iter().any(|c| c.value == text).then(|| Value::String(text.into())),
            Self::ChoiceOrPath(_) => (!text.is_empty()).then(|| Value::String(text.into())),
            Self::Integer { min, max, .. } => integer(text, min, max).map(Value::Integer),
            Self::Real { min, max, .. } => {
                let real: f64 = text.parse().ok()?;
                (real >= min && real <= max).then_some(Value::Float(real))
            }
            Self::Switch => match text {
                "on" | "true" | "yes" => Some(Value::Boolean(true)),
                "off" | "false" | "no" => Some(Value::Boolean(false)),
                _ => None,
            },
            Self::Path | Self::Text => Some(Value::String(text.into())),
            Self::Integers { min, max } => {
                let items = text.split('-').map(|item| integer(item, min, max).map(Value::Integer));
                items.collect::<Option<Vec<_>>>().map(Value::Array)
            }
            Self::Words if text.is_empty() => Some(Value::Array(Vec::new())),
            Self::Words => Some(Value::Array(text.split('+').map(|word| Value::String(word.into())).collect())),
        }
    }
}

fn words(choices: &[Choice]) -> String {
    choices.iter().map(|c| c.value).collect::<Vec<_>>().join(", ")
}

/// A whole number in the limits; `1_000`, `1,000` and `1e3` are not whole numbers here, so that a typing slip is told.
fn integer(text: &str, min: i64, max: i64) -> Option<i64> {
    text.parse().ok().filter(|n| (min..=max).contains(n))
}

/// The knob with this key.
///
/// # Errors
/// [`KnobError::UnknownKey`], with the closest key and the list of all.
pub fn find<'a>(knobs: &'a [Knob], key: &str) -> Result<&'a Knob, KnobError> {
    let today = knobs.iter().find(|knob| knob.key == key);
    today.or_else(|| knobs.iter().find(|knob| knob.former.keys.contains(&key))).ok_or_else(|| KnobError::UnknownKey {
        key: key.escape_debug().to_string(),
        nearest: closest(key, knobs.iter().map(|knob| knob.key)).map(str::to_owned),
        keys: knobs.iter().map(|knob| knob.key).collect::<Vec<_>>().join(", "),
    })
}

/// Settings as a former version kept them, under the keys and words of today. What is no setting any more is left out.
///
/// # Errors
/// [`KnobError`] when a knob doesn't take its value.
pub fn renewed(knobs: &[Knob], settings: &Settings) -> Result<Settings, KnobError> {
    let mut renewed = Settings::default();
    for (key, value) in settings.iter() {
        match find(knobs, key) {
            // A word may have changed, and so may the type: what was a number once may be a text now.
            Ok(knob) if value.is_str() || knob.kind.is_text() => {
                assign(knobs, &mut renewed, knob.key, &display(value))?;
            }
            Ok(knob) => renewed.insert(knob.key, value.clone()),
            Err(_) => {}
        }
    }
    Ok(renewed)
}

/// The keys of the live knobs, for messages.
pub fn live_keys(knobs: &[Knob]) -> String {
    let live = knobs.iter().filter(|knob| knob.mutability == Mutability::Live).map(|knob| knob.key);
    live.collect::<Vec<_>>().join(", ")
}

/// Puts a value, given as text, into the settings.
///
/// # Errors
/// [`KnobError`] when there is no such knob or it doesn't take the value; the settings are then unchanged.
pub fn assign(knobs: &[Knob], settings: &mut Settings, key: &str, text: &str) -> Result<(), KnobError> {
    let (knob, value) = parse(knobs, key, text)?;
    settings.insert(knob.key, value);
    Ok(())
}

/// The knob of a key, and the value that a text stands for: the one place where a setting's text is read.
///
/// # Errors
/// [`KnobError`] when there is no such knob or it doesn't take the value.
pub fn parse<'a>(knobs: &'a [Knob], key: &str, text: &str) -> Result<(&'a Knob, Value), KnobError> {
    let knob = find(knobs, key)?;
    let value = knob.kind.parse(knob.today(text.trim())).ok_or_else(|| KnobError::BadValue {
        key: knob.key,
        value: text.escape_debug().to_string(),
        expected: knob.kind.expected() + &knob.kind.meant(text),
    })?;
    Ok((knob, value))
}

/// The same of one that is to change while the run trains.
///
/// # Errors
/// As [`parse`], and [`KnobError::NotLive`] for a fixed one.
pub fn parse_live<'a>(knobs: &'a [Knob], key: &str, text: &str) -> Result<(&'a Knob, Value), KnobError> {
    let (knob, value) = parse(knobs, key, text)?;
    match knob.mutability {
        Mutability::Live => Ok((knob, value)),
        Mutability::Fixed => Err(KnobError::NotLive(key.to_owned(), live_keys(knobs))),
    }
}
