//! Work shared out over threads whose results come back in the order of the work.

use super::StreamError;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Pieces of work that wait for each thread, and results that wait for being taken: what is in memory stays bounded.
const WAITING: usize = 2;

/// Runs `read` on a thread of its own; it hands on items until `false` comes back. Item i goes to worker i modulo their
/// number, which makes `work` of it; `take` gets the results in the order of the items, with the worker's number.
/// Returns the workers. Ends at the first error in that order.
pub(super) fn ordered<I: Send, W: Send, O: Send>(
    workers: Vec<W>,
    read: impl FnOnce(&mut dyn FnMut(I) -> bool) -> Result<(), StreamError> + Send,
    work: impl Fn(&mut W, I) -> Result<O, StreamError> + Sync,
    mut take: impl FnMut(usize, O) -> Result<(), StreamError>,
) -> Result<Vec<W>, StreamError> {
    type Item<T> = Result<T, StreamError>;
    std::thread::scope(|scope| {
        let mut inputs: Vec<SyncSender<Item<I>>> = Vec::new();
        let mut outputs: Vec<Receiver<Item<O>>> = Vec::new();
        let mut threads = Vec::new();
        let count = workers.len();
        for mut worker in workers {
            let (input, items) = sync_channel::<Item<I>>(WAITING);
            let (results, output) = sync_channel::<Item<O>>(WAITING);
            let work = &work;
            threads.push(scope.spawn(move || {
                for item in items {
                    let result = item.and_then(|item| work(&mut worker, item));
                    let is_error = result.is_err();
                    if results.send(result).is_err() || is_error {
                        break;
                    }
                }
                worker
            }));
            inputs.push(input);
            outputs.push(output);
        }
        scope.spawn(move || {
            let mut next = 0;
            let mut send = |item: Item<I>| {
                let sent = inputs.get(next % count.max(1)).is_some_and(|input| input.send(item).is_ok());
                next += 1;
                sent
            };
            if let Err(error) = read(&mut |item| send(Ok(item))) {
                send(Err(error));
            }
        });
        let mut failed = None;
        for i in 0.. {
            let number = i % count.max(1);
            match outputs.get(number).map(Receiver::recv) {
                Some(Ok(result)) => {
                    if let Err(error) = result.and_then(|result| take(number, result)) {
                        failed = Some(error);
                        break;
                    }
                }
                // The worker whose turn it is has nothing more, so none after it has.
                Some(Err(_)) | None => break,
            }
        }
        drop(outputs);
        let mut done = Vec::new();
        for thread in threads {
            done.push(thread.join().map_err(|_| StreamError::Work("a thread ended early".into()))?);
        }
        failed.map_or(Ok(done), Err)
    })
}
