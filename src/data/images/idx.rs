//! The IDX format of MNIST: two zero bytes, the type of number (8: unsigned bytes), the number of axes, the length of each
//! axis as 32 bits with the largest first, then the numbers.

use super::error::{ImageError, at_byte};
use super::limits::MOST_PIXELS;

/// The type of unsigned bytes.
const BYTES: u8 = 8;

/// Images as they lie in a file: width, height, pixels.
pub(super) struct Stack {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<u8>,
}

/// The images of an IDX file with three axes: how many, height, width.
pub(super) fn images(file: &str, mut bytes: Vec<u8>) -> Result<Stack, ImageError> {
    let ([count, height, width], start) = header::<3>(file, &bytes, "images (3 axes: how many, height, width)")?;
    for (length, offset, what) in [(height, 8, "height"), (width, 12, "width")] {
        if length == 0 || length > MOST_PIXELS {
            let fault = format!("a {what} of {length} pixels; expected 1 to {MOST_PIXELS}");
            return Err(at_byte(file, offset, fault));
        }
    }
    if height * width > MOST_PIXELS {
        return Err(ImageError::TooManyPixels { file: file.to_owned(), found: (width, height), limit: MOST_PIXELS });
    }
    let shape = format!("{count} images of {width} x {height} pixels");
    check_length(file, bytes.len(), start, count.checked_mul(height * width), &shape)?;
    bytes.drain(..start);
    Ok(Stack { width, height, pixels: bytes })
}

/// The labels of an IDX file with one axis.
pub(super) fn labels(file: &str, mut bytes: Vec<u8>) -> Result<Vec<u8>, ImageError> {
    let ([count], start) = header::<1>(file, &bytes, "labels (1 axis)")?;
    check_length(file, bytes.len(), start, Some(count), &format!("{count} labels"))?;
    bytes.drain(..start);
    Ok(bytes)
}

/// The lengths of the axes, and where the numbers begin.
fn header<const AXES: usize>(file: &str, bytes: &[u8], what: &str) -> Result<([usize; AXES], usize), ImageError> {
    let start = 4 + 4 * AXES;
    let wrong =
        |offset: usize, found: String| Err(at_byte(file, offset, format!("{found}; expected an IDX file of {what}")));
    let Some(&[a, b, kind, axes]) = bytes.first_chunk::<4>() else {
        return wrong(bytes.len(), "the file ends within the magic number".into());
    };
    if (a, b) != (0, 0) {
        return wrong(0, format!("the magic number is {a:02x} {b:02x} {kind:02x} {axes:02x}, not 00 00 08 {AXES:02x}"));
    }
    if kind != BYTES {
        return wrong(2, format!("numbers of type {kind:#04x}{}, not unsigned bytes (0x08)", type_name(kind)));
    }
    if usize::from(axes) != AXES {
        return wrong(3, format!("{axes} {}", if axes == 1 { "axis" } else { "axes" }));
    }
    let mut lengths = [0; AXES];
    for (i, length) in lengths.iter_mut().enumerate() {
        let Some(word) = bytes.get(4 + 4 * i..).and_then(|rest| rest.first_chunk::<4>()) else {
            return wrong(bytes.len(), "the file ends within the header".into());
        };
        *length = u32::from_be_bytes(*word) as usize;
    }
    Ok((lengths, start))
}

fn type_name(kind: u8) -> &'static str {
    match kind {
        0x09 => " (signed bytes)",
        0x0b => " (16-bit integers)",
        0x0c => " (32-bit integers)",
        0x0d => " (32-bit reals)",
        0x0e => " (64-bit reals)",
        _ => "",
    }
}

fn check_length(file: &str, found: usize, start: usize, data: Option<usize>, shape: &str) -> Result<(), ImageError> {
    let expected = data.and_then(|data| data.checked_add(start));
    match expected {
        Some(expected) if expected == found => Ok(()),
        Some(expected) if found > expected => {
            let fault =
                format!("{} bytes too many: the header says {shape}, {expected} bytes in all", found - expected);
            Err(at_byte(file, expected, fault))
        }
        _ => {
            let needed = expected.map_or("more than memory holds".to_owned(), |expected| format!("{expected} bytes"));
            Err(at_byte(file, found, format!("the file ends here; expected {shape}, {needed} in all")))
        }
    }
}
