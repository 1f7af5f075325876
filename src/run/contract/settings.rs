//! The settings of a run as plain data: keys and values.

use crate::run::contract::value;
use crate::run::contract::{Failure, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use toml::{Table, Value};

/// Key and value of every setting, in the order of the spec's fields.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Settings(Table);

impl Settings {
    /// The settings of a typed spec.
    ///
    /// # Errors
    /// When the spec isn't a flat table of values.
    pub fn of<S: Serialize>(spec: &S) -> Result<Self> {
        Table::try_from(spec).map(Self).map_err(Failure::work)
    }

    /// The typed spec that these settings stand for.
    ///
    /// # Errors
    /// When a value has another type than the spec's field (the knob table lets none such through).
    pub fn typed<S: DeserializeOwned>(&self) -> Result<S> {
        self.0.clone().try_into().map_err(|error: toml::de::Error| Failure::Input(error.message().to_owned()))
    }

    /// The value of a setting.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// The value of a setting as the user would write it; empty when it isn't there.
    pub fn text(&self, key: &str) -> String {
        self.get(key).map(value::display).unwrap_or_default()
    }

    /// The value of a whole-number setting.
    pub fn integer(&self, key: &str) -> Option<i64> {
        self.get(key).and_then(Value::as_integer)
    }

    /// Puts in a value that a knob has passed.
    pub(in crate::run) fn insert(&mut self, key: &str, value: Value) {
        self.0.insert(key.to_owned(), value);
    }

    /// Keys and values in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// What differs from `other`, as `key=value` pairs.
    pub fn differences(&self, other: &Self) -> Vec<(String, String)> {
        let changed = self.iter().filter(|(key, value)| other.get(key) != Some(value));
        changed.map(|(key, value)| (key.to_owned(), value::display(value))).collect()
    }
}
