//! What goes into the labs: series, images, texts, labelled texts, grammars with their exact entropy, films. Every reader here
//! takes what users really have: a bad file gets an error that names the file, the line and what was expected, never a
//! panic. Everything generated is a pure function of a seed and an index.

pub mod dates;
pub mod films;
pub mod grammar;
pub(crate) mod gzip;
pub mod images;
pub mod series;
mod shown;
pub mod table;
pub mod text;

pub(crate) use shown::{shown, shown_path};
