//! What the positions of a series are called.

use crate::data::dates::{Resolution, Stamp, Step};
use std::sync::Arc;

/// What the positions of a series are called.
#[derive(Debug, Clone, PartialEq)]
pub enum Axis {
    /// Steps counted from 1: a generated series, or a file without dates.
    Steps,
    /// Dates, one a position.
    Dates {
        /// The dates in order, each once; a copy of an axis shares them.
        stamps: Arc<Vec<Stamp>>,
        /// How much of a date is worth showing.
        resolution: Resolution,
        /// The regular distance between them; `None` if there is none, and positions then simply follow one another.
        step: Option<Step>,
    },
}

impl Axis {
    /// The name of position `i`: its date, or its number counted from 1 where there is no date.
    pub fn label(&self, i: usize) -> String {
        match self {
            Self::Dates { stamps, resolution, .. } if i < stamps.len() => stamps[i].text(*resolution),
            _ => (i + 1).to_string(),
        }
    }

    /// The regular distance between positions, where there is one.
    pub fn step(&self) -> Option<Step> {
        match self {
            Self::Dates { step, .. } => *step,
            Self::Steps => None,
        }
    }
}
