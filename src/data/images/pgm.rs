//! Portable gray maps: `P2` (numbers as text) and `P5` (bytes), of up to 16 bits a pixel.

use super::error::{ImageError, at_byte, at_line};
use super::idx::Pictures;
use super::limits::MOST_PICTURE;

/// Reads numbers and comments from the head of a file.
struct Reader<'a> {
    file: &'a str,
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

/// Whether the content begins as a gray map does.
pub(super) fn is_pgm(bytes: &[u8]) -> bool {
    bytes.starts_with(b"P2") || bytes.starts_with(b"P5")
}

/// The picture in a gray map.
pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Pictures, ImageError> {
    let is_text = bytes.starts_with(b"P2");
    if !is_pgm(bytes) {
        return Err(at_byte(file, 0, "not a gray map; expected it to begin with P2 or P5"));
    }
    let mut reader = Reader { file, bytes, at: 2, line: 1 };
    let width = reader.number("the width", 1, MOST_PICTURE)?;
    let height = reader.number("the height", 1, MOST_PICTURE)?;
    let largest = reader.number("the largest value", 1, 65_535)?;
    let count = width * height;
    if count > MOST_PICTURE {
        return Err(ImageError::TooManyPixels { file: file.to_owned(), found: (width, height), limit: MOST_PICTURE });
    }
    let pixels = if is_text { reader.text(count, largest)? } else { reader.binary(count, largest)? };
    Ok(Pictures { width, height, pixels })
}

fn scaled(value: usize, largest: usize) -> u8 {
    ((value * 255 + largest / 2) / largest.max(1)).min(255) as u8
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'#' => {
                    while self.peek().is_some_and(|byte| byte != b'\n') {
                        self.at += 1;
                    }
                }
                b'\n' => {
                    self.line += 1;
                    self.at += 1;
                }
                b' ' | b'\t' | b'\r' | 0x0b | 0x0c => self.at += 1,
                _ => return,
            }
        }
    }

    fn number(&mut self, what: &str, least: usize, most: usize) -> Result<usize, ImageError> {
        let before = self.at;
        self.skip_blanks();
        let start = self.at;
        let mut value = 0_usize;
        while let Some(digit) = self.peek().filter(u8::is_ascii_digit) {
            value = value.saturating_mul(10).saturating_add(usize::from(digit - b'0'));
            self.at += 1;
        }
        let expected = format!("expected {what}, a whole number from {least} to {most}");
        if self.at == start {
            let found = match self.peek() {
                Some(byte) => format!("`{}`", char::from(byte).escape_default()),
                None => "the file ends".to_owned(),
            };
            return Err(at_line(self.file, self.line, format!("{found}; {expected}")));
        }
        // Two numbers have a blank between them, and so have the magic number and the first.
        if start == before || !(least..=most).contains(&value) {
            let found = String::from_utf8_lossy(self.bytes.get(start..self.at.min(start + 20)).unwrap_or_default());
            return Err(at_line(self.file, self.line, format!("`{found}`; {expected}")));
        }
        Ok(value)
    }

    fn text(&mut self, count: usize, largest: usize) -> Result<Vec<u8>, ImageError> {
        let mut pixels = Vec::new();
        for i in 0..count {
            let what = format!("pixel {} of {count}", i + 1);
            pixels.push(scaled(self.number(&what, 0, largest)?, largest));
        }
        self.skip_blanks();
        if self.at < self.bytes.len() {
            return Err(at_line(self.file, self.line, format!("more than the {count} pixels that the header says")));
        }
        Ok(pixels)
    }

    fn binary(&mut self, count: usize, largest: usize) -> Result<Vec<u8>, ImageError> {
        // A single blank ends the header.
        self.at += 1;
        let bytes = if largest < 256 { 1 } else { 2 };
        let data = self.bytes.get(self.at..).unwrap_or_default();
        if data.len() != count * bytes {
            let (found, needed) = (data.len(), count * bytes);
            let at = self.bytes.len().min(self.at + needed);
            return Err(at_byte(self.file, at, format!("{found} bytes of pixels; expected {needed}")));
        }
        Ok(match bytes {
            1 => data.iter().map(|value| scaled(usize::from(*value), largest)).collect(),
            _ => data
                .as_chunks::<2>()
                .0
                .iter()
                .map(|pair| scaled(usize::from(u16::from_be_bytes(*pair)), largest))
                .collect(),
        })
    }
}
