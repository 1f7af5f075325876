//! The worker's reporter: what the experiment and the worker say goes to the bus and to the record, scalars by the bucket.

use super::recording::{Recording, Said};
use crate::figure::Figure;
use crate::run::contract::event::{Bucket, Event, Kept, RunId, Severity};
use crate::run::contract::lab::Sink;
use crate::run::contract::position::Moment;
use crate::run::contract::{Failure, Result};
use crate::run::engine::bucket::Bucketing;
use crate::run::engine::bus::Outbox;
use crate::run::store::frames::KeptFrames;
use crate::run::store::record::Recorder;
use crate::run::store::sparse::Sparse;
use std::time::Instant;

pub(super) struct Reporter {
    id: RunId,
    outbox: Outbox,
    recording: Recording,
    /// Which lines the log gets.
    sparse: Sparse,
    bucketing: Bucketing,
    /// Where the run stands; what is said is true of it.
    pub(super) at: Moment,
    /// Which frames of each figure are kept, with the moment of each.
    frames: KeptFrames,
    /// The first failure to record; told once, and the run goes on unrecorded.
    trouble: Option<Failure>,
}

impl Reporter {
    /// Of a run whose headline metric this is.
    pub(super) fn new(id: RunId, outbox: Outbox, recording: Recording, headline: &str) -> Self {
        let (at, frames, bucketing) = (Moment::default(), KeptFrames::new(), Bucketing::new(Instant::now()));
        Self { id, outbox, recording, sparse: Sparse::new(headline), bucketing, at, frames, trouble: None }
    }

    pub(super) fn outbox(&self) -> (RunId, Outbox) {
        (self.id, self.outbox.clone())
    }

    pub(super) fn recorder(&mut self) -> Option<&mut Recorder> {
        self.recording.recorder()
    }

    /// Whether the run is to be recorded, and isn't yet.
    pub(super) fn waits_to_record(&self) -> bool {
        matches!(self.recording, Recording::Waiting { .. })
    }

    /// Begins the record, if there is to be one, with what was said so far.
    ///
    /// # Errors
    /// As [`Recording::begin`].
    pub(super) fn begin_recording(&mut self) -> Result<()> {
        let Some((said, found)) = self.recording.begin()? else { return Ok(()) };
        if let Some(recorder) = self.recording.recorder() {
            let path = recorder.directory().path().to_owned();
            self.outbox.send(self.id, Event::Recorded { path });
        }
        for text in found {
            self.outbox.send(self.id, Event::Note { severity: Severity::Warning, text });
        }
        for said in said {
            match said {
                Said::Event(event) => self.record(&event),
                Said::Frame(name, at, figure) => self.record_frame(&name, at, &figure),
            }
        }
        Ok(())
    }

    /// What is said isn't recorded, and won't be.
    pub(super) fn do_without_record(&mut self, failure: &Failure) {
        self.recording = Recording::Off;
        let text = format!("this run is not recorded: {failure}");
        self.outbox.send(self.id, Event::Note { severity: Severity::Warning, text });
    }

    /// Says something, and records it. The scalars of the steps before come first, if it is time for some.
    pub(super) fn say(&mut self, event: Event) {
        let bucket = self.bucketing.take_due(Instant::now());
        self.scalars(bucket);
        self.record(&event);
        self.outbox.send(self.id, event);
    }

    /// Says something that isn't worth recording, or that is true of this sitting alone.
    pub(super) fn mention(&self, event: Event) {
        self.outbox.send(self.id, event);
    }

    /// A step was completed.
    pub(super) fn step(&mut self, at: Moment, examples: u64, seconds: f64, now: Instant) {
        self.at = at;
        self.bucketing.step(at.step, examples, seconds);
        let bucket = self.bucketing.take_due(now);
        self.scalars(bucket);
    }

    /// Sends the scalars gathered so far.
    pub(super) fn flush(&mut self) {
        let bucket = self.bucketing.take(Instant::now());
        self.scalars(bucket);
    }

    fn scalars(&mut self, bucket: Option<Bucket>) {
        if let Some(bucket) = bucket {
            let event = Event::Scalars(bucket);
            self.record(&event);
            self.outbox.send(self.id, event);
        }
    }

    fn record(&mut self, event: &Event) {
        match &mut self.recording {
            Recording::Off => {}
            waiting @ Recording::Waiting { .. } => waiting.keep(|| Said::Event(event.clone())),
            Recording::On(_) => {
                let kept = self.sparse.next(event.clone());
                self.write(&kept);
            }
        }
    }

    fn write(&mut self, events: &[Event]) {
        for event in events {
            let Some(recorder) = self.recording.recorder() else { return };
            let before = recorder.bytes();
            match recorder.event(event) {
                Ok(()) => self.sparse.wrote(event, recorder.bytes() - before),
                Err(failure) => self.stop_recording(failure),
            }
        }
    }

    /// Writes what waits for the next line of its kind: the run has failed, and no more will come.
    pub(super) fn write_the_rest(&mut self) {
        let rest = self.sparse.rest();
        self.write(&rest);
    }

    /// What of the run is not in the log yet, for a checkpoint.
    pub(super) fn sparse(&self) -> &Sparse {
        &self.sparse
    }

    /// Goes on as a checkpoint says, whose log ends where its lines were written.
    pub(super) fn restore_sparse(&mut self, sparse: Sparse) {
        self.sparse = sparse;
    }

    /// Recording failed (a full disk, a folder taken away): the training is worth more than its record.
    pub(super) fn stop_recording(&mut self, failure: Failure) {
        self.recording = Recording::Off;
        let text = format!("this run is no longer recorded: {failure}");
        self.outbox.send(self.id, Event::Note { severity: Severity::Error, text });
        self.trouble = Some(failure);
    }

    /// The failure that ended the recording, if one did.
    pub(super) fn trouble(&mut self) -> Option<Failure> {
        self.trouble.take()
    }

    /// The kept frames, for a checkpoint.
    pub(super) fn frames(&self) -> &KeptFrames {
        &self.frames
    }

    pub(super) fn restore_frames(&mut self, frames: KeptFrames) {
        self.frames = frames;
    }

    fn keep(&mut self, name: &str, figure: &Figure) {
        if matches!(self.recording, Recording::Off) {
            return;
        }
        let (thinning, moments) = self.frames.entry(name.to_owned()).or_default();
        let Some(dropped) = thinning.offer(self.at.epoch) else { return };
        moments.insert(self.at.epoch, self.at);
        if let Some(recorder) = self.recording.recorder() {
            for gone in dropped.iter().filter_map(|number| moments.remove(number)) {
                recorder.drop_frame(name, gone);
            }
        }
        let at = self.at;
        match &mut self.recording {
            Recording::On(_) => self.record_frame(name, at, figure),
            waiting => waiting.keep(|| Said::Frame(name.to_owned(), at, figure.clone())),
        }
    }

    fn record_frame(&mut self, name: &str, at: Moment, figure: &Figure) {
        if let Some(recorder) = self.recording.recorder()
            && let Err(failure) = recorder.frame(name, at, figure)
        {
            self.stop_recording(failure);
        }
    }
}

impl Sink for Reporter {
    fn scalar(&mut self, name: &'static str, value: f64) {
        self.bucketing.scalar(name, value);
    }

    fn figure(&mut self, name: &str, kept: Kept, figure: Figure) {
        if kept == Kept::Frame {
            self.keep(name, &figure);
        }
        self.outbox.send(self.id, Event::Figure { name: name.to_owned(), at: self.at, kept, figure });
    }

    fn note(&mut self, severity: Severity, text: String) {
        self.say(Event::Note { severity, text });
    }
}
