//! Quarters, half-years, weeks, months by number and days of the year: `2019Q1`, `1T2019`, `2019-W07`, `2019M03`. Text
//! comes in lower case without accents.

use super::number::full_year;
use super::{Format, Stamp, words};
use jiff::civil::{Date, ISOWeekDate, Weekday};

/// A part of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Period {
    /// Year, and quarter from 1 to 4.
    Quarter(i64, i64),
    /// Year, and half from 1 to 2.
    HalfYear(i64, i64),
    /// Year, and month from 1 to 12.
    Month(i64, i64),
    /// Year, ISO week from 1 to 53, and day from 1 for Monday.
    Week(i64, i64, i64),
}

/// What a letter or word before or after a number counts.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Unit {
    Quarter,
    HalfYear,
    Month,
    Week,
}

impl Unit {
    fn of(word: &str) -> Option<Self> {
        match word {
            "q" | "qtr" | "quarter" | "t" | "tr" | "tri" | "trim" | "trimestre" | "trimester" | "quartal" | "kv" => {
                Some(Self::Quarter)
            }
            "s" | "h" | "sem" | "semestre" | "semester" | "half" => Some(Self::HalfYear),
            "m" => Some(Self::Month),
            "w" | "wk" | "week" | "semana" | "kw" | "woche" => Some(Self::Week),
            _ => None,
        }
    }

    fn period(self, year: i64, n: i64) -> Option<Period> {
        let (period, most) = match self {
            Self::Quarter => (Period::Quarter(year, n), 4),
            Self::HalfYear => (Period::HalfYear(year, n), 2),
            Self::Month => (Period::Month(year, n), 12),
            Self::Week => (Period::Week(year, n, 1), 53),
        };
        (1..=most).contains(&n).then_some(period)
    }
}

/// Digits or letters that stand together.
#[derive(Clone, Copy)]
enum Piece<'a> {
    Number(i64, usize),
    Word(&'a str),
}

impl Period {
    /// The period that a cell spells.
    pub(super) fn of(text: &str) -> Option<Self> {
        let (pieces, count) = pieces(text)?;
        let short = |digits| digits <= 2;
        match pieces.get(..count)? {
            // 2019Q1, 19Q1, 1Q2019, 1Q19, 2019-W07.
            &[Piece::Number(a, a_digits), Piece::Word(unit), Piece::Number(b, b_digits)] => {
                let unit = Unit::of(unit)?;
                match (a_digits, b_digits) {
                    (4, d) if short(d) => unit.period(a, b),
                    (4, 3) if unit == Unit::Week => week_and_day(a, b / 10, b % 10),
                    (d, 4) if short(d) => unit.period(b, a),
                    (2, 1) => unit.period(full_year(a, 2)?, b),
                    (2, 2) if matches!(unit, Unit::Month | Unit::Week) => unit.period(full_year(a, 2)?, b),
                    (1, 2) => unit.period(full_year(b, 2)?, a),
                    _ => None,
                }
            }
            // 2019-W07-3.
            &[Piece::Number(year, 4), Piece::Word("w"), Piece::Number(week, d), Piece::Number(day, 1)] if short(d) => {
                week_and_day(year, week, day)
            }
            // Q1 2019, T1-19, week 7 2019.
            &[Piece::Word(unit), Piece::Number(n, d), Piece::Number(year, digits)] if short(d) => {
                Unit::of(unit)?.period(full_year(year, digits)?, n)
            }
            // 2019 1.º trimestre.
            &[Piece::Number(year, 4), Piece::Number(n, 1), Piece::Word(unit)] => Unit::of(unit)?.period(year, n),
            // 2019-III, III 2019, III trim 2019, 2019 trim III.
            &[Piece::Number(year, 4), Piece::Word(n)] | &[Piece::Word(n), Piece::Number(year, 4)] => {
                Unit::Quarter.period(year, roman(n)?)
            }
            &[Piece::Word(n), Piece::Word(unit), Piece::Number(year, 4)]
            | &[Piece::Number(year, 4), Piece::Word(unit), Piece::Word(n)] => Unit::of(unit)?.period(year, roman(n)?),
            _ => None,
        }
    }

    pub(super) fn format(self) -> Format {
        match self {
            Self::Quarter(..) => Format::Quarter,
            Self::HalfYear(..) => Format::HalfYear,
            Self::Month(..) => Format::YearMonth,
            Self::Week(..) => Format::Week,
        }
    }

