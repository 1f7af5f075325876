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

/// Whether a cell (trimmed) says that there is no value: empty, `NA`, `<NA>`, `NaT`, `n/a`, `null`, `?`, `-`, `:` and the
/// like, as pandas, R, spreadsheets and statistics offices write it.
pub(crate) fn is_gap(cell: &str) -> bool {
    const WORDS: [&str; 36] = [
        "na",
        "nan",
        "nat",
        "<na>",
        "n/a",
        "n.a.",
        "n. a.",
        "#n/a",
        "#na",
        "#n/d",
        "-nan",
        "null",
        "none",
        "nil",
        "nd",
        "n/d",
        "n.d.",
        "s/d",
        "s.d.",
        "n.v.",
        "k.a.",
        "k. a.",
        "missing",
        "(null)",
        "\\n",
        "1.#qnan",
        "-1.#ind",
        "1.#ind",
        "#value!",
        "#¡valor!",
        "#div/0!",
        "#¡div/0!",
        "#ref!",
        "#num!",
        "sin dato",
        "sin datos",
    ];
    const SIGNS: [&str; 15] = ["", "-", "--", "---", "?", ".", "..", "...", "…", "–", "—", "\u{2212}", ":", "*", "**"];
    // Eurostat writes why there is none behind the colon: `: c` for confidential.
    let flagged = || {
        cell.strip_prefix(':').is_some_and(|flag| {
            let flag = flag.trim();
            flag.len() <= 2 && flag.bytes().all(|b| b.is_ascii_alphabetic())
        })
    };
    if cell.bytes().next().is_some_and(|b| b.is_ascii_digit() && b != b'1') {
        return false;
    }
    SIGNS.contains(&cell) || WORDS.iter().any(|word| cell.eq_ignore_ascii_case(word)) || flagged()
}

/// What the numbers of a column say of their decimal mark.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Votes {
    /// Numbers that make sense with a decimal point alone.
    pub(crate) dot: usize,
    /// Numbers that make sense with a decimal comma alone.
    pub(crate) comma: usize,
    /// Numbers like `1.234`.
    pub(crate) either_dot: usize,
    /// Numbers like `1,234`.
    pub(crate) either_comma: usize,
    /// Numbers of digits alone.
    pub(crate) unmarked: usize,
    /// The largest of those.
    pub(crate) largest_unmarked: f64,
}

/// How sure the choice of a decimal mark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Certainty {
    /// The numbers leave no doubt, or need no mark.
    Certain,
    /// Three digits follow each mark, and no number without one reaches 1000: it parts thousands.
    Thousands,
    /// All that bear a mark could be read either way; the other decimal mark, or the delimiter, made the choice.
    Guessed,
}

/// A mark that may part thousands as well as decimals, beside numbers that speak against both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Undecided;

impl Votes {
    /// The mark of a column. Its own numbers decide if one of them can be read in one way alone. If three digits follow
    /// each mark, it parts thousands where other numbers have none and stay below 1000. Else the numbers of the whole
    /// file decide; else the delimiter, as a spreadsheet that writes semicolons needs the comma for decimals.
    ///
    /// # Errors
    /// When numbers without a mark reach 1000, or two marks are in use, and nothing else in the file decides.
    pub(crate) fn decide(self, file: Self, delimiter: u8) -> Result<(Mark, Certainty), Undecided> {
        if let Some(mark) = self.certain() {
            return Ok((mark, Certainty::Certain));
        }
        let (decimal, thousands) = match (self.either_dot, self.either_comma) {
            (0, 0) => return Ok((file.certain().unwrap_or(Mark::Dot), Certainty::Certain)),
            (_, 0) => (Mark::Dot, Mark::Comma),
            (0, _) => (Mark::Comma, Mark::Dot),
            _ => return Err(Undecided),
        };
        if self.unmarked > 0 {
            return match (self.largest_unmarked < 1000.0, file.certain()) {
                (true, Some(mark)) if mark == decimal => Err(Undecided),
                (true, _) => Ok((thousands, Certainty::Thousands)),
                (false, Some(mark)) => Ok((mark, Certainty::Certain)),
                (false, None) => Err(Undecided),
            };
        }
        let by_delimiter = match delimiter {
            b',' => Mark::Dot,
            b';' => Mark::Comma,
            _ => thousands,
        };
        Ok(file.certain().map_or((by_delimiter, Certainty::Guessed), |mark| (mark, Certainty::Certain)))
    }

    /// The mark that some numbers need, if any does.
    fn certain(self) -> Option<Mark> {
        (self.dot + self.comma > 0).then_some(if self.dot >= self.comma { Mark::Dot } else { Mark::Comma })
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.dot += other.dot;
        self.comma += other.comma;
        self.either_dot += other.either_dot;
        self.either_comma += other.either_comma;
    }
}

