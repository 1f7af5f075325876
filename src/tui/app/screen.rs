//! What the loop draws on: the terminal, or a test's stand-in.

use crate::tui::capabilities::Capabilities;
use crate::tui::session::{SessionError, TerminalSession};
use ratatui::Frame;

/// Where frames go.
pub(super) trait Screen {
    /// Columns and rows.
    fn size(&self) -> Result<(u16, u16), SessionError>;
    /// Whether a frame may be drawn: the one before has been written.
    fn is_ready(&self) -> bool;
    /// Completes when a frame has been written; an error when the terminal is gone. Safe to cancel.
    async fn written(&self) -> Result<(), SessionError>;
    /// Draws a frame; returns the bytes that it takes.
    fn draw(&mut self, capabilities: &Capabilities, render: impl FnOnce(&mut Frame<'_>))
    -> Result<usize, SessionError>;
    /// The next frame is drawn whole.
    fn redraw(&mut self) -> Result<(), SessionError>;
    /// Stops the process, as Ctrl-Z does.
    fn suspend(&mut self) -> Result<(), SessionError>;
    /// Takes the terminal again after a stop.
    fn resume(&mut self) -> Result<(), SessionError>;
    /// The mouse to the program or back.
    fn toggle_mouse(&mut self) -> Result<(), SessionError>;
}

impl Screen for TerminalSession {
    fn size(&self) -> Result<(u16, u16), SessionError> {
        Self::size(self).map(|size| (size.width, size.height))
    }

    fn is_ready(&self) -> bool {
        Self::is_ready(self)
    }

    async fn written(&self) -> Result<(), SessionError> {
        Self::written(self).await
    }

    fn draw(
        &mut self,
        capabilities: &Capabilities,
        render: impl FnOnce(&mut Frame<'_>),
    ) -> Result<usize, SessionError> {
        Self::draw(self, capabilities, render)
    }

    fn redraw(&mut self) -> Result<(), SessionError> {
        Self::redraw(self)
    }

    fn suspend(&mut self) -> Result<(), SessionError> {
        Self::suspend(self)
    }

    fn resume(&mut self) -> Result<(), SessionError> {
        Self::resume(self)
    }

    fn toggle_mouse(&mut self) -> Result<(), SessionError> {
        Self::toggle_mouse(self).map(|_| ())
    }
}
