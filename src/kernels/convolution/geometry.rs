//! How a window moves over an image.

use super::super::lanes::LANES;

/// How a window moves over an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Geometry {
    /// Height, width and channels of the image.
    pub image: [usize; 3],
    /// How many positions the window takes down and across.
    pub positions: [usize; 2],
    /// How many numbers each position has.
    pub channels: usize,
    /// The height and width of the window.
    pub window: usize,
    /// From a position to the next.
    pub stride: usize,
    /// How many rows and columns of zeros lie before the image.
    pub before: usize,
}

impl Geometry {
    /// How many numbers an image has.
    pub fn image_len(&self) -> usize {
        self.image.iter().product()
    }

    /// How many numbers all positions of one image have.
    pub fn positions_len(&self) -> usize {
        self.positions[0] * self.positions[1] * self.channels
    }

    /// How many weights there are.
    pub fn weights_len(&self) -> usize {
        self.segment() * self.window * self.channels
    }

    /// One row of a window.
    pub(super) fn segment(&self) -> usize {
        self.window * self.image[2]
    }

    /// Height and width of the image with its zeros around.
    pub(super) fn padded(&self) -> [usize; 2] {
        std::array::from_fn(|axis| {
            let reach = (self.positions[axis].max(1) - 1) * self.stride + self.window;
            reach.max(self.before + self.image[axis])
        })
    }

    /// The window's way over the positions that gives an image's gradient: every position has contributed to the image where its
    /// window was, so a window around a place in the image sees them all. Only for a stride of 1.
    pub(super) fn reversed(&self) -> Self {
        Self {
            image: [self.positions[0], self.positions[1], self.channels],
            positions: [self.image[0], self.image[1]],
            channels: self.image[2],
            window: self.window,
            stride: 1,
            before: self.window - 1 - self.before,
        }
    }

    /// Whether a window's rows, or the rows of positions, are so short that a matrix of all windows is quicker.
    pub(super) fn is_short(&self) -> bool {
        self.segment() < LANES || self.positions[1] <= 4
    }

    /// Where the windows begin in the padded image, in its numbers.
    pub(super) fn starts(&self, starts: &mut Vec<usize>) {
        let width = self.padded()[1];
        let [down, across] = self.positions;
        let places = (0..down).flat_map(|y| (0..across).map(move |x| (y, x)));
        starts.clear();
        starts.extend(places.map(|(y, x)| (y * width + x) * self.stride * self.image[2]));
    }
}
