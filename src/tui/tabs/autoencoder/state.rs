//! What the autoencoder's tab knows beside its lab.

use super::knobs::CodeKnobs;
use crate::tui::model::{At, AtMut};

/// The tab's state.
#[derive(Debug, Default)]
pub(in crate::tui) struct Autoencoder {
    /// The code of the picture that is looked at, as it was turned.
    pub(crate) code: CodeKnobs,
}

/// What the tab's panes see.
pub(super) type Model<'m> = At<'m, Autoencoder>;
/// The same, to change it.
pub(super) type ModelMut<'m> = AtMut<'m, Autoencoder>;
