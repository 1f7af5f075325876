//! What is switched on in the terminal while the dashboard is up, and switching it off from anywhere.

use super::output::Output;
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use crossterm::{cursor, queue, style};
use std::fs::File;
use std::io::{self, Write as _};
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// Who gets the mouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mouse {
    /// The terminal: select and copy work.
    Released,
    /// The program: clicks and the wheel are events.
    Captured,
}

impl Mouse {
    pub(super) const fn toggled(self) -> Self {
        match self {
            Self::Released => Self::Captured,
            Self::Captured => Self::Released,
        }
    }
}

/// Whether the modes are on. There is one terminal a process, so this is the process's.
static OURS: AtomicBool = AtomicBool::new(false);
/// Where standard error pointed before.
static STANDARD_ERROR: Mutex<Option<OwnedFd>> = Mutex::new(None);

/// Whether a session holds the terminal.
pub(super) fn are_ours() -> bool {
    OURS.load(Ordering::SeqCst)
}

/// Switches everything on.
pub(super) fn enter(mouse: Mouse) -> io::Result<()> {
    OURS.store(true, Ordering::SeqCst);
    enable_raw_mode()?;
    let mut bytes = Vec::with_capacity(64);
    queue!(bytes, EnterAlternateScreen, EnableBracketedPaste, cursor::Hide)?;
    if mouse == Mouse::Captured {
        queue!(bytes, EnableMouseCapture)?;
    }
    Output.write_all(&bytes)
}

/// Gives the mouse to one or the other.
pub(super) fn set_mouse(mouse: Mouse) -> io::Result<()> {
    let mut bytes = Vec::with_capacity(64);
    match mouse {
        Mouse::Captured => queue!(bytes, EnableMouseCapture)?,
        Mouse::Released => queue!(bytes, DisableMouseCapture)?,
    }
    Output.write_all(&bytes)
}

/// Points standard error at the log file, so that nothing but the dashboard writes on the screen.
pub(super) fn redirect_standard_error(log: &File) -> io::Result<()> {
    let mut saved = STANDARD_ERROR.lock().unwrap_or_else(PoisonError::into_inner);
    if saved.is_none() {
        let before = rustix::io::dup(rustix::stdio::stderr())?;
        rustix::stdio::dup2_stderr(log)?;
        *saved = Some(before);
    }
    Ok(())
}

/// Gives the terminal back as it was found: ends a synchronised update, releases the mouse, switches the marks around
/// pastes off, shows the cursor, leaves the alternate screen and raw mode, and points standard error where it pointed.
///
/// Needs no handle and does nothing when there is nothing to give back, so `Drop`, the panic hook and the way out
/// after a signal may all call it, in any order, any number of times. Errors are of no interest: a terminal that is
/// gone needs no restoring. It may block on a terminal that takes no output, so after SIGHUP leave without it.
pub fn restore_terminal() {
    if OURS.swap(false, Ordering::SeqCst) {
        let mut bytes = Vec::with_capacity(128);
        let queued = queue!(
            bytes,
            style::Print(super::frame::END_UPDATE),
            style::ResetColor,
            DisableMouseCapture,
            DisableBracketedPaste,
            cursor::Show,
            LeaveAlternateScreen
        );
        let _ = queued.and_then(|()| Output.write_all(&bytes));
        let _ = disable_raw_mode();
    }
    let mut saved = STANDARD_ERROR.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(before) = saved.take() {
        let _ = rustix::stdio::dup2_stderr(before);
    }
}
