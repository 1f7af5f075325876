//! What the forecaster's tab knows beside its lab.

pub(in crate::tui) use super::accordion::{Accordion, Opening};

use crate::tui::model::{At, AtMut};

/// The tab's state.
#[derive(Debug, Default)]
pub(in crate::tui) struct Forecaster {
    /// The network unrolled in time.
    pub(crate) accordion: Accordion,
}

/// What the tab's panes see.
pub(super) type Model<'m> = At<'m, Forecaster>;
/// The same, to change it.
pub(super) type ModelMut<'m> = AtMut<'m, Forecaster>;
