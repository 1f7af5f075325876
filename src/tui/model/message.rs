//! What the screen is told, and what it wants done.

use super::{AblationRequest, Listing, Measurement};
use crate::labs::pipeline::analysis::{Ablation, VectorsRequest, VectorsResult};
use crate::labs::pipeline::spec::Spec;
use crate::labs::pipeline::stages::{StagesRequest, StagesResult};
use crate::nlp::steps::Steps;
use crate::run::catalogue::Catalogue;
use crate::run::sweep::SweepSpec;
use crate::run::{Command, Event, Pace, RunId, RunSpec};
use crate::tui::preferences::Choice;
use crossterm::event::{KeyEvent, MouseEvent};
use std::path::PathBuf;

/// A signal that the process got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// SIGTERM: end.
    Terminate,
    /// SIGHUP: the terminal is gone.
    HangUp,
    /// SIGINT from elsewhere (the key arrives as a key).
    Interrupt,
    /// SIGCONT: the process goes on after a stop.
    Continue,
}

impl Signal {
    /// The exit code of a process that ended on it, as shells have it: 128 and the signal's number.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::HangUp => 129,
            Self::Interrupt => 130,
            Self::Terminate | Self::Continue => 143,
        }
    }
}

/// Work on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LibraryTask {
    /// Look through what is recorded.
    Scan,
    /// Take a run or sweep away.
    Remove(PathBuf),
}

/// What the disk has answered.
#[derive(Debug, Clone, PartialEq)]
pub enum LibraryNews {
    /// What is recorded.
    Scanned(Catalogue),
    /// A run or sweep was taken away; or why not.
    Removed(PathBuf, Option<String>),
}

/// Work on the text of the pipeline's desk.
#[derive(Debug, Clone, PartialEq)]
pub enum TextTask {
    /// Take the text through its stages; the desk's revision comes back with the answer.
    Stages(u64, Box<StagesRequest>),
    /// List a folder.
    List(PathBuf),
    /// Open a text file, or list it if it is a folder.
    Open(PathBuf),
    /// Find out what its documents or words are as numbers.
    Vectors(u64, Box<VectorsRequest>),
    /// Find out what a stage does to it.
    Switch(u64, Box<AblationRequest>),
}

/// What was found out about the text.
#[derive(Debug, Clone, PartialEq)]
pub enum TextNews {
    /// The text at every stage: the revision and the steps that it is of, and why there is none.
    Stages(u64, Steps, Result<StagesResult, String>),
    /// A folder was listed, or why it wasn't.
    Listed(Result<Listing, String>),
    /// A file's text, or why there is none.
    Opened(PathBuf, Result<String, String>),
    /// Its documents or words as numbers.
    Vectors(u64, Result<VectorsResult, String>),
    /// What a stage does to it.
    Switch(u64, Box<AblationRequest>, Result<Ablation, String>),
    /// How far the measurement of what a stage is worth to a classifier is.
    Measured(u64, Measurement),
}

/// What the screen is told.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// A key.
    Key(KeyEvent),
    /// A pasted text.
    Paste(String),
    /// The mouse, while the program has it.
    Mouse(MouseEvent),
    /// The terminal has another size: columns, rows.
    Resize(u16, u16),
    /// A run said something.
    Run(RunId, Box<Event>),
    /// A run was opened, as an [`Effect::Open`] wanted.
    Opened(RunId, RunSpec),
    /// A run could not be opened: why.
    NotOpened(String),
    /// A choice could not be kept, as an [`Effect::Keep`] wanted: why.
    NotKept(String),
    /// A run that another process writes is watched, as an [`Effect::Watch`] wanted.
    Watched(RunId, RunSpec),
    /// Where a run is recorded.
    RecordedIn(RunId, PathBuf),
    /// The disk has answered.
    Library(Box<LibraryNews>),
    /// Something was found out about the pipeline's text.
    Text(Box<TextNews>),
    /// Time went by.
    Tick,
    /// A signal.
    Signal(Signal),
}

/// How to leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// After all runs were saved.
    Save,
    /// At once.
    Now,
    /// Because of a signal, after a short time for saving.
    Signal(Signal),
}

/// What the screen wants done.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Open a run; the answer is [`Message::Opened`] or [`Message::NotOpened`].
    Open(RunSpec, Pace),
    /// Open a recorded run where it stands, with all that was recorded of it; the answers are those of `Open`.
    Reopen(RunSpec, PathBuf, Pace),
    /// Watch a run that another process writes; the answer is [`Message::Watched`] or [`Message::NotOpened`].
    Watch(RunSpec, PathBuf),
    /// Go through a sweep, in a new directory or, if it is there, through what is left of it; the answers are the sweep's
    /// events, or [`Message::NotOpened`].
    Sweep(SweepSpec, Option<PathBuf>),
    /// Have the disk looked at or cleared, on another thread; the answer is [`Message::Library`].
    Library(LibraryTask),
    /// Have something found out about the pipeline's text, on another thread; the answer is [`Message::Text`].
    Text(TextTask),
    /// Let what made way for a measurement go on.
    GoOn,
    /// Train a classifier with a stage of these settings' steps, and without it: the measurement's number, and the stage's
    /// place.
    Measure(u64, Box<Spec>, usize),
    /// Leave what is being measured.
    GiveUp,
    /// Tell a run something.
    Send(RunId, Command),
    /// Save a run if it is recorded, and end it.
    Stop(RunId),
    /// Leave the program.
    Quit(Leave),
    /// Draw the whole screen again.
    Redraw,
    /// Stop the process, as Ctrl-Z does.
    Suspend,
    /// Take the terminal again after a stop.
    Resume,
    /// Give the mouse to the program or back.
    ToggleMouse,
    /// Put a choice into the settings file; what goes wrong comes back as [`Message::NotKept`].
    Keep(Choice),
}
