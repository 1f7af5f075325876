//! What an experiment must keep to go on to the bit.

use super::{Failure, Result};
use crate::nn::Array;

/// Everything that an experiment needs to go on to the bit.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// Weights, optimiser moments, carried state; names are `group/name`.
    pub arrays: Vec<Array>,
    /// Counters, sums, the plateau's memory: anything that is not an array.
    pub values: serde_json::Map<String, serde_json::Value>,
}

impl State {
    /// Puts arrays in under a group's name.
    pub fn put_arrays(&mut self, group: &str, arrays: Vec<Array>) {
        let named = arrays.into_iter().map(|array| Array { name: format!("{group}/{}", array.name), ..array });
        self.arrays.extend(named);
    }

    /// The arrays of a group, under their own names.
    pub fn arrays_of(&self, group: &str) -> Vec<Array> {
        let own = |array: &Array| {
            let name = array.name.strip_prefix(group)?.strip_prefix('/')?.to_owned();
            Some(Array { name, ..array.clone() })
        };
        self.arrays.iter().filter_map(own).collect()
    }

    /// A value by its key, typed.
    ///
    /// # Errors
    /// [`Failure::Input`] when it is missing or of another type.
    pub fn get<T: serde::de::DeserializeOwned>(&self, key: &str) -> Result<T> {
        let value = self.values.get(key).ok_or_else(|| Failure::Input(format!("the checkpoint holds no `{key}`")))?;
        serde_json::from_value(value.clone())
            .map_err(|error| Failure::Input(format!("the checkpoint's `{key}` cannot be used: {error}")))
    }

    /// Puts a value in.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn put(&mut self, key: &str, value: &impl serde::Serialize) -> Result<()> {
        self.values.insert(key.to_owned(), serde_json::to_value(value).map_err(Failure::work)?);
        Ok(())
    }
}
