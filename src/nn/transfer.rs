//! Weights out of a model and into it.

use super::{Error, Parameter, Parameters, Result};
use std::collections::BTreeMap;

/// A named array of numbers in row-major order: how weights and optimiser states travel.
#[derive(Debug, Clone, PartialEq)]
pub struct Array {
    /// The parameter's full name.
    pub name: String,
    /// The lengths of the axes.
    pub shape: Vec<usize>,
    /// The product of `shape` many values.
    pub values: Vec<f32>,
}

impl Parameters {
    /// Copies of all parameters, in order.
    pub fn export(&self) -> Result<Vec<Array>> {
        let copy =
            |p: &Parameter| Ok(Array { name: p.name().to_owned(), shape: p.shape().to_vec(), values: p.values()? });
        self.iter().map(copy).collect()
    }

    /// Replaces all parameters, frozen ones too. The arrays' order is free, their names and shapes must be the model's;
    /// otherwise nothing changes and the error names the array.
    pub fn import(&self, arrays: &[Array]) -> Result<()> {
        let given = by_name(arrays)?;
        if let Some(array) = arrays.iter().find(|a| self.get(&a.name).is_none()) {
            return Err(unexpected(array));
        }
        let mut pairs = Vec::with_capacity(arrays.len());
        for parameter in self.iter() {
            let array = given.get(parameter.name()).ok_or_else(|| missing(parameter))?;
            check(array, parameter.shape())?;
            pairs.push((parameter, *array));
        }
        pairs.into_iter().try_for_each(|(parameter, array)| parameter.set_values(&array.values))
    }

    /// Replaces the parameters whose names stand in both, and returns those names in the model's order; their shapes
    /// must agree, otherwise nothing changes. For starting from another model's layers.
    pub fn import_shared(&self, arrays: &[Array]) -> Result<Vec<String>> {
        let given = by_name(arrays)?;
        let shared: Vec<_> = self.iter().filter_map(|p| given.get(p.name()).map(|array| (p, *array))).collect();
        shared.iter().try_for_each(|(parameter, array)| check(array, parameter.shape()))?;
        shared.iter().try_for_each(|(parameter, array)| parameter.set_values(&array.values))?;
        Ok(shared.into_iter().map(|(parameter, _)| parameter.name().to_owned()).collect())
    }
}

pub(super) fn by_name(arrays: &[Array]) -> Result<BTreeMap<&str, &Array>> {
    let mut given = BTreeMap::new();
    for array in arrays {
        if given.insert(array.name.as_str(), array).is_some() {
            return Err(unexpected(array));
        }
    }
    Ok(given)
}

pub(super) fn check(array: &Array, shape: &[usize]) -> Result<()> {
    let Array { name, shape: found, values } = array;
    if found != shape {
        return Err(Error::Shape { name: name.clone(), expected: shape.to_vec(), found: found.clone() });
    }
    if values.len() != shape.iter().product::<usize>() {
        return Err(Error::ValueCount { name: name.clone(), shape: found.clone(), found: values.len() });
    }
    Ok(())
}

pub(super) fn unexpected(array: &Array) -> Error {
    Error::Unexpected { name: array.name.clone(), shape: array.shape.clone() }
}

fn missing(parameter: &Parameter) -> Error {
    Error::Missing { name: parameter.name().to_owned(), shape: parameter.shape().to_vec() }
}
