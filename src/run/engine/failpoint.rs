//! Faults on purpose, for the tests of what a panic or a step without end does to the screen and to a run. They exist in builds with debug
//! assertions only, and happen only where the variable `NNLAB_FAULT` names the place.

/// Panics if a fault is wanted at this place.
#[cfg(debug_assertions)]
#[allow(clippy::panic, reason = "that is what it is for")]
pub fn hit(place: &str) {
    if std::env::var_os("NNLAB_FAULT").is_some_and(|wanted| wanted == place) {
        panic!("a fault on purpose: {place}");
    }
}

/// Takes a minute if that is wanted at this place.
#[cfg(debug_assertions)]
pub fn delay(place: &str) {
    if std::env::var_os("NNLAB_FAULT").is_some_and(|wanted| wanted == place) {
        std::thread::sleep(std::time::Duration::from_secs(60));
    }
}

/// Nothing: there are no faults on purpose in this build.
#[cfg(not(debug_assertions))]
pub const fn delay(_place: &str) {}

/// Nothing: there are no faults on purpose in this build.
#[cfg(not(debug_assertions))]
pub const fn hit(_place: &str) {}
