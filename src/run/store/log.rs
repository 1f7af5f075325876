//! Reading a run's log, of which a long one has millions of lines: line by line, and each kind of line as what it is.

use crate::run::contract::evaluation::{Evaluation, Stretch};
use crate::run::contract::event::{Bucket, Event};
use crate::run::contract::position::Moment;
use crate::run::contract::{Failure, Result};
use crate::run::store::directory::RunDirectory;
use crate::run::store::files;
use crate::run::store::sparse::Sparse;
use serde::Deserialize;
use std::io::{BufRead as _, BufReader, ErrorKind, Read as _};

const SCALARS: &[u8] = br#"{"event":"scalars""#;
const EVALUATED: &[u8] = br#"{"event":"evaluated""#;

/// Whether a line says scalars, nearly all of a log.
pub(in crate::run) fn is_scalars(line: &[u8]) -> bool {
    line.starts_with(SCALARS)
}

/// Whether a line says an evaluation.
pub(in crate::run) fn is_evaluated(line: &[u8]) -> bool {
    line.starts_with(EVALUATED)
}

/// A line as an event. The two kinds of which there are many are read as what they are: an event of a kind that is not known
/// beforehand takes several times as long.
pub(in crate::run) fn event(line: &[u8]) -> serde_json::Result<Event> {
    #[derive(Deserialize)]
    struct Evaluated {
        at: Moment,
        evaluation: Evaluation,
        #[serde(default)]
        stretch: Option<Box<Stretch>>,
    }
    if is_scalars(line) {
        serde_json::from_slice::<Bucket>(line).map(Event::Scalars)
    } else if is_evaluated(line) {
        let Evaluated { at, evaluation, stretch } = serde_json::from_slice(line)?;
        Ok(Event::Evaluated { at, evaluation, stretch })
    } else {
        serde_json::from_slice(line)
    }
}

/// Calls `take` with every whole line and its number, from 1. A last line without its end is still being written, or was cut
/// by a crash, and is left out; a log that isn't there has no lines.
///
/// # Errors
/// [`Failure::Input`] naming the log when it cannot be read; those of `take`.
pub(in crate::run) fn each_line(directory: &RunDirectory, take: impl FnMut(u64, &[u8]) -> Result<()>) -> Result<()> {
    each_line_until(directory, u64::MAX, take)
}

/// The same with the lines of the first `most` bytes.
fn each_line_until(directory: &RunDirectory, most: u64, mut take: impl FnMut(u64, &[u8]) -> Result<()>) -> Result<()> {
    let path = directory.log_path();
    let told = |error: std::io::Error| Failure::Input(format!("{}: cannot be read: {error}", path.display()));
    let file = match files::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(told(error)),
    };
    let mut reader = BufReader::with_capacity(1 << 16, file.take(most));
    let mut line = Vec::new();
    for number in 1_u64.. {
        line.clear();
        let read = reader.read_until(b'\n', &mut line).map_err(told)?;
        if read == 0 || line.last() != Some(&b'\n') {
            break;
        }
        take(number, &line)?;
    }
    Ok(())
}

fn not_an_event(directory: &RunDirectory, number: u64, error: &serde_json::Error) -> Failure {
    Failure::Input(format!("{}, line {number}: is not an event: {error}", directory.log_path().display()))
}

/// Calls `take` with every event of a log, oldest first.
///
/// # Errors
/// [`Failure::Input`] naming file and line.
pub(in crate::run) fn each_event(directory: &RunDirectory, mut take: impl FnMut(Event)) -> Result<()> {
    each_line(directory, |number, line| {
        take(event(line).map_err(|error| not_an_event(directory, number, &error))?);
        Ok(())
    })
}

/// The same of its first `most` bytes, with no more lines than a log has that was kept sparse: what folds them has the same curves, bests and latest
/// values, and a log of any age and length is told in bounded room.
///
/// # Errors
/// As [`each_event`].
pub(in crate::run) fn each_event_sparsely(
    directory: &RunDirectory,
    most: u64,
    mut take: impl FnMut(Event),
) -> Result<()> {
    let mut sparse = Sparse::default();
    each_line_until(directory, most, |number, line| {
        let event = event(line).map_err(|error| not_an_event(directory, number, &error))?;
        if let Event::Started { facts, .. } = &event {
            sparse = Sparse::new(&facts.headline);
        }
        for event in sparse.next(event) {
            sparse.wrote(&event, line.len() as u64);
            take(event);
        }
        Ok(())
    })?;
    sparse.rest().into_iter().for_each(take);
    Ok(())
}

/// The evaluations of a run as a table, without a name beside each number.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Evaluations {
    /// The metrics, in the order in which they first came.
    pub names: Vec<String>,
    /// When each evaluation was.
    pub at: Vec<Moment>,
    /// Row by row, each with as many places as there were names when it came.
    values: Vec<f64>,
    /// Which of them were measured.
    measured: Vec<bool>,
    /// Where each row ends in `values`.
    ends: Vec<usize>,
}

impl Evaluations {
    /// Those that a log holds.
    ///
    /// # Errors
    /// [`Failure::Input`] naming file and line.
    pub fn read(directory: &RunDirectory) -> Result<Self> {
        let mut table = Self::default();
        each_line(directory, |number, line| {
            if is_evaluated(line)
                && let Event::Evaluated { at, evaluation, .. } =
                    event(line).map_err(|error| not_an_event(directory, number, &error))?
            {
                table.push(at, &evaluation);
            }
            Ok(())
        })?;
        Ok(table)
    }

    fn push(&mut self, at: Moment, evaluation: &Evaluation) {
        let begin = self.values.len();
        self.values.resize(begin + self.names.len(), f64::NAN);
        self.measured.resize(self.values.len(), false);
        for metric in &evaluation.metrics {
            let place = self.names.iter().position(|name| *name == metric.name).unwrap_or_else(|| {
                self.names.push(metric.name.clone());
                self.values.push(f64::NAN);
                self.measured.push(false);
                self.names.len() - 1
            });
            let place = begin + place;
            if let (Some(value), Some(measured)) = (self.values.get_mut(place), self.measured.get_mut(place)) {
                (*value, *measured) = (metric.value, true);
            }
        }
        self.at.push(at);
        self.ends.push(self.values.len());
    }

    /// The values of an evaluation, by its place, in the order of the names; `None` for a metric that it didn't have.
    pub fn row(&self, at: usize) -> impl Iterator<Item = Option<f64>> {
        let begin = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(at).copied().unwrap_or(begin);
        let (values, measured) = (self.values.get(begin..end), self.measured.get(begin..end));
        let (values, measured) = (values.unwrap_or_default(), measured.unwrap_or_default());
        let value = move |place| values.get(place).copied().filter(|_| measured.get(place) == Some(&true));
        (0..self.names.len()).map(value)
    }
}
