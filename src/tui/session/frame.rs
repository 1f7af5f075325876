//! A ratatui backend that gathers a frame and sends it off in one piece.

use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use std::io::{self, Write};

/// Starts a synchronised update: the terminal shows nothing of what follows until its end. Terminals that don't know
/// these marks ignore them.
pub(super) const BEGIN_UPDATE: &str = "\x1b[?2026h";
/// Ends a synchronised update.
pub(super) const END_UPDATE: &str = "\x1b[?2026l";

/// What frames are written to.
pub(in crate::tui) trait Paper: Write {
    /// Its size in cells.
    fn size(&self) -> io::Result<Size>;
}

/// Gathers what a frame needs and writes it at `flush`, between the marks of a synchronised update; a frame without
/// changes writes nothing. (ratatui's own backend flushes in the middle of a frame, when it hides the cursor.)
#[derive(Debug)]
pub(in crate::tui) struct FrameBackend<W> {
    output: W,
    /// The frame so far; empty or begun with [`BEGIN_UPDATE`].
    frame: Vec<u8>,
    /// Whether the terminal shows the cursor, once that is known.
    cursor_is_shown: Option<bool>,
    written: usize,
}

impl<W: Paper> FrameBackend<W> {
    pub(in crate::tui) fn new(output: W) -> Self {
        Self { output, frame: Vec::with_capacity(64 * 1024), cursor_is_shown: None, written: 0 }
    }

    /// Bytes written since the last call.
    pub(super) fn take_written(&mut self) -> usize {
        std::mem::take(&mut self.written)
    }

    /// The terminal was in other hands: drop what wasn't sent and assume nothing, not even plain letters.
    pub(in crate::tui) fn forget(&mut self) {
        self.frame.clear();
        self.frame.extend_from_slice(BEGIN_UPDATE.as_bytes());
        self.frame.extend_from_slice(b"\x1b[0m");
        self.cursor_is_shown = None;
    }

    /// ratatui's translation of cells into escape sequences, writing to the frame.
    fn translator(&mut self) -> CrosstermBackend<&mut Vec<u8>> {
        if self.frame.is_empty() {
            self.frame.extend_from_slice(BEGIN_UPDATE.as_bytes());
        }
        CrosstermBackend::new(&mut self.frame)
    }
}

impl<W: Paper> Backend for FrameBackend<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut content = content.peekable();
        if content.peek().is_some() { self.translator().draw(content) } else { Ok(()) }
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if self.cursor_is_shown.replace(false) == Some(false) { Ok(()) } else { self.translator().hide_cursor() }
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if self.cursor_is_shown.replace(true) == Some(true) { Ok(()) } else { self.translator().show_cursor() }
    }

    /// Nobody needs to know, and asking a terminal takes a round trip whose answer may land among the keys.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(Position::ORIGIN)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.translator().set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.translator().clear()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.translator().clear_region(clear_type)
    }

    fn size(&self) -> io::Result<Size> {
        self.output.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size()?, pixels: Size::ZERO })
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.frame.is_empty() {
            return Ok(());
        }
        self.frame.extend_from_slice(END_UPDATE.as_bytes());
        let sent = self.output.write_all(&self.frame).and_then(|()| self.output.flush());
        self.written += self.frame.len();
        self.frame.clear();
        sent
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;
    use ratatui::style::{Color, Style};
    use ratatui::{Terminal, TerminalOptions, Viewport};
    use std::cell::RefCell;
    use std::rc::Rc;

    /// Keeps every write apart.
    #[derive(Clone, Default)]
    struct Writes(Rc<RefCell<Vec<Vec<u8>>>>);

    impl Write for Writes {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().push(bytes.to_vec());
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Paper for Writes {
        fn size(&self) -> io::Result<Size> {
            Ok(Size::new(200, 60))
        }
    }

    fn terminal() -> (Terminal<FrameBackend<Writes>>, Writes) {
        let writes = Writes::default();
        let viewport = Viewport::Fixed(Rect::new(0, 0, 200, 60));
        let terminal = Terminal::with_options(FrameBackend::new(writes.clone()), TerminalOptions { viewport }).unwrap();
        (terminal, writes)
    }

    #[test]
    fn a_frame_however_large_is_one_write_between_the_marks_of_an_update() {
        let (mut terminal, writes) = terminal();
        terminal
            .draw(|frame| {
                for cell in 0..200 * 60_u16 {
                    let style = Style::new().fg(Color::Rgb(cell as u8, (cell >> 4) as u8, 7));
                    frame.buffer_mut().set_string(cell % 200, cell / 200, "x", style);
                }
            })
            .unwrap();
        let writes = writes.0.borrow();
        assert_eq!(writes.len(), 1);
        assert!(writes[0].len() > 64 * 1024, "larger than any usual buffer: {}", writes[0].len());
        let text = String::from_utf8_lossy(&writes[0]);
        assert!(text.starts_with(BEGIN_UPDATE) && text.ends_with(END_UPDATE));
        assert_eq!(terminal.backend_mut().take_written(), writes[0].len());
    }

    #[test]
    fn a_frame_without_changes_writes_nothing() {
        let (mut terminal, writes) = terminal();
        terminal
            .draw(|frame| {
                frame.buffer_mut().set_string(0, 0, "hello", Style::new());
            })
            .unwrap();
        let before = writes.0.borrow().len();
        for _ in 0..3 {
            terminal
                .draw(|frame| {
                    frame.buffer_mut().set_string(0, 0, "hello", Style::new());
                })
                .unwrap();
        }
        assert_eq!(writes.0.borrow().len(), before);
    }

    #[test]
    fn clearing_asks_the_terminal_nothing() {
        let writes = Writes::default();
        let mut backend = FrameBackend::new(writes.clone());
        let position = backend.get_cursor_position().unwrap();
        backend.clear_region(ClearType::All).unwrap();
        backend.set_cursor_position(position).unwrap();
        backend.flush().unwrap();
        let all = writes.0.borrow().concat();
        assert!(!String::from_utf8_lossy(&all).contains("\x1b[6n"), "no cursor position report");
    }

    #[test]
    fn a_write_that_fails_is_an_error_of_the_frame() {
        struct Gone;
        impl Write for Gone {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        impl Paper for Gone {
            fn size(&self) -> io::Result<Size> {
                Ok(Size::new(9, 1))
            }
        }
        let viewport = Viewport::Fixed(Rect::new(0, 0, 9, 1));
        let mut terminal = Terminal::with_options(FrameBackend::new(Gone), TerminalOptions { viewport }).unwrap();
        let drawn = terminal.draw(|frame| {
            frame.buffer_mut().set_string(0, 0, "hello", Style::new());
        });
        assert_eq!(drawn.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    }
}
