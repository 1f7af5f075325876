//! What is found out about the pipeline's text, and files for it, on threads of their own: the screen's thread computes
//! and reads nothing.

use super::files;
use crate::labs::pipeline::analysis::{Keeper, Switches, VectorsRequest, View};
use crate::labs::pipeline::stages::{StagesRequest, stages};
use crate::run::Result;
use crate::run::job::Jobs;
use crate::tui::model::{AblationRequest, Message, TextNews, TextTask};
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

/// Questions of one kind: one is answered at a time, of those that wait only the latest.
#[derive(Debug)]
struct Line<Q> {
    jobs: Jobs,
    /// The latest question, and what ends its answering early.
    latest: Option<(Q, Arc<AtomicBool>)>,
}

impl<Q> Line<Q> {
    fn open(name: &str) -> Result<Self> {
        Ok(Self { jobs: Jobs::start(name)?, latest: None })
    }

    /// Who answers a new question, and what ends that early. The one before shares it if its answer is of use still, and is
    /// ended if not.
    fn ask(&mut self, question: Q, is_of_use: impl Fn(&Q, &Q) -> bool) -> (&Jobs, Arc<AtomicBool>) {
        let kept = self.latest.take().filter(|(before, cancel)| {
            let kept = is_of_use(before, &question);
            cancel.fetch_or(!kept, Ordering::Relaxed);
            kept
        });
        let cancel = kept.map_or_else(Arc::default, |(_, cancel)| cancel);
        self.latest = Some((question, Arc::clone(&cancel)));
        (&self.jobs, cancel)
    }

    fn end(&self) {
        self.latest.iter().for_each(|(_, cancel)| cancel.store(true, Ordering::Relaxed));
    }
}

/// What is found out, kind by kind.
#[derive(Debug)]
pub(super) struct TextDesk {
    stages: Line<StagesRequest>,
    files: Line<()>,
    vectors: Line<VectorsRequest>,
    switches: Line<AblationRequest>,
    kept: Arc<Kept>,
    answers: UnboundedSender<Message>,
}

impl TextDesk {
    /// Answers go to the loop.
    pub(super) fn open(answers: UnboundedSender<Message>) -> Result<Self> {
        Ok(Self {
            stages: Line::open("text")?,
            files: Line::open("files")?,
            vectors: Line::open("vectors")?,
            switches: Line::open("switches")?,
            kept: Arc::default(),
            answers,
        })
    }

    /// Gives it something to do; returns at once.
    pub(super) fn submit(&mut self, task: TextTask) {
        let (tell, kept) = (self.tell(), Arc::clone(&self.kept));
        let (jobs, cancel) = match &task {
            TextTask::Stages(_, wanted) => self.stages.ask((**wanted).clone(), stages_are_of_use),
            TextTask::List(_) | TextTask::Open(_) => self.files.ask((), |(), ()| true),
            TextTask::Vectors(_, ask) => self.vectors.ask((**ask).clone(), vectors_are_of_use),
            TextTask::Switch(_, ask) => self.switches.ask((**ask).clone(), switch_is_of_use),
        };
        jobs.submit(move || work(task, &kept, &cancel).into_iter().for_each(tell));
    }

    /// What tells the loop news.
    pub(super) fn tell(&self) -> impl Fn(TextNews) + Send + 'static {
        let answers = self.answers.clone();
        // The loop may be gone; then nobody wants the answer.
        move |news| drop(answers.send(Message::Text(Box::new(news))))
    }
}

impl Drop for TextDesk {
    /// Nobody waits for what nobody will see.
    fn drop(&mut self) {
        self.stages.end();
        self.files.end();
        self.vectors.end();
        self.switches.end();
    }
}

/// The stages of a text that is typed on are shown until the next answer comes; those of other steps are not.
fn stages_are_of_use(before: &StagesRequest, now: &StagesRequest) -> bool {
    before.steps == now.steps && before.language == now.language && before.tokens == now.tokens
}

/// The same of what a switch does.
fn switch_is_of_use(before: &AblationRequest, now: &AblationRequest) -> bool {
    before.tokenization == now.tokenization && before.step == now.step
}

/// The same of documents as rows. Vectors of words are trained for one text; one about another word of the same text waits
/// for these.
fn vectors_are_of_use(before: &VectorsRequest, now: &VectorsRequest) -> bool {
    let is_same_text = Arc::ptr_eq(&before.text, &now.text);
    before.tokenization == now.tokenization
        && before.view == now.view
        && (is_same_text || matches!(now.view, View::Rows(_)))
}

/// Does the task; there is no news of what was cancelled.
pub(in crate::tui) fn work(task: TextTask, kept: &Kept, cancel: &AtomicBool) -> Option<TextNews> {
    let news = match task {
        TextTask::Stages(revision, wanted) => {
            let answer = stages(&wanted, cancel)?.map_err(|error| error.to_string());
            TextNews::Stages(revision, wanted.steps, answer)
        }
        TextTask::Vectors(revision, ask) => {
            let answer = lock(&kept.vectors).answer(&ask, cancel);
            TextNews::Vectors(revision, answer.map_err(|error| error.to_string()))
        }
        TextTask::Switch(revision, ask) => {
            let answer = lock(&kept.switches).effect(&ask.text, &ask.tokenization, &ask.other(), cancel);
            TextNews::Switch(revision, ask, answer.map_err(|error| error.to_string()))
        }
        TextTask::List(folder) => TextNews::Listed(files::list(&folder)),
        TextTask::Open(path) => files::open(path),
    };
    (!cancel.load(Ordering::Relaxed)).then_some(news)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_ends_the_answering_of_what_it_makes_useless() {
        let wanted = |text: &str, steps: &str| StagesRequest {
            text: text.into(),
            language: "es".into(),
            steps: steps.parse().unwrap(),
            tokens: Default::default(),
            from: 0,
            before: None,
        };
        let mut line = Line::open("test").unwrap();
        let mut ask = |text, steps| line.ask(wanted(text, steps), stages_are_of_use).1;
        let (first, second) = (ask("un gat", "lower"), ask("un gato", "lower"));
        let is_set = |cancel: &AtomicBool| cancel.load(Ordering::Relaxed);
        assert!(!is_set(&first) && !is_set(&second), "who types sees what there is");
        let third = ask("un gato", "lower+stem");
        assert!(is_set(&first) && is_set(&second) && !is_set(&third));
        line.end();
        assert!(is_set(&third));
    }

    #[test]
    fn vectors_of_words_are_trained_for_the_text_as_it_is() {
        let ask = |text: &Arc<str>, view| {
            let tokenization = crate::labs::pipeline::analysis::Tokenization {
                language: "es".into(),
                steps: Default::default(),
                tokens: Default::default(),
            };
            VectorsRequest { text: Arc::clone(text), tokenization, view, word: None, analogy: None }
        };
        let (before, now): (Arc<str>, Arc<str>) = ("un gat".into(), "un gato".into());
        let rows = View::Rows(crate::nlp::vectorize::Vectorizer::Count);
        assert!(vectors_are_of_use(&ask(&before, rows.clone()), &ask(&now, rows.clone())));
        assert!(!vectors_are_of_use(&ask(&before, View::Trained), &ask(&now, View::Trained)));
        let another_word = VectorsRequest { word: Some("gato".into()), ..ask(&now, View::Trained) };
        assert!(vectors_are_of_use(&ask(&now, View::Trained), &another_word));
        assert!(!vectors_are_of_use(&ask(&now, View::Trained), &ask(&now, rows)));
    }
}
