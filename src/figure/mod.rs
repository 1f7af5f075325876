//! The few shapes that a lab can show. A lab fills them in, a screen draws them, a run directory keeps them; none of the
//! three knows the others. Every shape is plain data and round-trips through JSON, not-a-number and infinities included.

mod chart;
mod grid;
pub mod number;
pub mod shown;
mod text;

pub use chart::{Bar, Bars, Group, Line, Lines, Mark, Point, Reference, ReferenceRole, Role, Scale, Scatter};
pub use grid::{HeatMap, Image, ImageRow, Images, Palette, Scores};
pub use text::{Cell, Table, Token, TokenMark, Tokens};

use serde::{Deserialize, Serialize};

/// Anything a lab can show.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "shape", rename_all = "kebab-case")]
pub enum Figure {
    /// Curves over a common axis.
    Lines(Lines),
    /// Named quantities side by side.
    Bars(Bars),
    /// Small gray pictures in rows.
    Images(Images),
    /// A matrix of values.
    HeatMap(HeatMap),
    /// Points in the plane, by group.
    Scatter(Scatter),
    /// A text whose tokens are marked or weighted.
    Tokens(Tokens),
    /// Rows and columns of words and numbers.
    Table(Table),
}

impl Figure {
    /// The figure's own title, for the frame of the pane that shows it.
    pub fn title(&self) -> &str {
        match self {
            Self::Lines(f) => &f.title,
            Self::Bars(f) => &f.title,
            Self::Images(f) => &f.title,
            Self::HeatMap(f) => &f.title,
            Self::Scatter(f) => &f.title,
            Self::Tokens(f) => &f.title,
            Self::Table(f) => &f.title,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_with_gaps_and_infinities_survives_the_trip_through_json() {
        let figure = Figure::Lines(Lines {
            title: "forecast".into(),
            lines: vec![Line::new("truth", Role::Truth, 0.0, vec![1.5, f32::NAN, f32::INFINITY, -0.1])],
            ..Lines::default()
        });
        let json = serde_json::to_string(&figure).unwrap();
        assert!(json.contains("\"NaN\"") && json.contains("\"inf\""), "{json}");
        let Figure::Lines(back) = serde_json::from_str(&json).unwrap() else { panic!("another shape") };
        let bits = |v: &[f32]| v.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&back.lines[0].values), bits(&[1.5, f32::NAN, f32::INFINITY, -0.1]));
    }

    #[test]
    fn a_reference_says_what_it_stands_for_and_older_records_of_one_still_read() {
        let floor = Reference::floor("entropy", 3.2);
        let json = serde_json::to_string(&floor).unwrap();
        assert_eq!(json, r#"{"label":"entropy","role":"floor","value":3.2}"#);
        assert_eq!(serde_json::from_str::<Reference>(&json).unwrap(), floor);
        let old: Reference = serde_json::from_str(r#"{"label":"naive","value":0.25}"#).unwrap();
        assert_eq!((old.role, old.is_floor()), (ReferenceRole::Other, false));
    }
}
