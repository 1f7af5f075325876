//! JPEG pictures: baseline and progressive, gray, coloured or for printing (CMYK).

use super::error::{ImageError, whole};
use super::exif::Orientation;
use super::limits::{MOST_PICTURE, check_picture};
use super::picture::{Picture, luma};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// The picture in a JPEG file.
pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Picture, ImageError> {
    outline(file, bytes)?;
    let damaged = |error: zune_jpeg::errors::DecodeErrors| {
        let words = format!("{error:?}");
        let words = crate::data::shown(words.trim().trim_matches('"'));
        whole(file, format!("the JPEG data are damaged ({words}); expected a picture"))
    };
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(MOST_PICTURE)
        .set_max_height(MOST_PICTURE)
        .jpeg_set_out_colorspace(ColorSpace::Luma);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(damaged)?;
    let (width, height) = decoder.dimensions().unwrap_or_default();
    check_picture(file, width, height)?;
    let channels = decoder.info().map_or(0, |info| usize::from(info.components));
    if !matches!(channels, 1 | 3 | 4) {
        return Err(whole(file, format!("a JPEG picture of {channels} channels; expected 1, 3 or 4")));
    }
    let orientation = decoder.exif().map(|exif| Orientation::in_exif(exif)).unwrap_or_default();
    // Luma is the Y of YCbCr, as it stands in the file.
    let gray = match decoder.input_colorspace() {
        Some(ColorSpace::Luma | ColorSpace::YCbCr) => decoder.decode().map_err(damaged)?,
        _ => {
            decoder.set_options(options.jpeg_set_out_colorspace(ColorSpace::RGB));
            let rgb = decoder.decode().map_err(damaged)?;
            rgb.as_chunks::<3>().0.iter().map(|&[r, g, b]| luma(r.into(), g.into(), b.into()) as u8).collect()
        }
    };
    if gray.len() != width * height {
        return Err(whole(file, "a JPEG picture whose parts don't fit; expected one colour a pixel"));
    }
    Ok(Picture::opaque(width, height, gray).oriented(orientation))
}

/// Goes from segment to segment, up to the marker of the end: the decoder itself takes a file that is cut within the last row
/// of blocks for whole, and says of kinds that it doesn't read only that something is wrong.
fn outline(file: &str, bytes: &[u8]) -> Result<(), ImageError> {
    const END: u8 = 0xd9;
    let cut = || Err(whole(file, "the JPEG data are cut off: the marker of their end is missing; expected a picture"));
    let mut at = 2;
    loop {
        // Every segment but those of scans says its length; from within a scan the next marker is looked for.
        let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == 0xff)) else {
            return cut();
        };
        at += found + 1;
        match bytes.get(at) {
            None => return cut(),
            Some(&END) => return Ok(()),
            Some(0xff) => {}
            // Stuffing within a scan, restarts, and markers without a segment.
            Some(0 | 1 | 0xd0..=0xd8) => at += 1,
            Some(marker) => {
                let Some(&[high, low]) = bytes.get(at + 1..).and_then(|rest| rest.first_chunk()) else { return cut() };
                if let (Some(kind), Some(bits)) = (frame(*marker), bytes.get(at + 3))
                    && (!kind.is_empty() || *bits != 8)
                {
                    let expected = "8 bits, baseline or progressive";
                    return Err(whole(file, format!("a JPEG picture of {bits} bits{kind}; expected {expected}")));
                }
                at += 1 + usize::from(u16::from_be_bytes([high, low]));
            }
        }
    }
}

/// What the marker of a frame says of it, where that is not read; nothing for other markers.
fn frame(marker: u8) -> Option<&'static str> {
    match marker {
        0xc0..=0xc2 => Some(""),
        0xc3 => Some(", lossless"),
        0xc5..=0xc7 => Some(", hierarchical"),
        0xc9..=0xcb | 0xcd..=0xcf => Some(", with arithmetic coding"),
        _ => None,
    }
}
