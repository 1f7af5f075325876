//! How a camera was held: cameras write pictures as their sensor lies, and into the EXIF data how to turn them. Of these
//! data only that one entry is looked at.

/// The tag of the entry in the first directory of the TIFF structure, and the type of its value (16 bits).
const TAG: u16 = 0x0112;
const SHORT: u16 = 3;

/// How a picture is to be turned and mirrored; by default not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Orientation {
    /// Rows and columns change places, before anything else.
    transposed: bool,
    /// Left and right change places.
    mirrored: bool,
    /// Top and bottom change places.
    upside_down: bool,
}

impl Orientation {
    /// The orientation in EXIF data, with or without `Exif` before the TIFF structure; none where they don't say.
    pub(super) fn in_exif(data: &[u8]) -> Self {
        let data = data.strip_prefix(b"Exif\0\0").unwrap_or(data);
        Self::numbered(number(data).unwrap_or(1))
    }

    /// By its number, 1 to 8; another one is taken for 1.
    fn numbered(number: u16) -> Self {
        let (transposed, mirrored, upside_down) = match number {
            2 => (false, true, false),
            3 => (false, true, true),
            4 => (false, false, true),
            5 => (true, false, false),
            6 => (true, true, false),
            7 => (true, true, true),
            8 => (true, false, true),
            _ => (false, false, false),
        };
        Self { transposed, mirrored, upside_down }
    }

    /// Width and height afterwards.
    pub(super) fn size(self, (width, height): (usize, usize)) -> (usize, usize) {
        if self.transposed { (height, width) } else { (width, height) }
    }

    /// The pixels of a picture of that width and height, turned and mirrored.
    pub(super) fn applied(self, pixels: &[u8], size: (usize, usize)) -> Vec<u8> {
        let (width, height) = self.size(size);
        let mut out = Vec::with_capacity(pixels.len());
        for y in 0..height {
            let y = if self.upside_down { height - 1 - y } else { y };
            for x in 0..width {
                let x = if self.mirrored { width - 1 - x } else { x };
                let (column, row) = if self.transposed { (y, x) } else { (x, y) };
                out.push(pixels.get(row * size.0 + column).copied().unwrap_or(0));
            }
        }
        out
    }
}

/// The number of the orientation.
fn number(tiff: &[u8]) -> Option<u16> {
    let little = match tiff.first_chunk::<4>()? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes = *tiff.get(at..)?.first_chunk::<2>()?;
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let long = |at: usize| {
        let bytes = *tiff.get(at..)?.first_chunk::<4>()?;
        Some(if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    };
    let directory = long(4)? as usize;
    let entries = usize::from(short(directory)?);
    // An entry has 12 bytes: tag, type, how many values, the value.
    let entry = (0..entries).map(|i| directory + 2 + 12 * i).find(|at| short(*at) == Some(TAG))?;
    (short(entry + 2)? == SHORT && long(entry + 4)? == 1).then(|| short(entry + 8)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exif(number: u8, little: bool) -> Vec<u8> {
        match little {
            true => vec![b'I', b'I', b'*', 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, number, 0, 0, 0, 0, 0, 0, 0],
            false => {
                vec![b'M', b'M', 0, b'*', 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, number, 0, 0, 0, 0, 0, 0]
            }
        }
    }

    #[test]
    fn each_of_the_eight_orientations_puts_the_top_left_pixel_where_the_standard_says() {
        // The letter F lies in the file in eight ways; upright it is this one, 2 x 3.
        let upright = [1, 2, 3, 4, 5, 6];
        let lying: [(u8, (usize, usize), [u8; 6]); 8] = [
            (1, (2, 3), [1, 2, 3, 4, 5, 6]),
            (2, (2, 3), [2, 1, 4, 3, 6, 5]),
            (3, (2, 3), [6, 5, 4, 3, 2, 1]),
            (4, (2, 3), [5, 6, 3, 4, 1, 2]),
            (5, (3, 2), [1, 3, 5, 2, 4, 6]),
            (6, (3, 2), [2, 4, 6, 1, 3, 5]),
            (7, (3, 2), [6, 4, 2, 5, 3, 1]),
            (8, (3, 2), [5, 3, 1, 6, 4, 2]),
        ];
        for (number, size, pixels) in lying {
            for little in [true, false] {
                let orientation = Orientation::in_exif(&exif(number, little));
                assert_eq!(orientation.applied(&pixels, size), upright, "{number}");
                assert_eq!(orientation.size(size), (2, 3));
            }
        }
    }

    #[test]
    fn data_that_are_cut_or_say_nonsense_turn_nothing() {
        let good = exif(6, true);
        assert_ne!(Orientation::in_exif(&[b"Exif\0\0", good.as_slice()].concat()), Orientation::default());
        (0..19).for_each(|cut| assert_eq!(Orientation::in_exif(&good[..cut]), Orientation::default(), "{cut}"));
        assert_eq!(Orientation::in_exif(&exif(9, true)), Orientation::default());
        let mut far = good;
        far[4..8].fill(0xff);
        assert_eq!(Orientation::in_exif(&far), Orientation::default());
    }
}
