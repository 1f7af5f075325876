//! Stand-ins for the terminal, the workers and the user.

use super::super::clock::Rates;
use super::super::driver::Runs;
use super::super::looping::Loop;
use super::super::screen::Screen;
use crate::labs::pipeline::spec::Spec;
use crate::run::bus::{self, Outbox};
use crate::run::sweep::SweepSpec;
use crate::run::{Command, Event, Moment, Pace, Result as RunResult, RunId, RunSpec, Status};
use crate::tui::capabilities::{Capabilities, Charset};
use crate::tui::finish::finish;
use crate::tui::fixture::{capabilities, empty, evaluated, key, spec, untrained};
use crate::tui::model::{Leave, LibraryTask, Signal, TextTask};
use crate::tui::session::SessionError;
use crate::tui::update;
use crate::tui::widgets::testing::text_of;
use crossterm::event::Event as Input;
use ratatui::backend::TestBackend;
use ratatui::{Frame, Terminal};
use std::cell::{Cell, RefCell};
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};

/// What the stand-in for the terminal shows and was asked for.
struct FakeScreen {
    terminal: Terminal<TestBackend>,
    shown: watch::Sender<String>,
    frames: Rc<Cell<usize>>,
    calls: Rc<RefCell<Vec<&'static str>>>,
    size: (u16, u16),
    takes: watch::Receiver<Takes>,
}

/// What the terminal takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    Frames,
    Nothing,
}

impl Screen for FakeScreen {
    fn size(&self) -> Result<(u16, u16), SessionError> {
        Ok(self.size)
    }

    fn is_ready(&self) -> bool {
        *self.takes.borrow() == Takes::Frames
    }

    async fn written(&self) -> Result<(), SessionError> {
        let mut takes = self.takes.clone();
        let _ = takes.changed().await;
        Ok(())
    }

    fn draw(
        &mut self,
        capabilities: &Capabilities,
        render: impl FnOnce(&mut Frame<'_>),
    ) -> Result<usize, SessionError> {
        let drawn = self.terminal.draw(|frame| {
            render(frame);
            finish(frame.buffer_mut(), capabilities);
        });
        drawn.unwrap();
        self.frames.set(self.frames.get() + 1);
        self.shown.send_replace(text_of(self.terminal.backend().buffer()));
        Ok(100)
    }

    fn redraw(&mut self) -> Result<(), SessionError> {
        self.calls.borrow_mut().push("redraw");
        Ok(())
    }

    fn suspend(&mut self) -> Result<(), SessionError> {
        self.calls.borrow_mut().push("suspend");
        // The window was made smaller meanwhile.
        self.size = (80, 24);
        self.terminal.backend_mut().resize(80, 24);
        Ok(())
    }

    fn resume(&mut self) -> Result<(), SessionError> {
        self.calls.borrow_mut().push("resume");
        Ok(())
    }

    fn toggle_mouse(&mut self) -> Result<(), SessionError> {
        self.calls.borrow_mut().push("mouse");
        Ok(())
    }
}

/// A stand-in for the workers: a run that is untrained when opened, and trains an epoch a step.
struct FakeRuns {
    outbox: Outbox,
    opened: u64,
    epoch: u64,
    commands: Rc<RefCell<Vec<(RunId, Command)>>>,
}

impl FakeRuns {
    fn status(&self, id: RunId, status: Status) {
        let at = Moment { step: self.epoch * 219, epoch: self.epoch };
        self.outbox.send(id, Event::Phase { status, phase: None, at });
    }
}

impl Runs for FakeRuns {
    fn open(&mut self, _spec: &RunSpec, _pace: Pace) -> RunResult<RunId> {
        self.opened += 1;
        let id = RunId::new(self.opened);
        untrained().into_iter().for_each(|event| self.outbox.send(id, event));
        Ok(id)
    }

    fn reopen(&mut self, spec: &RunSpec, _path: &Path, pace: Pace) -> RunResult<RunId> {
        self.open(spec, pace)
    }

    fn watch(&mut self, _path: &Path) -> RunResult<RunId> {
        self.open(&spec(), Pace::Full)
    }

    fn sweep(&mut self, _spec: &SweepSpec, _path: Option<&Path>) -> RunResult<RunId> {
        self.open(&spec(), Pace::Full)
    }

    fn path(&self, _id: RunId) -> Option<PathBuf> {
        None
    }

    fn library(&mut self, _task: LibraryTask) {}

