//! Why the dashboard could not start or go on.

use crate::tui::session::SessionError;
use crate::tui::setting::SettingError;
use std::io;

/// Why the dashboard could not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum ScreenError {
    /// The terminal: not there, gone, given back.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// The user's settings.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// A theme's file.
    #[error("{0}: cannot be read: {1}")]
    Theme(String, #[source] io::Error),
    /// The system: no runtime, no signals.
    #[error("the dashboard cannot start: {0}")]
    System(#[source] io::Error),
}
