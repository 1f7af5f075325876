//! nnlab: a neural-network lab that lives in a terminal.
//!
//! One idea carries the program: a lab turns a spec into a stream of events, and everything on the screen, on standard
//! output or on disk is a fold over those events. The rooms, from the ground up; a room imports only from rooms below it:
//!
//! | floor | room | holds |
//! |---|---|---|
//! | 1 | [`figure`] | the few shapes that a lab can show |
//! | 1 | [`rng`] | the one seeded generator |
//! | 5 | [`tui`] | the screen |

pub mod figure;
pub mod rng;
pub mod tui;
