//! One cell taken apart. It can often be read in several ways; the column as a whole decides.

use super::clock::{self, Clock};
use super::number::{Number, day_of, full, full_year};
use super::period::Period;
use super::scan::{Field, Scanned, Separator};
use super::{Format, Stamp, scan};
use unicode_normalization::UnicodeNormalization;

/// A longer cell is no date.
const LONGEST: usize = 80;

/// The parts of a cell, before it is decided which number is the day.
#[derive(Debug, Clone, Copy)]
pub struct Written {
    fields: Fields,
    clock: Option<Clock>,
}

#[derive(Debug, Clone, Copy)]
enum Fields {
    /// A plain number.
    Number(Number),
    /// Two numbers: 2012-12, 12/2012, 2012/13.
    Two(Field, Field),
    /// Three numbers, and what stands between them.
    Three([Field; 3], Separator),
    /// A month by name, and two numbers.
    Name(i64, [Field; 2]),
    /// A month by name, and one number.
    NameYear(i64, Field),
    /// A part of a year.
    Period(Period),
}

const NUMBERS: [Format; 15] = [
    Format::Compact,
    Format::CompactHour,
    Format::CompactMonth,
    Format::CompactShort,
    Format::Year,
    Format::DecimalYear,
    Format::DottedMonth,
    Format::DottedMonthUnpadded,
    Format::DottedMonthYear,
    Format::EpochSeconds,
    Format::EpochMilliseconds,
    Format::EpochMicroseconds,
    Format::EpochNanoseconds,
    Format::Serial,
    Format::JulianDay,
];

impl Written {
    /// The parts of a cell (trimmed) that may be a date. Of a range (`2019-02-11/2019-02-17`,
    /// `01.01.2019 00:00 - 01.01.2019 01:00`) the start counts.
    pub fn of(cell: &str) -> Option<Self> {
        if cell.len() > LONGEST || !cell.bytes().any(|b| b.is_ascii_digit()) {
            return None;
        }
        if let Some(number) = Number::of(cell) {
            return Some(Self { fields: Fields::Number(number), clock: None });
        }
        let text = plain(cell)?;
        Self::parse(&text).or_else(|| Self::start_of_range(&text))
    }

    fn parse(text: &str) -> Option<Self> {
        if let Some(period) = Period::of(text) {
            return Some(Self { fields: Fields::Period(period), clock: None });
        }
        let Scanned { numbers, count, name, separators, clock } = scan::scan(text)?;
        let [a, b, c] = numbers;
        let fields = match (name, count) {
            (Some(month), 2) => Fields::Name(month, [a, b]),
            (Some(month), 1) => Fields::NameYear(month, a),
            (None, 1) if clock.is_some() || text.len() == a.1 => Fields::Number(Number::of(text.get(..a.1)?)?),
            (None, 2) if matches!(separators[0], Separator::Dash | Separator::Slash) => Fields::Two(a, b),
            (None, 3) if separators[0] == separators[1] => match separators[0] {
                Separator::Dash | Separator::Slash | Separator::Dot => Fields::Three([a, b, c], separators[0]),
                Separator::Space if a.1 == 4 || c.1 == 4 => Fields::Three([a, b, c], Separator::Space),
                _ => return None,
            },
            _ => return None,
        };
        Some(Self { fields, clock })
    }

    fn start_of_range(text: &str) -> Option<Self> {
        let (start, end) = [" - ", "/", " to ", " a "].iter().find_map(|between| {
            let middle = text.match_indices(between).map(|(at, _)| at);
            middle.map(|at| (&text[..at], &text[at + between.len()..])).find(|(a, b)| {
                let is_end = Self::parse(b).is_some() || clock::alone(b.trim()).is_some();
                Self::parse(a.trim()).is_some() && is_end
            })
        })?;
        // A zone may stand after the end alone: `00:00 - 01:00 (CET)`.
        let mut start = Self::parse(start.trim())?;
        let end = Self::parse(end.trim()).map_or_else(|| clock::alone(end.trim()), |end| end.clock);
        if let (Some(clock), Some(end)) = (&mut start.clock, end) {
            clock.offset = clock.offset.or(end.offset);
        }
        Some(start)
    }

