//! Numbers as people write them: decimal point or comma, thousands separators, gaps.

use crate::data::series::CellFault;

/// The largest size of a number that is read. Squares of sums of such numbers stay far from overflow.
const LARGEST: f64 = 1e100;

/// What stands between the whole and the broken part of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// 12.5, and the comma separates thousands.
    Dot,
    /// 12,5, and the dot separates thousands.
    Comma,
}

/// Whether a cell (trimmed) says that there is no value: empty, `NA`, `NaN`, `n/a`, `null`, `?`, `-` and the like.
pub(crate) fn is_gap(cell: &str) -> bool {
    const WORDS: [&str; 10] = ["na", "nan", "n/a", "#n/a", "null", "none", "nil", "n/d", "nd", "s/d"];
    const SIGNS: [&str; 7] = ["", "-", "--", "?", ".", "..", "—"];
    SIGNS.contains(&cell) || WORDS.iter().any(|word| cell.eq_ignore_ascii_case(word))
}

/// What the numbers of a column say of their decimal mark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Votes {
    /// Numbers that make sense with a decimal point alone.
    pub(crate) dot: usize,
    /// Numbers that make sense with a decimal comma alone.
    pub(crate) comma: usize,
    /// Numbers like `1.234`.
    pub(crate) either_dot: usize,
    /// Numbers like `1,234`.
    pub(crate) either_comma: usize,
}

/// How sure the choice of a decimal mark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Certainty {
    /// The numbers leave no doubt, or need no mark.
    Certain,
    /// All that bear a mark could be read either way.
    Guessed,
}

impl Votes {
    /// The mark of a column, from its own numbers, else from those of the whole file; else a dot is a decimal point,
    /// and a comma is one where it can't be the delimiter.
    pub(crate) fn decide(self, file: Self, delimiter: u8) -> (Mark, Certainty) {
        for votes in [self, file] {
            if votes.dot + votes.comma > 0 {
                return (if votes.dot >= votes.comma { Mark::Dot } else { Mark::Comma }, Certainty::Certain);
            }
        }
        let comma = self.either_comma > 0 && self.either_dot == 0 && delimiter != b',';
        let unsure = self.either_dot + self.either_comma > 0;
        (if comma { Mark::Comma } else { Mark::Dot }, if unsure { Certainty::Guessed } else { Certainty::Certain })
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.dot += other.dot;
        self.comma += other.comma;
        self.either_dot += other.either_dot;
        self.either_comma += other.either_comma;
    }
}

/// The number in a cell before its column's mark is known, if there is one; its vote is counted. Infinities are numbers
/// here: they are refused when the column is read.
pub(crate) fn guess(cell: &str, votes: &mut Votes) -> Option<f64> {
    if is_infinity(cell) {
        return Some(f64::INFINITY);
    }
    let (dot, comma) = (value(cell, Mark::Dot), value(cell, Mark::Comma));
    let bears_mark = |mark| cell.contains(mark);
    match (dot, comma) {
        (Some(_), None) if bears_mark(['.', ',']) => votes.dot += 1,
        (None, Some(_)) if bears_mark(['.', ',']) => votes.comma += 1,
        (Some(_), Some(_)) if cell.contains('.') => votes.either_dot += 1,
        (Some(_), Some(_)) if cell.contains(',') => votes.either_comma += 1,
        _ => {}
    }
    dot.or(comma)
}

/// Whether a cell (trimmed) holds a number, with either mark.
pub(crate) fn is_number(cell: &str) -> bool {
    guess(cell, &mut Votes::default()).is_some()
}

/// The number in a cell (trimmed) that is no gap.
pub(crate) fn parse(cell: &str, mark: Mark) -> Result<f64, CellFault> {
    if is_infinity(cell) {
        return Err(CellFault::Infinite);
    }
    match value(cell, mark) {
        Some(v) if v.abs() <= LARGEST => Ok(v),
        Some(_) => Err(CellFault::TooLarge),
        None => {
            let other = if mark == Mark::Dot { Mark::Comma } else { Mark::Dot };
            Err(if value(cell, other).is_some() { CellFault::OtherMark(mark) } else { CellFault::NotANumber })
        }
    }
}

fn is_infinity(cell: &str) -> bool {
    let word = cell.trim_start_matches(['+', '-', '\u{2212}']);
    word == "∞" || word.eq_ignore_ascii_case("inf") || word.eq_ignore_ascii_case("infinity")
}

/// The number that a cell spells, possibly infinite by overflow.
fn value(cell: &str, mark: Mark) -> Option<f64> {
    let plain = |b: &u8| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E');
    if mark == Mark::Dot && cell.bytes().all(|b| plain(&b)) {
        return cell.parse().ok();
    }
    spelled_out(cell, mark)?.parse().ok()
}

