//! The Runs tab's work on the disk, on a thread of its own.

use crate::run::catalogue::{self, Catalogue};
use crate::run::job::Jobs;
use crate::run::{Entry, Failure, Result};
use crate::tui::model::{LibraryNews, LibraryTask, Message};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc::UnboundedSender;

/// Does one task after the other. A job that is given replaces one that waits, so tasks wait in a list of their own.
#[derive(Debug)]
pub(super) struct LibraryDesk {
    jobs: Jobs,
    tasks: Arc<Mutex<Vec<LibraryTask>>>,
    /// What the last look saw.
    seen: Arc<Mutex<Catalogue>>,
    roots: Vec<PathBuf>,
    labs: Vec<Entry>,
    answers: UnboundedSender<Message>,
}

impl LibraryDesk {
    /// Looks through these folders; answers go to the loop.
    pub(super) fn open(roots: Vec<PathBuf>, labs: Vec<Entry>, answers: UnboundedSender<Message>) -> Result<Self> {
        Ok(Self { jobs: Jobs::start("library")?, tasks: Arc::default(), seen: Arc::default(), roots, labs, answers })
    }

    /// Gives it something to do; returns at once.
    pub(super) fn submit(&self, task: LibraryTask) {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).push(task);
        let (tasks, roots, labs) = (Arc::clone(&self.tasks), self.roots.clone(), self.labs.clone());
        let (answers, seen) = (self.answers.clone(), Arc::clone(&self.seen));
        self.jobs.submit(move || {
            let mut todo = std::mem::take(&mut *tasks.lock().unwrap_or_else(PoisonError::into_inner));
            todo.dedup();
            for task in todo {
                // The loop may be gone; then nobody wants the answer.
                let _ = answers.send(Message::Library(Box::new(work(&task, &roots, &labs, &seen))));
            }
        });
    }
}

fn work(task: &LibraryTask, roots: &[PathBuf], labs: &[Entry], seen: &Mutex<Catalogue>) -> LibraryNews {
    let lab = |name: &str| {
        let entry = labs.iter().find(|entry| entry.name == name).copied();
        entry.ok_or_else(|| Failure::Input(format!("there is no lab `{}`", name.escape_debug())))
    };
    match task {
        LibraryTask::Scan => {
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            *seen = seen.scan_again(roots, lab);
            LibraryNews::Scanned(seen.clone())
        }
        LibraryTask::Remove(path) => {
            let failure = catalogue::remove(path, lab).err().map(|failure| failure.to_string());
            LibraryNews::Removed(path.clone(), failure)
        }
    }
}
