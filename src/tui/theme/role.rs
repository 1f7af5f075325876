//! What a style is asked for by: what the thing on the screen is, never which colour it has.

use crate::figure;

/// Whether the keyboard acts on a pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Focus {
    /// Keys act on it.
    Focused,
    /// Keys act elsewhere.
    #[default]
    Unfocused,
}

macro_rules! roles {
    ($($(#[$doc:meta])* $role:ident = $name:literal,)*) => {
        /// What a piece of the screen is. A theme gives each a style; its name is the key in a theme file.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Role { $($(#[$doc])* $role,)* }

        impl Role {
            /// Every role, in the order of its discriminant.
            pub const ALL: &'static [Self] = &[$(Self::$role,)*];

            /// The key in a theme file.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$role => $name,)* }
            }
        }
    };
}

roles! {
    /// Ordinary text; its background is the whole screen's.
    Text = "text",
    /// Text that may be overlooked: units, captions, what isn't available now.
    Muted = "muted",
    /// Text that should be seen first.
    Strong = "strong",
    /// Title of a pane.
    Title = "title",
    /// Title of the pane that keys act on.
    TitleFocused = "title-focused",
    /// Frame of a pane.
    Border = "border",
    /// Frame of the pane that keys act on.
    BorderFocused = "border-focused",
    /// Name of a tab.
    Tab = "tab",
    /// Name of the tab that is open.
    TabActive = "tab-active",
    /// A key in the hint bar or the help.
    HintKey = "hint-key",
    /// What the key does.
    HintText = "hint-text",
    /// The chosen item of a list, reversed in every theme; it also bears [`SELECTED`](super::SELECTED) before it.
    Selection = "selection",
    /// A text field being edited.
    Field = "field",
    /// Header of a table.
    Header = "header",
    /// A number that matters.
    Number = "number",
    /// Something worth knowing.
    Note = "note",
    /// Something that may be wrong.
    Warning = "warning",
    /// Something that is wrong.
    Error = "error",
    /// Something that went well.
    Success = "success",
    /// The mark of what is running, or may be changed while running.
    Live = "live",
    /// Measured on training data.
    Training = "training",
    /// Measured on data never trained on.
    Validation = "validation",
    /// The same before smoothing, behind the smoothed curve.
    TrainingRaw = "training-raw",
    /// Validation before smoothing.
    ValidationRaw = "validation-raw",
    /// What a simple method reaches.
    Baseline = "baseline",
    /// What no method can beat.
    Floor = "floor",
    /// What the model was given.
    Input = "input",
    /// What really came.
    Truth = "truth",
    /// What the model says.
    Prediction = "prediction",
    /// Axes, ticks and their labels.
    Axis = "axis",
    /// The place on an axis where something happened.
    Mark = "mark",
    /// The crosshair and its read-out.
    Crosshair = "crosshair",
    /// A token taken out.
    Removed = "removed",
    /// A token altered.
    Changed = "changed",
    /// A token that isn't in the vocabulary.
    Unknown = "unknown",
}

impl Role {
    /// The role with this key in a theme file.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.name() == name)
    }

    /// Whether it isn't read, and may be quiet: frames, and raw values behind a smoothed curve.
    pub const fn is_quiet(self) -> bool {
        matches!(self, Self::Border | Self::TrainingRaw | Self::ValidationRaw)
    }

    /// The role of a line of a figure; `None` for those coloured by their name.
    pub fn of_line(role: figure::Role) -> Option<Self> {
        match role {
            figure::Role::Input => Some(Self::Input),
            figure::Role::Truth => Some(Self::Truth),
            figure::Role::Prediction => Some(Self::Prediction),
            figure::Role::Training => Some(Self::Training),
            figure::Role::Validation => Some(Self::Validation),
            figure::Role::Baseline => Some(Self::Baseline),
            figure::Role::Other => None,
        }
    }
}
