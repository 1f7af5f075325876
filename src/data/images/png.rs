//! PNG pictures of every colour type and depth.

use super::error::{ImageError, whole};
use super::exif::Orientation;
use super::limits::{MOST_PICTURE, check_picture};
use super::picture::{Picture, luma};
use ::png::{BitDepth, ColorType, Decoder, Limits, Transformations};
use std::io::Cursor;

/// DEFLATE makes at most this many bytes of one: a header that claims more pixels than the file could hold is a lie, and
/// no memory is asked for.
const MOST_RATIO: usize = 1032;

/// The picture in a PNG file.
pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Picture, ImageError> {
    let damaged = |error: ::png::DecodingError| {
        if matches!(error, ::png::DecodingError::LimitsExceeded) {
            return whole(file, format!("a picture of too many pixels; expected at most {MOST_PICTURE} in all"));
        }
        let words = crate::data::shown(&error.to_string());
        whole(file, format!("the PNG data are damaged or cut off ({words}); expected a picture"))
    };
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: 8 * MOST_PICTURE });
    // Palettes and their transparency become colours, fewer than 8 bits 8; 16 bits stay.
    decoder.set_transformations(Transformations::EXPAND);
    let mut reader = decoder.read_info().map_err(damaged)?;
    let (width, height) = (reader.info().width as usize, reader.info().height as usize);
    check_picture(file, width, height)?;
    let bits = reader.info().bits_per_pixel() * width * height;
    if bits / 8 > bytes.len().saturating_mul(MOST_RATIO) {
        let size = bytes.len();
        return Err(whole(file, format!("the header says {width} x {height} pixels, more than {size} bytes can hold")));
    }
    let mut raw = vec![0; reader.output_buffer_size().unwrap_or(0)];
    let frame = reader.next_frame(&mut raw).map_err(damaged)?;
    raw.truncate(frame.buffer_size());
    // EXIF data may also follow the pixels; a file that ends there has none.
    let _ = reader.finish();
    let orientation = reader.info().exif_metadata.as_deref().map(Orientation::in_exif).unwrap_or_default();
    let (gray, opacity) = match frame.bit_depth {
        BitDepth::Sixteen => {
            let values = raw.as_chunks::<2>().0.iter().map(|pair| u32::from(u16::from_be_bytes(*pair)));
            planes(frame.color_type, &values.collect::<Vec<u32>>(), 65_535)
        }
        _ => planes(frame.color_type, &raw, 255),
    };
    let opacity = opacity.filter(|opacity| opacity.iter().any(|value| *value < 255));
    Ok(Picture { width, height, gray, opacity, turned: false }.oriented(orientation))
}

/// Gray as it looks on black, and the opacity where there is such a channel, to 255; `most` stands for white.
fn planes<T: Copy + Into<u32>>(color: ColorType, values: &[T], most: u32) -> (Vec<u8>, Option<Vec<u8>>) {
    let byte = |value: u32| ((value * 255 + most / 2) / most).min(255) as u8;
    let on_black = |value: u32, opacity: u32| {
        let most = u64::from(most);
        ((u64::from(value) * u64::from(opacity) * 255 + most * most / 2) / (most * most)).min(255) as u8
    };
    match color {
        // An expanded palette is RGB: without one the decoder has refused the file.
        ColorType::Grayscale | ColorType::Indexed => (values.iter().map(|y| byte((*y).into())).collect(), None),
        ColorType::Rgb => {
            let pixels = values.as_chunks::<3>().0;
            (pixels.iter().map(|&[r, g, b]| byte(luma(r.into(), g.into(), b.into()))).collect(), None)
        }
        ColorType::GrayscaleAlpha => {
            let pixels = values.as_chunks::<2>().0;
            let gray = pixels.iter().map(|&[y, a]| on_black(y.into(), a.into())).collect();
            (gray, Some(pixels.iter().map(|&[_, a]| byte(a.into())).collect()))
        }
        ColorType::Rgba => {
            let pixels = values.as_chunks::<4>().0;
            let gray = pixels.iter().map(|&[r, g, b, a]| on_black(luma(r.into(), g.into(), b.into()), a.into()));
            (gray.collect(), Some(pixels.iter().map(|&[_, _, _, a]| byte(a.into())).collect()))
        }
    }
}
