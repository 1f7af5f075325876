//! What is found out about the pipeline's text, and files for it, on threads of their own: the screen's thread computes
//! and reads nothing.

use super::files;
use crate::labs::pipeline::desk::{Ask, Keeper, Switches};
use crate::labs::pipeline::measure;
use crate::labs::pipeline::stages::stages;
use crate::run::Result;
use crate::run::job::Jobs;
use crate::tui::model::{Message, TextNews, TextTask};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc::UnboundedSender;

/// What answers keep for the next ones.
#[derive(Debug, Default)]
pub(in crate::tui) struct Kept {
    vectors: Mutex<Keeper>,
    switches: Mutex<Switches>,
}

fn lock<T>(kept: &Mutex<T>) -> MutexGuard<'_, T> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Of each kind one question is answered at a time; of those that wait only the latest.
#[derive(Debug)]
pub(super) struct TextDesk {
    stages: Jobs,
    files: Jobs,
    vectors: Jobs,
    switches: Jobs,
    measurements: Jobs,
    kept: Arc<Kept>,
    /// The latest question about vectors, and what ends its answering early.
    asked: Option<(Ask, Arc<AtomicBool>)>,
    /// Ends the measurement early.
    measuring: Arc<AtomicBool>,
    answers: UnboundedSender<Message>,
}

impl TextDesk {
    /// Answers go to the loop.
    pub(super) fn open(answers: UnboundedSender<Message>) -> Result<Self> {
        Ok(Self {
            stages: Jobs::start("text")?,
            files: Jobs::start("files")?,
            vectors: Jobs::start("vectors")?,
            switches: Jobs::start("switches")?,
            measurements: Jobs::start("measurements")?,
            kept: Arc::default(),
            asked: None,
            measuring: Arc::default(),
            answers,
        })
    }

    /// Gives it something to do; returns at once.
    pub(super) fn submit(&mut self, task: TextTask) {
        let (jobs, cancel) = match &task {
            TextTask::Stages(..) => (&self.stages, Arc::default()),
            TextTask::List(_) | TextTask::Open(_) => (&self.files, Arc::default()),
            TextTask::Switch(..) => (&self.switches, Arc::default()),
            TextTask::Vectors(_, ask) => {
                let cancel = cancel_of(&mut self.asked, ask);
                (&self.vectors, cancel)
            }
            TextTask::Measure(..) | TextTask::GiveUp => {
                self.measuring.store(true, Ordering::Relaxed);
                self.measuring = Arc::default();
                (&self.measurements, Arc::clone(&self.measuring))
            }
        };
        let (answers, kept) = (self.answers.clone(), Arc::clone(&self.kept));
        jobs.submit(move || {
            if let Some(news) = work(task, &kept, &cancel) {
                // The loop may be gone; then nobody wants the answer.
                let _ = answers.send(Message::Text(Box::new(news)));
            }
        });
    }
}

impl Drop for TextDesk {
    /// Nobody waits for what nobody will see.
    fn drop(&mut self) {
        self.measuring.store(true, Ordering::Relaxed);
        self.asked.iter().for_each(|(_, cancel)| cancel.store(true, Ordering::Relaxed));
    }
}

/// A question about another text ends the training of vectors for the one before; one about another word of the same
/// text waits for these vectors.
fn cancel_of(asked: &mut Option<(Ask, Arc<AtomicBool>)>, ask: &Ask) -> Arc<AtomicBool> {
    let is_same = |other: &Ask| Arc::ptr_eq(&other.text, &ask.text) && other.way == ask.way && other.view == ask.view;
    let cancel = match asked.take() {
        Some((other, cancel)) if is_same(&other) => cancel,
        Some((_, cancel)) => {
            cancel.store(true, Ordering::Relaxed);
            Arc::default()
        }
        None => Arc::default(),
    };
    *asked = Some((ask.clone(), Arc::clone(&cancel)));
    cancel
}

/// Does the task; there is no news of what was cancelled.
pub(in crate::tui) fn work(task: TextTask, kept: &Kept, cancel: &AtomicBool) -> Option<TextNews> {
    let news = match task {
        TextTask::Stages(revision, wanted) => {
            let answer = stages(&wanted).map_err(|error| error.to_string());
            TextNews::Stages(revision, wanted.steps, answer)
        }
        TextTask::Vectors(revision, ask) => {
            let answer = lock(&kept.vectors).answer(&ask, cancel);
            TextNews::Vectors(revision, answer.map_err(|error| error.to_string()))
        }
        TextTask::Switch(revision, ask) => {
            let answer = lock(&kept.switches).effect(&ask.text, &ask.way, &ask.other());
            TextNews::Switch(revision, ask, answer.map_err(|error| error.to_string()))
        }
        TextTask::Measure(measurement, spec, step) => {
            let measured = measure(&spec, step, cancel).map(Box::new);
            TextNews::Measured(measurement, measured.map_err(|error| error.to_string()))
        }
        TextTask::GiveUp => return None,
        TextTask::List(folder) => TextNews::Listed(files::list(&folder)),
        TextTask::Open(path) => files::open(path),
    };
    (!cancel.load(Ordering::Relaxed)).then_some(news)
}
