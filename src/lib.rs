//! nnlab: a neural-network lab that lives in a terminal.
//!
//! One idea carries the program: a lab turns a spec into a stream of events, and everything on the screen, on standard
//! output or on disk is a fold over those events. The rooms, from the ground up; a room imports only from rooms below it:
//!
//! | floor | room | holds |
//! |---|---|---|
//! | 1 | [`figure`] | the few shapes that a lab can show |
//! | 1 | [`rng`] | the one seeded generator |
//! | 2 | [`data`] | what goes in |
//! | 4 | [`labs`] | one folder a lab |
//! | 1 | [`kernels`] | plain functions on slices |
//! | 2 | [`nn`] | layers, initialisers, losses, optimisers, the data-parallel step |
//! | 5 | [`tui`] | the screen |

pub mod data;
pub mod figure;
pub mod labs;
pub mod kernels;
pub mod nn;
pub mod rng;
pub mod run;
pub mod tui;
