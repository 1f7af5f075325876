//! What shows through where pictures are transparent.
//!
//! Ink on a transparent ground was drawn for a page of the other shade: black ink would vanish on black, white ink on white.
//! So the ground of all pictures of a folder is white if their ink is dark on the whole, else black; a picture whose own ink
//! would vanish on that gets the other one.

use super::picture::Picture;

/// Ink that differs by less than this from its ground, of 255, would vanish.
const LEAST_CONTRAST: f64 = 32.0;

/// What lies behind a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ground {
    Black,
    White,
}

impl Ground {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Black => "black",
            Self::White => "white",
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Black => Self::White,
            Self::White => Self::Black,
        }
    }

    fn value(self) -> f64 {
        match self {
            Self::Black => 0.0,
            Self::White => 255.0,
        }
    }

    /// The ground for pictures of that ink.
    pub(super) fn under(ink: Ink) -> Self {
        match ink.mean() {
            Some(mean) if mean < 127.5 => Self::White,
            _ => Self::Black,
        }
    }

    /// The ground for one of them.
    pub(super) fn of(self, picture: &Picture) -> Self {
        let ink = Ink::default().with(picture).mean();
        let vanishes = ink.is_some_and(|ink| (ink - self.value()).abs() < LEAST_CONTRAST);
        if vanishes { self.other() } else { self }
    }
}

/// How light the ink of pictures with transparent parts is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ink {
    gray: u64,
    opacity: u64,
}

impl Ink {
    /// The ink of one picture more.
    pub(super) fn with(mut self, picture: &Picture) -> Self {
        if let Some(opacity) = &picture.opacity {
            self.gray += picture.gray.iter().map(|value| u64::from(*value)).sum::<u64>();
            self.opacity += opacity.iter().map(|value| u64::from(*value)).sum::<u64>();
        }
        self
    }

    /// The mean luma of what is not transparent, 0 to 255; none where there is no ink.
    fn mean(self) -> Option<f64> {
        (self.opacity > 0).then(|| 255.0 * self.gray as f64 / self.opacity as f64)
    }
}

/// The pixels of a picture on its ground.
pub(super) fn laid_on(picture: Picture, ground: Ground) -> Vec<u8> {
    let Picture { mut gray, opacity, .. } = picture;
    if let (Some(opacity), Ground::White) = (opacity, ground) {
        for (gray, opacity) in gray.iter_mut().zip(opacity) {
            *gray = gray.saturating_add(255 - opacity);
        }
    }
    gray
}
