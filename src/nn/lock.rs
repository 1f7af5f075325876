//! Locks that a panic elsewhere doesn't take along: what they guard is whole after every step.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What the mutex guards.
pub(super) fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
