//! Texts: the bundled prose, plain files, labelled texts from tables and JSON, and the bundled reviews.

pub mod labelled;
mod plain;
pub mod prose;
pub mod reviews;

pub use plain::{TextFileError, read_text, read_whole};
