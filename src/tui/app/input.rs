//! Keys, pastes and sizes, read on a thread of their own.

use crossterm::event::{self, Event};
use std::io;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// What the terminal sends from now on. The loop must not read itself: from a terminal that is gone crossterm's reader
/// returns neither an event nor an error. The thread is never waited for.
pub(super) fn listen() -> io::Result<UnboundedReceiver<io::Result<Event>>> {
    let (events, received) = unbounded_channel();
    let read = move || {
        loop {
            let event = event::read();
            let is_last = event.is_err();
            if events.send(event).is_err() || is_last {
                return;
            }
        }
    };
    std::thread::Builder::new().name("input".into()).spawn(read)?;
    Ok(received)
}