/// Whether three digits follow a mark in a cell, so that it could part thousands or decimals.
pub(crate) fn is_undecided(cell: &str) -> bool {
    let mut votes = Votes::default();
    guess(cell, &mut votes).is_some() && votes.either_dot + votes.either_comma > 0
}

/// Whether a cell holds digits alone.
fn is_unmarked(cell: &str) -> bool {
    let digits = cell.trim_start_matches(['+', '-', '\u{2212}']);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
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
        (Some(number), _) if is_unmarked(cell) => {
            votes.unmarked += 1;
            votes.largest_unmarked = votes.largest_unmarked.max(number.abs());
        }
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
        let certain = |mark| Ok((mark, Certainty::Certain));
        assert_eq!(decide(&["1.234", "1.234,5"], b';'), certain(Mark::Comma));
        assert_eq!(decide(&["1,234", "1,234,567"], b';'), certain(Mark::Dot));
        assert_eq!(decide(&["12", "13"], b','), certain(Mark::Dot));
        assert_eq!(decide(&["0.125", "1.250"], b';'), certain(Mark::Dot), "no thousand begins with a zero");
        let comma = Votes { comma: 1, ..Votes::default() };
        assert_eq!(Votes { either_dot: 3, ..Votes::default() }.decide(comma, b';'), certain(Mark::Comma));
    }

    #[test]
    fn a_mark_before_three_digits_parts_thousands_where_numbers_without_one_stay_below_them() {
        let decide = |cells: &[&str], delimiter| {
            let mut votes = Votes::default();
            cells.iter().for_each(|cell| assert!(guess(cell, &mut votes).is_some(), "{cell}"));
            votes.decide(Votes::default(), delimiter)
        };
        for delimiter in [b',', b';', b'\t'] {
            assert_eq!(decide(&["980", "1.010", "-1.020"], delimiter), Ok((Mark::Comma, Certainty::Thousands)));
            assert_eq!(decide(&["980", "1,010", "12,000"], delimiter), Ok((Mark::Dot, Certainty::Thousands)));
            assert_eq!(decide(&["980", "1.010", "1500"], delimiter), Err(Undecided));
            assert_eq!(decide(&["980", "1.010", "1,020"], delimiter), Err(Undecided));
        }
        // Where all bear one: the delimiter tells which mark the writer's decimals have.
        assert_eq!(decide(&["1.234", "2.345"], b','), Ok((Mark::Dot, Certainty::Guessed)));
        assert_eq!(decide(&["1.234", "2.345"], b';'), Ok((Mark::Comma, Certainty::Guessed)));
        assert_eq!(decide(&["1,234", "2,345"], b';'), Ok((Mark::Comma, Certainty::Guessed)));
        assert_eq!(decide(&["1,234", "2,345"], b','), Ok((Mark::Dot, Certainty::Guessed)));
        assert_eq!(decide(&["1.234", "2.345"], b'\t'), Ok((Mark::Comma, Certainty::Guessed)));
        // Other columns decide, unless they contradict.
        let mut votes = Votes::default();
        ["980", "1.010"].iter().for_each(|cell| assert!(guess(cell, &mut votes).is_some()));
        let point = Votes { dot: 5, ..Votes::default() };
        assert_eq!(votes.decide(point, b','), Err(Undecided));
        assert_eq!(
            Votes { largest_unmarked: 1500.0, ..votes }.decide(point, b','),
            Ok((Mark::Dot, Certainty::Certain))
        );
    }

    #[test]
    fn blanks_and_apostrophes_part_thousands_beside_numbers_without() {
        for mark in [Mark::Dot, Mark::Comma] {
            for cell in ["1 010", "1\u{a0}010", "1\u{202f}010", "1\u{2009}010", "1'010", "1’010"] {
                assert_eq!(number(cell, mark), Some(1010.0), "{cell}");
            }
        }
    }

    #[test]
    fn marks_of_missing_values_are_those_that_programs_write() {
        for cell in [
            "",
            "NaT",
            "<NA>",
            "NaN",
            "nan",
            "NA",
            "N/A",
            "#N/A",
            "null",
            "NULL",
            "None",
            "-",
            "..",
            ":",
            ": c",
            ":u",
            "…",
            "–",
            "n.a.",
            "#DIV/0!",
            "#¡VALOR!",
            "-nan",
            "1.#QNAN",
            "\\N",
            "sin datos",
        ] {
            assert!(is_gap(cell), "{cell}");
        }
        for cell in ["0", "-1", "x", ":12", ":abc", "nat1", "12:30", "date", "value", "total", "t", "id"] {
            assert!(!is_gap(cell), "{cell}");
        }
    }
}
