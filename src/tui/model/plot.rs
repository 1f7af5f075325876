//! How the curves of the training are shown.

use crate::figure::Scale;
use crate::tui::widgets::plot::{Smoothing, View};

/// Which curves the pane of curves shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Curves {
    /// The headline metric, on training and held-out data, beside floor and baselines.
    #[default]
    Headline,
    /// The other metrics of the evaluations.
    Metrics,
    /// The loss of every step.
    Loss,
    /// The norm of the gradient.
    GradientNorm,
    /// The learning rate.
    LearningRate,
}

impl Curves {
    /// In the order in which the arrows go through them.
    pub const ALL: [Self; 5] = [Self::Headline, Self::Metrics, Self::Loss, Self::GradientNorm, Self::LearningRate];

    /// The name of its one curve in the history; metrics have several.
    pub const fn scalar(self) -> Option<&'static str> {
        match self {
            Self::Headline | Self::Metrics => None,
            Self::Loss => Some("loss"),
            Self::GradientNorm => Some("gradient_norm"),
            Self::LearningRate => Some("learning_rate"),
        }
    }

    /// The one `by` places further, round and round.
    pub fn stepped(self, by: isize) -> Self {
        let count = Self::ALL.len() as isize;
        let place = (self as isize + by).rem_euclid(count) as usize;
        Self::ALL.get(place).copied().unwrap_or_default()
    }
}

/// How the curves are shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlotView {
    /// Which.
    pub curves: Curves,
    /// The vertical axis.
    pub scale: Scale,
    /// How much they are smoothed.
    pub smoothing: Smoothing,
    /// How much of them is seen.
    pub range: View,
    /// The step at which the crosshair stands.
    pub crosshair: Option<u64>,
}

impl Default for PlotView {
    fn default() -> Self {
        Self {
            curves: Curves::Headline,
            scale: Scale::Log,
            smoothing: Smoothing::None,
            range: View::Full,
            crosshair: None,
        }
    }
}