    /// Its first day.
    pub(super) fn start(self) -> Option<Stamp> {
        let first_of = |year: i64, month: i64| Stamp::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, 1, 0);
        match self {
            Self::Quarter(year, quarter) => first_of(year, 3 * quarter - 2),
            Self::HalfYear(year, half) => first_of(year, 6 * half - 5),
            Self::Month(year, month) => first_of(year, month),
            Self::Week(year, week, day) => {
                let weekday = Weekday::from_monday_one_offset(i8::try_from(day).ok()?).ok()?;
                let (year, week) = (i16::try_from(year).ok()?, i8::try_from(week).ok()?);
                let date: Date = ISOWeekDate::new(year, week, weekday).ok()?.date();
                Stamp::new(date.year(), date.month(), date.day(), 0)
            }
        }
    }
}

fn week_and_day(year: i64, week: i64, day: i64) -> Option<Period> {
    let fits = (1..=53).contains(&week) && (1..=7).contains(&day);
    fits.then_some(Period::Week(year, week, day))
}

fn roman(word: &str) -> Option<i64> {
    (1..).zip(["i", "ii", "iii", "iv"]).find(|(_, numeral)| *numeral == word).map(|(n, _)| n)
}

/// Up to four pieces, without what merely stands between them.
fn pieces(text: &str) -> Option<([Piece<'_>; 4], usize)> {
    let mut pieces = [Piece::Word(""); 4];
    let (mut count, mut rest) = (0_usize, text);
    while let Some(first) = rest.bytes().next() {
        let run = |is: fn(&u8) -> bool| rest.bytes().take_while(is).count();
        let (piece, length) = if first.is_ascii_digit() {
            let digits = run(u8::is_ascii_digit);
            (rest.get(..digits).filter(|_| digits <= 4)?.parse().ok().map(|n| Piece::Number(n, digits)), digits)
        } else if first.is_ascii_lowercase() {
            let letters = run(u8::is_ascii_lowercase);
            let word = rest.get(..letters)?;
            let after_number = matches!(count.checked_sub(1).and_then(|i| pieces.get(i)), Some(Piece::Number(..)));
            let silent = words::is_filler(word) || (after_number && words::is_ordinal(word));
            ((!silent).then_some(Piece::Word(word)), letters)
        } else {
            // A sign is skipped; two in a row are none that people write.
            let next = *rest.as_bytes().get(1)?;
            let fits = b" -/:._,'".contains(&first) && (next.is_ascii_alphanumeric() || next == b' ' || next == b'\'');
            (None, usize::from(fits))
        };
        if length == 0 {
            return None;
        }
        if let Some(piece) = piece {
            *pieces.get_mut(count)? = piece;
            count += 1;
        }
        rest = rest.get(length..)?;
    }
    Some((pieces, count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::dates::Resolution;

    #[test]
    fn periods_are_read_in_the_orders_that_people_write() {
        for (text, expected) in [
            ("2019q1 2019-q1 2019t1 2019-t1 1t2019 1q19 q1-2019 t1-19 19q1 2019:q1 2019-i 1q-2019", "2019-01-01"),
            ("2019q4 4t2019 iv-2019 2019-iv q4/2019", "2019-10-01"),
            ("2019s2 2019-s2 h2-2019 2s2019 2019h2", "2019-07-01"),
            ("2019m03 2019m3 2019-m03 m03-2019", "2019-03-01"),
            ("2019-w07 2019w07 w07-2019 19w07", "2019-02-11"),
            ("2019-w01 2019w011", "2018-12-31"),
            ("2019-w07-3 2019w073", "2019-02-13"),
        ] {
            for text in text.split(' ') {
                let start = Period::of(text).and_then(Period::start).unwrap_or_else(|| panic!("{text}"));
                assert_eq!(start.text(Resolution::Day), expected, "{text}");
            }
        }
        for text in [
            "1er trimestre de 2019",
            "1st quarter 2019",
            "i trim 2019",
            "q1 2019",
            "2019 q1",
            "q1 '19",
            "trim. 1 2019",
            "2019 1o trim",
        ] {
            assert_eq!(Period::of(text), Some(Period::Quarter(2019, 1)), "{text}");
        }
        assert_eq!(Period::of("semana 7 de 2019"), Some(Period::Week(2019, 7, 1)));
    }

    #[test]
    fn periods_that_no_year_has_are_none() {
        for text in [
            "2019q5",
            "2019q0",
            "5t2019",
            "2019m13",
            "2019s3",
            "2019-w54",
            "2019-w07-8",
            "q2019",
            "2019",
            "2019-v",
            "a1 2019",
            "2019--q1",
        ] {
            assert_eq!(Period::of(text), None, "{text}");
        }
        // 2019 has 52 weeks, 2020 has 53.
        assert_eq!(Period::of("2019-w53").and_then(Period::start), None);
        assert!(Period::of("2020-w53").and_then(Period::start).is_some());
    }
}
