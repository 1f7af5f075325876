//! Figures with axes: lines, bars, scatter.

use super::number;
use serde::{Deserialize, Serialize};

/// How an axis maps values to places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// Equal steps, equal distances.
    #[default]
    Linear,
    /// Equal ratios, equal distances; values at or below zero are gaps.
    Log,
}

/// What a line stands for, so that a screen gives the same thing the same colour and glyph everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// What the model was given.
    Input,
    /// What really came.
    Truth,
    /// What the model says.
    Prediction,
    /// Measured on training data.
    Training,
    /// Measured on data never trained on.
    Validation,
    /// What a simple method says.
    Baseline,
    /// Anything else: coloured by its name.
    Other,
}

/// One curve: `values[i]` stands at `start + i * step` on the x axis; NaN is a gap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The legend's word.
    pub name: String,
    /// What the line stands for.
    pub role: Role,
    /// x of the first value.
    #[serde(with = "number::real")]
    pub start: f64,
    /// Distance on the x axis from one value to the next.
    #[serde(with = "number::real")]
    pub step: f64,
    /// The values, NaN for a gap.
    #[serde(with = "number::reals32")]
    pub values: Vec<f32>,
}

impl Line {
    /// A line of values one apart, the first at `start`.
    pub fn new(name: impl Into<String>, role: Role, start: f64, values: Vec<f32>) -> Self {
        Self { name: name.into(), role, start, step: 1.0, values }
    }
}

/// What a level is compared with for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReferenceRole {
    /// What no method can beat.
    Floor,
    /// What a simple method reaches.
    Baseline,
    /// Anything else, a target say: coloured by its label.
    #[default]
    Other,
}

/// A level worth comparing with: a floor, a baseline, a target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reference {
    /// Its name, as drawn beside it.
    pub label: String,
    /// What it stands for; records of before it was said don't have it.
    #[serde(default)]
    pub role: ReferenceRole,
    /// Its height on the y axis.
    #[serde(with = "number::real")]
    pub value: f64,
}

impl Reference {
    /// A level that no method can beat.
    pub fn floor(label: impl Into<String>, value: f64) -> Self {
        Self { label: label.into(), role: ReferenceRole::Floor, value }
    }

    /// A level that a simple method reaches.
    pub fn baseline(label: impl Into<String>, value: f64) -> Self {
        Self { label: label.into(), role: ReferenceRole::Baseline, value }
    }

    /// Whether no method can beat it.
    pub fn is_floor(&self) -> bool {
        self.role == ReferenceRole::Floor
    }
}

/// A place on the x axis where something happened (a knob was changed).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// What happened, in a few words.
    pub label: String,
    /// Where.
    #[serde(with = "number::real")]
    pub x: f64,
}

/// Curves over a common axis.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Lines {
    /// The pane's title.
    pub title: String,
    /// What x counts.
    pub x_label: String,
    /// What y measures, with its unit.
    pub y_label: String,
    /// The y axis.
    pub y_scale: Scale,
    /// The curves.
    pub lines: Vec<Line>,
    /// Horizontal levels.
    pub references: Vec<Reference>,
    /// Vertical marks.
    pub marks: Vec<Mark>,
}

/// One named quantity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    /// Its name.
    pub label: String,
    /// Its size.
    #[serde(with = "number::real")]
    pub value: f64,
}

/// Named quantities side by side.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Bars {
    /// The pane's title.
    pub title: String,
    /// What a bar's length measures.
    pub value_label: String,
    /// The scale of the lengths.
    pub scale: Scale,
    /// The bars, in order.
    pub bars: Vec<Bar>,
}

/// A point of a scatter figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Horizontal place.
    #[serde(with = "number::real")]
    pub x: f64,
    /// Vertical place.
    #[serde(with = "number::real")]
    pub y: f64,
    /// A word to draw at the point, or nothing.
    pub label: String,
}

/// Points that belong together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// The legend's word.
    pub name: String,
    /// The points.
    pub points: Vec<Point>,
}

/// Points in the plane, by group.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Scatter {
    /// The pane's title.
    pub title: String,
    /// What x measures.
    pub x_label: String,
    /// What y measures.
    pub y_label: String,
    /// The groups.
    pub groups: Vec<Group>,
}
