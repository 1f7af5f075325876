//! How a recorded run or sweep stands: what its log says, who holds its directory, and whether the log grows.

use crate::run::contract::Status;
use crate::run::store::writer::Presence;
use std::time::Duration;

/// Who has written nothing for so long stands still, as far as can be seen.
pub(in crate::run) const QUIET: Duration = Duration::from_secs(10);
/// A writer on another machine, whose lock may not be seen from here, is there while its log grew this lately, ...
const FRESH: Duration = Duration::from_secs(120);
/// ... and has crashed when it didn't for so long.
const LONG: Duration = Duration::from_secs(3600);

/// How a run stands whose log says this of it, whose writer is seen so, and whose log was last written so long ago.
pub(in crate::run) fn seen(said: Status, presence: &Presence, quiet: Duration) -> Status {
    let at_work = if quiet < QUIET { Status::Training } else { Status::Paused };
    match (said, presence) {
        (Status::Finished, _) => Status::Finished,
        (_, Presence::Writing(_)) => at_work,
        (Status::Stopped | Status::Failed, _) => said,
        (_, Presence::Left(who)) if !who.is_here() && quiet < FRESH => at_work,
        (_, Presence::Left(who)) if !who.is_here() && quiet < LONG => Status::Silent,
        _ => Status::Crashed,
    }
}
