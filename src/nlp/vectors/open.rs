//! Files by their paths: which format a file has is read off its first bytes.

use super::error::{Result, VectorsError, quoted};
use super::lines::MARK;
use super::text::header;
use super::{WordVectors, read_binary, read_glove, read_npy, read_text, write_binary, write_npy, write_text};
use crate::data::gzip::{Gunzip, is_gzip};
use crate::files::WholeFile;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

const BUFFER: usize = 1 << 20;
/// Bytes that a format is told from.
const START: u64 = 1 << 16;

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
/// words, one a line, in a file of the same name that ends in `.txt` or `.words` (`vectors.txt`). Any of them may be packed
/// by gzip.
///
/// # Errors
/// As the formats' readers; all name the file. A file of another known kind is called by its name.
pub fn open(path: &Path) -> Result<WordVectors> {
    open_unless(path, &AtomicBool::new(false))
}

/// The same, ended early when `cancel` is set: a large file takes seconds.
///
/// # Errors
/// As [`open`]; unreadable when it was cancelled.
pub fn open_unless(path: &Path, cancel: &AtomicBool) -> Result<WordVectors> {
    let (start, source) = start_of(path, reader(path, cancel)?)?;
    if is_gzip(&start) {
        let packed = std::io::Cursor::new(start).chain(source);
        let (start, source) = start_of(path, BufReader::with_capacity(BUFFER, Gunzip::new(packed)))?;
        // The words of `vectors.npy.gz` are in `vectors.txt`.
        let is_named = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gz"));
        let unpacked = if is_named { path.with_extension("") } else { path.to_owned() };
        return read(path, &unpacked, start, source, cancel);
    }
    read(path, path, start, source, cancel)
}

/// Reads a file whose first bytes were read already; `unpacked` is its name without an ending for gzip.
fn read(
    path: &Path,
    unpacked: &Path,
    start: Vec<u8>,
    source: impl BufRead,
    cancel: &AtomicBool,
) -> Result<WordVectors> {
    let file = shown(path);
    if let Some(kind) = foreign(&start) {
        let expected = "word2vec's text or binary format, GloVe's text or a numpy array";
        return Err(VectorsError::content(file, expected, kind));
    }
    let format = format(&start);
    let source = std::io::Cursor::new(start).chain(source);
    match format {
        Format::Text => read_text(&file, source),
        Format::Binary => read_binary(&file, source),
        Format::Glove => read_glove(&file, source),
        Format::Npy => {
            let beside = ["txt", "words"].map(|ending| unpacked.with_extension(ending));
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

/// The first bytes, as many as tell a format, and the source of what follows. A pipe may give less at once.
fn start_of<R: BufRead>(path: &Path, mut source: R) -> Result<(Vec<u8>, R)> {
    let mut start = Vec::new();
    let read = source.by_ref().take(START).read_to_end(&mut start);
    read.map_err(|error| VectorsError::unreadable(shown(path), &error))?;
    Ok((start, source))
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
    let start = start.strip_prefix(MARK).unwrap_or(start);
    let mut lines = start.splitn(3, |&byte| byte == b'\n');
    let first = lines.next().and_then(|line| std::str::from_utf8(line).ok());
    match (first.and_then(header), lines.next()) {
        (None, _) => Format::Glove,
        (Some(_), Some(second)) if !is_plain(second) => Format::Binary,
        (Some(_), _) => Format::Text,
    }
}

/// What a file is that begins so, if it is of a known kind that is not read here.
fn foreign(start: &[u8]) -> Option<&'static str> {
    Some(match start {
        // 793712314, and the version.
        [0xba, 0x16, 0x4f, 0x2f, ..] => {
            "a fastText model (its vectors as text are in the .vec file that is published beside it, or written by \
             `fasttext print-word-vectors`)"
        }
        [b'P', b'K', 3, 4, ..] => "a zip archive (unpack it: unzip)",
        [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, ..] => "a file packed by bzip2 (unpack it: bunzip2)",
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => "a file packed by xz (unpack it: unxz)",
        [0x28, 0xb5, 0x2f, 0xfd, ..] => "a file packed by Zstandard (unpack it: unzstd)",
        [0x80, 2..=5, ..] => "a Python pickle, as gensim's `save` writes it (write it by `save_word2vec_format`)",
        [0x89, b'H', b'D', b'F', ..] => "an HDF5 file",
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "text in UTF-16 (convert it: iconv -f UTF-16 -t UTF-8)",
        _ => return None,
    })
}

/// Whether there are no bytes but those of printable text; the last character may be cut off.
fn is_plain(line: &[u8]) -> bool {
    let line = match std::str::from_utf8(line) {
        Ok(line) => line,
        Err(error) if error.error_len().is_none() => {
            let whole = line.get(..error.valid_up_to()).unwrap_or_default();
            std::str::from_utf8(whole).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !line.chars().any(|c| c.is_control() && !matches!(c, '\r' | '\t' | '\u{85}'))
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
