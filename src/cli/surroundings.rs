//! What the program finds where it is started, looked at before any work.

use crate::kernels::{LEVEL_VARIABLE, Level};
use crate::run::{Failure, Result};
use std::os::fd::OwnedFd;
use tokio::signal::unix::{SignalKind, signal};

/// So many files are open at once at most: signals, the terminal, data, a run's directory.
const FILES: usize = 32;

/// Refuses what no work could be done in, and has files that grow too large told as errors.
///
/// # Errors
/// [`Failure::Input`] naming what is wrong and what was expected.
pub(super) fn check() -> Result<()> {
    check_level()?;
    check_files()?;
    tell_large_files()
}

/// A level that is not known would be taken for no limit.
fn check_level() -> Result<()> {
    let Some(value) = std::env::var_os(LEVEL_VARIABLE).filter(|value| !value.is_empty()) else { return Ok(()) };
    if value.to_str().and_then(Level::from_name).is_some() {
        return Ok(());
    }
    let known = Level::ALL.map(Level::name).join(", ");
    Err(Failure::Input(format!("{LEVEL_VARIABLE} is `{}`: expected one of {known}, or nothing", value.display())))
}

/// Where too few files may be open the libraries would panic, and a run could not be recorded.
fn check_files() -> Result<()> {
    let open: std::result::Result<Vec<OwnedFd>, _> =
        (0..FILES).map(|_| rustix::io::dup(rustix::stdio::stderr())).collect();
    match open {
        Err(rustix::io::Errno::MFILE | rustix::io::Errno::NFILE) => Err(Failure::Input(format!(
            "too few files may be open at once: expected room for {FILES} more (ulimit -n 256 is enough)"
        ))),
        _ => Ok(()),
    }
}

/// Where files may not grow beyond a size (`ulimit -f`), the system ends a process that writes on, unless it listens to that
/// signal; then the write is an error like any other. What was listened to once stays listened to.
fn tell_large_files() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().map_err(Failure::work)?;
    let _inside = runtime.enter();
    let number = rustix::process::Signal::XFSZ.as_raw();
    signal(SignalKind::from_raw(number)).map(drop).map_err(Failure::work)
}
