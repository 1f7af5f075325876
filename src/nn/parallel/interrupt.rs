//! Steps that nobody waits for any more: a flag that any thread may set, and that the steps of one thread look at between
//! shards.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Set: the step is not wanted any more.
pub type Interrupt = Arc<AtomicBool>;

thread_local! {
    static OF_THIS_THREAD: RefCell<Option<Interrupt>> = const { RefCell::new(None) };
}

/// From now on a training step that this thread takes ends with [`Error::Interrupted`](crate::nn::Error::Interrupted) between
/// two shards once the flag is set. No weight has moved then: the step can be taken anew, to the same bits.
pub fn interruptible_by(flag: Interrupt) {
    OF_THIS_THREAD.with_borrow_mut(|own| *own = Some(flag));
}

/// The flag of this thread, for the threads that share its step.
pub(super) fn flag() -> Option<Interrupt> {
    OF_THIS_THREAD.with_borrow(Clone::clone)
}

/// Whether it is set.
pub(super) fn is_set(flag: Option<&Interrupt>) -> bool {
    flag.is_some_and(|flag| flag.load(Ordering::Relaxed))
}
