//! The panes of the tabs.

use super::Tab;

/// A pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pane {
    /// Curves of the training.
    Curves,
    /// The forecast on a held-out series.
    Forecast,
    /// The metrics beside their floors and baselines.
    Metrics,
    /// The settings.
    Settings,
    /// The error at each horizon.
    Horizons,
    /// Shape and values of the output.
    Output,
    /// The gradient that reaches each step.
    Gradient,
    /// Hidden units over time.
    HiddenStates,
    /// The network unrolled in time.
    Unrolled,
    /// The numbers of each phase of a step.
    Phases,
    /// What a tab is about.
    About,
    /// The table of runs.
    Runs,
    /// Curves of several runs, or a sweep's chart.
    RunCurves,
}

const FORECASTER: [Pane; 10] = [
    Pane::Curves,
    Pane::Forecast,
    Pane::Metrics,
    Pane::Settings,
    Pane::Horizons,
    Pane::Output,
    Pane::Gradient,
    Pane::HiddenStates,
    Pane::Unrolled,
    Pane::Phases,
];

impl Pane {
    /// The panes that a tab may have, in the order of the focus.
    pub const fn of(tab: Tab) -> &'static [Self] {
        match tab {
            Tab::Forecaster => &FORECASTER,
            Tab::Pipeline | Tab::Language | Tab::Autoencoder => &[Self::About],
            Tab::Runs => &[Self::Runs, Self::RunCurves],
        }
    }

    /// The pane that has the focus at first.
    pub const fn first_of(tab: Tab) -> Self {
        match tab {
            Tab::Forecaster => Self::Curves,
            Tab::Pipeline | Tab::Language | Tab::Autoencoder => Self::About,
            Tab::Runs => Self::Runs,
        }
    }

    /// The figure slot without which the pane isn't there.
    pub const fn slot(self) -> Option<&'static str> {
        match self {
            Self::Horizons => Some("error-by-horizon"),
            Self::Output => Some("output"),
            Self::Gradient => Some("gradient-through-time"),
            Self::HiddenStates => Some("hidden-states"),
            Self::Unrolled => Some("unrolled"),
            Self::Phases => Some("phase-forward"),
            _ => None,
        }
    }
}

/// Whether the focused pane fills the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Zoom {
    /// All panes share it.
    #[default]
    Out,
    /// It does.
    In,
}

impl Zoom {
    /// The other one.
    pub const fn toggled(self) -> Self {
        match self {
            Self::Out => Self::In,
            Self::In => Self::Out,
        }
    }
}
