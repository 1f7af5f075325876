//! What is switched on in the terminal while the dashboard is up, and switching it off from anywhere.

use super::writer::Writer;
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use crossterm::{cursor, queue, style};
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

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
/// Who writes to the terminal, once a session has been entered.
static WRITER: OnceLock<Writer> = OnceLock::new();
/// Where standard error pointed before.
static STANDARD_ERROR: Mutex<Option<OwnedFd>> = Mutex::new(None);

/// Whether a session holds the terminal.
pub(super) fn are_ours() -> bool {
    OURS.load(Ordering::SeqCst)
}

/// Who writes to the terminal.
pub(super) fn writer() -> io::Result<Writer> {
    if let Some(writer) = WRITER.get() {
        return Ok(writer.clone());
    }
    let writer = Writer::start(rustix::io::dup(rustix::stdio::stdout())?)?;
    Ok(WRITER.get_or_init(|| writer).clone())
}

/// Switches everything on.
pub(super) fn enter(writer: &Writer, mouse: Mouse) -> io::Result<()> {
    OURS.store(true, Ordering::SeqCst);
    enable_raw_mode()?;
    let mut bytes = Vec::with_capacity(64);
    queue!(bytes, EnterAlternateScreen, EnableBracketedPaste, cursor::Hide)?;
    if mouse == Mouse::Captured {
        queue!(bytes, EnableMouseCapture)?;
    }
    writer.open();
    writer.send(&bytes);
    Ok(())
}

/// Gives the mouse to one or the other.
pub(super) fn set_mouse(writer: &Writer, mouse: Mouse) -> io::Result<()> {
    let mut bytes = Vec::with_capacity(64);
    match mouse {
        Mouse::Captured => queue!(bytes, EnableMouseCapture)?,
        Mouse::Released => queue!(bytes, DisableMouseCapture)?,
    }
    writer.send(&bytes);
    Ok(())
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
/// gone needs no restoring. For one that takes no output it waits less than half a second; raw mode has then been left, and
/// the rest is given up.
pub fn restore_terminal() {
    if OURS.swap(false, Ordering::SeqCst) {
        // First, since it needs no room in the terminal.
        let _ = disable_raw_mode();
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
        if let (Ok(()), Some(writer)) = (queued, WRITER.get()) {
            writer.finish(&bytes);
        }
    }
    let mut saved = STANDARD_ERROR.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(before) = saved.take() {
        let _ = rustix::stdio::dup2_stderr(before);
    }
}
