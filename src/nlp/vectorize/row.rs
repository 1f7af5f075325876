//! Rows that are nearly all 0.

/// One row: columns, rising, and their values.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SparseRow {
    /// The columns that are not 0, from 0, rising.
    pub columns: Vec<u32>,
    /// Their values.
    pub values: Vec<f64>,
}

impl SparseRow {
    /// The value of a column.
    pub fn get(&self, column: u32) -> f64 {
        let place = self.columns.binary_search(&column).ok();
        place.and_then(|place| self.values.get(place)).copied().unwrap_or(0.0)
    }

    /// The sum of products with another row.
    pub fn dot(&self, other: &Self) -> f64 {
        self.columns.iter().zip(&self.values).map(|(column, value)| value * other.get(*column)).sum()
    }

    /// The cosine of the angle between two rows, in [-1, 1]; 0 where one has no length.
    pub fn cosine(&self, other: &Self) -> f64 {
        let lengths = (self.dot(self) * other.dot(other)).sqrt();
        if lengths > 0.0 { self.dot(other) / lengths } else { 0.0 }
    }
}
