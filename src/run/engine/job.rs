//! Work beside the training: one job running, one waiting that a newer one replaces. Serves whatever must not hold up the
//! screen or a step: questions to a snapshot, text stages, maps, loading files.

use crate::run::contract::Result;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

type Job = Box<dyn FnOnce() + Send>;

#[derive(Default)]
struct Slot {
    next: Mutex<Next>,
    changed: Condvar,
}

#[derive(Default)]
struct Next {
    job: Option<Job>,
    closed: bool,
}

impl Slot {
    fn lock(&self) -> MutexGuard<'_, Next> {
        self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A thread that runs the latest job given to it.
pub struct Jobs {
    slot: Arc<Slot>,
    thread: Option<JoinHandle<()>>,
}

impl Jobs {
    /// Starts the thread `job-NAME`.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(name: &str) -> Result<Self> {
        let slot = Arc::new(Slot::default());
        let worker = Arc::clone(&slot);
        let thread = std::thread::Builder::new()
            .name(format!("job-{name}"))
            .spawn(move || {
                while let Some(job) = wait_for_job(&worker) {
                    // A job that panics must not end the jobs after it; the panic hook has logged it.
                    let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(job));
                }
            })
            .map_err(crate::run::contract::Failure::work)?;
        Ok(Self { slot, thread: Some(thread) })
    }

    /// Gives the thread a job; one that is still waiting is dropped, one that runs is let finish.
    pub fn submit(&self, job: impl FnOnce() + Send + 'static) {
        self.slot.lock().job = Some(Box::new(job));
        self.slot.changed.notify_one();
    }
}

fn wait_for_job(slot: &Slot) -> Option<Job> {
    let waiting = |next: &mut Next| next.job.is_none() && !next.closed;
    let mut next = slot.changed.wait_while(slot.lock(), waiting).unwrap_or_else(PoisonError::into_inner);
    if next.closed { None } else { next.job.take() }
}

impl Drop for Jobs {
    fn drop(&mut self) {
        self.slot.lock().closed = true;
        self.slot.changed.notify_one();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl std::fmt::Debug for Jobs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Jobs").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn of_jobs_given_while_one_runs_only_the_latest_is_done() {
        let jobs = Jobs::start("test").unwrap();
        let (started, has_started) = mpsc::channel();
        let (go, may_go) = mpsc::channel::<()>();
        let (done, results) = mpsc::channel();
        let first = done.clone();
        jobs.submit(move || {
            started.send(()).unwrap();
            may_go.recv().unwrap();
            first.send(0).unwrap();
        });
        has_started.recv().unwrap();
        for number in 1..=3 {
            let done = done.clone();
            jobs.submit(move || done.send(number).unwrap());
        }
        go.send(()).unwrap();
        assert_eq!([results.recv().unwrap(), results.recv().unwrap()], [0, 3]);
        drop((jobs, done));
        assert!(results.recv().is_err(), "nothing else was run");
    }

    #[test]
    fn a_job_that_panics_does_not_end_the_jobs_after_it() {
        let jobs = Jobs::start("test").unwrap();
        let (done, results) = mpsc::channel();
        let guard = done.clone();
        jobs.submit(move || {
            let _guard = guard;
            panic!("a job of a test that panics");
        });
        jobs.submit(move || done.send(1).unwrap());
        assert_eq!(results.recv(), Ok(1));
    }
}
