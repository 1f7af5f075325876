//! The loop: wait for a signal, input, news from runs or the next frame; take in all that has come; draw once. Nothing in it
//! waits for the terminal: while a frame is on its way everything else goes on.

use super::clock::{Frames, Rates};
use super::driver::Runs;
use super::screen::Screen;
use super::settings;
use crate::run::Severity;
use crate::run::bus::Inbox;
use crate::run::failpoint;
use crate::tui::capabilities::Capabilities;
use crate::tui::model::{Effect, Leave, Message, Model, Signal};
use crate::tui::session::SessionError;
use crate::tui::update::update;
use crate::tui::view::view;
use crate::tui::widgets::text;
use crossterm::event::Event;
use std::collections::VecDeque;
use std::io;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::UnboundedReceiver;

/// Everything that the loop joins.
#[derive(Debug)]
pub(super) struct Loop<S, R> {
    pub(super) model: Model,
    pub(super) capabilities: Capabilities,
    pub(super) screen: S,
    pub(super) runs: R,
    pub(super) inbox: Inbox,
    pub(super) input: UnboundedReceiver<io::Result<Event>>,
    /// What other threads answer.
    pub(super) answers: UnboundedReceiver<Message>,
    pub(super) rates: Rates,
    /// The settings file.
    pub(super) settings: Option<PathBuf>,
}

impl<S: Screen, R: Runs> Loop<S, R> {
    /// Runs until the user or a signal wants to leave; `effects` come first. `signal` is called for the next signal, time
    /// and again.
    pub(super) async fn run(
        &mut self,
        effects: Vec<Effect>,
        mut signal: impl AsyncFnMut() -> Signal,
    ) -> Result<Leave, SessionError> {
        let started = Instant::now();
        let mut frames = Frames::new(self.rates);
        if let Some(leave) = self.perform(effects, started.elapsed())? {
            return Ok(leave);
        }
        loop {
            let visible = self.model.visible;
            let now = started.elapsed();
            // What a slow terminal hasn't taken yet comes first; the next frame then shows the latest.
            let due = frames.due(visible).filter(|_| self.screen.is_ready());
            if due.is_some_and(|due| due <= now) {
                let bytes = self.draw()?;
                frames.drawn(now, self.model.take_visible(), bytes);
                continue;
            }
            let wake = [due, self.model.deadline()].into_iter().flatten().min();
            let sleep = async {
                match wake {
                    Some(at) => tokio::time::sleep(at.saturating_sub(started.elapsed())).await,
                    None => std::future::pending().await,
                }
            };
            let mut messages = Vec::new();
            tokio::select! {
                biased;
                signal = signal() => messages.push(Message::Signal(signal)),
                written = self.screen.written() => written?,
                event = self.input.recv() => messages.extend(Self::message(event)?),
                () = self.inbox.arrived() => {}
                Some(answer) = self.answers.recv() => messages.push(answer),
                () = sleep => messages.push(Message::Tick),
            }
            self.drain(&mut messages)?;
            for message in messages {
                let effects = update(&mut self.model, message, started.elapsed());
                if let Some(leave) = self.perform(effects, started.elapsed())? {
                    return Ok(leave);
                }
            }
        }
    }

    /// All that is there beside the first: every key, the last size, everything that runs said.
    fn drain(&mut self, messages: &mut Vec<Message>) -> Result<(), SessionError> {
        // A terminal that sends without end must not keep the screen from being drawn.
        const MOST: usize = 10_000;
        while messages.len() < MOST
            && let Ok(event) = self.input.try_recv()
        {
            messages.extend(Self::message(Some(event))?);
        }
        let last_size = messages.iter().rposition(|message| matches!(message, Message::Resize(..)));
        let mut at = 0;
        messages.retain(|message| {
            at += 1;
            !matches!(message, Message::Resize(..)) || Some(at - 1) == last_size
        });
        messages.extend(self.inbox.drain().into_iter().map(|(id, event)| match event {
            crate::run::Event::Recorded { path } => Message::RecordedIn(id, path),
            event => Message::Run(id, Box::new(event)),
        }));
        self.runs.look();
        Ok(())
    }

