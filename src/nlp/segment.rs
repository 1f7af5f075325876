//! Cutting a text at its word boundaries (Unicode Standard Annex 29, default rules), with the place of every piece.
//!
//! Nearly all text is runs of plain letters between blanks and plain punctuation, whose boundaries a byte decides; only
//! around anything else does the crate `unicode-segmentation` decide. A cut at a boundary cuts no rule's left context,
//! so both give the same pieces.

use unicode_segmentation::UnicodeSegmentation;

/// What a piece is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// It has a letter or a digit.
    Word,
    /// Neither: punctuation, symbols, emoji, control characters.
    Mark,
    /// White space alone: no token.
    Space,
}

/// One piece of a text between two word boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment<'a> {
    /// Where it begins, in bytes.
    pub start: usize,
    /// The piece itself; never empty.
    pub text: &'a str,
    /// What it is made of.
    pub kind: Kind,
}

/// The pieces of a text from first to last; put together they are the text.
pub fn segments(text: &str) -> Segments<'_> {
    Segments { text, at: 0 }
}

/// See [`segments`].
#[derive(Debug, Clone)]
pub struct Segments<'a> {
    text: &'a str,
    at: usize,
}

/// The pieces of a text as [`segments`] has them, but for the narrow no-break space: by the standard it joins what is on
/// either side of it, here it does so only between digits (10 000); elsewhere it is a blank like any other, as before
/// the marks of French.
pub fn pieces(text: &str) -> impl Iterator<Item = Segment<'_>> {
    let mut parts = Vec::new();
    let mut segments = segments(text);
    std::iter::from_fn(move || {
        parts.pop().or_else(|| {
            let segment = segments.next()?;
            if segment.kind == Kind::Space || !segment.text.contains(NARROW_SPACE) {
                return Some(segment);
            }
            parts = parted(segment);
            parts.pop()
        })
    })
}

const NARROW_SPACE: char = '\u{202f}';

/// A segment cut at its narrow spaces, the last part first.
fn parted(segment: Segment<'_>) -> Vec<Segment<'_>> {
    let text = segment.text;
    let is_digit = |c: Option<char>| c.is_some_and(char::is_numeric);
    let groups = |at: usize| {
        let (before, after) = text.split_at(at);
        is_digit(before.chars().next_back()) && is_digit(after.chars().nth(1))
    };
    let spaces = text.match_indices(NARROW_SPACE).map(|(at, space)| at..at + space.len());
    let cuts = spaces.filter(|space| !groups(space.start)).flat_map(|space| [space.start, space.end]);
    let mut bounds: Vec<usize> = std::iter::once(0).chain(cuts).chain([text.len()]).collect();
    bounds.dedup();
    let bounds = bounds.windows(2).rev().filter_map(|bounds| Some((*bounds.first()?, *bounds.last()?)));
    let part = |(start, end): (usize, usize)| {
        let text = text.get(start..end)?;
        Some(Segment { start: segment.start + start, text, kind: kind_of(text) })
    };
    bounds.filter_map(part).collect()
}

/// What a byte below 128 means for the boundaries of words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    /// The low line, which joins letters and digits.
    Joiner,
    Blank,
    /// Line ends.
    Break,
    /// Between letters no boundary: the colon.
    MidLetter,
    /// Between digits no boundary: comma, semicolon.
    MidNumber,
    /// Between either: full stop, apostrophe.
    MidBoth,
    /// A boundary on each side.
    Single,
    /// Not ASCII.
    Wide,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Wide; 256];
    let mut i = 0;
    while i < 128 {
        classes[i] = match i as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b'_' => Class::Joiner,
            b' ' => Class::Blank,
            b'\n' | b'\r' | 0x0b | 0x0c => Class::Break,
            b':' => Class::MidLetter,
            b',' | b';' => Class::MidNumber,
            b'.' | b'\'' => Class::MidBoth,
            _ => Class::Single,
        };
        i += 1;
    }
    classes
};

