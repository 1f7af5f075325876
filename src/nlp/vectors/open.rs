//! Files by their paths: which format a file has is read off its first bytes.

use super::error::{Result, VectorsError, quoted};
use super::text::header;
use super::{WordVectors, read_binary, read_glove, read_npy, read_text, write_binary, write_npy, write_text};
use crate::files::WholeFile;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

const BUFFER: usize = 1 << 20;

/// The formats of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// word2vec's text.
    Text,
    /// word2vec's binary format.
    Binary,
    /// GloVe's text.
    Glove,
    /// numpy's array, with the words beside it.
    Npy,
}

/// Opens a file of word vectors: GloVe's text, word2vec's text or binary format, or a numpy array (`vectors.npy`) with its
/// words, one a line, in a file of the same name that ends in `.txt` or `.words` (`vectors.txt`).
///
/// # Errors
/// As the formats' readers; all name the file.
pub fn open(path: &Path) -> Result<WordVectors> {
    open_unless(path, &AtomicBool::new(false))
}

/// The same, ended early when `cancel` is set: a large file takes seconds.
///
/// # Errors
/// As [`open`]; unreadable when it was cancelled.
pub fn open_unless(path: &Path, cancel: &AtomicBool) -> Result<WordVectors> {
    let file = shown(path);
    let mut source = reader(path, cancel)?;
    match format(source.fill_buf().map_err(|error| VectorsError::unreadable(&file, &error))?) {
        Format::Text => read_text(&file, source),
        Format::Binary => read_binary(&file, source),
        Format::Glove => read_glove(&file, source),
        Format::Npy => {
            let beside = ["txt", "words"].map(|ending| path.with_extension(ending));
            match beside.iter().find(|path| path.is_file()) {
                Some(words) => read_npy(&file, source, &shown(words), reader(words, cancel)?),
                None => {
                    let [first, second] = beside.each_ref().map(|path| shown(path));
                    Err(VectorsError::content(
                        file,
                        format!("its words, one a line, in {first} or {second}"),
                        "neither",
                    ))
                }
            }
        }
    }
}

/// Opens a numpy array and the file of its words.
///
/// # Errors
/// As [`read_npy`].
pub fn open_npy(path: &Path, words: &Path) -> Result<WordVectors> {
    let cancel = AtomicBool::new(false);
    read_npy(&shown(path), reader(path, &cancel)?, &shown(words), reader(words, &cancel)?)
}

/// Writes a file of word vectors; an array's words go beside it, to the same name with `.txt`. GloVe's format is the text
/// format without the first line.
///
/// # Errors
/// As the formats' writers.
pub fn save(vectors: &WordVectors, path: &Path, format: Format) -> Result<()> {
    let failed = |error: std::io::Error| VectorsError::unwritable(shown(path), &error);
    let mut to = WholeFile::create(path).map_err(failed)?;
    if format == Format::Npy {
        let words: PathBuf = path.with_extension("txt");
        let mut words_to = WholeFile::create(&words).map_err(failed)?;
        write_npy(vectors, &shown(path), &mut to, &shown(&words), &mut words_to)?;
        words_to.commit().map_err(failed)?;
    } else {
        write(vectors, format, &shown(path), &mut to)?;
    }
    to.commit().map_err(failed)
}

/// Writes vectors in one of the formats of one file; of a numpy array its words are left out (see [`write_npy`]). `file`
/// names it in errors.
///
/// # Errors
/// As the formats' writers.
pub fn write(vectors: &WordVectors, format: Format, file: &str, to: impl Write) -> Result<()> {
    match format {
        Format::Text => write_text(vectors, file, to),
        Format::Binary => write_binary(vectors, file, to),
        Format::Glove => super::text::write_rows(vectors, file, to),
        Format::Npy => write_npy(vectors, file, to, file, std::io::sink()),
    }
}

/// The format of a file that begins so. After a first line of two numbers, what follows tells text from bytes: numbers of 32
/// bits are hardly ever printable.
fn format(start: &[u8]) -> Format {
    if start.starts_with(b"\x93NUMPY") {
        return Format::Npy;
    }
    let mut lines = start.splitn(3, |&byte| byte == b'\n');
    let first = lines.next().and_then(|line| std::str::from_utf8(line).ok());
    match (first.and_then(header), lines.next()) {
        (None, _) => Format::Glove,
        (Some(_), Some(second)) if !is_plain(second) => Format::Binary,
        (Some(_), _) => Format::Text,
    }
}

/// Whether there are no bytes but those of printable text.
fn is_plain(line: &[u8]) -> bool {
    std::str::from_utf8(line).is_ok_and(|line| !line.chars().any(|c| c.is_control() && c != '\r' && c != '\t'))
}

/// A file that cannot be read any more once it is not wanted.
struct Wanted<'c> {
    file: File,
    cancel: &'c AtomicBool,
}

impl Read for Wanted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.cancel.load(Ordering::Relaxed) {
            return Err(std::io::Error::other("it is not wanted any more"));
        }
        self.file.read(buffer)
    }
}

fn reader<'c>(path: &Path, cancel: &'c AtomicBool) -> Result<BufReader<Wanted<'c>>> {
    let opened = File::open(path).map(|file| BufReader::with_capacity(BUFFER, Wanted { file, cancel }));
    opened.map_err(|error| VectorsError::unreadable(shown(path), &error))
}

fn shown(path: &Path) -> String {
    let name = path.display().to_string();
    if name.chars().any(char::is_control) { quoted(&name) } else { name }
}
