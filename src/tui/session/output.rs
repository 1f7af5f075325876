//! Standard output without the line buffer that the standard library puts before it: it would cut a frame in two.

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use std::io::{self, Write};

/// Standard output, unbuffered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Output;

impl Write for Output {
    /// Writes in one system call; waits when the terminal is set not to block (some other program may have done that)
    /// and takes no more for now, because that isn't an error.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let stdout = rustix::stdio::stdout();
        loop {
            match rustix::io::write(stdout, bytes) {
                Err(Errno::AGAIN) => match poll(&mut [PollFd::new(&stdout, PollFlags::OUT)], None) {
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
