//! Texts of a user's file or folder, cut into documents.

use super::{TextFileError, read_text};
use crate::data::shown::{shown, shown_path};
use std::path::{Path, PathBuf};
use thiserror::Error;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// What ends a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Division {
    /// A file is one.
    File,
    /// A line is one; empty lines are none.
    Line,
    /// Lines up to an empty one.
    Paragraph,
    /// Lines up to one that is just this.
    Separator(String),
}

impl Division {
    /// The division of that name; any other word is a separator line.
    pub fn named(name: &str) -> Self {
        match name {
            "file" | "" => Self::File,
            "line" => Self::Line,
            "paragraph" => Self::Paragraph,
            line => Self::Separator(line.to_owned()),
        }
    }

    /// The documents of a text, in order; what is empty but for white space is none.
    pub fn cut(&self, text: &str) -> Vec<String> {
        let until = |is_end: &dyn Fn(&str) -> bool| {
            let mut all = vec![String::new()];
            for line in text.split_inclusive('\n') {
                let bare = line.trim_end_matches('\n');
                match all.last_mut() {
                    Some(document) if !is_end(bare) => document.push_str(line),
                    _ => all.push(String::new()),
                }
            }
            all
        };
        let mut documents = match self {
            Self::File => vec![text.to_owned()],
            Self::Line => text.lines().map(str::to_owned).collect(),
            Self::Paragraph => until(&|line| line.trim().is_empty()),
            Self::Separator(separator) => until(&|line| line.trim_end() == separator),
        };
        documents.retain(|document| !document.trim().is_empty());
        documents
    }
}

/// What of a folder is no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NotRead {
    /// Files with a zero byte in them.
    pub binary: usize,
    /// Links: what they point to stands elsewhere, or twice.
    pub links: usize,
    /// Pipes, devices, sockets.
    pub special: usize,
    /// Folders `off` of fortune files: by that program's custom, what may offend.
    pub off: usize,
}

impl NotRead {
    /// In words, where there are any.
    pub fn words(self) -> Option<String> {
        let count =
            |n: usize, one: &str, many: &str| (n > 0).then(|| format!("{n} {}", if n == 1 { one } else { many }));
        let parts = [
            count(self.binary, "binary file", "binary files"),
            count(self.links, "link", "links"),
            count(self.special, "special file", "special files"),
            count(self.off, "folder `off` of fortunes that may offend", "folders `off` of fortunes that may offend"),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| format!("left out: {}", parts.join(", ")))
    }
}

/// The documents of a file or folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Documents {
    /// The texts, in NFC, lines ending in `\n`; files in the order of their paths.
    pub texts: Vec<String>,
    /// How many files were read.
    pub files: usize,
    /// What was not.
    pub not_read: NotRead,
}

/// Why there are no documents.
#[derive(Debug, Error)]
pub enum DocumentsError {
    /// A file that cannot be taken.
    #[error(transparent)]
    File(#[from] TextFileError),
    /// Bytes of the old encoding of western Europe.
    #[error(
        "{file}, line {line}: the byte {byte:#04X} is Latin-1 (ISO 8859-1, \"{letter}\"), not UTF-8; save the file as UTF-8, or \
         `iconv -f latin1 -t utf8`"
    )]
    Latin1 {
        /// As it was given, escaped.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The first byte.
        byte: u8,
        /// What it is in Latin-1.
        letter: char,
    },
    /// All together are too long.
    #[error("{file}: holds more than {most} bytes of text; expected less")]
    TooLong {
        /// The file or folder, escaped.
        file: String,
        /// The limit, in bytes.
        most: u64,
    },
    /// There is no text in it.
    #[error("{file}: {}; expected a text", empty(*files, *not_read))]
    Empty {
        /// The file or folder, escaped.
        file: String,
        /// Files that were read.
        files: usize,
        /// What was not read.
        not_read: NotRead,
    },
    /// A separator that never stands alone in a line.
    #[error(
        "{file}: no line is just `{separator}`; `documents` is file, line, paragraph, or the line that stands between two \
         documents"
    )]
    NoSeparator {
        /// The file or folder, escaped.
        file: String,
        /// The separator, escaped.
        separator: String,
    },
}

