//! What the pipeline's tab knows: the text with its stages, its vectors, what a switch does, what the shown run thinks of it.

mod desk;
mod options;
mod steps;
mod strip;
mod switch;
mod vectors;

pub(in crate::tui) use desk::{Desk, DeskMode, DeskRow};
pub(in crate::tui) use options::StageOption;
pub(in crate::tui) use steps::StepsPreset;
pub(in crate::tui) use strip::{Freshness, StripView, line_of_strip, strip_answer};
pub(in crate::tui) use switch::{EffectView, StageMeasurement};
pub(in crate::tui) use vectors::{VectorKind, VectorPage, VectorsRow, VectorsView};

use crate::tui::model::{At, AtMut};

/// The tab's state.
#[derive(Debug, Default)]
pub(in crate::tui) struct Pipeline {
    /// The text and its stages.
    pub(crate) desk: Desk,
    /// What the vectoriser makes of the text.
    pub(crate) vectors: VectorsView,
    /// What its stages are worth.
    pub(crate) effect: EffectView,
    /// What the shown run thinks of its text.
    pub(crate) strip: StripView,
}

/// What the tab's panes see.
pub(super) type Model<'m> = At<'m, Pipeline>;
/// The same, to change it.
pub(super) type ModelMut<'m> = AtMut<'m, Pipeline>;
