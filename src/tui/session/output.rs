//! A terminal or a pipe without the line buffer that the standard library puts before standard output: it would cut a frame in
//! two.

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use std::io::{self, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

/// A terminal or a pipe to write to, unbuffered.
#[derive(Debug)]
pub(crate) struct Output(OwnedFd);

impl Output {
    pub(crate) const fn new(terminal: OwnedFd) -> Self {
        Self(terminal)
    }
}

impl AsFd for Output {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

impl Write for &Output {
    /// Writes in one system call; waits when the terminal is set not to block (some other program may have done that)
    /// and takes no more for now, because that isn't an error.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match rustix::io::write(&self.0, bytes) {
                Err(Errno::AGAIN) => match poll(&mut [PollFd::new(&self.0, PollFlags::OUT)], None) {
                    Ok(_) | Err(Errno::INTR) => {}
                    Err(error) => return Err(error.into()),
                },
                Err(Errno::INTR) => {}
                written => return Ok(written?),
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