fn empty(files: usize, not_read: NotRead) -> String {
    let read = match files {
        0 => "no text file is in it".to_owned(),
        1 => "is empty".to_owned(),
        count => format!("all {count} files are empty"),
    };
    [Some(read), not_read.words()].into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// The line that stands between two fortunes.
const FORTUNES: &str = "%";

/// How deep folders are looked into.
const DEPTH: u8 = 8;

/// Reads the documents of a file, or of all files of a folder and its folders: at most `most` bytes together.
///
/// # Errors
/// When something cannot be read or is not UTF-8, or when there is no text.
pub fn read_documents(path: &Path, division: &Division, most: u64) -> Result<Documents, DocumentsError> {
    let name = || shown_path(&path.display().to_string());
    let mut documents = Documents::default();
    let mut read = 0;
    let mut has_separator = false;
    let is_folder = std::fs::metadata(path).is_ok_and(|found| found.is_dir());
    let is_fortunes = *division == Division::Separator(FORTUNES.into());
    let files = if is_folder { folder(path, is_fortunes, &mut documents.not_read)? } else { vec![path.to_owned()] };
    for file in files {
        let text = match text_of(&file, most - read, is_folder) {
            Ok(Some(text)) => text,
            Ok(None) => {
                documents.not_read.binary += 1;
                continue;
            }
            Err(DocumentsError::File(TextFileError::TooLong { .. })) => {
                return Err(DocumentsError::TooLong { file: name(), most });
            }
            Err(error) => return Err(error),
        };
        documents.files += 1;
        read += text.len() as u64;
        if let Division::Separator(separator) = division {
            has_separator |= text.lines().any(|line| line.trim_end() == separator);
        }
        documents.texts.extend(division.cut(&text));
    }
    let Documents { files, not_read, .. } = documents;
    if documents.texts.is_empty() {
        return Err(DocumentsError::Empty { file: name(), files, not_read });
    }
    match division {
        Division::Separator(separator) if !has_separator => {
            Err(DocumentsError::NoSeparator { file: name(), separator: shown(separator) })
        }
        _ => Ok(documents),
    }
}

/// The files of a folder and its folders, in the order of their paths.
fn folder(path: &Path, is_fortunes: bool, not_read: &mut NotRead) -> Result<Vec<PathBuf>, TextFileError> {
    let (mut files, mut todo) = (Vec::new(), vec![(path.to_owned(), 0_u8)]);
    while let Some((folder, depth)) = todo.pop() {
        let told = |error| TextFileError::Read(shown_path(&folder.display().to_string()), error);
        for entry in std::fs::read_dir(&folder).map_err(told)? {
            let entry = entry.map_err(told)?;
            let kind = entry.file_type().map_err(told)?;
            match () {
                () if kind.is_symlink() => not_read.links += 1,
                () if kind.is_dir() && is_fortunes && entry.file_name() == "off" => not_read.off += 1,
                () if kind.is_dir() && depth < DEPTH => todo.push((entry.path(), depth + 1)),
                () if kind.is_file() => files.push(entry.path()),
                () => not_read.special += 1,
            }
        }
    }
    files.sort_unstable();
    Ok(files)
}

/// The text of a file in NFC; none where it is one of a folder's and binary.
fn text_of(path: &Path, most: u64, is_one_of_many: bool) -> Result<Option<String>, DocumentsError> {
    let text = match read_text(path, most) {
        Ok(text) if is_one_of_many && text.contains('\0') => return Ok(None),
        Ok(text) => text,
        Err(TextFileError::Encoding { file, line, offset, byte }) => {
            let bytes = std::fs::read(path).unwrap_or_default();
            if is_one_of_many && bytes.contains(&0) {
                return Ok(None);
            }
            let high = || bytes.iter().filter(|byte| **byte >= 0x80);
            return Err(match bytes.get(offset) {
                // Letters and signs of that encoding alone; its control characters stand in no text.
                Some(&byte) if high().all(|byte| *byte >= 0xA0) => {
                    DocumentsError::Latin1 { file, line, byte, letter: char::from(byte) }
                }
                _ => TextFileError::Encoding { file, line, offset, byte }.into(),
            });
        }
        Err(error) => return Err(error.into()),
    };
    Ok(Some(if is_nfc_quick(text.chars()) == IsNormalized::Yes { text } else { text.nfc().collect() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(files: &[(&str, &[u8])], division: &Division) -> Result<Documents, String> {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            std::fs::create_dir_all(folder.path().join(name).parent().unwrap()).unwrap();
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        let path = if files.len() == 1 { folder.path().join(files[0].0) } else { folder.path().to_owned() };
        let prefix = folder.path().display().to_string();
        read_documents(&path, division, 1000).map_err(|error| error.to_string().replace(&prefix, "T"))
    }

    #[test]
    fn documents_are_files_lines_paragraphs_or_what_stands_between_separators() {
        let text = "uno\ndos\n\n\ntres\n%\ncuatro\n%\n";
        let of = |name: &str| read(&[("a.txt", text.as_bytes())], &Division::named(name)).unwrap().texts;
        assert_eq!(of("file"), [text]);
        assert_eq!(of("line"), ["uno", "dos", "tres", "%", "cuatro", "%"]);
        assert_eq!(of("paragraph"), ["uno\ndos\n", "tres\n%\ncuatro\n%\n"]);
        assert_eq!(of("%"), ["uno\ndos\n\n\ntres\n", "cuatro\n"]);
    }

    #[test]
    fn a_folder_is_read_in_the_order_of_its_paths_and_binary_files_and_links_are_counted() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("b")).unwrap();
        for (name, bytes) in [("c.txt", &b"tres"[..]), ("b/x.txt", b"dos"), ("a.txt", b"uno"), ("a.dat", b"\0\x01\xff")]
        {
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        std::os::unix::fs::symlink("a.txt", folder.path().join("link")).unwrap();
        std::fs::create_dir(folder.path().join("off")).unwrap();
        let fortunes = read_documents(folder.path(), &Division::named("%"), 1000);
        assert!(fortunes.unwrap_err().to_string().contains("no line is just `%`"));
        let found = read_documents(folder.path(), &Division::File, 1000).unwrap();
        assert_eq!(found.texts, ["uno", "dos", "tres"]);
        assert_eq!(found.not_read.words().unwrap(), "left out: 1 binary file, 1 link");
    }

    #[test]
    fn texts_come_in_nfc_and_with_plain_line_ends() {
        let texts = read(&[("a.txt", "cafe\u{301}\r\nn\u{303}u\r\n".as_bytes())], &Division::File).unwrap().texts;
        assert_eq!(texts, ["café\nñu\n"]);
    }

    #[test]
    fn latin_1_is_named_and_so_is_a_text_that_is_empty_or_too_long_or_has_no_such_separator() {
        let told = |bytes: &[u8], division: &str| read(&[("a.txt", bytes)], &Division::named(division)).unwrap_err();
        assert_eq!(
            told(b"uno\na\xf1o\n", "file"),
            "T/a.txt, line 2: the byte 0xF1 is Latin-1 (ISO 8859-1, \"ñ\"), not UTF-8; save the file as UTF-8, or `iconv -f \
             latin1 -t utf8`"
        );
        assert!(told(b"uno \x80\x81", "file").contains("is not UTF-8"), "no control character of Latin-1 is a letter");
        assert_eq!(told(b" \n", "line"), "T/a.txt: is empty; expected a text");
        assert_eq!(told(&[b'a'; 1001], "file"), "T/a.txt: holds more than 1000 bytes of text; expected less");
        assert!(told(b"uno\n", "%").starts_with("T/a.txt: no line is just `%`; `documents` is file, line"));
        let none = read(&[("a.dat", b"\0"), ("b.dat", b"\0")], &Division::File).unwrap_err();
        assert_eq!(none, "T: no text file is in it; left out: 2 binary files; expected a text");
        let missing = read_documents(Path::new("/no/such"), &Division::File, 9).unwrap_err().to_string();
        assert!(missing.starts_with("/no/such: expected a readable text file"), "{missing}");
    }
}