    fn text(&mut self, _task: TextTask) {}

    fn look(&mut self) {}

    fn measure(&mut self, _: u64, _: Spec, _: usize) {}

    fn give_up(&mut self) {}

    fn send(&mut self, id: RunId, command: Command) {
        match &command {
            Command::Play => self.status(id, Status::Training),
            Command::Pause => self.status(id, Status::Paused),
            Command::Step(_) => {
                self.epoch += 1;
                self.outbox.send(id, evaluated(self.epoch));
                self.status(id, Status::Paused);
            }
            _ => {}
        }
        self.commands.borrow_mut().push((id, command));
    }

    fn stop(&mut self, id: RunId) {
        self.commands.borrow_mut().push((id, Command::Stop));
    }

    fn stop_all(&mut self, _wait: Duration) -> bool {
        true
    }
}

/// The user at the keyboard, with eyes.
pub(super) struct User {
    pub(super) keys: mpsc::UnboundedSender<io::Result<Input>>,
    pub(super) signals: mpsc::UnboundedSender<Signal>,
    pub(super) terminal: watch::Sender<Takes>,
    shown: watch::Receiver<String>,
    pub(super) outbox: Outbox,
    pub(super) frames: Rc<Cell<usize>>,
    pub(super) calls: Rc<RefCell<Vec<&'static str>>>,
    pub(super) commands: Rc<RefCell<Vec<(RunId, Command)>>>,
}

impl User {
    pub(super) fn press(&self, keys: &str) {
        for name in keys.split_whitespace() {
            self.input(Input::Key(key(name)));
        }
    }

    pub(super) fn input(&self, input: Input) {
        self.keys.send(Ok(input)).unwrap();
    }

    /// Waits until the screen shows these words.
    pub(super) async fn sees(&mut self, words: &str) {
        self.waits_for(words, |shown| shown.contains(words)).await;
    }

    pub(super) async fn sees_no_more(&mut self, words: &str) {
        self.waits_for(words, |shown| !shown.contains(words)).await;
    }

    /// Waits until the runs were told this many things.
    pub(super) async fn waits_for_commands(&self, count: usize) {
        while self.commands.borrow().len() < count {
            tokio::task::yield_now().await;
        }
    }

    /// The limit is for a test that would otherwise never end.
    async fn waits_for(&mut self, words: &str, is_there: impl FnMut(&String) -> bool) {
        let seen =
            tokio::time::timeout(Duration::from_secs(20), self.shown.wait_for(is_there)).await.map(|seen| seen.is_ok());
        assert!(seen == Ok(true), "waited for {words:?}, saw\n{}", *self.shown.borrow());
    }
}

/// Starts the loop at 120x40 and lets the user use it until it ends.
pub(super) fn with_loop(rates: Rates, script: impl AsyncFnOnce(&mut User)) -> Result<Leave, SessionError> {
    let (outbox, inbox) = bus::channel();
    let (keys, input) = mpsc::unbounded_channel();
    let (signals, mut sent) = mpsc::unbounded_channel();
    let (shown, watched) = watch::channel(String::new());
    let (terminal, takes) = watch::channel(Takes::Frames);
    let frames = Rc::new(Cell::new(0));
    let calls = Rc::new(RefCell::new(Vec::new()));
    let commands = Rc::new(RefCell::new(Vec::new()));
    let screen = FakeScreen {
        terminal: Terminal::new(TestBackend::new(120, 40)).unwrap(),
        shown,
        frames: Rc::clone(&frames),
        calls: Rc::clone(&calls),
        size: (120, 40),
        takes,
    };
    let mut model = empty();
    model.size = (120, 40);
    let effects = update::start(&mut model, spec(), Pace::EpochPerSecond);
    let mut user = User {
        keys,
        signals,
        terminal,
        shown: watched,
        outbox: outbox.clone(),
        frames,
        calls,
        commands: Rc::clone(&commands),
    };
    let mut dashboard = Loop {
        model,
        capabilities: capabilities(Charset::Unicode),
        screen,
        runs: FakeRuns { outbox, opened: 0, epoch: 0, commands },
        inbox,
        answers: mpsc::unbounded_channel().1,
        input,
        rates,
        settings: None,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let signal = async || match sent.recv().await {
            Some(signal) => signal,
            None => std::future::pending().await,
        };
        let (ended, ()) = tokio::join!(dashboard.run(effects, signal), script(&mut user));
        ended
    })
}
