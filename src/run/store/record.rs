//! Writes a run's events to its directory while it goes on.

use crate::figure::Figure;
use crate::run::contract::event::Event;
use crate::run::contract::position::Moment;
use crate::run::contract::state::State;
use crate::run::contract::{Failure, Result, RunSpec};
use crate::run::store::checkpoint;
use crate::run::store::directory::{self, RunDirectory};
use crate::run::store::files::{self, Entry, Folder, Found, Log};
use crate::run::store::frames::Frame;
use crate::run::store::writer::{self, Writer};
use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The most runs of one lab that begin in one second.
const AT_ONCE: u32 = 10_000;

/// The open log of a run.
#[derive(Debug)]
pub struct Recorder {
    directory: RunDirectory,
    folder: Folder,
    frames: Folder,
    log: Log,
    /// Frames that make room for others; they go when the next checkpoint no longer speaks of them.
    dropped: Vec<String>,
    _writer: Writer,
}

/// From where a recorded run is gone on with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// Bytes of the log that stay, and the digest that they had, where that is known.
    pub log_bytes: u64,
    /// That digest.
    pub log_digest: Option<String>,
    /// Whether another digest is no reason to stop.
    pub is_forgiven: bool,
    /// The names of the frames that stay.
    pub frames: BTreeSet<String>,
    /// The file that is to become the latest checkpoint: its name and what it must still hold; `None` from the start.
    pub checkpoint: Option<(&'static str, String)>,
}

impl Recorder {
    /// Begins a run in a directory that is new or empty.
    ///
    /// # Errors
    /// [`Failure::Input`] when something is in it, when another process has it, or when it cannot be made;
    /// [`Failure::Work`] when it cannot be written, or the disk is full.
    pub fn create(path: &Path, spec: &RunSpec) -> Result<Self> {
        let (folder, is_new) = Folder::make(path).map_err(|error| Failure::not_made(path, &error))?;
        Self::begin(folder, is_new, spec)
    }

    /// Begins a run in a new directory under this one, named by lab, time (seconds since 1970) and, if need be, a counter.
    ///
    /// # Errors
    /// As [`Recorder::create`].
    pub fn create_under(library: &Path, spec: &RunSpec, unix_seconds: i64) -> Result<Self> {
        let folder = new_folder(library, &spec.lab, unix_seconds)?;
        Self::begin(folder, true, spec)
    }

    fn begin(folder: Folder, is_new: bool, spec: &RunSpec) -> Result<Self> {
        refuse_what_is_used(&folder)?;
        let mut writer = Writer::lock(&folder)?;
        let begun = refuse_what_is_used(&folder).and_then(|()| {
            folder.sweep_partial();
            folder.create(directory::SPEC, spec.to_toml().as_bytes()).map_err(|error| match error.kind() {
                ErrorKind::AlreadyExists => holds_a_run(folder.path()),
                _ => cannot_be_written(&folder, directory::SPEC, &error),
            })
        });
        if let Err(failure) = begun {
            if is_new && matches!(failure, Failure::Work(_)) {
                // Nothing is left of what could not begin; what cannot be taken away is an empty folder.
                let _ = folder.remove(writer::FILE);
                let _ = Folder::above(folder.path()).and_then(|(above, name)| above.remove_folder(&name));
            }
            return Err(failure);
        }
        writer.sign(&folder)?;
        let frames = frames_of(&folder)?;
        let log = Log::at_its_end(&folder, directory::LOG)
            .map_err(|error| cannot_be_written(&folder, directory::LOG, &error))?;
        Ok(Self {
            directory: RunDirectory::at(folder.path()),
            folder,
            frames,
            log,
            dropped: Vec::new(),
            _writer: writer,
        })
    }

