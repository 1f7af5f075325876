//! The sizes that an image goes through in the convolutional network.

use crate::nn::Padding;

/// The side of every convolution's window.
pub(super) const WINDOW: usize = 3;

/// The stride of every transposed convolution, and the side of every pooling.
pub(super) const STRIDE: usize = 2;

/// The sizes that halving, rounded down, leads through; the first is the image's. None where nothing is left to halve.
pub(super) fn halvings(image: [usize; 2], times: usize) -> Option<Vec<[usize; 2]>> {
    let mut sizes = vec![image];
    for _ in 0..times {
        let last = sizes.last()?.map(|length| length / STRIDE);
        if last.contains(&0) {
            return None;
        }
        sizes.push(last);
    }
    Some(sizes)
}

/// What so many convolutions, each with a pooling, leave of an image. None where that is nothing.
pub(super) fn pooled(image: [usize; 2], padding: Padding, times: usize) -> Option<[usize; 2]> {
    let shrunk = |length| Some(padding.convolution(length, WINDOW)?.output / STRIDE).filter(|left| *left > 0);
    (0..times).try_fold(image, |[height, width], _| Some([shrunk(height)?, shrunk(width)?]))
}
