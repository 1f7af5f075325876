//! Time series: generated sines, the bundled series, users' CSV files; and the supervised windows that a forecaster
//! learns from.
//!
//! ```text
//! sine ──────────────────────────────────────────┐
//! bundled ─► csv ─► Series ─► scaler ─► gaps ────┴─► Windows { train, validation, test }
//! a file  ─┘         (values, NaN for a gap; dates)   (inputs filled; NaN for a target that is missing)
//! ```

mod axis;
mod bundled;
mod csv;
mod error;
mod gaps;
mod part;
mod scaler;
mod sine;
mod starts;
mod windows;

pub use crate::data::dates::{ClockChange, Format, Resolution, Stamp, Step};
pub use axis::Axis;
pub use bundled::Bundled;
pub use csv::{
    Column, DateColumn, DateColumns, DateReport, Found, Loaded, MAX_BYTES, Mark, Misunderstood, Order, ReadOptions,
    Repeated, Report, read_bytes, read_path,
};
pub use error::{CellFault, SeriesError};
pub use gaps::{GapPolicy, Gaps, carry, interpolate};
pub use part::Part;
pub use scaler::Scaler;
pub use sine::{NOISE_FLOOR, SineOptions, sine_row};
pub use windows::{Amount, WindowOptions, Windows};

/// One variable measured over time, at equal steps where its dates allow.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What was measured: the column's name, shown safely.
    pub name: String,
    /// Its unit, as read from the header's brackets ("temp [°C]") or known of a bundled series; may be empty.
    pub unit: String,
    /// Where it came from: the file's name as given, or the bundled series' key.
    pub origin: String,
    /// Who measured it and under which licence; for a user's file, its name.
    pub source: String,
    /// The values in order of time; NaN is a gap.
    pub values: Vec<f64>,
    /// What the positions are called; as long as `values` where it holds dates.
    pub axis: Axis,
    /// Steps in a season (a year of days, a day of hours), where there is one.
    pub period: Option<usize>,
    /// How many of the last steps are held out unless the user says otherwise; `None` for the last fifth.
    pub held_out: Option<usize>,
}

impl Series {
    /// Where values are missing.
    pub fn gaps(&self) -> Gaps {
        Gaps::of(&self.values)
    }

    /// The name of position `i`: its date, or its number counted from 1.
    pub fn label(&self, i: usize) -> String {
        self.axis.label(i)
    }
}

#[cfg(test)]
mod tests;
