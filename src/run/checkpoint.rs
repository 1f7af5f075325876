//! A saved state of a run: named arrays and plain values in one safetensors file, written so that a crash leaves either the
//! old file or the new one.

use super::{Failure, Result};
use crate::nn::Array;
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use std::collections::HashMap;
use std::io::Write as _;
use std::path::Path;

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

const VALUES: &str = "values";

/// Writes a checkpoint: temporary file beside it, flushed to the disk, renamed over the old one.
///
/// # Errors
/// [`Failure::Work`] naming the file.
pub fn write(path: &Path, state: &State) -> Result<()> {
    let bytes = to_bytes(state)?;
    write_atomically(path, &bytes)
}

/// Writes a file so that it is either as before or whole.
///
/// # Errors
/// [`Failure::Work`] naming the file.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<()> {
    let told = |error: std::io::Error| Failure::Work(format!("{}: cannot be written: {error}", path.display()));
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".writing-").tempfile_in(folder).map_err(told)?;
    file.write_all(bytes).map_err(told)?;
    file.as_file().sync_all().map_err(told)?;
    file.persist(path).map_err(|error| told(error.error))?;
    // The rename itself is on the disk once the folder is; a file system that cannot sync folders is left alone.
    if let Ok(folder) = std::fs::File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}

fn to_bytes(state: &State) -> Result<Vec<u8>> {
    let bytes_of = |array: &Array| array.values.iter().flat_map(|v| v.to_le_bytes()).collect();
    let raw: Vec<(&Array, Vec<u8>)> = state.arrays.iter().map(|array| (array, bytes_of(array))).collect();
    let views: Result<Vec<(&str, TensorView<'_>)>> = raw
        .iter()
        .map(|(array, bytes)| {
            let view = TensorView::new(Dtype::F32, array.shape.clone(), bytes).map_err(Failure::work)?;
            Ok((array.name.as_str(), view))
        })
        .collect();
    let values = serde_json::to_string(&state.values).map_err(Failure::work)?;
    safetensors::serialize(views?, Some(HashMap::from([(VALUES.to_owned(), values)]))).map_err(Failure::work)
}

/// Reads a checkpoint.
///
/// # Errors
/// [`Failure::Input`] naming the file when it cannot be read or is not a checkpoint.
pub fn read(path: &Path) -> Result<State> {
    let told = |what: String| Failure::Input(format!("{}: {what}", path.display()));
    let bytes = std::fs::read(path).map_err(|error| told(format!("cannot be read: {error}")))?;
    let broken = |what: &dyn std::fmt::Display| told(format!("is not a checkpoint of nnlab: {what}"));
    let (_, header) = SafeTensors::read_metadata(&bytes).map_err(|error| broken(&error))?;
    let values =
        header.metadata().as_ref().and_then(|map| map.get(VALUES)).ok_or_else(|| broken(&"no values in it"))?;
    let values = serde_json::from_str(values).map_err(|error| broken(&error))?;
    let tensors = SafeTensors::deserialize(&bytes).map_err(|error| broken(&error))?;
    let mut arrays = Vec::new();
    for (name, view) in tensors.iter() {
        if view.dtype() != Dtype::F32 {
            return Err(broken(&format!("`{name}` is not of 32-bit reals")));
        }
        let values = view.data().as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four)).collect();
        arrays.push(Array { name: name.to_owned(), shape: view.shape().to_vec(), values });
    }
    Ok(State { arrays, values })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_comes_back_from_the_disk_to_the_bit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("checkpoint.safetensors");
        let mut state = State::default();
        let values = vec![0.1, -0.0, f32::NAN, f32::MIN_POSITIVE / 2.0, f32::INFINITY, 3.0];
        state.put_arrays("model", vec![Array { name: "lstm1.kernel".into(), shape: vec![2, 3], values }]);
        state.put("loss_sum", &(0.1 + 0.2)).unwrap();
        write(&path, &state).unwrap();
        write(&path, &state).unwrap();
        let back = read(&path).unwrap();
        let bits = |s: &State| s.arrays_of("model")[0].values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&back), bits(&state));
        assert_eq!((back.arrays[0].name.as_str(), &back.arrays[0].shape[..]), ("model/lstm1.kernel", &[2, 3][..]));
        assert!(back.arrays_of("optimizer").is_empty());
        assert_eq!(back.get::<f64>("loss_sum").unwrap().to_bits(), (0.1_f64 + 0.2).to_bits());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file is left");
    }

    #[test]
    fn a_file_that_is_no_checkpoint_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("odd.safetensors");
        for bytes in [&b""[..], b"not a checkpoint at all", &[0xff; 64], &[8, 0, 0, 0, 0, 0, 0, 0, b'{']] {
            std::fs::write(&path, bytes).unwrap();
            let told = read(&path).unwrap_err().to_string();
            assert!(told.contains("odd.safetensors: is not a checkpoint of nnlab"), "{told}");
        }
    }
}
