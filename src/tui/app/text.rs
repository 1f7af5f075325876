//! What is found out about the pipeline's text, and files for it, on threads of their own: the screen's thread computes
//! and reads nothing.

use super::files;
use crate::labs::pipeline::stages::stages;
use crate::run::Result;
use crate::run::job::Jobs;
use crate::tui::model::{Message, TextNews, TextTask};
use tokio::sync::mpsc::UnboundedSender;

/// One question is answered at a time; of those that wait only the latest.
#[derive(Debug)]
pub(super) struct TextDesk {
    stages: Jobs,
    files: Jobs,
    answers: UnboundedSender<Message>,
}

impl TextDesk {
    /// Answers go to the loop.
    pub(super) fn open(answers: UnboundedSender<Message>) -> Result<Self> {
        Ok(Self { stages: Jobs::start("text")?, files: Jobs::start("files")?, answers })
    }

    /// Gives it something to do; returns at once.
    pub(super) fn submit(&self, task: TextTask) {
        let answers = self.answers.clone();
        let jobs = match task {
            TextTask::Stages(..) => &self.stages,
            TextTask::List(_) | TextTask::Open(_) => &self.files,
        };
        jobs.submit(move || {
            // The loop may be gone; then nobody wants the answer.
            let _ = answers.send(Message::Text(Box::new(work(task))));
        });
    }
}

/// Does the task.
pub(in crate::tui) fn work(task: TextTask) -> TextNews {
    match task {
        TextTask::Stages(revision, wanted) => {
            let answer = stages(&wanted).map_err(|error| error.to_string());
            TextNews::Stages(revision, wanted.steps, answer)
        }
        TextTask::List(folder) => TextNews::Listed(files::list(&folder)),
        TextTask::Open(path) => files::open(path),
    }
}
