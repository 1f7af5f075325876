//! What a plot shows.

use super::range;
use crate::figure::{self, Mark, Reference, Scale};
use crate::run::Stat;
use crate::run::pyramid::Sample;

/// The values of some neighbouring steps. A value that isn't finite is a gap.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bucket {
    /// Place on the horizontal axis (of the last step in the bucket).
    pub x: f64,
    /// Smallest value.
    pub min: f64,
    /// Mean value.
    pub mean: f64,
    /// Largest value.
    pub max: f64,
}

impl Bucket {
    /// One value.
    pub const fn point(x: f64, value: f64) -> Self {
        Self { x, min: value, mean: value, max: value }
    }
}

impl From<&Sample> for Bucket {
    fn from(sample: &Sample) -> Self {
        let Stat { min, mean, max, .. } = sample.stat;
        Self { x: sample.last as f64, min, mean, max }
    }
}

/// One curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The legend's word.
    pub name: String,
    /// What the curve stands for.
    pub role: figure::Role,
    /// Ascending in x.
    pub points: Vec<Bucket>,
}

impl Series {
    /// The first place where a value isn't finite, if any: NaN in measured scalars is no gap but a divergence.
    pub fn divergence(&self) -> Option<f64> {
        self.points.iter().find(|bucket| !(bucket.mean.is_finite() && bucket.max.is_finite())).map(|bucket| bucket.x)
    }
}

/// How much of the curves is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    /// Everything.
    #[default]
    Full,
    /// The last quarter of the horizontal axis.
    Recent,
    /// The values between the 1st and the 99th percentile: one bad batch doesn't flatten the curve.
    Robust,
}

impl View {
    /// The next one, for a key.
    pub const fn next(self) -> Self {
        match self {
            Self::Full => Self::Recent,
            Self::Recent => Self::Robust,
            Self::Robust => Self::Full,
        }
    }
}

/// How much curves are smoothed: an exponential average, corrected for its start (as Adam's averages are), drawn over
/// the raw values. The weight is that of one bucket of the densest curve, so that curves with few values are hardly
/// changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Smoothing {
    /// Not at all.
    #[default]
    None,
    /// Weight .6 on the past.
    Light,
    /// Weight .9.
    Medium,
    /// Weight .98.
    Heavy,
}

impl Smoothing {
    /// The next degree, for a key.
    pub const fn next(self) -> Self {
        match self {
            Self::None => Self::Light,
            Self::Light => Self::Medium,
            Self::Medium => Self::Heavy,
            Self::Heavy => Self::None,
        }
    }

    /// The weight of the past.
    pub const fn factor(self) -> f64 {
        match self {
            Self::None => 0.0,
            Self::Light => 0.6,
            Self::Medium => 0.9,
            Self::Heavy => 0.98,
        }
    }

    /// Digits to say it with.
    pub(super) const fn digits(self) -> usize {
        match self {
            Self::None | Self::Light | Self::Medium => 1,
            Self::Heavy => 2,
        }
    }
}

/// Where the horizontal axis ends.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum End {
    /// At the last value.
    #[default]
    Data,
    /// At a round place beyond it: a growing curve moves to the right instead of squeezing its past at every frame.
    Round,
    /// Here, unless values lie beyond (say, the steps that are planned).
    At(f64),
}

/// Everything that a plot shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plot {
    /// What x counts.
    pub x_label: String,
    /// What y measures, with its unit.
    pub y_label: String,
    /// The horizontal axis; a logarithmic one is for values above zero.
    pub x_scale: Scale,
    /// The vertical axis.
    pub y_scale: Scale,
    /// The curves, the last one on top.
    pub series: Vec<Series>,
    /// Horizontal lines to compare with.
    pub levels: Vec<Reference>,
    /// Places where something happened.
    pub marks: Vec<Mark>,
    /// How much the curves are smoothed.
    pub smoothing: Smoothing,
    /// How much of them is shown.
    pub view: View,
    /// Where the horizontal axis ends.
    pub end: End,
    /// Where the crosshair stands.
    pub crosshair: Option<f64>,
    /// Where the values left the finite numbers (see [`Series::divergence`]).
    pub diverged: Option<f64>,
}

impl From<&figure::Lines> for Plot {
    /// NaN is a gap; an infinite value counts as a divergence.
    fn from(lines: &figure::Lines) -> Self {
        let series = lines.lines.iter().map(|line| Series {
            name: line.name.clone(),
            role: line.role,
            points: (line.values.iter().enumerate())
                .map(|(i, value)| Bucket::point(line.start + line.step * i as f64, f64::from(*value)))
                .collect(),
        });
        let series: Vec<Series> = series.collect();
        let infinite = series.iter().flat_map(|series| &series.points).filter(|point| point.mean.is_infinite());
        Self {
            x_label: lines.x_label.clone(),
            y_label: lines.y_label.clone(),
            y_scale: lines.y_scale,
            diverged: infinite.map(|point| point.x).min_by(f64::total_cmp),
            series,
            levels: lines.references.clone(),
            marks: lines.marks.clone(),
            ..Self::default()
        }
    }
}

impl Plot {
    /// What the horizontal axis shows, from and to, if there is anything: for moving the crosshair.
    pub fn x_range(&self) -> Option<(f64, f64)> {
        range::x_range(self)
    }
}