/// The number as a Rust literal: thousands separators taken out once they are seen to stand at thousands, the mark a
/// dot.
fn spelled_out(cell: &str, mark: Mark) -> Option<String> {
    let (decimal, thousands) = if mark == Mark::Dot { ('.', ',') } else { (',', '.') };
    let mut out = String::with_capacity(cell.len());
    // The separator in use, and digits since the last one (or since the start).
    let (mut separator, mut group) = (None, 0);
    let mut whole = true;
    for (i, c) in cell.chars().enumerate() {
        match c {
            '-' | '\u{2212}' if i == 0 => out.push('-'),
            '+' if i == 0 => {}
            '0'..='9' => {
                out.push(c);
                group += 1;
            }
            _ if whole && (c == thousands || matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’')) => {
                let leading_zero = separator.is_none() && out.trim_start_matches('-').starts_with('0');
                let fits =
                    if separator.is_none() { (1..=3).contains(&group) } else { group == 3 && separator == Some(c) };
                if leading_zero || !fits {
                    return None;
                }
                (separator, group) = (Some(c), 0);
            }
            _ if whole && (c == decimal || c == 'e' || c == 'E') => {
                if separator.is_some() && group != 3 {
                    return None;
                }
                whole = false;
                out.push(if c == decimal { '.' } else { 'e' });
            }
            'e' | 'E' if !whole => out.push('e'),
            '+' | '-' if out.ends_with('e') => out.push(c),
            _ => return None,
        }
    }
    (!(whole && separator.is_some() && group != 3)).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(cell: &str, mark: Mark) -> Option<f64> {
        parse(cell, mark).ok()
    }

    #[test]
    fn numbers_are_read_with_point_or_comma_and_thousands() {
        for (cell, expected) in [
            ("12.5", 12.5),
            ("-1", -1.0),
            ("+1.5e-3", 0.0015),
            (".5", 0.5),
            ("5.", 5.0),
            ("1,234,567.25", 1_234_567.25),
            ("1 234.5", 1_234.5),
            ("1\u{a0}234", 1_234.0),
            ("1'234", 1_234.0),
            ("\u{2212}3", -3.0),
            ("12,345e2", 1_234_500.0),
        ] {
            assert_eq!(number(cell, Mark::Dot), Some(expected), "{cell}");
        }
        for (cell, expected) in [("12,5", 12.5), ("1.234.567,25", 1_234_567.25), ("1.234", 1_234.0), ("-0,5", -0.5)] {
            assert_eq!(number(cell, Mark::Comma), Some(expected), "{cell}");
        }
    }

    #[test]
    fn what_only_looks_like_a_number_is_refused() {
        for cell in [
            "", "-", "e5", "1e", "12a", "1.2.3", "1,23,456", "1,2345", "12,", ",5", "0,123", "--1", "1-2", "0x10", "１",
        ] {
            assert_eq!(number(cell, Mark::Dot), None, "{cell}");
        }
        assert_eq!(parse("-Inf", Mark::Dot), Err(CellFault::Infinite));
        assert_eq!(parse("1e400", Mark::Dot), Err(CellFault::TooLarge));
        assert_eq!(parse("12.5", Mark::Comma), Err(CellFault::OtherMark(Mark::Comma)));
        assert_eq!(parse("12,5", Mark::Dot), Err(CellFault::OtherMark(Mark::Dot)));
    }

    #[test]
    fn one_telling_number_decides_the_mark_of_a_column() {
        let decide = |cells: &[&str], delimiter| {
            let mut votes = Votes::default();
            for cell in cells {
                assert!(guess(cell, &mut votes).is_some(), "{cell}");
            }
            votes.decide(Votes::default(), delimiter)
        };
        assert_eq!(decide(&["1.234", "1.234,5"], b';'), (Mark::Comma, Certainty::Certain));
        assert_eq!(decide(&["1,234", "1,234,567"], b';'), (Mark::Dot, Certainty::Certain));
        assert_eq!(decide(&["12", "13"], b','), (Mark::Dot, Certainty::Certain));
        assert_eq!(decide(&["1,234"], b';'), (Mark::Comma, Certainty::Guessed));
        assert_eq!(decide(&["1,234"], b','), (Mark::Dot, Certainty::Guessed));
        assert_eq!(decide(&["1.234"], b';'), (Mark::Dot, Certainty::Guessed));
        let comma = Votes { comma: 1, ..Votes::default() };
        assert_eq!(Votes { either_dot: 3, ..Votes::default() }.decide(comma, b';'), (Mark::Comma, Certainty::Certain));
    }
}
