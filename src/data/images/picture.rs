//! A single picture in gray, whatever kind of file it came from.

use super::exif::Orientation;

/// A picture in gray.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) width: usize,
    pub(super) height: usize,
    /// Luma (ITU-R BT.601, 0 black to 255 white), row by row. Where the picture is transparent: as it looks on black.
    pub(super) gray: Vec<u8>,
    /// 0 transparent to 255 opaque, row by row; none of a picture that is opaque throughout.
    pub(super) opacity: Option<Vec<u8>>,
    /// Whether it was turned or mirrored as its EXIF data say.
    pub(super) turned: bool,
}

impl Picture {
    /// A picture that is opaque and stands as it lies.
    pub(super) fn opaque(width: usize, height: usize, gray: Vec<u8>) -> Self {
        Self { width, height, gray, opacity: None, turned: false }
    }

    /// The picture as it looks when turned and mirrored.
    pub(super) fn oriented(mut self, orientation: Orientation) -> Self {
        if orientation == Orientation::default() {
            return self;
        }
        let size = (self.width, self.height);
        self.gray = orientation.applied(&self.gray, size);
        self.opacity = self.opacity.map(|opacity| orientation.applied(&opacity, size));
        (self.width, self.height) = orientation.size(size);
        self.turned = true;
        self
    }
}

/// The luma of a colour (ITU-R BT.601), with channels to 255 or to 65,535.
pub(super) fn luma(r: u32, g: u32, b: u32) -> u32 {
    ((299 * u64::from(r) + 587 * u64::from(g) + 114 * u64::from(b) + 500) / 1000) as u32
}