/// Whether two bytes are a letter from À to ɏ: accented and other Latin letters.
fn is_latin_pair(first: u8, second: u8) -> bool {
    match first {
        0xc3 => second != 0x97 && second != 0xb7,
        0xc4..=0xc8 => true,
        0xc9 => second < 0x90,
        _ => false,
    }
}

/// The bytes of a mark beyond ASCII that stands alone: ¡ « » ¿ – — “ ” „ … •; 0 for anything else.
fn lone_mark(rest: &[u8]) -> usize {
    match rest {
        [0xc2, 0xa1 | 0xab | 0xbb | 0xbf, ..] => 2,
        [0xe2, 0x80, 0x93 | 0x94 | 0x9c..=0x9e | 0xa2 | 0xa6, ..] => 3,
        _ => 0,
    }
}

/// Whether what follows cannot attach itself to the character before (as an accent of its own would).
fn is_plain(rest: &[u8]) -> bool {
    match rest {
        [] => true,
        [first, ..] if *first < 0x80 => true,
        [first, second, ..] if is_latin_pair(*first, *second) => true,
        _ => lone_mark(rest) > 0,
    }
}

impl<'a> Segments<'a> {
    /// The end of the piece that begins at `start`, and its kind; `None` where a byte cannot decide.
    fn plain(&self, start: usize) -> Option<(usize, Kind)> {
        let bytes = self.text.as_bytes();
        let first = *bytes.get(start)?;
        let (end, kind) = match CLASSES[usize::from(first)] {
            Class::Letter | Class::Digit | Class::Joiner => return word_end(bytes, start),
            Class::Blank => {
                let blanks = bytes.get(start..)?.iter().take_while(|byte| **byte == b' ').count();
                (start + blanks, Kind::Space)
            }
            Class::Break => {
                let pair = first == b'\r' && bytes.get(start + 1) == Some(&b'\n');
                return Some((start + 1 + usize::from(pair), Kind::Space));
            }
            Class::Wide if is_latin_pair(first, *bytes.get(start + 1)?) => return word_end(bytes, start),
            Class::Wide => match lone_mark(bytes.get(start..)?) {
                0 => return None,
                length => (start + length, Kind::Mark),
            },
            _ => (start + 1, if first == b'\t' { Kind::Space } else { Kind::Mark }),
        };
        is_plain(bytes.get(end..)?).then_some((end, kind))
    }
}

/// The end of a word that begins with a plain letter, digit or low line; `None` where a byte cannot decide.
fn word_end(bytes: &[u8], start: usize) -> Option<(usize, Kind)> {
    let (mut at, mut last, mut any) = (start, Class::Joiner, false);
    while let Some(&byte) = bytes.get(at) {
        let class = CLASSES[usize::from(byte)];
        match class {
            Class::Letter | Class::Digit => (at, last, any) = (at + 1, class, true),
            Class::Joiner => (at, last) = (at + 1, class),
            Class::Wide => {
                if bytes.get(at + 1).is_some_and(|second| is_latin_pair(byte, *second)) {
                    (at, last, any) = (at + 2, Class::Letter, true);
                } else if lone_mark(bytes.get(at..)?) > 0 {
                    break;
                } else {
                    return None;
                }
            }
            Class::MidLetter | Class::MidNumber | Class::MidBoth => {
                let next = *bytes.get(at + 1).unwrap_or(&b' ');
                let after = match CLASSES[usize::from(next)] {
                    Class::Wide if bytes.get(at + 2).is_some_and(|second| is_latin_pair(next, *second)) => {
                        Class::Letter
                    }
                    Class::Wide if lone_mark(bytes.get(at + 1..)?) > 0 => Class::Single,
                    Class::Wide => return None,
                    other => other,
                };
                let joins = match last {
                    Class::Letter => class != Class::MidNumber && after == Class::Letter,
                    Class::Digit => class != Class::MidLetter && after == Class::Digit,
                    _ => false,
                };
                if !joins {
                    break;
                }
                at += 1;
            }
            Class::Blank | Class::Break | Class::Single => break,
        }
    }
    Some((at, if any { Kind::Word } else { Kind::Mark }))
}

