//! What goes into the labs: texts, labelled texts, grammars with their exact entropy, films. Everything generated is a
//! pure function of a seed and an index, so a set of any size is made again from two numbers.

pub mod films;
pub mod grammar;
pub mod text;
