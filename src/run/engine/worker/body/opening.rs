//! Opening a run: new, or where its record left it. Nothing is written yet.

use super::saving::{Resumed, resume};
use super::{Mode, Worker};
use crate::run::contract::evaluation::Best;
use crate::run::contract::event::{Event, Severity};
use crate::run::contract::paths;
use crate::run::contract::{Failure, Result};
use crate::run::engine::worker::pacing::Pacing;
use crate::run::engine::worker::recording::{Destination, Recording};
use crate::run::engine::worker::reporter::Reporter;
use crate::run::engine::worker::{Launch, Record, Signs, Standing, Start, Terms};
use crate::run::store::catalogue;
use crate::run::store::directory::RunDirectory;
use crate::run::store::inputs;
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

pub(super) fn open(
    launch: Launch,
    recorded: Arc<OnceLock<RunDirectory>>,
    standing: Arc<Standing>,
    signs: &Signs,
) -> Result<Worker> {
    let opened = Instant::now();
    let (entry, id, outbox, mut spec) = (launch.entry, launch.id, launch.outbox, launch.spec);
    let (mut resumed, terms) = match &launch.record {
        Record::Resume(path, terms) => (Some(resume(path, *terms, &entry)?), *terms),
        Record::Reopen(path) => (Some(resume(path, Terms::default(), &entry)?), Terms::default()),
        Record::Off | Record::New(_) | Record::Under(_) | Record::AskedUnder(_) => (None, Terms::default()),
    };
    let mut said = resumed.as_mut().map(|resumed| std::mem::take(&mut resumed.said)).unwrap_or_default();
    if matches!(launch.record, Record::New(_) | Record::Under(_) | Record::AskedUnder(_)) {
        spec.settings = paths::absolute(&entry, &spec.settings)?;
    }
    let saved = resumed.as_ref().and_then(|resumed| resumed.saved.as_ref());
    let settings = saved.map_or_else(|| spec.settings.clone(), |(_, saved)| saved.settings.clone());
    let mut has_other_data = false;
    let mut experiment = match saved {
        Some((_, saved)) => {
            let changed = saved.check_inputs(terms, &entry)?;
            has_other_data = changed.is_some();
            said.extend(changed);
            entry.open(&paths::without_first_weights(&entry, &settings)?, &launch.context)?
        }
        None => entry.open(&settings, &launch.context)?,
    };
    signs.is_loading.store(false, Ordering::Relaxed);
    let inputs = match launch.record {
        Record::Off => Vec::new(),
        _ => inputs::read(&entry, &settings)?,
    };
    let facts = experiment.facts();
    let kernel_level = facts.kernel_level.clone();
    if let Some((state, saved)) = saved {
        said.extend(saved.check_maker(&kernel_level));
        experiment.load(state).map_err(|failure| match has_other_data {
            true => Failure::Input(format!("{failure}: what was saved no longer fits the data as they are now")),
            false => failure,
        })?;
    }
    if let (Record::Reopen(path), Some(resumed)) = (&launch.record, &resumed) {
        // Only what it is gone on from; what came after is told again as it comes again.
        let log = resumed.saved.as_ref().and_then(|(_, saved)| saved.log.clone());
        let rest = log.map(|mut log| log.rest()).unwrap_or_default();
        RunDirectory::open(path)?.tell_until(&resumed.standing, rest, |event| outbox.send(id, event))?;
    }
    let is_finished_on_disk = match &launch.record {
        Record::Resume(path, _) | Record::Reopen(path) => catalogue::is_finished(path)?,
        Record::Off | Record::New(_) | Record::Under(_) | Record::AskedUnder(_) => false,
    };
    let is_reopened = matches!(launch.record, Record::Reopen(_));
    let may_go_unrecorded = matches!(launch.record, Record::Under(_));
    let (destination, saved) = match (launch.record, resumed) {
        (Record::New(path), _) => (Some(Destination::New(path)), None),
        (Record::Under(library) | Record::AskedUnder(library), _) => (Some(Destination::Under(library)), None),
        (Record::Resume(path, _) | Record::Reopen(path), Some(Resumed { saved, standing, .. })) => {
            (Some(Destination::Old(path, standing)), saved.map(|(_, saved)| saved))
        }
        _ => (None, None),
    };
    let recording = destination.map_or(Recording::Off, |destination| Recording::Waiting {
        destination,
        spec: spec.clone(),
        said: Vec::new(),
    });
    let (headline, steps_per_epoch) = (facts.headline.clone(), facts.steps_per_epoch);
    let mut reporter = Reporter::new(id, outbox, recording, &headline);
    reporter.at = experiment.position().into();
    let remarks = facts.remarks.clone();
    let started = Event::Started { lab: spec.lab.clone(), settings: settings.clone(), facts, at: reporter.at };
    match &saved {
        None => reporter.say(started),
        Some(saved) => {
            reporter.restore_frames(saved.frames.clone());
            if let Some(log) = &saved.log {
                reporter.restore_sparse(log.clone());
            }
            reporter.mention(started);
            reporter.mention(Event::Checkpointed { at: saved.at });
        }
    }
    for text in remarks {
        let note = Event::Note { severity: Severity::Info, text };
        match &saved {
            None => reporter.say(note),
            // The record that was just told holds them.
            Some(_) if is_reopened => {}
            Some(_) => reporter.mention(note),
        }
    }
    for text in said {
        reporter.mention(Event::Note { severity: Severity::Warning, text });
    }
    Ok(Worker {
        settings,
        entry,
        interrupt: Arc::clone(&signs.stop),
        experiment,
        reporter,
        pacing: Pacing::new(launch.pace, steps_per_epoch),
        mode: if launch.start == Start::Playing { Mode::Playing } else { Mode::Waiting },
        evaluation_due: saved.as_ref().is_none_or(|saved| saved.evaluation_due),
        finished_said: false,
        stopped_early: saved.as_ref().is_some_and(|saved| saved.stopped_early),
        opened,
        saved_at: Instant::now(),
        training_seconds: saved.as_ref().map_or(0.0, |saved| saved.training_seconds),
        examples: saved.as_ref().map_or(0, |saved| saved.examples),
        best: saved.as_ref().and_then(|saved| Some(Best { at: saved.at, value: saved.best?.0 })),
        best_state: None,
        questions: None,
        headline,
        threads: launch.context.threads,
        kernel_level,
        inputs,
        recorded,
        may_go_unrecorded,
        is_finished_on_disk,
        unkept: None,
        said: None,
        standing,
        spec,
    })
}
