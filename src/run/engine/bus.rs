//! The way of events from workers to whoever shows them. Sending never blocks and never waits for drawing: what happened is
//! queued, live figures pass through a slot a name where the latest wins.

use crate::run::contract::event::{Event, Kept, RunId};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

#[derive(Debug, Default)]
struct Shared {
    queue: Mutex<Queue>,
    arrived: Condvar,
    notify: Notify,
}

#[derive(Debug, Default)]
struct Queue {
    events: VecDeque<(RunId, Event)>,
    figures: BTreeMap<(RunId, String), Event>,
}

impl Shared {
    /// A panic while the lock is held leaves whole events behind, so the queue is still good.
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The sending end; clones send to the same place.
#[derive(Debug, Clone)]
pub struct Outbox(Arc<Shared>);

/// The receiving end.
#[derive(Debug)]
pub struct Inbox(Arc<Shared>);

/// A new way for events.
pub fn channel() -> (Outbox, Inbox) {
    let shared = Arc::new(Shared::default());
    (Outbox(Arc::clone(&shared)), Inbox(shared))
}

impl Outbox {
    /// Sends an event; returns at once.
    pub fn send(&self, run: RunId, event: Event) {
        let mut queue = self.0.lock();
        match &event {
            Event::Figure { name, kept: Kept::Live, .. } => {
                queue.figures.insert((run, name.clone()), event);
            }
            _ => queue.events.push_back((run, event)),
        }
        drop(queue);
        self.0.arrived.notify_one();
        self.0.notify.notify_one();
    }
}

impl Inbox {
    /// All that has come, oldest first, live figures last.
    pub fn drain(&self) -> Vec<(RunId, Event)> {
        let mut queue = self.0.lock();
        let mut events: Vec<_> = queue.events.drain(..).collect();
        events.extend(std::mem::take(&mut queue.figures).into_iter().map(|((run, _), event)| (run, event)));
        events
    }

    /// Completes when something may have come since the last drain. Safe to cancel.
    pub async fn arrived(&self) {
        self.0.notify.notified().await;
    }

    /// Waits on this thread until something has come or the time is over, and takes it.
    pub fn wait(&self, timeout: Duration) -> Vec<(RunId, Event)> {
        let queue = self.0.lock();
        let empty = |queue: &mut Queue| queue.events.is_empty() && queue.figures.is_empty();
        drop(self.0.arrived.wait_timeout_while(queue, timeout, empty).unwrap_or_else(PoisonError::into_inner));
        self.drain()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::{Figure, Table};
    use crate::run::contract::event::Severity;
    use crate::run::contract::position::Moment;

    fn live(title: &str) -> Event {
        let figure = Figure::Table(Table { title: title.into(), ..Table::default() });
        Event::Figure { name: "slot".into(), at: Moment::default(), kept: Kept::Live, figure }
    }

    #[test]
    fn of_live_figures_the_latest_wins_and_everything_else_keeps_its_order() {
        let (outbox, inbox) = channel();
        let note = |text: &str| Event::Note { severity: Severity::Info, text: text.into() };
        for event in [note("a"), live("old"), note("b"), live("new")] {
            outbox.send(RunId::new(1), event);
        }
        outbox.send(RunId::new(2), live("of another run"));
        let events: Vec<Event> = inbox.drain().into_iter().map(|(_, event)| event).collect();
        assert_eq!(events, [note("a"), note("b"), live("new"), live("of another run")]);
        assert!(inbox.drain().is_empty());
    }
}
