//! Texts: the bundled prose, labelled texts from CSV files, and the bundled reviews.

pub mod labelled;
pub mod prose;
pub mod reviews;
