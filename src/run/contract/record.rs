//! Where a run is recorded, and how a recorded one is gone on with.

use std::path::PathBuf;

/// Whether and where a run is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// Nowhere.
    Off,
    /// In this run directory, new or empty.
    New(PathBuf),
    /// In a new run directory under this one. Where that cannot be made the run goes on unrecorded.
    Under(PathBuf),
    /// The same, asked for: where it cannot be made the run does not begin.
    AskedUnder(PathBuf),
    /// In the run directory that is gone on with, from its checkpoint.
    Resume(PathBuf, Terms),
    /// The same, and what was recorded up to there is told first.
    Reopen(PathBuf),
}

/// How a recorded run is gone on with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Terms {
    /// From which checkpoint, if that was asked for; its log is then taken as it is.
    pub from: Option<Source>,
    /// Whether a run whose files of data have changed since goes on with them as they are now.
    pub data_changed: bool,
}

/// Which checkpoint a run goes on from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The latest.
    Latest,
    /// The one with the best headline metric.
    Best,
}
