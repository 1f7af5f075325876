//! The dashboard as a program: options, the terminal, runs, signals, and the loop that joins them.

mod clock;
mod driver;
mod error;
mod files;
mod input;
mod launch;
mod library;
mod looping;
mod screen;
mod settings;
mod signals;
mod text;

#[cfg(test)]
mod tests;

pub use error::ScreenError;
pub use launch::{Ending, First, Options, Recording, Settings, run};
#[cfg(test)]
pub(super) use text::{Kept as TextKept, work as text_work};