    /// Goes on with a recorded run: takes it for this process alone, and takes away what was recorded since. Returns what is
    /// to be said of what was found.
    ///
    /// # Errors
    /// [`Failure::Input`] when another process writes it or has gone on with it since, or when its log is not as it was;
    /// [`Failure::Work`] when it cannot be written.
    pub fn go_on(path: &Path, standing: &Standing) -> Result<(Self, Vec<String>)> {
        let folder = Folder::open(path)
            .map_err(|error| Failure::Input(format!("{}: cannot be opened: {error}", path.display())))?;
        let mut writer = Writer::lock(&folder)?;
        let source = standing.still_there(&folder)?;
        let frames = frames_of(&folder)?;
        let on_log = |error: std::io::Error| cannot_be_written(&folder, directory::LOG, &error);
        let (mut log, found) =
            Log::open(&folder, directory::LOG, standing.log_bytes, standing.log_digest.as_deref()).map_err(on_log)?;
        let mut said = Vec::new();
        let shown = folder.path_of(directory::LOG);
        let shown = shown.display();
        match found {
            Found::Whole => {}
            Found::Short(bytes) => said.push(format!(
                "{shown}: is {bytes} bytes shorter than the checkpoint says; it is gone on from its last whole line"
            )),
            Found::Changed if standing.is_forgiven => {
                said.push(format!("{shown}: is not as it was written (its checksum is another)"));
            }
            Found::Changed => {
                return Err(Failure::Input(format!(
                    "{shown}: is not as it was written: its checksum is another; the checkpoint is good: --from latest goes on \
                     from it all the same"
                )));
            }
        }
        writer.sign(&folder)?;
        [&folder, &frames].into_iter().for_each(Folder::sweep_partial);
        match source {
            // Before anything is taken away that the older checkpoint speaks of.
            Some(bytes) => checkpoint::put(&folder, directory::CHECKPOINT, &bytes)?,
            None if standing.checkpoint.is_none() => {
                let best = folder.remove(directory::BEST);
                best.map_err(|error| cannot_be_written(&folder, directory::BEST, &error))?;
            }
            None => {}
        }
        log.cut().map_err(on_log)?;
        for name in frames.names().unwrap_or_default() {
            let is_frame = Path::new(&name).extension().is_some_and(|extension| extension == "json");
            if is_frame && !standing.frames.contains(&name) {
                // One that stays is shown where it no longer belongs, no more.
                let _ = frames.remove(&name);
            }
        }
        let directory = RunDirectory::at(path);
        Ok((Self { directory, folder, frames, log, dropped: Vec::new(), _writer: writer }, said))
    }

    /// Says at the end of a run's log that it failed.
    ///
    /// # Errors
    /// As [`Recorder::go_on`].
    pub fn say_failed(directory: &RunDirectory, event: &Event) -> Result<()> {
        let folder = Folder::open(directory.path()).map_err(Failure::work)?;
        let _writer = Writer::lock(&folder)?;
        let on_log = |error: std::io::Error| cannot_be_written(&folder, directory::LOG, &error);
        Log::at_its_end(&folder, directory::LOG).and_then(|mut log| log.append(&line(event)?)).map_err(on_log)
    }

    /// The run's directory.
    pub fn directory(&self) -> &RunDirectory {
        &self.directory
    }

    /// Bytes of the log so far.
    pub fn bytes(&self) -> u64 {
        self.log.bytes()
    }

    /// The digest of the log so far.
    pub fn digest(&self) -> String {
        self.log.digest()
    }

    /// Appends an event.
    ///
    /// # Errors
    /// [`Failure::Work`] naming the log.
    pub fn event(&mut self, event: &Event) -> Result<()> {
        let written = line(event).and_then(|line| self.log.append(&line));
        written.map_err(|error| cannot_be_written(&self.folder, directory::LOG, &error))
    }

    /// Keeps a figure.
    ///
    /// # Errors
    /// [`Failure::Work`] naming the file.
    pub fn frame(&mut self, name: &str, at: Moment, figure: &Figure) -> Result<()> {
        let file = RunDirectory::frame_name(name, at);
        let frame = Frame { name: name.to_owned(), at, figure: figure.clone() };
        let bytes = serde_json::to_vec(&frame).map_err(Failure::work)?;
        // Not each put on the disk for good: one that a loss of power takes away is left out.
        self.frames.replace(&file, &bytes, false).map_err(|error| cannot_be_written(&self.frames, &file, &error))
    }

    /// Drops a figure that was kept, to make room.
    pub fn drop_frame(&mut self, name: &str, at: Moment) {
        self.dropped.push(RunDirectory::frame_name(name, at));
    }

    /// Puts the log on the disk for good, so that a checkpoint never speaks of lines that a crash took away.
    ///
    /// # Errors
    /// [`Failure::Work`] naming the log.
    pub fn sync(&mut self) -> Result<()> {
        self.log.sync().map_err(|error| cannot_be_written(&self.folder, directory::LOG, &error))
    }

