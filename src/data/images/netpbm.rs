//! Netpbm pictures: black and white (`P1` as text, `P4` as bits), gray (`P2`, `P5`) and coloured (`P3`, `P6`), of up to 16
//! bits a channel.

use super::error::{ImageError, at_byte, at_line};
use super::limits::{MOST_PICTURE, check_picture};
use super::picture::{Picture, luma};

/// Reads numbers and comments from the head of a file.
struct Reader<'a> {
    file: &'a str,
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

/// The picture in a file of one of these formats.
pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Picture, ImageError> {
    let Some([b'P', format @ b'1'..=b'6']) = bytes.first_chunk::<2>() else {
        return Err(at_byte(file, 0, "no Netpbm picture; expected it to begin with P1 to P6"));
    };
    let mut reader = Reader { file, bytes, at: 2, line: 1 };
    let width = reader.number("the width", 1, MOST_PICTURE)?;
    let height = reader.number("the height", 1, MOST_PICTURE)?;
    check_picture(file, width, height)?;
    if matches!(format, b'1' | b'4') {
        let gray = if *format == b'1' { reader.text_bits(width * height)? } else { reader.bits(width, height)? };
        return Ok(Picture::opaque(width, height, gray));
    }
    let largest = reader.number("the largest value", 1, 65_535)?;
    let count = width * height * if matches!(format, b'3' | b'6') { 3 } else { 1 };
    let values = match format {
        b'2' | b'3' => reader.text(count, largest)?,
        _ => reader.binary(count, largest)?,
    };
    let gray = match values.len() == width * height {
        true => values,
        false => values.as_chunks::<3>().0.iter().map(|&[r, g, b]| luma(r.into(), g.into(), b.into()) as u8).collect(),
    };
    Ok(Picture::opaque(width, height, gray))
}

fn scaled(value: usize, largest: usize) -> u8 {
    ((value * 255 + largest / 2) / largest.max(1)).min(255) as u8
}

fn found(byte: Option<u8>) -> String {
    match byte {
        Some(byte) => format!("`{}`", char::from(byte).escape_default()),
        None => "the file ends".to_owned(),
    }
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
            let found = found(self.peek());
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
        let mut values = Vec::new();
        for i in 0..count {
            let what = format!("number {} of {count}", i + 1);
            values.push(scaled(self.number(&what, 0, largest)?, largest));
        }
        self.ends(count)?;
        Ok(values)
    }

    /// Digits 0 (white) and 1 (black), with blanks between them or without.
    fn text_bits(&mut self, count: usize) -> Result<Vec<u8>, ImageError> {
        let mut pixels = Vec::new();
        for i in 0..count {
            self.skip_blanks();
            pixels.push(match self.peek() {
                Some(b'0') => 255,
                Some(b'1') => 0,
                other => {
                    let found = found(other);
                    let fault = format!("{found}; expected pixel {} of {count}, 0 or 1", i + 1);
                    return Err(at_line(self.file, self.line, fault));
                }
            });
            self.at += 1;
        }
        self.ends(count)?;
        Ok(pixels)
    }

    fn ends(&mut self, count: usize) -> Result<(), ImageError> {
        self.skip_blanks();
        if self.at == self.bytes.len() {
            return Ok(());
        }
        Err(at_line(self.file, self.line, format!("more than the {count} numbers that the header says")))
    }

    /// Eight pixels a byte, the first in the highest bit; a row begins with a byte of its own. 1 is black.
    fn bits(&mut self, width: usize, height: usize) -> Result<Vec<u8>, ImageError> {
        let row = width.div_ceil(8);
        let data = self.data(row * height)?;
        let lit = |row: &[u8], x: usize| row.get(x / 8).is_some_and(|byte| byte & (0x80 >> (x % 8)) == 0);
        let rows = data.chunks_exact(row);
        Ok(rows.flat_map(|row| (0..width).map(move |x| if lit(row, x) { 255 } else { 0 })).collect())
    }

    /// The bytes behind the header: exactly so many.
    fn data(&mut self, needed: usize) -> Result<&[u8], ImageError> {
        // A single blank ends the header.
        self.at += 1;
        let data = self.bytes.get(self.at..).unwrap_or_default();
        if data.len() != needed {
            let at = self.bytes.len().min(self.at + needed);
            let found = data.len();
            return Err(at_byte(self.file, at, format!("{found} bytes of pixels; expected {needed}")));
        }
        Ok(data)
    }

    fn binary(&mut self, count: usize, largest: usize) -> Result<Vec<u8>, ImageError> {
        let bytes = if largest < 256 { 1 } else { 2 };
        let data = self.data(count * bytes)?;
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
