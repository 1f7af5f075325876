//! Figures made of cells: images and heat-maps.

use super::number::{self, Real};
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

impl Image {
    /// By how much each pixel of `made` lies above this picture's, as a picture for [`Palette::Diverging`].
    pub fn error_of(&self, made: &Self) -> Self {
        let pixels = self.pixels.iter().zip(&made.pixels).map(|(truth, made)| made - truth);
        Self { caption: String::new(), width: self.width, height: self.height, pixels: pixels.collect() }
    }

    /// The mean of the squared errors of `made`; not-a-number for pictures without pixels.
    pub fn mse_of(&self, made: &Self) -> f64 {
        let squares =
            self.pixels.iter().zip(&made.pixels).map(|(truth, made)| (f64::from(*made) - f64::from(*truth)).powi(2));
        let count = self.pixels.len().min(made.pixels.len());
        if count == 0 { f64::NAN } else { squares.sum::<f64>() / count as f64 }
    }
}

/// One row of pictures.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ImageRow {
    /// Its name ("input", "reconstruction").
    pub name: String,
    /// How values become shades.
    pub palette: Palette,
    /// The pictures.
    pub images: Vec<Image>,
}

/// One number a column of pictures, shown under it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Scores {
    /// What they measure ("MSE").
    pub label: String,
    /// The numbers, from the left.
    pub values: Vec<Real>,
}

/// Pictures in rows; pictures in one column belong together.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Images {
    /// The pane's title.
    pub title: String,
    /// The rows, from the top.
    pub rows: Vec<ImageRow>,
    /// What each column is worth.
    pub scores: Option<Scores>,
}

impl Images {
    /// Pictures, under them what was made of them, the error of each pair, and its mean square. The names are those of
    /// the three rows and of the measure.
    pub fn pairs(title: impl Into<String>, names: [&str; 4], truth: Vec<Image>, made: Vec<Image>) -> Self {
        let [truth_name, made_name, error_name, label] = names.map(str::to_owned);
        let pairs = || truth.iter().zip(&made);
        let scores = Scores { label, values: pairs().map(|(truth, made)| Real(truth.mse_of(made))).collect() };
        let errors = pairs().map(|(truth, made)| truth.error_of(made)).collect();
        let row = |name, palette, images| ImageRow { name, palette, images };
        let rows = vec![
            row(truth_name, Palette::Ink, truth),
            row(made_name, Palette::Ink, made),
            row(error_name, Palette::Diverging, errors),
        ];
        Self { title: title.into(), rows, scores: Some(scores) }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_brings_its_error_with_its_sign_and_its_mean_square() {
        let picture = |pixels: &[f32]| Image { caption: String::new(), width: 2, height: 1, pixels: pixels.to_vec() };
        let names = ["input", "output", "error", "MSE"];
        let images = Images::pairs("digits", names, vec![picture(&[0.0, 1.0])], vec![picture(&[0.5, 0.75])]);
        assert_eq!(images.rows[2].images[0].pixels, [0.5, -0.25]);
        assert_eq!(
            images.rows.iter().map(|row| row.palette).collect::<Vec<_>>()[1..],
            [Palette::Ink, Palette::Diverging]
        );
        // (0.25 + 0.0625) / 2
        assert_eq!(images.scores.unwrap().values, [Real(0.15625)]);
        assert!(picture(&[]).mse_of(&picture(&[])).is_nan());
    }
}
