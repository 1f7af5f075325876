//! Faults on purpose in the work on files, for the tests of what a process that dies and a disk that is full leave.
//!
//! The variable `NNLAB_FAILPOINT` names one: `kill@K` ends the process at its K-th passage here (in the middle of it, if it
//! is a write), `full@K` lets no byte be written from the K-th on, `broken@K` makes the K-th alone fail. Without it a
//! passage costs a look at a constant.

use rustix::io::Errno;
use std::io::{self, Write};
use std::str::FromStr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// The variable that names the fault.
const VARIABLE: &str = "NNLAB_FAILPOINT";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Kill,
    Full,
    Broken,
}

/// A fault and the passage, from 1, at which it happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Failpoint {
    fault: Fault,
    at: u64,
}

impl FromStr for Failpoint {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (fault, at) = text.split_once('@').ok_or(())?;
        let fault = match fault {
            "kill" => Fault::Kill,
            "full" => Fault::Full,
            "broken" => Fault::Broken,
            _ => return Err(()),
        };
        Ok(Self { fault, at: at.parse().map_err(drop)? })
    }
}

fn wanted() -> Option<Failpoint> {
    static WANTED: OnceLock<Option<Failpoint>> = OnceLock::new();
    *WANTED.get_or_init(|| std::env::var(VARIABLE).ok()?.parse().ok())
}

/// Counts a passage; the fault that is due at it.
fn due() -> Option<Fault> {
    static PASSED: AtomicU64 = AtomicU64::new(0);
    let wanted = wanted()?;
    let passage = PASSED.fetch_add(1, Ordering::Relaxed) + 1;
    let is_due = if wanted.fault == Fault::Full { passage >= wanted.at } else { passage == wanted.at };
    is_due.then_some(wanted.fault)
}

/// Ends the process as `kill -9` does.
fn end() {
    let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
}

/// A rename, a sync, a removal, or the making of a name is about to be done.
pub(super) fn pass() -> io::Result<()> {
    match due() {
        None | Some(Fault::Full) => Ok(()),
        Some(Fault::Kill) => {
            end();
            Ok(())
        }
        Some(Fault::Broken) => Err(Errno::IO.into()),
    }
}

/// The same for something that takes room on the disk.
pub(super) fn pass_with_room() -> io::Result<()> {
    match due() {
        None => Ok(()),
        Some(Fault::Full) => Err(Errno::NOSPC.into()),
        Some(Fault::Kill) => {
            end();
            Ok(())
        }
        Some(Fault::Broken) => Err(Errno::IO.into()),
    }
}

/// Writes bytes; a fault lets half of them through.
pub(super) fn write(mut to: impl Write, bytes: &[u8]) -> io::Result<()> {
    let Some(fault) = due() else { return to.write_all(bytes) };
    to.write_all(bytes.get(..bytes.len() / 2).unwrap_or_default())?;
    match fault {
        Fault::Kill => {
            end();
            Ok(())
        }
        Fault::Full => Err(Errno::NOSPC.into()),
        Fault::Broken => Err(Errno::IO.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_named_by_its_kind_and_its_place() {
        assert_eq!("kill@17".parse(), Ok(Failpoint { fault: Fault::Kill, at: 17 }));
        assert_eq!("full@1".parse(), Ok(Failpoint { fault: Fault::Full, at: 1 }));
        for odd in ["kill", "kill@", "kill@x", "@3", "other@3"] {
            assert_eq!(odd.parse::<Failpoint>(), Err(()), "{odd}");
        }
    }
}
