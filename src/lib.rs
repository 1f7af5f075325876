//! nnlab: a neural-network lab that lives in a terminal.
//!
//! One idea carries the program: a lab turns a spec into a stream of events, and everything on the screen, on standard
//! output or on disk is a fold over those events. The rooms, from the ground up; a room imports only from rooms below it:
//!
//! | floor | room | holds |
//! |---|---|---|
//! | 1 | [`figure`] | the few shapes that a lab can show |
//! | 1 | [`files`] | files that are there whole or not at all |
//! | 1 | [`rng`] | the one seeded generator |
//! | 1 | [`words`] | the texts for people, one language one file |
//! | 1 | [`kernels`] | plain functions on slices |
//! | 2 | [`data`] | what goes in: series, texts, labelled texts, grammars, images, films |
//! | 2 | [`nn`] | layers, initialisers, losses, optimisers, the data-parallel step |
//! | 2 | [`nlp`] | words, n-gram models, naive Bayes, stop-words, stems, metrics |
//! | 3 | [`run`] | the contract, the worker, history, recording |
//! | 4 | [`labs`] | one folder a lab |
//! | 5 | [`tui`] | the dashboard |
//! | 5 | [`cli`] | one file a subcommand |

pub mod cli;
pub mod data;
pub mod figure;
pub mod files;
pub mod labs;
pub mod nlp;
pub mod nn;
pub mod rng;
pub mod run;
pub mod tui;
pub mod words;

pub use nnlab_kernels as kernels;
