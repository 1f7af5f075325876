//! What a run or a sweep is followed with: signals are heard at any time, and output that nobody reads holds the training
//! back instead of filling the memory.

use super::signals::Signals;
use super::{broken_pipe, out};
use crate::run::worker::Handle;
use crate::run::{Command, Failure, Result};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Signals so soon after the first belong to it: terminals and schedulers send pairs, such as HUP and TERM.
const PAIR: Duration = Duration::from_millis(500);
/// How long after a signal the output may take, ...
const OUTPUT: Duration = Duration::from_millis(1500);
/// ... and how long at least when saving took longer.
const LAST_OUTPUT: Duration = Duration::from_millis(200);
/// How long a step may go on after a signal, ...
const STEP: Duration = Duration::from_secs(5);
/// ... and loading, after which there is nothing to save.
const LOADING: Duration = Duration::from_millis(500);
/// How often an end is looked for that nothing tells.
const LOOK: Duration = Duration::from_millis(5);

/// Does `work` while signals are listened to, and then sees what it said out.
///
/// # Errors
/// When the system gives no thread or no runtime. What `work` fails with has been said.
pub(super) fn follow(work: impl AsyncFnOnce(&mut Signals) -> Result<ExitCode>) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::work)?;
    runtime.block_on(async {
        // Before any work starts, so that no signal falls between.
        let mut signals = Signals::new()?;
        out::start()?;
        let code = work(&mut signals).await.unwrap_or_else(|failure| told(&failure));
        let code = see_out(&mut signals, code).await;
        // What was said last may not have been written.
        match out::failure() {
            Some(error) if code == ExitCode::SUCCESS => {
                let code = broken_pipe::end(&error).unwrap_or_else(|failure| told(&failure));
                Ok(see_out(&mut signals, code).await)
            }
            _ => Ok(code),
        }
    })
}

fn told(failure: &Failure) -> ExitCode {
    out::say(&format!("nnlab: {failure}"));
    ExitCode::from(failure.exit_code())
}

/// Waits for whoever reads; a signal ends that soon.
async fn see_out(signals: &mut Signals, code: ExitCode) -> ExitCode {
    let mut code = code;
    let mut until = signals.first().map(|(_, at)| (at + OUTPUT).max(Instant::now() + LAST_OUTPUT));
    while !out::is_empty() {
        let patience = async {
            match until {
                Some(until) => tokio::time::sleep_until(until.into()).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = out::news() => {}
            number = signals.next() => match until {
                None => {
                    code = ExitCode::from(128 + number);
                    until = Some(Instant::now() + OUTPUT);
                }
                Some(_) if signals.first().is_some_and(|(_, first)| first.elapsed() >= PAIR) => {
                    return ExitCode::from(128 + number);
                }
                Some(_) => {}
            },
            () = patience => {
                out::drop_the_rest(LAST_OUTPUT);
                break;
            }
        }
    }
    code
}

/// The hold on what trains.
pub(super) struct Reins {
    handle: Handle,
    is_held: bool,
    /// Whether it was told to end.
    is_ending: bool,
    signal: Option<(u8, Instant)>,
    /// Whether data are being loaded and a model built: nothing is heard then.
    pub(super) is_loading: bool,
}

/// Why what trains was not waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Abandoned {
    /// The exit code.
    code: u8,
    pub(super) was_loading: bool,
}

impl Abandoned {
    pub(super) fn code(self) -> ExitCode {
        ExitCode::from(self.code)
    }
}

impl Reins {
    pub(super) fn new(handle: Handle) -> Self {
        Self { handle, is_held: false, is_ending: false, signal: None, is_loading: true }
    }

    /// Waits for the next thing to look at: news from the run, output that has gone, a signal, time. Then holds the run back
    /// if its output isn't read, and lets it go on once that is out. Not waited for any more are a step or a loading that
    /// goes on too long after a signal, and anything after a second one.
    pub(super) async fn next(&mut self, arrived: impl Future<Output = ()>, signals: &mut Signals) -> Option<Abandoned> {
        let patience = async {
            let limit = self.signal.map(|(_, at)| at + if self.is_loading { LOADING } else { STEP });
            let look = self.is_ending.then(|| Instant::now() + LOOK);
            match [limit, look].into_iter().flatten().min() {
                Some(until) => tokio::time::sleep_until(until.into()).await,
                None => std::future::pending().await,
            }
        };
        let number = tokio::select! {
            () = arrived => None,
            () = out::news() => None,
            () = patience => None,
            number = signals.next() => Some(number),
        };
        let now = Instant::now();
        let was_loading = self.is_loading;
        match (number, self.signal) {
            (Some(number), None) => {
                self.signal = Some((number, now));
                self.end();
            }
            (Some(number), Some((_, first))) if now.duration_since(first) >= PAIR => {
                return Some(Abandoned { code: 128 + number, was_loading });
            }
            _ => {}
        }
        if let Some((number, first)) = self.signal
            && now.duration_since(first) >= if was_loading { LOADING } else { STEP }
        {
            return Some(Abandoned { code: 128 + number, was_loading });
        }
        self.balance();
        None
    }

    fn balance(&mut self) {
        if self.is_ending {
            return;
        }
        if !self.is_held && out::is_full() {
            self.is_held = true;
            self.handle.send(Command::Pause);
        } else if self.is_held && out::has_room() {
            self.is_held = false;
            self.handle.send(Command::Play);
        }
    }

    /// Tells it to save and end.
    pub(super) fn end(&mut self) {
        if !self.is_ending {
            self.is_ending = true;
            self.handle.send(Command::Stop);
        }
    }

    /// Whether it has ended.
    pub(super) fn is_over(&self) -> bool {
        self.handle.is_over()
    }

    /// The exit code of the signal that ended it, else this one.
    pub(super) fn code(&self, else_code: ExitCode) -> ExitCode {
        self.signal.map_or(else_code, |(number, _)| ExitCode::from(128 + number))
    }

    /// Whether a signal ends it.
    pub(super) fn has_signal(&self) -> bool {
        self.signal.is_some()
    }
}