    fn message(event: Option<io::Result<Event>>) -> Result<Option<Message>, SessionError> {
        match event {
            None => Err(SessionError::TerminalGone(io::ErrorKind::UnexpectedEof.into())),
            Some(Err(error)) => Err(SessionError::TerminalGone(error)),
            Some(Ok(Event::Key(key))) => Ok(Some(Message::Key(key))),
            Some(Ok(Event::Paste(text))) => Ok(Some(Message::Paste(text))),
            Some(Ok(Event::Resize(width, height))) => Ok(Some(Message::Resize(width, height))),
            Some(Ok(Event::Mouse(event))) => Ok(Some(Message::Mouse(event))),
            Some(Ok(Event::FocusGained | Event::FocusLost)) => Ok(None),
        }
    }

    /// Does what the model wants, and what it wants after that; says if it wants to leave.
    fn perform(&mut self, effects: Vec<Effect>, now: Duration) -> Result<Option<Leave>, SessionError> {
        let mut effects = VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            match effect {
                Effect::Open(spec, pace) => {
                    let opened = self.runs.open(&spec, pace).map(|id| Message::Opened(id, spec));
                    effects.extend(self.opened(opened, now));
                }
                Effect::Reopen(spec, path, pace) => {
                    let opened = self.runs.reopen(&spec, &path, pace).map(|id| Message::Opened(id, spec));
                    effects.extend(self.opened(opened, now));
                }
                Effect::Watch(spec, path) => {
                    let watched = self.runs.watch(&path).map(|id| Message::Watched(id, spec));
                    effects.extend(self.opened(watched, now));
                }
                Effect::Sweep(spec, path) => {
                    if let Err(failure) = self.runs.sweep(&spec, path.as_deref()) {
                        effects.extend(self.opened(Err(failure), now));
                    }
                }
                Effect::Library(task) => self.runs.library(task),
                Effect::Text(task) => self.runs.text(task),
                Effect::GoOn => self.runs.look(),
                Effect::Measure(number, spec, step) => self.runs.measure(number, *spec, step),
                Effect::GiveUp => self.runs.give_up(),
                Effect::Send(id, command) => self.runs.send(id, command),
                Effect::Stop(id) => self.runs.stop(id),
                Effect::Quit(leave) => return Ok(Some(leave)),
                Effect::Redraw => {
                    failpoint::hit("screen");
                    self.screen.redraw()?;
                }
                Effect::Suspend => {
                    self.screen.suspend()?;
                    self.measure()?;
                }
                Effect::Resume => {
                    self.screen.resume()?;
                    self.measure()?;
                }
                Effect::ToggleMouse => self.screen.toggle_mouse()?,
                Effect::Keep(choice) => {
                    if let Err(why) = settings::keep(self.settings.as_deref(), &choice) {
                        effects.extend(update(&mut self.model, Message::NotKept(why), now));
                    }
                }
            }
        }
        // What was said stays in the log file.
        for line in self.model.notices.take_unlogged() {
            let words = text::printable(&line.text);
            match line.severity {
                Severity::Info => tracing::info!("{words}"),
                Severity::Warning => tracing::warn!("{words}"),
                Severity::Error => tracing::error!("{words}"),
            }
        }
        Ok(None)
    }

    /// Tells the model that a run was opened and where it is recorded, or why it wasn't; returns what it wants then.
    fn opened(&mut self, opened: crate::run::Result<Message>, now: Duration) -> Vec<Effect> {
        let message = opened.unwrap_or_else(|failure| Message::NotOpened(failure.to_string()));
        let path = match &message {
            Message::Opened(id, _) | Message::Watched(id, _) => self.runs.path(*id).map(|path| (*id, path)),
            _ => None,
        };
        let mut effects = update(&mut self.model, message, now);
        if let Some((id, path)) = path {
            effects.extend(update(&mut self.model, Message::RecordedIn(id, path), now));
        }
        effects
    }

    /// The size may have changed while the screen was in other hands.
    fn measure(&mut self) -> Result<(), SessionError> {
        let (width, height) = self.screen.size()?;
        let now = self.model.now;
        update(&mut self.model, Message::Resize(width, height), now);
        Ok(())
    }

    fn draw(&mut self) -> Result<usize, SessionError> {
        let capabilities = Capabilities { charset: self.model.charset, ..self.capabilities };
        let model = &self.model;
        self.screen.draw(&capabilities, |frame| view(model, &capabilities, frame))
    }
}
