//! One folder a lab, what they share in training, and the list of them all.

pub mod autoencoder;
pub mod forecaster;
pub mod pipeline;
pub mod training;

use crate::run::{Entry, Failure, Result};

/// Every lab, in the order of the tabs.
pub const CATALOG: &[Entry] = &[
    Entry::of::<forecaster::Forecaster>(),
    Entry::of::<pipeline::PipelineLab>(),
    Entry::of::<autoencoder::Autoencoder>(),
];

/// The lab of that name.
///
/// # Errors
/// [`Failure::Input`] naming the labs there are.
pub fn find(name: &str) -> Result<Entry> {
    CATALOG.iter().find(|entry| entry.name == name).copied().ok_or_else(|| {
        let known: Vec<&str> = CATALOG.iter().map(|entry| entry.name).collect();
        Failure::Input(format!("there is no lab `{}`: expected one of {}", name.escape_debug(), known.join(", ")))
    })
}
