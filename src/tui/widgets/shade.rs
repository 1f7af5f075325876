//! Values as shades: colours where there are enough of them, else glyphs by how much of the cell they ink.

use super::Look;
use crate::figure::Palette;
use crate::tui::capabilities::ColorLevel;

/// How shades are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Means {
    /// By the ground's colour.
    Color,
    /// By a glyph.
    Glyph,
}

impl Means {
    /// Sixteen colours have four grays at best, too few for shades.
    pub(super) fn of(look: &Look<'_>) -> Self {
        if look.capabilities.color >= ColorLevel::Ansi256 { Self::Color } else { Self::Glyph }
    }
}

/// Glyphs by ascending ink, as measured in DejaVu Sans Mono (from 0 to .27 of the cell).
const RAMP: &[u8] = b" .:;+=oX#@";

/// For ink wanted in the upper half of a cell (row) and in the lower half (column), each from 0 to 15, the printable
/// ASCII glyph whose halves come nearest, as measured in DejaVu Sans Mono; 15 stands for .29 of a half, about the most
/// that one glyph inks in both.
const HALVES: [&[u8; 16]; 16] = [
    b"  .-,,~____+++ww",
    b"  .-,~~__+++++ww",
    b"``::;;~++++++www",
    b"''::;;;+++++uwww",
    b"''::;;/>|+suuwwa",
    b"''!!!\\/|vvsuywwa",
    b"\"\"!!rr=|cjsuywaa",
    b"^^!!rrl[[}{ooeaa",
    b"^^^??lllJnnooepq",
    b"***??7ttCI2kGGp&",
    b"***??77tI%X4$AA&",
    b"***ffYYVVhXUddA@",
    b"**fffTT555SK6QQ@",
    b"**fFFFF5EE9KDQQ@",
    b"*FFFFFFPEEH908WW",
    b"FFFFFFPPPHHRBNNW",
];

/// The glyph for a value of [0, 1].
fn ramp(value: f32) -> char {
    let place = (value.clamp(0.0, 1.0) * (RAMP.len() - 1) as f32).round() as usize;
    RAMP.get(place).map_or(' ', |byte| char::from(*byte))
}

/// The glyph for a value as [`Theme::shade`](crate::tui::theme::Theme::shade) takes it. Signs tell which way a
/// diverging value goes: `.`, `-`, `=` and `.`, `+`, `#` for a little, more and much; near zero nothing.
pub(super) fn glyph(palette: Palette, value: f32) -> char {
    match palette {
        _ if value.is_nan() => '?',
        Palette::Ink | Palette::Sequential => ramp(value),
        Palette::Diverging => match (value.abs(), value < 0.0) {
            (size, _) if size < 0.05 => ' ',
            (size, _) if size < 0.2 => '.',
            (size, true) => {
                if size < 0.6 {
                    '-'
                } else {
                    '='
                }
            }
            (size, false) => {
                if size < 0.6 {
                    '+'
                } else {
                    '#'
                }
            }
        },
    }
}

/// The glyph for an error: its sign, however small it is once it can be seen.
fn signed(value: f32) -> char {
    match (value.abs(), value < 0.0) {
        _ if value.is_nan() => '?',
        (size, _) if size < 0.04 => ' ',
        (size, true) => {
            if size < 0.5 {
                '-'
            } else {
                '='
            }
        }
        (size, false) => {
            if size < 0.5 {
                '+'
            } else {
                '#'
            }
        }
    }
}

/// One glyph for two values, one above the other.
pub(super) fn pair(palette: Palette, upper: f32, lower: f32) -> char {
    match palette {
        Palette::Diverging => signed(if lower.abs() > upper.abs() { lower } else { upper }),
        Palette::Ink | Palette::Sequential => {
            let place = |value: f32| (value.clamp(0.0, 1.0) * 15.0).round() as usize;
            HALVES.get(place(upper)).and_then(|row| row.get(place(lower))).map_or(' ', |byte| char::from(*byte))
        }
    }
}

/// Two glyphs side by side for one value: twice as many steps as one glyph has.
pub(super) fn double(palette: Palette, value: f32) -> [char; 2] {
    match palette {
        Palette::Ink | Palette::Sequential if !value.is_nan() => {
            let place = (value.clamp(0.0, 1.0) * (2 * RAMP.len() - 2) as f32).round() as usize;
            [place / 2, place.div_ceil(2)].map(|at| RAMP.get(at).map_or(' ', |byte| char::from(*byte)))
        }
        Palette::Diverging => [signed(value); 2],
        _ => [glyph(palette, value); 2],
    }
}

/// Maps values to what shades take: to [-1, 1] by the largest size, or to [0, 1] from the smallest to the largest; ink
/// is left as it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scaling {
    pub(super) palette: Palette,
    /// The values at the ends.
    pub(super) low: f32,
    pub(super) high: f32,
}

impl Scaling {
    pub(super) fn of(palette: Palette, values: impl Iterator<Item = f32>) -> Self {
        let finite = values.filter(|value| value.is_finite());
        let (low, high) =
            finite.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        let (low, high) = match palette {
            Palette::Ink => (0.0, 1.0),
            _ if low > high => (0.0, 1.0),
            Palette::Diverging => (-low.abs().max(high.abs()), low.abs().max(high.abs())),
            Palette::Sequential => (low, high),
        };
        Self { palette, low, high }
    }

    pub(super) fn shade(&self, value: f32) -> f32 {
        let span = self.high - self.low;
        match self.palette {
            Palette::Ink => value,
            _ if span <= 0.0 => 0.0,
            Palette::Diverging => value / self.high,
            Palette::Sequential => (value - self.low) / span,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_ink_is_wanted_by_darker_glyphs_and_signs_by_signs() {
        let shown: String = (0..=9_u8).map(|i| glyph(Palette::Ink, f32::from(i) / 9.0)).collect();
        assert_eq!(shown, " .:;+=oX#@");
        let shown: String =
            [-1.0, -0.4, -0.1, 0.0, 0.1, 0.4, 1.0].map(|v| glyph(Palette::Diverging, v)).iter().collect();
        assert_eq!(shown, "=-. .+#");
        assert_eq!(glyph(Palette::Sequential, f32::NAN), '?');
    }

    #[test]
    fn a_pair_of_values_becomes_a_glyph_inked_where_they_are() {
        assert_eq!(pair(Palette::Ink, 0.0, 0.0), ' ');
        assert_eq!(pair(Palette::Ink, 0.0, 0.5), '_');
        assert_eq!(pair(Palette::Ink, 0.5, 0.0), '^');
        assert_eq!(pair(Palette::Ink, 1.0, 1.0), 'W');
    }

    #[test]
    fn scaling_maps_the_ends_of_the_data_to_the_ends_of_the_shades() {
        let values = [-2.0, f32::NAN, 1.0];
        let diverging = Scaling::of(Palette::Diverging, values.into_iter());
        assert_eq!((diverging.shade(-2.0), diverging.shade(0.0), diverging.shade(1.0)), (-1.0, 0.0, 0.5));
        let sequential = Scaling::of(Palette::Sequential, values.into_iter());
        assert_eq!((sequential.shade(-2.0), sequential.shade(1.0)), (0.0, 1.0));
        let constant = Scaling::of(Palette::Sequential, [3.0].into_iter());
        assert_eq!(constant.shade(3.0), 0.0);
        assert_eq!(Scaling::of(Palette::Diverging, std::iter::empty()).shade(0.0), 0.0);
    }
}
