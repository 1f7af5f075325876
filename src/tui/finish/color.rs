//! Colours at lower levels.

use crate::tui::contrast::{self, Rgb};
use ratatui::style::Color;

/// The six intensities of a channel in the 6x6x6 cube of 256-colour terminals.
const CUBE: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The nearest of the indices 16..=255 (Euclidean in sRGB). The first sixteen are left out: a user's own palette
/// changes them. Named colours and indices pass unchanged.
pub(super) fn to_256(color: Color) -> Color {
    let Color::Rgb(r, g, b) = color else { return color };
    let channel = |value: u8| {
        let distance = |level: &u8| value.abs_diff(*level);
        CUBE.iter().enumerate().min_by_key(|(_, level)| distance(level)).map_or((0, 0), |(i, level)| (i as u8, *level))
    };
    let ((ri, rv), (gi, gv), (bi, bv)) = (channel(r), channel(g), channel(b));
    // The ramp is 8, 18, ... 238 at the indices 232..=255; of grays the nearest is the one nearest to the mean.
    let sum = u16::from(r) + u16::from(g) + u16::from(b);
    let step = (sum.saturating_sub(9) / 30).min(23) as u8;
    let gray = 8 + 10 * step;
    let distance = |x: u8, y: u8, z: u8| {
        let square = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
        square(r, x) + square(g, y) + square(b, z)
    };
    if distance(gray, gray, gray) < distance(rv, gv, bv) {
        Color::Indexed(232 + step)
    } else {
        Color::Indexed(16 + 36 * ri + 6 * gi + bi)
    }
}

/// What an index of the cube or the ramp stands for.
fn from_256(index: u8) -> Option<(u8, u8, u8)> {
    let level = |i: u8| CUBE.get(usize::from(i)).copied().unwrap_or(0);
    match index {
        0..=15 => None,
        16..=231 => Some((level((index - 16) / 36), level((index - 16) / 6 % 6), level((index - 16) % 6))),
        232..=255 => Some((8 + 10 * (index - 232), 8 + 10 * (index - 232), 8 + 10 * (index - 232))),
    }
}

/// One of the sixteen by hue and brightness. What they look like is the user's palette, so a distance to assumed values
/// would mean nothing, and it would turn every soft colour gray; hue is what the names promise.
pub(super) fn to_16(color: Color) -> Color {
    let (r, g, b) = match color {
        Color::Rgb(r, g, b) => (r, g, b),
        Color::Indexed(index) => match from_256(index) {
            Some(rgb) => rgb,
            None => return color,
        },
        named => return named,
    };
    let (high, low) = (r.max(g).max(b), r.min(g).min(b));
    if high - low < 40 {
        return match (u16::from(high) + u16::from(low)) / 2 {
            0..=63 => Color::Black,
            64..=152 => Color::DarkGray,
            153..=219 => Color::Gray,
            _ => Color::White,
        };
    }
    // A channel counts when it lies in the upper half between the weakest and the strongest. Green in the very middle
    // goes with red and not with blue: orange is yellow (red would say "wrong"), azure is blue; red counts, so that
    // violet is magenta.
    let half = low + (high - low) / 2;
    let has_green = g > half || (g == half && r > b);
    match (r >= half, has_green, b > half, high > 190) {
        (true, false, false, false) => Color::Red,
        (true, false, false, true) => Color::LightRed,
        (false, true, false, false) => Color::Green,
        (false, true, false, true) => Color::LightGreen,
        (true, true, false, false) => Color::Yellow,
        (true, true, false, true) => Color::LightYellow,
        (false, false, true, false) => Color::Blue,
        (false, false, true, true) => Color::LightBlue,
        (true, false, true, false) => Color::Magenta,
        (true, false, true, true) => Color::LightMagenta,
        (_, _, _, false) => Color::Cyan,
        (_, _, _, true) => Color::LightCyan,
    }
}

/// What the sixteen look like, in the order of their indices: on the Linux console (and the PC before it), and in xterm.
/// Most terminals lie between.
const PALETTES: [[Rgb; 16]; 2] = [
    [
        (0x00, 0x00, 0x00),
        (0xaa, 0x00, 0x00),
        (0x00, 0xaa, 0x00),
        (0xaa, 0x55, 0x00),
        (0x00, 0x00, 0xaa),
        (0xaa, 0x00, 0xaa),
        (0x00, 0xaa, 0xaa),
        (0xaa, 0xaa, 0xaa),
        (0x55, 0x55, 0x55),
        (0xff, 0x55, 0x55),
        (0x55, 0xff, 0x55),
        (0xff, 0xff, 0x55),
        (0x55, 0x55, 0xff),
        (0xff, 0x55, 0xff),
        (0x55, 0xff, 0xff),
        (0xff, 0xff, 0xff),
    ],
    [
        (0x00, 0x00, 0x00),
        (0xcd, 0x00, 0x00),
        (0x00, 0xcd, 0x00),
        (0xcd, 0xcd, 0x00),
        (0x00, 0x00, 0xee),
        (0xcd, 0x00, 0xcd),
        (0x00, 0xcd, 0xcd),
        (0xe5, 0xe5, 0xe5),
        (0x7f, 0x7f, 0x7f),
        (0xff, 0x00, 0x00),
        (0x00, 0xff, 0x00),
        (0xff, 0xff, 0x00),
        (0x5c, 0x5c, 0xff),
        (0xff, 0x00, 0xff),
        (0x00, 0xff, 0xff),
        (0xff, 0xff, 0xff),
    ],
];