    /// Whether the time of day is written.
    pub fn has_clock(&self) -> bool {
        let Fields::Number(number) = self.fields else { return self.clock.is_some() };
        self.clock.is_some() || number.value().abs() >= 1e9 || number.value().fract() != 0.0
    }

    /// Whether the cell tells how far its clock is from UTC; `None` without a time of day.
    pub(super) fn has_offset(&self) -> Option<bool> {
        self.clock.map(|clock| clock.offset.is_some())
    }

    /// The plain number that the cell is, if it is one.
    pub(super) fn number(&self) -> Option<f64> {
        match self.fields {
            Fields::Number(number) if self.clock.is_none() => Some(number.value()),
            _ => None,
        }
    }

    /// Month by name and number of two digits, as in `15-mar`: either may be the year's.
    pub(super) fn name_and_short_number(&self) -> Option<(i64, i64)> {
        match self.fields {
            Fields::NameYear(month, (n, digits)) if digits <= 2 => Some((month, n)),
            _ => None,
        }
    }

    /// Whether dashes stand between the numbers, or a month's name.
    pub(super) fn may_begin_with_the_year(&self) -> bool {
        matches!(self.fields, Fields::Three(_, Separator::Dash) | Fields::Name(..))
    }

    /// The formats that may fit; [`Written::read`] tells which do.
    pub(super) fn formats(&self) -> &'static [Format] {
        match self.fields {
            Fields::Number(_) => &NUMBERS,
            Fields::Two(..) => &[Format::Season, Format::YearMonth, Format::MonthYear, Format::DayOfYear],
            Fields::Three(..) => {
                &[Format::YearMonthDay, Format::DayMonthYear, Format::MonthDayYear, Format::ShortYearMonthDay]
            }
            Fields::Name(..) => &[Format::MonthName, Format::ShortYearMonthName],
            Fields::NameYear(..) => &[Format::MonthNameYear],
            Fields::Period(Period::Quarter(..)) => &[Format::Quarter],
            Fields::Period(Period::HalfYear(..)) => &[Format::HalfYear],
            Fields::Period(Period::Month(..)) => &[Format::YearMonth],
            Fields::Period(Period::Week(..)) => &[Format::Week],
        }
    }

    /// Whether this is a date in any format at all.
    pub fn is_date(&self) -> bool {
        self.formats().iter().any(|format| self.read(*format).is_some())
    }

    /// The moment, if these parts are a date in that format and the calendar has it.
    pub fn read(&self, format: Format) -> Option<Stamp> {
        let day = self.day(format)?;
        let Some(clock) = self.clock else { return Some(day) };
        let local = day.later_by_seconds(clock.seconds).later_by_nanoseconds(i64::from(clock.nanoseconds));
        Some(local.on_clock(clock.offset.unwrap_or(0)))
    }

    fn day(&self, format: Format) -> Option<Stamp> {
        if self.clock.is_some() && !format.names_day() {
            return None;
        }
        let short = |field: Field| field.1 <= 2;
        match (self.fields, format) {
            (Fields::Number(number), _) => number.read(format, self.clock),
            (Fields::Period(period), _) if period.format() == format => period.start(),
            (Fields::Three([a, b, c], _), Format::YearMonthDay) if a.1 == 4 && short(b) && short(c) => {
                day_of(a.0, b.0, c.0)
            }
            (Fields::Three([a, b, c], _), Format::ShortYearMonthDay) if a.1 == 2 && short(b) && short(c) => {
                day_of(full(a.0), b.0, c.0)
            }
            (Fields::Three([a, b, c], _), Format::DayMonthYear) if short(a) && short(b) => {
                day_of(full_year(c.0, c.1)?, b.0, a.0)
            }
            (Fields::Three([a, b, c], _), Format::MonthDayYear) if short(a) && short(b) => {
                day_of(full_year(c.0, c.1)?, a.0, b.0)
            }
            (Fields::Two(a, b), Format::Season) if a.1 == 4 => {
                let next = if b.1 == 4 { a.0 + 1 } else { (a.0 + 1) % 100 };
                (b.0 == next && matches!(b.1, 2 | 4)).then(|| day_of(a.0, 1, 1))?
            }
            (Fields::Two(a, b), Format::YearMonth) if a.1 == 4 && short(b) => day_of(a.0, b.0, 1),
            (Fields::Two(a, b), Format::MonthYear) if short(a) && b.1 == 4 => day_of(b.0, a.0, 1),
            (Fields::Two(a, b), Format::DayOfYear) if a.1 == 4 && b.1 == 3 => {
                let day = day_of(a.0, 1, 1)?.later_by_seconds((b.0 - 1) * super::DAY);
                (b.0 >= 1 && i64::from(day.datetime().year()) == a.0).then_some(day)
            }
            (Fields::Name(month, [a, b]), Format::MonthName) => match (a.1, b.1) {
                (4, 1 | 2) => day_of(a.0, month, b.0),
                (1 | 2, 4 | 2) => day_of(full_year(b.0, b.1)?, month, a.0),
                _ => None,
            },
            (Fields::Name(month, [a, b]), Format::ShortYearMonthName) if a.1 == 2 && short(b) => {
                day_of(full(a.0), month, b.0)
            }
            (Fields::NameYear(month, year), Format::MonthNameYear) => day_of(full_year(year.0, year.1)?, month, 1),
            _ => None,
        }
    }
}

