//! Which figures of a long run are kept for scrubbing: at most 64, evenly spread, chosen by position alone so that the same
//! run keeps the same ones; and what is found of them on the disk.

use crate::figure::Figure;
use crate::run::contract::event::{Event, Kept, Severity};
use crate::run::contract::position::Moment;
use crate::run::contract::{Failure, Result};
use crate::run::store::directory::RunDirectory;
use crate::run::store::{checkpoint, files};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

/// The most frames that are kept of one figure.
pub const MOST: usize = 64;

/// Keeps every frame at first; when there are too many, every second, then every fourth, ...
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thinning {
    stride: u64,
    kept: Vec<u64>,
}

impl Default for Thinning {
    fn default() -> Self {
        Self { stride: 1, kept: Vec::new() }
    }
}

impl Thinning {
    /// Offers the frame of the next moment (frames are numbered from 0). `None`: it is not kept. Otherwise the numbers of
    /// the frames that make room for it.
    pub fn offer(&mut self, number: u64) -> Option<Vec<u64>> {
        if self.kept.last() == Some(&number) {
            return Some(Vec::new());
        }
        if !number.is_multiple_of(self.stride) {
            return None;
        }
        self.kept.push(number);
        let mut dropped = Vec::new();
        while self.kept.len() > MOST {
            self.stride *= 2;
            let stride = self.stride;
            let (stay, go) = self.kept.iter().partition::<Vec<u64>, _>(|kept| kept.is_multiple_of(stride));
            self.kept = stay;
            dropped.extend(go);
        }
        (!dropped.contains(&number)).then_some(dropped)
    }
}

/// The kept frames of every figure: which, and the moment of each.
pub type KeptFrames = BTreeMap<String, (Thinning, BTreeMap<u64, Moment>)>;

/// The names of their files.
pub(in crate::run) fn file_names(kept: &KeptFrames) -> impl Iterator<Item = String> {
    kept.iter().flat_map(|(name, (_, moments))| moments.values().map(|at| RunDirectory::frame_name(name, *at)))
}

/// A frame file's content.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::run) struct Frame {
    pub(in crate::run) name: String,
    pub(in crate::run) at: Moment,
    pub(in crate::run) figure: Figure,
}

/// What is found of a run's frames.
#[derive(Debug, Default)]
pub(in crate::run) struct Found {
    /// Files that look whole, oldest first.
    paths: Vec<PathBuf>,
    /// The names of those that are missing or not whole.
    pub(in crate::run) left_out: Vec<String>,
}

/// Looks at a run's frames without reading them whole: a file is taken for whole that ends as one does, and those for
/// missing that the latest checkpoint speaks of.
pub(in crate::run) fn look(directory: &RunDirectory) -> Found {
    let folder = directory.frames_path();
    let mut found = Found::default();
    let mut names: Vec<String> = match std::fs::read_dir(&folder) {
        Ok(entries) => entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect(),
        Err(_) => Vec::new(),
    };
    names.retain(|name| Path::new(name).extension().is_some_and(|extension| extension == "json"));
    names.sort_unstable();
    // While somebody writes, some come and others go.
    let is_written = matches!(
        crate::run::store::writer::presence(directory.path()),
        crate::run::store::writer::Presence::Writing(_)
    );
    if !is_written {
        found.left_out = expected(directory).filter(|name| names.binary_search(name).is_err()).collect();
    }
    for name in names {
        let path = folder.join(&name);
        if ends_well(&path) { found.paths.push(path) } else { found.left_out.push(name) }
    }
    found
}

/// The names of the frames that the latest checkpoint speaks of; none if there is none, or it cannot be read.
fn expected(directory: &RunDirectory) -> impl Iterator<Item = String> {
    let values = checkpoint::read_values(&directory.checkpoint_path()).ok();
    let kept = values.as_ref().and_then(|values| values.get("worker")?.get("frames"));
    let kept: Option<KeptFrames> = kept.and_then(|kept| serde_json::from_value(kept.clone()).ok());
    file_names(&kept.unwrap_or_default()).collect::<Vec<_>>().into_iter()
}

fn ends_well(path: &Path) -> bool {
    let last = || {
        let mut file = files::open(path)?;
        file.seek(SeekFrom::End(-1))?;
        let mut last = [0];
        file.read_exact(&mut last)?;
        std::io::Result::Ok(last)
    };
    last().is_ok_and(|last| last == *b"}")
}

impl Found {
    /// Those of these names.
    pub(in crate::run) fn of(mut self, names: &BTreeSet<String>) -> Self {
        let is_one =
            |path: &PathBuf| path.file_name().and_then(|name| name.to_str()).is_some_and(|name| names.contains(name));
        self.paths.retain(is_one);
        self.left_out.retain(|name| names.contains(name));
        self
    }

    /// The frames as events, and the names of those that are missing or turned out not to be whole.
    pub(in crate::run) fn read(self) -> (Vec<Event>, Vec<String>) {
        let mut left_out = self.left_out;
        let mut events = Vec::new();
        for path in self.paths {
            match read(&path) {
                Ok(event) => events.push(event),
                Err(_) => left_out.extend(path.file_name().map(|name| name.to_string_lossy().into_owned())),
            }
        }
        (events, left_out)
    }
}

impl Found {
    /// The same as events alone, with a note of what is left out.
    pub(in crate::run) fn events(self) -> Vec<Event> {
        let (mut events, names) = self.read();
        let note = |text| Event::Note { severity: Severity::Warning, text };
        events.extend(left_out(&names).map(note));
        events
    }
}

/// In words, that frames are left out; `None` if none are.
pub(in crate::run) fn left_out(names: &[String]) -> Option<String> {
    let first = names.first()?.escape_debug();
    Some(match names.len() {
        1 => format!("a kept figure is missing or not whole, and is left out: {first}"),
        several => format!("{several} kept figures are missing or not whole, and are left out: {first} and others"),
    })
}

/// Reads a frame.
pub(in crate::run) fn read(path: &Path) -> Result<Event> {
    let told = |what: String| Failure::Input(format!("{}: {what}", path.display()));
    let bytes = files::read(path).map_err(|error| told(format!("cannot be read: {error}")))?;
    let frame: Frame = serde_json::from_slice(&bytes).map_err(|error| told(format!("is not a frame: {error}")))?;
    Ok(Event::Figure { name: frame.name, at: frame.at, kept: Kept::Frame, figure: frame.figure })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_frames_are_thinned_to_at_most_64_evenly_spread_from_the_first_on() {
        let mut thinning = Thinning::default();
        let mut kept = BTreeSet::new();
        for number in 0..1000 {
            if let Some(dropped) = thinning.offer(number) {
                kept.insert(number);
                for gone in dropped {
                    kept.remove(&gone);
                }
            }
            assert!(kept.len() <= MOST);
            assert!(kept.contains(&0));
        }
        let kept: Vec<u64> = kept.into_iter().collect();
        assert!(kept.len() > MOST / 2 - 1);
        assert!(kept.windows(2).all(|pair| pair[1] - pair[0] == kept[1]), "{kept:?}");
    }
}
