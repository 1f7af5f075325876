//! PNG pictures, brought to 8 bits of gray.

use super::error::{ImageError, whole};
use super::idx::Pictures;
use super::limits::MOST_PICTURE;
use ::png::{BitDepth, ColorType, Decoder, Limits, Transformations};
use std::io::Cursor;

/// DEFLATE makes at most this many bytes of one: a header that claims more pixels than the file could hold is a lie, and
/// no memory is asked for.
const MOST_RATIO: usize = 1032;

/// Whether the content begins as a PNG file does.
pub(super) fn is_png(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x89PNG\r\n\x1a\n")
}

/// The picture in a PNG file: colours become their luma (ITU-R BT.601), what is transparent becomes black.
pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Pictures, ImageError> {
    let damaged = |error: ::png::DecodingError| {
        let words = crate::data::shown(&error.to_string());
        whole(file, format!("the PNG data are damaged or cut off ({words}); expected a picture"))
    };
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: 8 * MOST_PICTURE });
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(damaged)?;
    let (width, height) = (reader.info().width as usize, reader.info().height as usize);
    let found = (width, height);
    if width.saturating_mul(height) > MOST_PICTURE {
        return Err(ImageError::TooManyPixels { file: file.to_owned(), found, limit: MOST_PICTURE });
    }
    let bits = reader.info().bits_per_pixel() * width * height;
    if bits / 8 > bytes.len().saturating_mul(MOST_RATIO) {
        let size = bytes.len();
        return Err(whole(file, format!("the header says {width} x {height} pixels, more than {size} bytes can hold")));
    }
    let mut raw = vec![0; reader.output_buffer_size().unwrap_or(0)];
    let frame = reader.next_frame(&mut raw).map_err(damaged)?;
    if frame.bit_depth != BitDepth::Eight {
        return Err(whole(file, "a PNG file of a depth that is not read; expected 8 or 16 bits"));
    }
    raw.truncate(frame.buffer_size());
    let pixels = match frame.color_type {
        ColorType::Grayscale => raw,
        ColorType::GrayscaleAlpha => raw.as_chunks::<2>().0.iter().map(|&[y, a]| over_black(u32::from(y), a)).collect(),
        ColorType::Rgb => raw.as_chunks::<3>().0.iter().map(|&[r, g, b]| over_black(luma(r, g, b), 255)).collect(),
        ColorType::Rgba => raw.as_chunks::<4>().0.iter().map(|&[r, g, b, a]| over_black(luma(r, g, b), a)).collect(),
        ColorType::Indexed => return Err(whole(file, "a PNG file whose palette is missing")),
    };
    Ok(Pictures { width, height, pixels })
}

fn luma(r: u8, g: u8, b: u8) -> u32 {
    (299 * u32::from(r) + 587 * u32::from(g) + 114 * u32::from(b) + 500) / 1000
}

fn over_black(luma: u32, alpha: u8) -> u8 {
    ((luma * u32::from(alpha) + 127) / 255).min(255) as u8
}
