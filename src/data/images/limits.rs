//! How large pictures may be.

use super::error::{ImageError, whole};

/// The most pixels of a picture that is read to be made smaller: cameras make 12 to 50 millions.
pub(super) const MOST_PICTURE: usize = 1 << 26;

/// The largest width and height, and the most pixels of an image.
pub(super) const MOST_PIXELS: usize = 1 << 14;

/// Whether a picture of that size, as its header says it, is read at all.
///
/// # Errors
/// [`ImageError`] for one that has no pixels or more than [`MOST_PICTURE`].
pub(super) fn check_picture(file: &str, width: usize, height: usize) -> Result<(), ImageError> {
    if (1..=MOST_PICTURE).contains(&width.saturating_mul(height)) {
        return Ok(());
    }
    Err(whole(file, format!("a picture of {width} x {height} pixels; expected 1 to {MOST_PICTURE} in all")))
}
