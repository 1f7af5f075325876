//! A few threads that wait for work.

use crate::nn::Result;
use crate::nn::lock::lock;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

/// The stack of a thread that walks a graph through time: candle recurses, and an LSTM composed of its operations takes
/// 1.2 kB of stack for each time step (measured), so this is enough for 50,000. Only what is used takes memory.
pub const STACK_BYTES: usize = 64 << 20;

/// How often a waiting thread looks for news before it goes to sleep: some tens of microseconds, about as long as
/// waking would take.
const SPINS: u32 = 2_000;

/// Threads that share out the shards of a batch: the calling one and `threads - 1` helpers, which live as long as the
/// last clone of the pool. The caller works too, so it needs a large stack as well ([`STACK_BYTES`]) if graphs are
/// deep.
#[derive(Clone)]
pub struct Pool(Arc<Owner>);

struct Owner {
    shared: Arc<Shared>,
    helpers: Vec<JoinHandle<()>>,
    busy: AtomicBool,
}

/// What helpers look at.
struct Shared {
    board: Mutex<Board>,
    news: Condvar,
    /// Counts the notices on the board, to be watched without the lock.
    notices: AtomicU64,
}

#[derive(Default)]
struct Board {
    task: Option<Arc<dyn Task>>,
    stop: bool,
    /// How many helpers sleep: waking nobody would be a system call all the same.
    asleep: usize,
}

/// Work in numbered pieces; any number of threads may call `work` at once and take pieces until none is left.
trait Task: Send + Sync {
    fn work(&self);
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pool").field("threads", &self.threads()).finish()
    }
}

impl Pool {
    /// A pool of this many threads, the caller's included: 0 and 1 start none.
    pub fn new(threads: usize) -> Result<Self> {
        let (board, news, notices) = (Mutex::new(Board::default()), Condvar::new(), AtomicU64::new(0));
        let shared = Arc::new(Shared { board, news, notices });
        let mut owner = Owner { shared, helpers: Vec::new(), busy: AtomicBool::new(false) };
        for number in 1..threads {
            let shared = Arc::clone(&owner.shared);
            let builder = thread::Builder::new().name(format!("shard-{number}")).stack_size(STACK_BYTES);
            owner.helpers.push(builder.spawn(move || shared.help())?);
        }
        Ok(Self(Arc::new(owner)))
    }

    /// How many threads work, the caller's included.
    pub fn threads(&self) -> usize {
        self.0.helpers.len() + 1
    }

    /// Calls `f` with each of `0..count`, on whichever thread is free, and gives the results in order; a panic comes
    /// back as its message. A call from within `f`, or while another thread uses the pool, runs on its own thread
    /// alone.
    pub fn map<T, F>(&self, count: usize, f: F) -> Vec<std::result::Result<T, String>>
    where
        T: Send + 'static,
        F: Fn(usize) -> T + Send + Sync + 'static,
    {
        let claim = Busy::claim(&self.0.busy);
        if self.0.helpers.is_empty() || count < 2 || claim.is_none() {
            return (0..count).map(|i| attempt(|| f(i))).collect();
        }
        let task = Arc::new(Map::new(count, f));
        self.0.shared.post(Some(task.clone()));
        task.work();
        let results = task.wait();
        // A helper that wakes late finds nothing, and what `f` holds is set free.
        self.0.shared.post(None);
        results
    }
}

/// Marks the pool as used until dropped.
struct Busy<'a>(&'a AtomicBool);

impl<'a> Busy<'a> {
    fn claim(busy: &'a AtomicBool) -> Option<Self> {
        (!busy.swap(true, Ordering::Acquire)).then_some(Self(busy))
    }
}

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        lock(&self.shared.board).stop = true;
        self.shared.notices.fetch_add(1, Ordering::Release);
        self.shared.news.notify_all();
        for helper in self.helpers.drain(..) {
            // The last clone may go with what a helper held; a thread cannot wait for itself.
            if helper.thread().id() != thread::current().id() {
                let _ = helper.join();
            }
        }
    }
}

