//! Runs and sweeps on disk.

pub mod catalogue;
pub mod checkpoint;
pub mod directory;
pub mod files;
pub mod frames;
pub mod inputs;
pub mod log;
pub mod record;
mod replay;
pub(in crate::run) mod sparse;
mod sweep;
pub mod writer;

pub use sweep::SweepDirectory;
