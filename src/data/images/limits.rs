//! How large pictures may be.

/// The most pixels of a picture that is read to be made smaller.
pub(super) const MOST_PICTURE: usize = 1 << 24;

/// The largest width and height, and the most pixels of an image.
pub(super) const MOST_PIXELS: usize = 1 << 14;
