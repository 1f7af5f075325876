//! Keys, pastes and sizes, read on a thread of their own.

mod joined;
mod sequence;

use crossterm::event::{self, Event};
use joined::Joined;
use rustix::event::{PollFd, PollFlags, poll};
use std::io;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Where events come from.
trait Source {
    /// The next event, waited for.
    fn next(&mut self) -> io::Result<Event>;
    /// Whether there is one within so long.
    fn comes_within(&mut self, wait: Duration) -> io::Result<bool>;
}

/// The terminal, as crossterm reads it.
struct Terminal;

impl Source for Terminal {
    fn next(&mut self) -> io::Result<Event> {
        event::read()
    }

    fn comes_within(&mut self, wait: Duration) -> io::Result<bool> {
        event::poll(wait)
    }
}

/// What the terminal sends from now on. The loop must not read itself: from a terminal that is gone crossterm's reader
/// returns neither an event nor an error. The thread is never waited for.
pub(super) fn listen() -> io::Result<UnboundedReceiver<io::Result<Event>>> {
    let (events, received) = unbounded_channel();
    tell_its_end(events.clone())?;
    let read = move || {
        let mut terminal = Joined::new(Terminal);
        loop {
            let event = terminal.next();
            let is_last = event.is_err();
            if events.send(event).is_err() || is_last {
                return;
            }
        }
    };
    std::thread::Builder::new().name("input".into()).spawn(read)?;
    Ok(received)
}

/// Where input and output are two terminals, the input's may go alone. crossterm then reads without end and tells nothing, so
/// a thread waits for that: asked for nothing, a terminal still tells that it was hung up.
fn tell_its_end(events: UnboundedSender<io::Result<Event>>) -> io::Result<()> {
    let terminal = rustix::io::dup(rustix::stdio::stdin())?;
    let wait = move || {
        loop {
            let mut fds = [PollFd::new(&terminal, PollFlags::empty())];
            match poll(&mut fds, None) {
                Ok(_) if !fds[0].revents().is_empty() => break,
                Ok(_) | Err(rustix::io::Errno::INTR) => {}
                // One that cannot be asked is read from all the same.
                Err(_) => return,
            }
        }
        // The loop may be gone.
        let _ = events.send(Err(io::ErrorKind::UnexpectedEof.into()));
    };
    std::thread::Builder::new().name("input-end".into()).spawn(wait).map(drop)
}