/// What any piece is made of.
fn kind_of(piece: &str) -> Kind {
    if piece.chars().any(char::is_alphanumeric) {
        Kind::Word
    } else if piece.chars().all(char::is_whitespace) {
        Kind::Space
    } else {
        Kind::Mark
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = Segment<'a>;

    fn next(&mut self) -> Option<Segment<'a>> {
        let start = self.at;
        let (text, kind) = match self.plain(start) {
            Some((end, kind)) => (self.text.get(start..end)?, kind),
            None => {
                let text = self.text.get(start..)?.split_word_bounds().next()?;
                (text, kind_of(text))
            }
        };
        self.at = start + text.len();
        Some(Segment { start, text, kind })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn agrees(text: &str) {
        let ours: Vec<(usize, &str)> = segments(text).map(|piece| (piece.start, piece.text)).collect();
        let theirs: Vec<(usize, &str)> = text.split_word_bound_indices().collect();
        assert_eq!(ours, theirs, "{text:?}");
        for piece in segments(text) {
            assert_eq!(piece.kind, kind_of(piece.text), "{:?}", piece.text);
        }
    }

    #[test]
    fn words_numbers_and_marks_are_cut_where_the_standard_says() {
        let cut = |text| segments(text).map(|piece| piece.text).collect::<Vec<_>>();
        assert_eq!(cut("¿Qué? 3,14 EE.UU. l'eau"), ["¿", "Qué", "?", " ", "3,14", " ", "EE.UU", ".", " ", "l'eau"]);
        assert_eq!(cut("a\r\n\n  b_2"), ["a", "\r\n", "\n", "  ", "b_2"]);
        assert_eq!(cut("👨‍👩‍👧 ok"), ["👨‍👩‍👧", " ", "ok"]);
    }

    #[test]
    fn a_narrow_space_joins_digits_alone() {
        let cut = |text| pieces(text).map(|piece| (piece.text, piece.kind)).collect::<Vec<_>>();
        let (word, mark, space) = (Kind::Word, Kind::Mark, Kind::Space);
        assert_eq!(cut("oui\u{202f}!"), [("oui", word), ("\u{202f}", space), ("!", mark)]);
        assert_eq!(cut("10\u{202f}000\u{202f}km"), [("10\u{202f}000", word), ("\u{202f}", space), ("km", word)]);
        assert_eq!(
            cut("a\u{a0}b\u{202f}\u{202f}c"),
            [("a", word), ("\u{a0}", space), ("b", word), ("\u{202f}", space), ("\u{202f}", space), ("c", word)]
        );
    }

    /// Pieces that meet in all orders: what joins, what parts, what attaches itself, and what looks alike.
    const ATOMS: [&str; 44] = [
        "a", "Z", "é", "ñ", "ſ", "ɏ", "ª", "º", "1", "9", "٣", "_", " ", "  ", "\t", "\n", "\r", "\r\n", ".", ",", ":",
        ";", "'", "’", "\"", "-", "·", "¿", "»", "…", "—", "\u{301}", "\u{ad}", "\u{200d}", "\u{feff}", "א", "ア",
        "字", "ไ", "🇪", "👍", "🏽", "\u{0}", "×",
    ];

    proptest! {
        #[test]
        fn pieces_are_those_of_the_standard_for_any_text(text in any::<String>()) {
            agrees(&text);
        }

        #[test]
        fn pieces_are_those_of_the_standard_where_atoms_meet(
            places in prop::collection::vec(0..ATOMS.len(), 0..12)
        ) {
            agrees(&places.iter().map(|&place| ATOMS[place]).collect::<String>());
        }

        #[test]
        fn pieces_are_the_text_byte_for_byte(text in any::<String>()) {
            prop_assert_eq!(segments(&text).map(|piece| piece.text).collect::<String>(), text.as_str());
            prop_assert_eq!(pieces(&text).map(|piece| piece.text).collect::<String>(), text.as_str());
            let spaced: String = text.chars().flat_map(|c| [c, NARROW_SPACE]).collect();
            prop_assert_eq!(pieces(&spaced).map(|piece| piece.text).collect::<String>(), spaced.as_str());
        }
    }
}
