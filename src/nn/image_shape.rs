//! How large an image is before and after a window has moved over it.

use serde::{Deserialize, Serialize};

/// What a window does at the image's border.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Padding {
    /// Zeros around the image, so that its size stays (or is multiplied by the stride in a transposed convolution).
    #[default]
    Same,
    /// None: the window stays inside the image.
    Valid,
}

/// One axis of an image under a window, with the numbers that lead to the output's length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Axis {
    /// The input's length.
    pub input: usize,
    /// The window's length.
    pub window: usize,
    /// From one place of the window to the next.
    pub stride: usize,
    /// Rows of zeros before the input; in a transposed convolution rows that are cut off before the output.
    pub before: usize,
    /// Likewise behind.
    pub after: usize,
    /// The output's length.
    pub output: usize,
}

impl Padding {
    /// A convolution with a stride of 1: `output = input + before + after - window + 1`. None when the window doesn't fit.
    pub fn convolution(self, input: usize, window: usize) -> Option<Axis> {
        let around = match self {
            Self::Same => window.checked_sub(1)?,
            Self::Valid => 0,
        };
        let (before, after) = (around / 2, around - around / 2);
        let output = (input + around + 1).checked_sub(window).filter(|output| *output > 0 && window > 0)?;
        Some(Axis { input, window, stride: 1, before, after, output })
    }

    /// A transposed convolution, the shape of a convolution backwards: `output = (input - 1) * stride + window - before -
    /// after`; with [`Same`](Self::Same) that is `input * stride` (where the window is shorter than the stride, zeros make up for it),
    /// cut off as Keras does. None when something is 0.
    pub fn transposed(self, input: usize, window: usize, stride: usize) -> Option<Axis> {
        if input == 0 || window == 0 || stride == 0 {
            return None;
        }
        let reach = (input - 1) * stride + window;
        let (around, output) = match self {
            Self::Same => (window.saturating_sub(stride), input * stride),
            // Keras likewise gives the last window its whole stride.
            Self::Valid => (0, reach.max(input * stride)),
        };
        let (before, after) = (around / 2, around - around / 2);
        Some(Axis { input, window, stride, before, after, output })
    }

    /// The word on the screen and in a spec.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Valid => "valid",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sizes_are_those_of_the_reference_model() {
        let same = |input| Padding::Same.convolution(input, 3).unwrap();
        assert_eq!([28, 14, 7].map(|n| same(n).output), [28, 14, 7]);
        assert_eq!((same(28).before, same(28).after), (1, 1));
        assert_eq!(Padding::Valid.convolution(28, 3).unwrap().output, 26);
        let up = |padding: Padding, input| padding.transposed(input, 3, 2).unwrap();
        assert_eq!(up(Padding::Valid, 3).output, 7);
        assert_eq!([7, 14].map(|n| up(Padding::Same, n).output), [14, 28]);
        assert_eq!((up(Padding::Same, 7).before, up(Padding::Same, 7).after), (0, 1));
        assert_eq!(up(Padding::Valid, 7).output, 15);
    }

    #[test]
    fn lengths_follow_from_the_formulas_or_there_are_none() {
        for (input, window) in [(5, 1), (5, 2), (5, 5), (1, 3), (9, 4)] {
            for padding in [Padding::Same, Padding::Valid] {
                let Some(axis) = padding.convolution(input, window) else {
                    assert!(padding == Padding::Valid && window > input);
                    continue;
                };
                assert_eq!(axis.output, input + axis.before + axis.after + 1 - window);
                let back = padding.transposed(axis.output, window, 1).unwrap();
                assert_eq!(back.output, input, "a transposed convolution leads back");
                assert_eq!((back.before, back.after), (axis.before, axis.after));
            }
        }
        assert_eq!(Padding::Same.convolution(0, 3), None);
        assert_eq!(Padding::Valid.convolution(3, 0), None);
        assert_eq!(Padding::Same.convolution(3, 0), None);
        assert_eq!(Padding::Same.transposed(3, 2, 0), None);
        assert_eq!(Padding::Same.transposed(3, 2, 3).map(|axis| axis.output), Some(9));
    }
}
