//! The worker's voice: what the experiment and the worker say goes to the bus and to the record, scalars by the bucket.

use super::super::bucket::Bucketing;
use super::super::bus::Outbox;
use super::super::event::{Bucket, Event, Kept, RunId, Severity};
use super::super::frames::Thinning;
use super::super::lab::Sink;
use super::super::position::Moment;
use super::super::record::Recorder;
use super::super::sparse::Sparse;
use super::super::{Failure, Result};
use crate::figure::Figure;
use std::collections::BTreeMap;
use std::time::Instant;

pub(super) struct Voice {
    id: RunId,
    outbox: Outbox,
    recorder: Option<Recorder>,
    /// Which lines the log gets.
    sparse: Sparse,
    bucketing: Bucketing,
    /// Where the run stands; what is said is true of it.
    pub(super) at: Moment,
    /// Which frames of each figure are kept, with the moment of each.
    frames: BTreeMap<String, (Thinning, BTreeMap<u64, Moment>)>,
    /// The first failure to record; told once, and the run goes on unrecorded.
    trouble: Option<Failure>,
}

impl Voice {
    /// Of a run whose headline metric this is.
    pub(super) fn new(id: RunId, outbox: Outbox, recorder: Option<Recorder>, headline: &str) -> Self {
        let (at, frames, bucketing) = (Moment::default(), BTreeMap::new(), Bucketing::new(Instant::now()));
        Self { id, outbox, recorder, sparse: Sparse::new(headline), bucketing, at, frames, trouble: None }
    }

    pub(super) fn outbox(&self) -> (RunId, Outbox) {
        (self.id, self.outbox.clone())
    }

    pub(super) fn recorder(&mut self) -> Option<&mut Recorder> {
        self.recorder.as_mut()
    }

    /// What is said from now on isn't recorded.
    pub(super) fn forget_recorder(&mut self) {
        self.recorder = None;
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
        if self.recorder.is_some() {
            let kept = self.sparse.next(event.clone());
            self.write(&kept);
        }
    }

    fn write(&mut self, events: &[Event]) {
        for event in events {
            let Some(recorder) = &mut self.recorder else { return };
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
        self.recorder = None;
        let text = format!("this run is no longer recorded: {failure}");
        self.outbox.send(self.id, Event::Note { severity: Severity::Error, text });
        self.trouble = Some(failure);
    }

    /// The failure that ended the recording, if one did.
    pub(super) fn trouble(&mut self) -> Result<()> {
        self.trouble.take().map_or(Ok(()), Err)
    }

    /// The kept frames, for a checkpoint.
    pub(super) fn frames(&self) -> &BTreeMap<String, (Thinning, BTreeMap<u64, Moment>)> {
        &self.frames
    }

    pub(super) fn restore_frames(&mut self, frames: BTreeMap<String, (Thinning, BTreeMap<u64, Moment>)>) {
        self.frames = frames;
    }

    fn keep(&mut self, name: &str, figure: &Figure) {
        let Some(recorder) = &mut self.recorder else { return };
        let (thinning, moments) = self.frames.entry(name.to_owned()).or_default();
        let Some(dropped) = thinning.offer(self.at.epoch) else { return };
        moments.insert(self.at.epoch, self.at);
        for gone in dropped.iter().filter_map(|number| moments.remove(number)) {
            recorder.drop_frame(name, gone);
        }
        if let Err(failure) = recorder.frame(name, self.at, figure) {
            self.stop_recording(failure);
        }
    }
}

impl Sink for Voice {
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
