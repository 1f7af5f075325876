//! The progress bar's way to standard error: what it draws goes through the queue, so that a terminal that takes nothing
//! holds up nobody.

use super::WAYS;
use super::way::Target;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle, TermLike};
use rustix::termios::tcgetwinsize;
use std::fmt::Write as _;
use std::io::{self, IsTerminal as _};
use std::sync::{Mutex, PoisonError};

/// How often it moves in a second.
const HERTZ: u8 = 20;
/// The size of a terminal that names none.
const USUAL: (u16, u16) = (80, 24);

/// A bar that looks so, if standard error is a terminal.
pub(in crate::cli) fn progress_bar(template: &str) -> Option<ProgressBar> {
    io::stderr().is_terminal().then(|| {
        let target = ProgressDrawTarget::term_like_with_hz(Box::<Terminal>::default(), HERTZ);
        let bar = ProgressBar::with_draw_target(Some(0), target);
        bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar
    })
}

/// Standard error as a terminal, one piece a drawing.
#[derive(Debug, Default)]
struct Terminal(Mutex<String>);

impl Terminal {
    fn add(&self, text: std::fmt::Arguments<'_>) -> io::Result<()> {
        let mut drawing = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        drawing.write_fmt(text).map_err(io::Error::other)
    }

    fn move_by(&self, n: usize, direction: char) -> io::Result<()> {
        if n == 0 { Ok(()) } else { self.add(format_args!("\x1b[{n}{direction}")) }
    }
}

fn size() -> (u16, u16) {
    let size = tcgetwinsize(rustix::stdio::stderr()).map(|size| (size.ws_col, size.ws_row));
    size.ok().filter(|(columns, rows)| *columns > 0 && *rows > 0).unwrap_or(USUAL)
}

impl TermLike for Terminal {
    fn width(&self) -> u16 {
        size().0
    }

    fn height(&self) -> u16 {
        size().1
    }

    fn move_cursor_up(&self, n: usize) -> io::Result<()> {
        self.move_by(n, 'A')
    }

    fn move_cursor_down(&self, n: usize) -> io::Result<()> {
        self.move_by(n, 'B')
    }

    fn move_cursor_right(&self, n: usize) -> io::Result<()> {
        self.move_by(n, 'C')
    }

    fn move_cursor_left(&self, n: usize) -> io::Result<()> {
        self.move_by(n, 'D')
    }

    fn write_line(&self, line: &str) -> io::Result<()> {
        self.add(format_args!("{line}\n"))
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        self.add(format_args!("{text}"))
    }

    fn clear_line(&self) -> io::Result<()> {
        self.add(format_args!("\r\x1b[2K"))
    }

    fn flush(&self) -> io::Result<()> {
        let drawing = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if let Some(ways) = WAYS.get()
            && !drawing.is_empty()
        {
            ways.error.send(Target::Error, drawing);
        }
        Ok(())
    }
}
