//! Reading files and standard input in chunks of whole lines.

use super::StreamError;
use crate::data::gzip::is_gzip;
use crate::figure::shown::shown;
use std::borrow::Cow;
use std::fs::File;
use std::io::{ErrorKind, Read, Seek as _, SeekFrom};
use std::path::PathBuf;

/// Bytes asked for at once. A pipe gives what it has, so what is typed line by line comes out line by line.
const CHUNK: usize = 1 << 19;

/// Where text comes from.
pub enum Source {
    /// A file.
    File(PathBuf),
    /// What can be read once, and its name for messages.
    Once(String, Box<dyn Read + Send>),
    /// A copy of it.
    Kept(String, File),
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Source").field(&self.name()).finish()
    }
}

/// Some whole lines of a source, as bytes.
#[derive(Debug)]
pub(super) struct Chunk {
    /// Which source.
    pub(super) source: usize,
    /// The lines, line ends included; the last line of a source may lack its own.
    pub(super) bytes: Vec<u8>,
    /// Where it begins in the source, in bytes.
    pub(super) offset: u64,
    /// The number of its first line, from 1.
    pub(super) line: u64,
}

impl Chunk {
    /// The lines as text; `files` are the names of all sources.
    pub(super) fn text(&self, is_lossy: bool, files: &[String]) -> Result<Cow<'_, str>, StreamError> {
        if is_lossy {
            return Ok(String::from_utf8_lossy(&self.bytes));
        }
        std::str::from_utf8(&self.bytes).map(Cow::Borrowed).map_err(|error| {
            let at = error.valid_up_to();
            let before = self.bytes.get(..at).unwrap_or_default();
            let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
            StreamError::Utf8 {
                file: files.get(self.source).cloned().unwrap_or_default(),
                line: self.line + before.iter().filter(|byte| **byte == b'\n').count() as u64,
                byte: at - line_start + 1,
                offset: self.offset + at as u64,
                found: self.bytes.get(at).copied().unwrap_or_default(),
            }
        })
    }
}

impl Source {
    /// As messages name it.
    pub fn name(&self) -> String {
        match self {
            Self::File(path) => shown(&path.display().to_string()).into_owned(),
            Self::Once(name, _) | Self::Kept(name, _) => name.clone(),
        }
    }

    /// Makes it readable again: what can be read once is copied to a temporary file.
    pub(super) fn keep(&mut self) -> Result<(), StreamError> {
        if let Self::Once(name, reader) = self {
            let failed = |error: std::io::Error| StreamError::Temporary(error.to_string());
            let mut file = tempfile::tempfile().map_err(failed)?;
            std::io::copy(reader, &mut file).map_err(failed)?;
            *self = Self::Kept(std::mem::take(name), file);
        }
        Ok(())
    }

    fn open(&mut self) -> std::io::Result<Box<dyn Read + Send + '_>> {
        Ok(match self {
            Self::File(path) => {
                if path.is_dir() {
                    return Err(std::io::Error::new(ErrorKind::IsADirectory, "it is a folder"));
                }
                Box::new(File::open(path)?)
            }
            Self::Once(_, reader) => Box::new(reader),
            Self::Kept(_, file) => {
                file.seek(SeekFrom::Start(0))?;
                Box::new(&*file)
            }
        })
    }

    /// Reads it to its end and hands on every chunk, until `hand_on` says that nobody wants more.
    pub(super) fn read(
        &mut self,
        source: usize,
        longest_line: usize,
        hand_on: &mut dyn FnMut(Chunk) -> bool,
    ) -> Result<bool, StreamError> {
        let name = self.name();
        let failed = |error: std::io::Error| StreamError::Read { file: name.clone(), reason: error.to_string() };
        let mut reader = self.open().map_err(failed)?;
        let mut at = Chunk { source, bytes: Vec::new(), offset: 0, line: 1 };
        let mut is_start = true;
        loop {
            let before = at.bytes.len();
            at.bytes.resize(before + CHUNK, 0);
            let read = reader.read(at.bytes.get_mut(before..).unwrap_or_default());
            at.bytes.truncate(before + read.as_ref().copied().unwrap_or_default());
            let count = match read {
                Ok(count) => count,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(failed(error)),
            };
            if is_start && (at.bytes.len() >= 3 || count == 0 || at.bytes.contains(&b'\n')) {
                is_start = false;
                skip_mark(&mut at, &name)?;
            }
            if count == 0 {
                return Ok(at.bytes.is_empty() || hand_on(at));
            }
            let new = at.bytes.len().saturating_sub(count);
            let end = at.bytes.iter().skip(new).rposition(|byte| *byte == b'\n');
            if let Some(end) = end {
                let rest = at.bytes.split_off(new + end + 1);
                let lines = at.bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
                let next =
                    Chunk { source, offset: at.offset + at.bytes.len() as u64, line: at.line + lines, bytes: rest };
                if !hand_on(std::mem::replace(&mut at, next)) {
                    return Ok(false);
                }
            }
            if at.bytes.len() > longest_line {
                return Err(StreamError::LongLine { file: name, line: at.line, longest: longest_line });
            }
        }
    }
}

/// Leaves out the byte order mark of UTF-8, and refuses those of UTF-16 and what gzip packed.
fn skip_mark(at: &mut Chunk, name: &str) -> Result<(), StreamError> {
    if at.bytes.starts_with(&[0xef, 0xbb, 0xbf]) {
        at.bytes.drain(..3);
        at.offset += 3;
    }
    if at.bytes.starts_with(&[0xff, 0xfe]) || at.bytes.starts_with(&[0xfe, 0xff]) {
        return Err(StreamError::Utf16 { file: name.to_owned() });
    }
    if is_gzip(&at.bytes) {
        return Err(StreamError::Gzip { file: name.to_owned() });
    }
    Ok(())
}
