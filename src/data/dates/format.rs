//! The ways of writing dates that are told apart.

use std::fmt;

/// A way of writing dates. Those that name a day may be joined by a time of day (`12:30`, `T12:30:05Z`, `3:00 PM`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// 2012-12-31, 2012/12/31, 2012.12.31.
    YearMonthDay,
    /// 31/12/2012, 31-12-2012, 31.12.2012, 31/12/12.
    DayMonthYear,
    /// 12/31/2012, 12-31-2012, 12/31/12.
    MonthDayYear,
    /// 12-12-31: two digits of the year, then month and day.
    ShortYearMonthDay,
    /// 31 dic 2012, Dec 31, 2012, 2012-dec-31, 31-dic-12.
    MonthName,
    /// 12-dic-31: two digits of the year, the month's name, the day.
    ShortYearMonthName,
    /// 2012/13, 2012-2013: a season that begins in one year and ends in the next.
    Season,
    /// 2012-12, 2012/12, 2012M12.
    YearMonth,
    /// 12/2012, 12-2012.
    MonthYear,
    /// dic 2012, dic-12, 2012 diciembre.
    MonthNameYear,
    /// 2012Q4, 4T2012, Q4 2012, 2012-IV.
    Quarter,
    /// 2012S2, H2 2012.
    HalfYear,
    /// 2012-W52, 2012-W52-1.
    Week,
    /// 2012-366.
    DayOfYear,
    /// 20121231, 201212312359, 20121231235959.
    Compact,
    /// 2012123123: the hour last.
    CompactHour,
    /// 201212.
    CompactMonth,
    /// 121231.
    CompactShort,
    /// 2012.
    Year,
    /// 2012.01 to 2012.12; 2012.1 for October, as a number loses its last zero.
    DottedMonth,
    /// 2012.25 for the end of a quarter of the year.
    DecimalYear,
    /// 2012.1 to 2012.12.
    DottedMonthUnpadded,
    /// 12.2012.
    DottedMonthYear,
    /// Seconds since 1970.
    EpochSeconds,
    /// Milliseconds since 1970.
    EpochMilliseconds,
    /// Microseconds since 1970.
    EpochMicroseconds,
    /// Nanoseconds since 1970.
    EpochNanoseconds,
    /// Days since 1899-12-30, as spreadsheets count them.
    Serial,
    /// Days since noon of -4712-01-01, as astronomers count them.
    JulianDay,
}

impl Format {
    /// How many there are.
    pub const COUNT: usize = 29;

    /// All of them; of those that fit a column equally well the first is taken.
    pub const ALL: [Self; Self::COUNT] = [
        Self::YearMonthDay,
        Self::DayMonthYear,
        Self::MonthDayYear,
        Self::ShortYearMonthDay,
        Self::MonthName,
        Self::ShortYearMonthName,
        Self::Season,
        Self::YearMonth,
        Self::MonthYear,
        Self::MonthNameYear,
        Self::Quarter,
        Self::HalfYear,
        Self::Week,
        Self::DayOfYear,
        Self::Compact,
        Self::CompactHour,
        Self::CompactMonth,
        Self::CompactShort,
        Self::Year,
        Self::DottedMonth,
        Self::DecimalYear,
        Self::DottedMonthUnpadded,
        Self::DottedMonthYear,
        Self::EpochSeconds,
        Self::EpochMilliseconds,
        Self::EpochMicroseconds,
        Self::EpochNanoseconds,
        Self::Serial,
        Self::JulianDay,
    ];

    /// Its place in [`Format::ALL`].
    pub(super) fn place(self) -> usize {
        self as usize
    }

    /// Whether a date so written is also a plain number.
    pub fn is_number(self) -> bool {
        self.place() >= Self::Compact.place()
    }

