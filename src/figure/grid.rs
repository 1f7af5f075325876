//! Figures made of cells: images and heat-maps.

use super::number;
use serde::{Deserialize, Serialize};

/// One gray picture, row by row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Image {
    /// A short caption.
    pub caption: String,
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `width * height` values, row by row; what 0 and 1 look like is the palette's business.
    #[serde(with = "number::reals32")]
    pub pixels: Vec<f32>,
}

/// How values become shades.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Palette {
    /// 0 is paper, 1 is ink.
    #[default]
    Ink,
    /// Negative one way, positive the other, zero neutral.
    Diverging,
    /// From the smallest value to the largest.
    Sequential,
}

/// Pictures in rows.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Images {
    /// The pane's title.
    pub title: String,
    /// How values become shades.
    pub palette: Palette,
    /// The rows of pictures, each with a name ("input", "reconstruction").
    pub rows: Vec<(String, Vec<Image>)>,
}

/// A matrix of values.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct HeatMap {
    /// The pane's title.
    pub title: String,
    /// What the columns count.
    pub x_label: String,
    /// What the rows count.
    pub y_label: String,
    /// Names of the columns (may be empty).
    pub columns: Vec<String>,
    /// Names of the rows (may be empty).
    pub rows: Vec<String>,
    /// Number of columns.
    pub width: usize,
    /// Row by row; its length is a multiple of `width`.
    #[serde(with = "number::reals32")]
    pub values: Vec<f32>,
    /// How values become shades.
    pub palette: Palette,
}
