//! Texts: the bundled prose, plain files, users' files and folders cut into documents, labelled texts from tables and JSON,
//! and the bundled reviews.

mod documents;
pub mod labelled;
mod plain;
pub mod prose;
pub mod reviews;
mod split;

pub use documents::{Division, Documents, DocumentsError, NotRead, read_documents};
pub use plain::{TextFileError, read_text, read_whole};
pub use split::Split;
