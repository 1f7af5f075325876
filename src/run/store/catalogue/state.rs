//! How a recorded run or sweep stands.

use super::End;
use crate::run::store::writer::Presence;
use std::time::Duration;

/// A writer on another machine, whose lock may not be seen from here, is at work while its log grew this lately, ...
const FRESH: Duration = Duration::from_secs(120);
/// ... and has died when it didn't for so long.
const LONG: Duration = Duration::from_secs(3600);

/// How a recorded run or sweep stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// A process has it open, here or on another machine.
    Running,
    /// It was ended before all was done, in order; it can go on.
    Stopped,
    /// All is done.
    Finished,
    /// It ended with an error.
    Failed,
    /// Its process is gone and said nothing of an end; it can go on from its checkpoint.
    Died,
    /// A process on another machine has it and has written nothing for minutes: it may be paused, or gone.
    Silent,
    /// Its files cannot be understood.
    Unreadable,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 7] =
        [Self::Running, Self::Stopped, Self::Finished, Self::Failed, Self::Died, Self::Silent, Self::Unreadable];

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Stopped => "stopped",
            Self::Finished => "finished",
            Self::Failed => "failed",
            Self::Died => "died",
            Self::Silent => "silent",
            Self::Unreadable => "unreadable",
        }
    }
}

/// How a run stands that ended so, whose writer is seen so, and whose log was last written so long ago.
pub(in crate::run) fn state(end: &End, presence: &Presence, age: Duration) -> State {
    match (end, presence) {
        (End::Finished, _) => State::Finished,
        (_, Presence::Writing(_)) => State::Running,
        (End::Stopped, _) => State::Stopped,
        (End::Failed(_), _) => State::Failed,
        (End::Open, Presence::Left(who)) if !who.is_here() => match age {
            age if age < FRESH => State::Running,
            age if age < LONG => State::Silent,
            _ => State::Died,
        },
        (End::Open, _) => State::Died,
    }
}
