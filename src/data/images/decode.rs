//! A file that is a single picture, read by what its content begins with, whatever its name ends in.

use super::error::{ImageError, whole};
use super::picture::Picture;
use super::{jpeg, kind::Kind, netpbm, png};

/// The picture that the content of a file is.
///
/// # Errors
/// [`ImageError`] when it is none, or damaged, cut off, or too large.
pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Picture, ImageError> {
    match Kind::of(bytes) {
        Kind::Png => png::read(file, bytes),
        Kind::Jpeg => jpeg::read(file, bytes),
        Kind::Netpbm => netpbm::read(file, bytes),
        other => Err(whole(file, format!("{}; expected a picture in PNG, JPEG, PGM, PBM or PPM", other.words()))),
    }
}
