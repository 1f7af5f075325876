//! A saved state of a run: named arrays and plain values in one safetensors file, written so that a crash leaves either the
//! old file or the new one.

use crate::nn::Array;
pub use crate::run::contract::state::State;
use crate::run::contract::{Failure, Result};
use crate::run::store::files::{self, Folder};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::io::Read as _;
use std::path::Path;

/// What the file's metadata hold: the plain values, and the digest of these and of the arrays.
const VALUES: &str = "values";
const DIGEST: &str = "sha256";

/// Writes a checkpoint of this name, whole or not at all.
///
/// # Errors
/// [`Failure::Work`] naming the file.
pub fn write(folder: &Folder, name: &str, state: &State) -> Result<()> {
    put(folder, name, &to_bytes(state)?)
}

/// Puts a file on the disk for good, so that it is either as before or whole.
///
/// # Errors
/// [`Failure::Work`] naming the file.
pub fn put(folder: &Folder, name: &str, bytes: &[u8]) -> Result<()> {
    let told = |error: std::io::Error| {
        Failure::Work(format!("{}: cannot be written: {error}", folder.path_of(name).display()))
    };
    folder.replace(name, bytes, true).map_err(told)
}

/// A checkpoint as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// What it holds.
    pub state: State,
    /// Whether it bears a checksum, which then is right. Version 0.1.0 wrote none.
    pub is_checked: bool,
    /// The SHA-256 of the file, by which it can be seen whether another was put in its place.
    pub identity: String,
}

/// An array's name, shape and bytes.
type Part<'a> = (&'a str, &'a [usize], &'a [u8]);

/// The digest of all that a checkpoint holds, in an order of its own: that of the arrays' names.
fn digest(values: &str, mut parts: Vec<Part<'_>>) -> String {
    parts.sort_by_key(|(name, ..)| *name);
    let mut digest = Sha256::new();
    let mut take = |bytes: &[u8]| {
        digest.update((bytes.len() as u64).to_le_bytes());
        digest.update(bytes);
    };
    take(values.as_bytes());
    for (name, shape, bytes) in parts {
        take(name.as_bytes());
        shape.iter().for_each(|length| take(&(*length as u64).to_le_bytes()));
        take(bytes);
    }
    files::hexadecimal(&digest.finalize())
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
    let parts = raw.iter().map(|(array, bytes)| (array.name.as_str(), &array.shape[..], &bytes[..]));
    let digest = digest(&values, parts.collect());
    let metadata = HashMap::from([(VALUES.to_owned(), values), (DIGEST.to_owned(), digest)]);
    safetensors::serialize(views?, Some(metadata)).map_err(Failure::work)
}

/// Reads a checkpoint.
///
/// # Errors
/// [`Failure::Input`] naming the file when it cannot be read, is not a checkpoint, or is not as it was written.
pub fn read(path: &Path) -> Result<Read> {
    let told = |what: String| Failure::Input(format!("{}: {what}", path.display()));
    let bytes = files::read(path).map_err(|error| told(format!("cannot be read: {error}")))?;
    let broken = |what: &dyn std::fmt::Display| told(format!("is not a checkpoint of nnlab: {what}"));
    let (_, header) = SafeTensors::read_metadata(&bytes).map_err(|error| broken(&error))?;
    let metadata = header.metadata().as_ref();
    let text = metadata.and_then(|map| map.get(VALUES)).ok_or_else(|| broken(&"no values in it"))?;
    let values = serde_json::from_str(text).map_err(|error| broken(&error))?;
    let tensors = SafeTensors::deserialize(&bytes).map_err(|error| broken(&error))?;
    let written = metadata.and_then(|map| map.get(DIGEST));
    if let Some(written) = written {
        let views: Vec<_> = tensors.iter().collect();
        let parts = views.iter().map(|(name, view)| (*name, view.shape(), view.data()));
        if *written != digest(text, parts.collect()) {
            return Err(told("is not as it was written: its checksum is another".into()));
        }
    }
    let mut arrays = Vec::new();
    for (name, view) in tensors.iter() {
        if view.dtype() != Dtype::F32 {
            return Err(broken(&format!("`{name}` is not of 32-bit reals")));
        }
        let values = view.data().as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four)).collect();
        arrays.push(Array { name: name.to_owned(), shape: view.shape().to_vec(), values });
    }
    Ok(Read { state: State { arrays, values }, is_checked: written.is_some(), identity: identity(&bytes) })
}

/// The SHA-256 of a file's bytes.
pub(in crate::run) fn identity(bytes: &[u8]) -> String {
    files::hexadecimal(&Sha256::digest(bytes))
}

/// The most that a checkpoint's header is believed to hold.
const HEADER: u64 = 100 << 20;

/// The plain values of a checkpoint, its arrays unread and unchecked.
///
/// # Errors
/// [`Failure::Input`] naming the file.
pub fn read_values(path: &Path) -> Result<serde_json::Map<String, serde_json::Value>> {
    let told = |what: &dyn std::fmt::Display| Failure::Input(format!("{}: cannot be read: {what}", path.display()));
    let mut file = files::open(path).map_err(|error| told(&error))?;
    let mut length = [0; 8];
    file.read_exact(&mut length).map_err(|error| told(&error))?;
    let length = u64::from_le_bytes(length);
    if length > HEADER {
        return Err(told(&"its header is too long"));
    }
    let mut header = Vec::new();
    file.take(length).read_to_end(&mut header).map_err(|error| told(&error))?;
    let header: serde_json::Value = serde_json::from_slice(&header).map_err(|error| told(&error))?;
    let values = header.get("__metadata__").and_then(|map| map.get(VALUES)?.as_str());
    serde_json::from_str(values.ok_or_else(|| told(&"no values in it"))?).map_err(|error| told(&error))
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
        let open = Folder::open(folder.path()).unwrap();
        write(&open, "checkpoint.safetensors", &state).unwrap();
        write(&open, "checkpoint.safetensors", &state).unwrap();
        let back = read(&path).unwrap().state;
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

    #[test]
    fn any_bit_that_is_flipped_in_a_checkpoint_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("checkpoint.safetensors");
        let mut state = State::default();
        state.put_arrays("model", vec![Array { name: "kernel".into(), shape: vec![2, 2], values: vec![1.0; 4] }]);
        state.put("at", &7).unwrap();
        write(&Folder::open(folder.path()).unwrap(), "checkpoint.safetensors", &state).unwrap();
        let read_back = read(&path).unwrap();
        assert!(read_back.is_checked && read_back.state == state);
        assert_eq!(read_values(&path).unwrap(), state.values);
        let whole = std::fs::read(&path).unwrap();
        // Other readers still open it.
        let tensors = SafeTensors::deserialize(&whole).unwrap();
        assert_eq!(tensors.tensor("model/kernel").unwrap().shape(), [2, 2]);
        for byte in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[byte] ^= 1;
            std::fs::write(&path, &flipped).unwrap();
            // A bit in the spelling of the digest's own name leaves a checkpoint without one, as of old.
            let is_seen = read(&path).map_or(true, |read| !read.is_checked || read.state == state);
            assert!(is_seen, "byte {byte}");
        }
        let mut flipped = whole;
        let last = flipped.len() - 1;
        flipped[last] ^= 64;
        std::fs::write(&path, flipped).unwrap();
        let told = read(&path).unwrap_err().to_string();
        assert!(told.contains("checkpoint.safetensors: is not as it was written"), "{told}");
    }
}