    /// Writes the latest state.
    ///
    /// # Errors
    /// [`Failure::Work`] naming the file.
    pub fn checkpoint(&mut self, state: &State) -> Result<()> {
        checkpoint::write(&self.folder, directory::CHECKPOINT, state)?;
        for name in self.dropped.drain(..) {
            // One that stays takes room, no more.
            let _ = self.frames.remove(&name);
        }
        Ok(())
    }

    /// Writes the best state.
    ///
    /// # Errors
    /// [`Failure::Work`] naming the file.
    pub fn best(&self, state: &State) -> Result<()> {
        checkpoint::write(&self.folder, directory::BEST, state)
    }
}

impl Standing {
    /// The bytes that are to become the latest checkpoint, unless they are that already.
    fn still_there(&self, folder: &Folder) -> Result<Option<Vec<u8>>> {
        let gone = || {
            Failure::Input(format!(
                "{}: another process has gone on with it since it was opened: open it again",
                folder.path().display()
            ))
        };
        let Some((name, identity)) = &self.checkpoint else {
            return if files::is_there(&folder.path_of(directory::CHECKPOINT)) { Err(gone()) } else { Ok(None) };
        };
        let bytes = files::read(&folder.path_of(name)).map_err(|_| gone())?;
        if checkpoint::identity(&bytes) != *identity {
            return Err(gone());
        }
        Ok((*name != directory::CHECKPOINT).then_some(bytes))
    }
}

fn line(event: &Event) -> std::io::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(event)?;
    line.push(b'\n');
    Ok(line)
}

/// A new folder under this one, named by lab, time (seconds since 1970) and, if need be, a counter: no two processes get the
/// same.
///
/// # Errors
/// [`Failure::Input`] when none can be made.
pub fn new_folder(library: &Path, lab: &str, unix_seconds: i64) -> Result<Folder> {
    let stamp = jiff::Timestamp::from_second(unix_seconds)
        .map_or_else(|_| unix_seconds.to_string(), |time| time.strftime("%Y%m%d-%H%M%S").to_string());
    for n in 1..AT_ONCE {
        let name = if n == 1 { format!("{lab}-{stamp}") } else { format!("{lab}-{stamp}-{n}") };
        let path: PathBuf = library.join(name);
        match Folder::make(&path) {
            Ok((folder, true)) => return Ok(folder),
            Ok((_, false)) => {}
            Err(error) if error.kind() == ErrorKind::NotADirectory && files::is_there(&path) => {}
            Err(error) => return Err(Failure::not_made(&path, &error)),
        }
    }
    Err(Failure::Input(format!("{}: too many runs of one second", library.display())))
}

/// Refuses a folder in which there is more than what a run leaves that was killed before it began.
fn refuse_what_is_used(folder: &Folder) -> Result<()> {
    let shown = folder.path().display();
    let cannot = |error: std::io::Error| Failure::Input(format!("{shown}: cannot be opened: {error}"));
    let names = folder.names().map_err(cannot)?;
    if names.iter().any(|name| name == directory::SPEC) {
        return Err(holds_a_run(folder.path()));
    }
    for name in names {
        match &*name {
            writer::FILE => {}
            name if name.starts_with(files::PARTIAL) => {}
            _ => {
                return Err(Failure::Input(format!(
                    "{shown} is not empty ({}): a run is recorded in a folder of its own, new or empty",
                    name.escape_debug()
                )));
            }
        }
    }
    Ok(())
}

fn holds_a_run(path: &Path) -> Failure {
    let path = path.display();
    Failure::Input(format!("{path} already holds a run: go on with it by --resume, or name another"))
}

fn frames_of(folder: &Folder) -> Result<Folder> {
    folder.make_folder(directory::FRAMES).map_err(|error| cannot_be_written(folder, directory::FRAMES, &error))
}

/// What lies there instead of what is ours is its user's to mend; the rest is the system's.
fn cannot_be_written(folder: &Folder, name: &str, error: &std::io::Error) -> Failure {
    let text = format!("{}: cannot be written: {error}", folder.path_of(name).display());
    match folder.entry(name) {
        Ok(Some(Entry::Link | Entry::Odd(_))) => Failure::Input(text),
        _ => Failure::Work(text),
    }
}
