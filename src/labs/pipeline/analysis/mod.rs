//! What there is to find out about a user's own text, without a run: its documents as rows of numbers, its words as
//! vectors, what a switch of a stage does to it. Plain data comes out; a screen or a printer makes pictures of them.
//!
//! A line of the text is a document, as in `nnlab pipeline`.

mod documents;
mod effect;
mod forms;
mod keeper;
mod matrix;
mod space;
mod strip;
#[cfg(test)]
mod tests;

pub use documents::{Documents, Tokenization};
pub use effect::{Ablation, Known, Oov, Side, Switches, toggled};
pub use forms::{Forms, Pair, forms};
pub use keeper::{Keeper, Neighbours, VectorsRequest, VectorsResult, View, WordUse, Words};
pub use matrix::{CellAt, Matrix, Row, Term, Weighing, matrix};
pub use space::{Analogy, Neighbour, Origin, PlacedWord, Space, WordsMap};
pub use strip::{Piece, strip};
