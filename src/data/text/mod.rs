//! Texts: the bundled prose, plain files, labelled texts from CSV files, and the bundled reviews.

pub mod columns;
pub mod labelled;
mod plain;
pub mod prose;
pub mod reviews;

pub use plain::{TextFileError, read_text, read_whole};