/// The text in lower case without accents, special blanks and dashes, and the apostrophe by which spreadsheets mark
/// text; `None` if other letters are left.
pub(super) fn plain(cell: &str) -> Option<String> {
    let cell = cell.strip_prefix('\'').unwrap_or(cell);
    let mut text = String::with_capacity(cell.len());
    if cell.is_ascii() {
        text.push_str(cell);
    } else {
        for c in cell.nfd() {
            match c {
                '\u{300}'..='\u{36f}' => {}
                '\u{2010}'..='\u{2015}' | '\u{2212}' => text.push('-'),
                '’' | '‘' => text.push('\''),
                'º' | 'ª' | '°' => {}
                c if c.is_whitespace() => text.push(' '),
                c => text.push(c),
            }
        }
    }
    text.make_ascii_lowercase();
    // EXIF writes 2019:03:15 14:30:00.
    let bytes = text.as_bytes();
    let is_exif = |(i, b): (usize, &u8)| if i == 4 || i == 7 { *b == b':' } else { b.is_ascii_digit() };
    if bytes.len() >= 10 && bytes.iter().take(10).enumerate().all(is_exif) {
        text.replace_range(4..5, "-");
        text.replace_range(7..8, "-");
    }
    text.is_ascii().then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::dates::Resolution;

    /// What a cell says in the first format that fits it.
    fn told(cell: &str) -> Option<String> {
        let written = Written::of(cell)?;
        let stamp = written.formats().iter().find_map(|format| written.read(*format))?;
        Some(stamp.text(Resolution::Nanosecond).trim_end_matches(['0']).trim_end_matches(".").to_owned())
    }

    #[test]
    fn days_are_read_in_the_forms_that_people_and_programs_write() {
        for cell in [
            "2019-03-15",
            "2019/3/15",
            "2019.03.15",
            "15/03/2019",
            "15.03.2019",
            "15-3-2019",
            "15/03/19",
            "15 mar 2019",
            "15-mar-19",
            "15-MAR-2019",
            "15 de marzo de 2019",
            "15 de Marzo del 2019",
            "Mar 15, 2019",
            "March 15 2019",
            "March 15th, 2019",
            "2019-Mar-15",
            "2019 marzo 15",
            "15mar2019",
            "15MAR2019",
            "15/mar/2019",
            "15.Mar.2019",
            "15. März 2019",
            "15 mars 2019",
            "Fri, 15 Mar 2019",
            "viernes, 15 de marzo de 2019",
            "vie 15/03/2019",
            "mar 15 mar 2019",
            "15 mar. 2019",
            "'2019-03-15",
            "2019 03 15",
            "15\u{a0}mar\u{a0}2019",
            "2019–03–15",
            "el 15 de marzo de 2019",
            "15º de marzo de 2019",
            "2019-03-15Z",
            "2019-03-15+01:00",
            "2019-074",
        ] {
            let expected = "2019-03-15 00:00:00";
            assert!(told(cell).is_some_and(|t| expected.starts_with(&t)), "{cell}: {:?}", told(cell));
        }
    }

    #[test]
    fn moments_are_read_in_the_forms_that_people_and_programs_write() {
        for cell in [
            "2019-03-15 14:30:05",
            "2019-03-15T14:30:05",
            "2019-03-15T14:30:05Z",
            "2019-03-15 14:30:05+01:00",
            "2019-03-15T14:30:05+01:00[Europe/Madrid]",
            "2019-03-15 14:30:05 CET",
            "2019-03-15 14:30:05 Europe/Madrid",
            "15/03/2019 14:30:05",
            "03/15/2019 2:30:05 PM",
            "15/03/2019 2:30:05 p. m.",
            "15/Mar/2019:14:30:05 +0100",
            "Fri Mar 15 14:30:05 2019",
            "Fri Mar 15 14:30:05 CET 2019",
            "Fri, 15 Mar 2019 14:30:05 GMT",
            "14:30:05 15/03/2019",
            "14:30:05 - 15 Mar 2019",
            "20190315T143005",
            "20190315T143005Z",
            "20190315 143005",
            "20190315143005",
            "2019:03:15 14:30:05",
            "2019-03-15-14.30.05",
            "2019-03-15_14:30:05",
            "2019-03-15, 14:30:05",
            "15.03.2019 14.30.05",
            "2019-03-15 14h30m05s",
            "20190315 14:30:05",
            "March 15, 2019 at 2:30:05\u{202f}PM",
            "2019-03-15 14:30:05.000",
            "2019-03-15 14:30:05,000",
            "15 de marzo de 2019 a las 14:30:05",
            "2019-03-15 14:30:05 UTC",
            "2019-03-15 14:30:05 +0000 UTC",
        ] {
            assert_eq!(told(cell).as_deref(), Some("2019-03-15 14:30:05"), "{cell}");
        }
        assert_eq!(told("2019-03-15 14:30:05,123").as_deref(), Some("2019-03-15 14:30:05.123"));
        assert_eq!(told("2019-03-15T14:30:05.123456789Z").as_deref(), Some("2019-03-15 14:30:05.123456789"));
    }

    #[test]
    fn months_and_years_are_read_alone() {
        for cell in [
            "2019-03",
            "03/2019",
            "3-2019",
            "mar 2019",
            "marzo de 2019",
            "mar-19",
            "Mar '19",
            "2019-mar",
            "2019M03",
            "2019 MAR",
        ] {
            assert_eq!(told(cell).map(|t| t.starts_with("2019-03-01")), Some(true), "{cell}: {:?}", told(cell));
        }
        assert!(told("2019/20").is_some() && told("2019-2020").is_some() && told("2019/21").is_none());
    }

    #[test]
    fn the_start_of_a_range_counts() {
        for cell in [
            "2019-02-11/2019-02-17",
            "11.02.2019 - 17.02.2019",
            "2019-02-11 00:00 - 01:00",
            "11.02.2019 00:00 - 11.02.2019 01:00",
        ] {
            assert_eq!(told(cell).map(|t| t.starts_with("2019-02-11")), Some(true), "{cell}");
        }
        let zoned = Written::of("11.02.2019 00:00 - 11.02.2019 01:00 (CET)").unwrap();
        assert_eq!(zoned.read(Format::DayMonthYear).unwrap().offset(), 3_600);
    }

    #[test]
    fn what_is_no_date_is_none() {
        for cell in [
            "",
            "x",
            "mar",
            "-",
            "2019-13-01",
            "2019-02-30",
            "31/31/2019",
            "15 foo 2019",
            "2019--03",
            "2019-03-",
            "1/2",
            "1-2-3-4",
            "12:30",
            "2019-03-15 25:00",
            "2019-03-15 14:30 foo",
            "15 mar 2019 mayo",
            "1 000 000",
            "A1",
            "2019-03-15T",
            "T14:30",
            "99999-01-01",
            "2019/3/15.",
            "15 Thermidor 227",
            "192.168.1.1",
            "10%",
            "12 kg",
            "1.2.3",
            "sun 4",
            "0000-00-00",
        ] {
            assert_eq!(told(cell), None, "{cell}");
        }
    }
}
