//! From the numbers of a batch to lanes, and back.

use super::super::lanes::{LANES, Lane};

/// Where the rows of a batch lie among numbers: (time, row, feature) is at
/// `start + time * by_time + row * by_row + feature * by_feature`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// The first element.
    pub start: usize,
    /// From a time to the next.
    pub by_time: usize,
    /// From a row to the next.
    pub by_row: usize,
    /// From a feature to the next.
    pub by_feature: usize,
}

impl Layout {
    /// That of `[T, B, features]` without gaps.
    pub fn dense(rows: usize, features: usize) -> Self {
        Self { start: 0, by_time: rows * features, by_row: features, by_feature: 1 }
    }

    /// The same from another row on.
    pub fn from_row(self, row: usize) -> Self {
        Self { start: self.start + row * self.by_row, ..self }
    }
}

/// Brings the features of up to sixteen rows at one time into lanes; lanes without a row become 0.
pub fn gather(values: &[f32], layout: Layout, time: usize, rows: usize, out: &mut [Lane]) {
    let start = layout.start + time * layout.by_time;
    if layout.by_row == 1 && rows == LANES {
        for (feature, lane) in out.iter_mut().enumerate() {
            if let Some(values) = values[start + feature * layout.by_feature..].first_chunk() {
                lane.0 = *values;
            }
        }
        return;
    }
    if rows < LANES {
        out.fill(Lane::ZERO);
    }
    for row in 0..rows {
        let start = start + row * layout.by_row;
        if layout.by_feature == 1 {
            for (lane, value) in out.iter_mut().zip(&values[start..]) {
                lane.0[row] = *value;
            }
        } else {
            for (feature, lane) in out.iter_mut().enumerate() {
                lane.0[row] = values[start + feature * layout.by_feature];
            }
        }
    }
}

/// The way back: writes the features of up to sixteen rows at one time.
pub fn scatter(lanes: &[Lane], layout: Layout, time: usize, rows: usize, values: &mut [f32]) {
    let start = layout.start + time * layout.by_time;
    for row in 0..rows {
        let start = start + row * layout.by_row;
        for (feature, lane) in lanes.iter().enumerate() {
            values[start + feature * layout.by_feature] = lane.0[row];
        }
    }
}