/// The place of one of the sixteen.
fn place_of_16(color: Color) -> Option<usize> {
    const NAMED: [Color; 16] = [
        Color::Black,
        Color::Red,
        Color::Green,
        Color::Yellow,
        Color::Blue,
        Color::Magenta,
        Color::Cyan,
        Color::Gray,
        Color::DarkGray,
        Color::LightRed,
        Color::LightGreen,
        Color::LightYellow,
        Color::LightBlue,
        Color::LightMagenta,
        Color::LightCyan,
        Color::White,
    ];
    NAMED.iter().position(|named| *named == color)
}

/// The contrast of two of the sixteen in the palette in which it is least; `None` if one is the terminal's own colour.
pub(in crate::tui) fn contrast_of_16(ink: Color, ground: Color) -> Option<f64> {
    let (ink, ground) = (place_of_16(ink)?, place_of_16(ground)?);
    let ratios = PALETTES.iter().filter_map(|colors| Some(contrast::ratio(*colors.get(ink)?, *colors.get(ground)?)));
    ratios.min_by(f64::total_cmp)
}

/// The colour itself if it has this contrast on the ground, else the first of its relatives that has, else black or white:
/// what is dark in one palette is bright in another (yellow is brown on the console), and a theme can't know.
pub(super) fn legible_of_16(ink: Color, ground: Color, least: f64) -> Color {
    let relatives: &[Color] = match ink {
        Color::Red | Color::LightRed => &[Color::Red, Color::LightRed],
        Color::Yellow | Color::LightYellow => &[Color::Yellow, Color::LightYellow, Color::Red],
        Color::Green | Color::LightGreen => &[Color::Green, Color::LightGreen],
        Color::Cyan | Color::LightCyan => &[Color::Cyan, Color::LightCyan, Color::Blue],
        Color::Blue | Color::LightBlue => &[Color::Blue, Color::LightBlue, Color::Cyan],
        Color::Magenta | Color::LightMagenta => &[Color::Magenta, Color::LightMagenta],
        _ => &[Color::DarkGray, Color::Gray],
    };
    let stands_out = |ink: &Color| contrast_of_16(*ink, ground).is_none_or(|ratio| ratio >= least);
    let found = std::iter::once(&ink).chain(relatives).find(|ink| stands_out(ink)).copied();
    found.unwrap_or_else(|| readable_on(ground))
}

/// Black or white, whichever can be read on this background.
pub(super) fn readable_on(background: Color) -> Color {
    let is_bright = match background {
        Color::Rgb(r, g, b) => 2 * u32::from(r) + 5 * u32::from(g) + u32::from(b) > 8 * 128,
        Color::Indexed(index) => {
            from_256(index).is_some_and(|(r, g, b)| 2 * u32::from(r) + 5 * u32::from(g) + u32::from(b) > 8 * 128)
        }
        Color::Reset => false,
        // By contrast with both: gray is bright, dark gray isn't.
        named => {
            let against = |ink| contrast_of_16(ink, named).unwrap_or(1.0);
            against(Color::Black) > against(Color::White)
        }
    };
    if is_bright { Color::Black } else { Color::White }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_256_level_is_the_nearest_of_the_cube_and_the_ramp(r: u8, g: u8, b: u8) {
            let Color::Indexed(found) = to_256(Color::Rgb(r, g, b)) else { panic!("not indexed") };
            prop_assert!(found >= 16);
            let distance = |index: u8| {
                let (x, y, z) = from_256(index).unwrap();
                let square = |a: u8, b: u8| i32::from(a).abs_diff(i32::from(b)).pow(2);
                square(r, x) + square(g, y) + square(b, z)
            };
            let best = (16..=255).map(distance).min().unwrap();
            prop_assert_eq!(distance(found), best);
        }

        #[test]
        fn the_16_level_uses_named_colours_only(r: u8, g: u8, b: u8) {
            prop_assert!(!matches!(to_16(Color::Rgb(r, g, b)), Color::Rgb(..) | Color::Indexed(_)));
        }
    }

    #[test]
    fn soft_colours_keep_their_hue_among_sixteen() {
        let cases = [
            (0x5f_afff, Color::LightBlue),
            (0xff_af5f, Color::LightYellow),
            (0xff_5f5f, Color::LightRed),
            (0x87_d787, Color::LightGreen),
            (0xaf_87d7, Color::LightMagenta),
            (0x12_1212, Color::Black),
            (0xd0_d0d0, Color::Gray),
            (0xee_eeee, Color::White),
            (0x8a_8a8a, Color::DarkGray),
            (0x00_5f87, Color::Cyan),
            (0x30_3030, Color::Black),
        ];
        for (rgb, expected) in cases {
            assert_eq!(to_16(Color::from_u32(rgb)), expected, "{rgb:06x}");
        }
    }
}
