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
    /// The same held-out pictures all along.
    Digits,
    /// The picture that is looked at, and what was made of it.
    Example,
    /// The code of the picture that is looked at.
    Code,
    /// The error by the size of the code.
    ErrorByCode,
    /// What every unit of the code does.
    Units,
    /// How units of the code go together.
    Correlation,
    /// Held-out pictures by their codes.
    CodeMap,
    /// The weights of the first layer.
    Kernels,
    /// What every convolution makes of the picture that is looked at.
    FeatureMaps,
    /// The arithmetic of the convolutions' sizes.
    Shapes,
    /// Classifiers on the code and on pixels.
    Classifier,
    /// What the classifier on the code takes for what.
    Confusion,
    /// From the code of one picture to that of another.
    Walk,
    /// The text that goes through the pipeline.
    Text,
    /// The text at every stage.
    Stages,
    /// What the vectoriser makes of the text.
    Vectors,
    /// What the last switch of a stage did.
    SwitchEffect,
    /// The probability of the last class after each word.
    Strip,
    /// Precision, recall and F1 of each class.
    Classes,
    /// The model beside the others.
    Models,
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

const AUTOENCODER: [Pane; 16] = [
    Pane::Digits,
    Pane::Code,
    Pane::Curves,
    Pane::Metrics,
    Pane::Settings,
    Pane::Example,
    Pane::ErrorByCode,
    Pane::Units,
    Pane::Correlation,
    Pane::CodeMap,
    Pane::Kernels,
    Pane::FeatureMaps,
    Pane::Shapes,
    Pane::Classifier,
    Pane::Confusion,
    Pane::Walk,
];

const PIPELINE: [Pane; 11] = [
    Pane::Stages,
    Pane::Text,
    Pane::Vectors,
    Pane::SwitchEffect,
    Pane::Strip,
    Pane::Curves,
    Pane::Metrics,
    Pane::Settings,
    Pane::Models,
    Pane::Classes,
    Pane::Confusion,
];

impl Pane {
    /// The panes that a tab may have, in the order of the focus.
    pub const fn of(tab: Tab) -> &'static [Self] {
        match tab {
            Tab::Forecaster => &FORECASTER,
            Tab::Autoencoder => &AUTOENCODER,
            Tab::Pipeline => &PIPELINE,
            Tab::Language => &[Self::About],
            Tab::Runs => &[Self::Runs, Self::RunCurves],
        }
    }

    /// The pane that has the focus at first.
    pub const fn first_of(tab: Tab) -> Self {
        match tab {
            Tab::Forecaster => Self::Curves,
            Tab::Autoencoder => Self::Digits,
            Tab::Pipeline => Self::Stages,
            Tab::Language => Self::About,
            Tab::Runs => Self::Runs,
        }
    }

    /// Whether it shows a lab's run, and so isn't there without a lab.
    pub const fn is_of_a_lab(self) -> bool {
        matches!(self, Self::Curves | Self::Metrics | Self::Settings | Self::Strip)
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
            Self::Code => Some("code.0"),
            Self::ErrorByCode => Some("error-by-code"),
            Self::Units => Some("units"),
            Self::Correlation => Some("correlation"),
            Self::CodeMap => Some("code-map"),
            Self::Kernels => Some("kernels"),
            Self::FeatureMaps => Some("feature-maps"),
            Self::Shapes => Some("shapes"),
            Self::Classifier => Some("classifier"),
            Self::Confusion => Some("confusion"),
            Self::Walk => Some("walk"),
            Self::Classes => Some("classes"),
            Self::Models => Some("models"),
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
