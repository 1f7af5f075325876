//! What others have settled, tried on this program: formats as their standards have them, figures as other libraries
//! compute them. The cases lie here as small files; `make_images.py`, `make_figures.py` and `make_tables.py` made them, and no test needs
//! Python.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "all of this crate is tests, but the lints know only functions marked so"
)]

mod images;
mod language;
mod learning;
mod tables;
mod vectors;

use std::path::{Path, PathBuf};

/// A file of this folder.
fn stored(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance").join(name)
}

/// A JSON file of this folder.
fn json(name: &str) -> serde_json::Value {
    serde_json::from_str(&std::fs::read_to_string(stored(name)).unwrap()).unwrap()
}
