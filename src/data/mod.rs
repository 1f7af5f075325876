//! What goes into a lab. Every reader here takes what users really have: a bad file gets an error that names the file,
//! the line and what was expected, never a panic.

pub mod series;
mod shown;

pub(crate) use shown::{shown, shown_path};