    /// Whether a date so written names a day, so that a time of day may join it.
    pub(super) fn names_day(self) -> bool {
        matches!(
            self,
            Self::YearMonthDay
                | Self::DayMonthYear
                | Self::MonthDayYear
                | Self::ShortYearMonthDay
                | Self::MonthName
                | Self::ShortYearMonthName
                | Self::DayOfYear
                | Self::Compact
                | Self::CompactShort
                | Self::Serial
        )
    }

    /// Whether two digits of the year come first.
    pub(super) fn has_short_year_first(self) -> bool {
        matches!(self, Self::ShortYearMonthDay | Self::ShortYearMonthName)
    }

    /// A date so written.
    pub fn example(self) -> &'static str {
        match self {
            Self::YearMonthDay => "2012-12-31",
            Self::DayMonthYear => "31/12/2012",
            Self::MonthDayYear => "12/31/2012",
            Self::ShortYearMonthDay => "12-12-31",
            Self::MonthName => "31 Dec 2012",
            Self::ShortYearMonthName => "12-Dec-31",
            Self::Season => "2012/13",
            Self::YearMonth => "2012-12",
            Self::MonthYear => "12/2012",
            Self::MonthNameYear => "Dec 2012",
            Self::Quarter => "2012-Q4",
            Self::HalfYear => "2012-S2",
            Self::Week => "2012-W52",
            Self::DayOfYear => "2012-366",
            Self::Compact => "20121231",
            Self::CompactHour => "2012123123",
            Self::CompactMonth => "201212",
            Self::CompactShort => "121231",
            Self::Year => "2012",
            Self::DecimalYear => "2012.25",
            Self::DottedMonth => "2012.01",
            Self::DottedMonthUnpadded => "2012.1",
            Self::DottedMonthYear => "12.2012",
            Self::EpochSeconds => "1356912000",
            Self::EpochMilliseconds => "1356912000000",
            Self::EpochMicroseconds => "1356912000000000",
            Self::EpochNanoseconds => "1356912000000000000",
            Self::Serial => "41274",
            Self::JulianDay => "2456292.5",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::YearMonthDay => "year-month-day",
            Self::DayMonthYear => "day/month/year",
            Self::MonthDayYear => "month/day/year",
            Self::ShortYearMonthDay => "year-month-day with two digits of the year",
            Self::MonthName => "day, month by name, and year",
            Self::ShortYearMonthName => "two digits of the year, month by name, and day",
            Self::Season => "the years of a season",
            Self::YearMonth => "year-month",
            Self::MonthYear => "month/year",
            Self::MonthNameYear => "month by name, and year",
            Self::Quarter => "year and quarter",
            Self::HalfYear => "year and half-year",
            Self::Week => "year and week",
            Self::DayOfYear => "year and day of the year",
            Self::Compact => "yearmonthday",
            Self::CompactHour => "yearmonthdayhour",
            Self::CompactMonth => "yearmonth",
            Self::CompactShort => "yearmonthday with two digits of the year",
            Self::Year => "year",
            Self::DecimalYear => "year with decimals",
            Self::DottedMonth | Self::DottedMonthUnpadded => "year.month",
            Self::DottedMonthYear => "month.year",
            Self::EpochSeconds => "seconds since 1970",
            Self::EpochMilliseconds => "milliseconds since 1970",
            Self::EpochMicroseconds => "microseconds since 1970",
            Self::EpochNanoseconds => "nanoseconds since 1970",
            Self::Serial => "a spreadsheet's day number",
            Self::JulianDay => "Julian day",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Written;
    use super::*;

    #[test]
    fn each_format_has_its_place_and_reads_its_own_example() {
        for (i, format) in Format::ALL.into_iter().enumerate() {
            assert_eq!(format.place(), i);
            let written = Written::of(format.example()).unwrap_or_else(|| panic!("{format}"));
            assert!(written.read(format).is_some(), "{format}: {}", format.example());
            assert!(written.formats().contains(&format), "{format}");
        }
    }
}
