//! Owning the terminal: entering and leaving it, and getting each frame out in one write.
//!
//! ```text
//!   TerminalSession::enter(log)          raw mode, alternate screen, paste marks; standard error goes to the log
//!        is_ready(), written()           a thread of its own writes, so that a terminal that takes nothing blocks nobody
//!        draw(capabilities, render)      one frame, handed over in one piece, between the marks of a synchronised update
//!        suspend(), resume()             Ctrl-Z, SIGCONT
//!   Drop, panic hook, signals            all by way of restore_terminal(), which needs no handle
//! ```

mod frame;
mod hook;
mod modes;
mod output;
mod writer;

pub use hook::install_panic_hook;
pub use modes::{Mouse, restore_terminal};
pub(crate) use output::Output;

#[cfg(test)]
pub(in crate::tui) use frame::{FrameBackend as Backend, Paper};

use super::capabilities::Capabilities;
use super::finish::finish;
use frame::FrameBackend;
use ratatui::layout::Size;
use ratatui::{Frame, Terminal};
use std::fs::File;
use std::io::{self, IsTerminal as _};
use writer::Writer;

/// Why the screen can't be used.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// Standard input or output isn't a terminal.
    #[error("the dashboard needs a terminal on standard input and output")]
    NotATerminal,
    /// Writing failed (EIO, EPIPE): whoever showed the screen has left. Save and end; nothing can be shown any more.
    #[error("the terminal is gone: {0}")]
    TerminalGone(#[source] io::Error),
    /// The terminal was given back behind this session's back: a thread that isn't a worker panicked.
    #[error("the terminal was given back after a panic")]
    GivenBack,
    /// Standard error can't be pointed at the log file.
    #[error("standard error can't be pointed at the log file: {0}")]
    Log(#[source] io::Error),
}

/// The terminal, ours while this lives. There is one at a time.
#[derive(Debug)]
pub struct TerminalSession {
    terminal: Terminal<FrameBackend<Writer>>,
    writer: Writer,
    log: File,
    mouse: Mouse,
}

impl TerminalSession {
    /// Takes the terminal: raw mode, the alternate screen, marks around pasted text, cursor hidden; the mouse stays
    /// with the terminal, so that text can be selected. While the session lives, what anything writes to standard
    /// error ends up in `log`.
    ///
    /// # Errors
    /// [`SessionError::NotATerminal`], [`SessionError::Log`], or [`SessionError::TerminalGone`]; the terminal is then
    /// as it was.
    pub fn enter(log: File) -> Result<Self, SessionError> {
        if !io::stdout().is_terminal() || !io::stdin().is_terminal() {
            return Err(SessionError::NotATerminal);
        }
        // Otherwise crossterm answers NO_COLOR with a reset of every attribute, reverse and bold too. What colours
        // there are is decided by `capabilities` and done by `finish`.
        crossterm::style::force_color_output(true);
        let writer = modes::writer().map_err(SessionError::TerminalGone)?;
        let terminal = Terminal::new(FrameBackend::new(writer.clone())).map_err(SessionError::TerminalGone)?;
        let session = Self { terminal, writer, log, mouse: Mouse::Released };
        session.take()?;
        Ok(session)
    }

    fn take(&self) -> Result<(), SessionError> {
        modes::redirect_standard_error(&self.log).map_err(SessionError::Log)?;
        modes::enter(&self.writer, self.mouse).map_err(|error| {
            restore_terminal();
            SessionError::TerminalGone(error)
        })
    }

    /// Whether all that was drawn has been written. While it hasn't, a further frame would only wait behind it.
    pub fn is_ready(&self) -> bool {
        self.writer.is_idle()
    }

    /// Completes when [`is_ready`](Self::is_ready) may have become true. Safe to cancel.
    ///
    /// # Errors
    /// [`SessionError::TerminalGone`], as soon as it is.
    pub async fn written(&self) -> Result<(), SessionError> {
        self.writer.written().await.map_err(SessionError::TerminalGone)
    }

    /// Draws one frame: `render` fills it, one pass maps it to the `capabilities`, and what differs from the frame
    /// before is sent on its way in one piece. Returns its number of bytes, 0 when nothing differs.
    ///
    /// # Errors
    /// [`SessionError::GivenBack`]; a terminal that is gone shows in [`written`](Self::written).
    pub fn draw(
        &mut self,
        capabilities: &Capabilities,
        render: impl FnOnce(&mut Frame<'_>),
    ) -> Result<usize, SessionError> {
        if !modes::are_ours() {
            return Err(SessionError::GivenBack);
        }
        let drawn = self.terminal.draw(|frame| {
            render(frame);
            finish(frame.buffer_mut(), capabilities);
        });
        drawn.map_err(SessionError::TerminalGone)?;
        Ok(self.terminal.backend_mut().take_written())
    }

    /// The terminal's size in cells.
    ///
    /// # Errors
    /// [`SessionError::TerminalGone`].
    pub fn size(&self) -> Result<Size, SessionError> {
        self.terminal.size().map_err(SessionError::TerminalGone)
    }

    /// Hands the mouse to the program if the terminal had it, and back; returns who has it now.
    ///
    /// # Errors
    /// [`SessionError::TerminalGone`].
    pub fn toggle_mouse(&mut self) -> Result<Mouse, SessionError> {
        self.mouse = self.mouse.toggled();
        modes::set_mouse(&self.writer, self.mouse).map_err(SessionError::TerminalGone)?;
        Ok(self.mouse)
    }

    /// Ctrl-Z: gives the terminal back, stops the process group as the terminal itself would (what started the program,
    /// like `cargo run`, stops with it, or the shell would never know), and takes the terminal again when it goes on. Where there is no shell to go back to (`ssh -t host nnlab`), the system ignores the stop and the
    /// screen returns at once. Call it on the main thread, which is the one that the signal stops first.
    ///
    /// # Errors
    /// As for [`enter`](Self::enter).
    pub fn suspend(&mut self) -> Result<(), SessionError> {
        restore_terminal();
        // Whether it stopped and went on, was ignored or failed: what comes next is the same.
        let _ = rustix::process::kill_current_process_group(rustix::process::Signal::TSTP);
        self.resume()
    }

    /// Takes the terminal again and forgets what was on it, so that the next frame is drawn whole. For SIGCONT, whoever
    /// sent the stop before it; harmless at any other time.
    ///
    /// # Errors
    /// As for [`enter`](Self::enter).
    pub fn resume(&mut self) -> Result<(), SessionError> {
        restore_terminal();
        self.take()?;
        self.redraw()
    }

    /// Forgets what is on the screen: the next frame is drawn whole (for Ctrl-L, and after foreign output).
    ///
    /// # Errors
    /// [`SessionError::TerminalGone`].
    pub fn redraw(&mut self) -> Result<(), SessionError> {
        self.terminal.backend_mut().forget();
        self.terminal.clear().map_err(SessionError::TerminalGone)
    }
}

impl Drop for TerminalSession {
    fn drop(&mut self) {
        restore_terminal();
    }
}

#[cfg(test)]
mod tests;