impl Shared {
    fn post(&self, task: Option<Arc<dyn Task>>) {
        let mut board = lock(&self.board);
        if task.is_some() {
            // Under the lock, or a helper could miss it between looking and sleeping.
            self.notices.fetch_add(1, Ordering::Release);
            if board.asleep > 0 {
                self.news.notify_all();
            }
        }
        let previous = std::mem::replace(&mut board.task, task);
        drop(board);
        drop(previous);
    }

    /// A helper's life.
    fn help(&self) {
        let mut seen = 0;
        loop {
            spin_until(|| self.notices.load(Ordering::Acquire) != seen);
            let mut board = lock(&self.board);
            while !board.stop && self.notices.load(Ordering::Acquire) == seen {
                board.asleep += 1;
                board = self.news.wait(board).unwrap_or_else(PoisonError::into_inner);
                board.asleep -= 1;
            }
            if board.stop {
                return;
            }
            seen = self.notices.load(Ordering::Acquire);
            let task = board.task.clone();
            drop(board);
            if let Some(task) = task {
                task.work();
            }
        }
    }
}

/// The pieces of one [`Pool::map`].
struct Map<T, F> {
    f: F,
    next: AtomicUsize,
    slots: Vec<Mutex<Option<std::result::Result<T, String>>>>,
    left: AtomicUsize,
    /// Whether the caller sleeps until all pieces are done.
    finished: (Mutex<bool>, Condvar),
}

impl<T, F> Map<T, F> {
    fn new(count: usize, f: F) -> Self {
        let slots = (0..count).map(|_| Mutex::new(None)).collect();
        Self { f, next: AtomicUsize::new(0), slots, left: AtomicUsize::new(count), finished: Default::default() }
    }

    /// Waits for the pieces that others have taken.
    fn wait(&self) -> Vec<std::result::Result<T, String>> {
        let is_done = || self.left.load(Ordering::Acquire) == 0;
        spin_until(is_done);
        if !is_done() {
            let mut sleeps = lock(&self.finished.0);
            while !is_done() {
                *sleeps = true;
                sleeps = self.finished.1.wait(sleeps).unwrap_or_else(PoisonError::into_inner);
            }
        }
        let take = |slot: &Mutex<Option<_>>| lock(slot).take().unwrap_or_else(|| Err("no result".to_owned()));
        self.slots.iter().map(take).collect()
    }
}

impl<T: Send, F: Fn(usize) -> T + Send + Sync> Task for Map<T, F> {
    fn work(&self) {
        loop {
            let piece = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(slot) = self.slots.get(piece) else { return };
            let result = attempt(|| (self.f)(piece));
            *lock(slot) = Some(result);
            if self.left.fetch_sub(1, Ordering::AcqRel) == 1 {
                // Under the lock, or the caller could miss it between looking and sleeping.
                let sleeps = lock(&self.finished.0);
                if *sleeps {
                    self.finished.1.notify_all();
                }
            }
        }
    }
}

fn spin_until(done: impl Fn() -> bool) {
    for _ in 0..SPINS {
        if done() {
            return;
        }
        std::hint::spin_loop();
    }
}

/// The result of `f`, or the message of its panic.
fn attempt<T>(f: impl FnOnce() -> T) -> std::result::Result<T, String> {
    catch_unwind(AssertUnwindSafe(f)).map_err(|payload| {
        let text = payload.downcast_ref::<&str>().map(|s| (*s).to_owned());
        text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "unknown panic".to_owned())
    })
}

/// Runs `f` on a thread with a stack of [`STACK_BYTES`] and waits for it; a panic goes on to the caller.
pub fn with_large_stack<R: Send>(f: impl FnOnce() -> R + Send) -> std::io::Result<R> {
    thread::scope(|scope| {
        let handle = thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, f)?;
        Ok(handle.join().unwrap_or_else(|payload| std::panic::resume_unwind(payload)))
    })
}
