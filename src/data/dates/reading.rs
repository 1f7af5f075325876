//! The dates of a column read one after the other, in each format that the column allows; and the format that makes the
//! most of them.

use super::clock_changes::unfold;
use super::{ClockChange, Format, Resolution, Stamp, Step, Written, decimal, number};

/// Reads dates, in the order of the file.
#[derive(Debug, Clone)]
pub struct DateReader {
    /// The formats that all dates so far fit, and the dates in each.
    readings: Vec<(Format, Vec<Stamp>)>,
    clocks: bool,
    /// Whether a date told its zone; and the first that had a time of day without one, by its row from 0.
    zoned: bool,
    away_from_utc: bool,
    unzoned: Option<(usize, String)>,
    may_begin_with_the_year: bool,
    /// How many dates there will be about; room is made for them once the format is clear.
    expected: usize,
}

/// Dates as they stand in a file.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The dates, in the order of the file.
    pub stamps: Vec<Stamp>,
    /// How they are written.
    pub format: Format,
    /// How else they could be read with as good a right.
    pub others: Vec<Format>,
    /// How much of them is worth showing.
    pub resolution: Resolution,
    /// Where clocks change to summer time and back.
    pub clock_changes: Vec<ClockChange>,
}

impl DateReader {
    /// Expects dates in one of some formats.
    pub fn new(formats: &[Format]) -> Self {
        Self {
            readings: formats.iter().map(|format| (*format, Vec::new())).collect(),
            clocks: false,
            zoned: false,
            away_from_utc: false,
            unzoned: None,
            may_begin_with_the_year: true,
            expected: 0,
        }
    }

    /// With room for so many dates.
    #[must_use]
    pub fn expecting(self, dates: usize) -> Self {
        Self { expected: dates, ..self }
    }

    /// Reads the next date; `false` if it is not written like those before.
    pub fn read(&mut self, text: &str) -> bool {
        let Some(written) = Written::of(text) else { return false };
        let fits = |format: Format| written.read(format).is_some();
        if !self.readings.iter().any(|(format, _)| fits(*format)) {
            return false;
        }
        self.readings.retain(|(format, _)| fits(*format));
        if let [(_, stamps)] = self.readings.as_mut_slice() {
            stamps.reserve_exact(self.expected.saturating_sub(stamps.len()));
        }
        for (format, stamps) in &mut self.readings {
            stamps.extend(written.read(*format));
        }
        let (row, latest) = self.readings.first().map_or((0, None), |(_, s)| (s.len().saturating_sub(1), s.last()));
        self.away_from_utc |= latest.is_some_and(|s| s.offset() != 0);
        self.clocks |= written.has_clock();
        match written.has_offset() {
            Some(true) => self.zoned = true,
            Some(false) if self.unzoned.is_none() => self.unzoned = Some((row, text.to_owned())),
            _ => {}
        }
        self.may_begin_with_the_year &= written.may_begin_with_the_year();
        true
    }

    /// The formats that all dates so far fit.
    pub fn format(&self) -> Option<Format> {
        self.readings.first().map(|(format, _)| *format)
    }

    /// Whether no date was read yet.
    pub fn is_empty(&self) -> bool {
        self.readings.iter().all(|(_, stamps)| stamps.is_empty())
    }

    /// The row (from 0) and text of the first time of day without a zone, where others have one away from UTC: such times
    /// can't be put in order.
    pub fn without_zone(&self) -> Option<(usize, &str)> {
        self.unzoned.as_ref().filter(|_| self.away_from_utc).map(|(row, text)| (*row, text.as_str()))
    }

    /// The dates in the format that puts them in order, else makes them most regular, else is the usual one. `None`
    /// without any format.
    pub fn finish(self) -> Option<Reading> {
        let (clocks, zoned, by_span) = (self.clocks, self.zoned, self.may_begin_with_the_year);
        let year_first = self.readings.iter().any(|(format, _)| format.has_short_year_first()) && by_span;
        let mut readings: Vec<_> = if self.readings.len() == 1 {
            self.readings.into_iter().map(|(format, stamps)| (Rank::default(), format, stamps)).collect()
        } else {
            let rank = |stamps: &[Stamp]| Rank::of(stamps, year_first);
            self.readings.into_iter().map(|(format, stamps)| (rank(&stamps), format, stamps)).collect()
        };
        // Stable: of equals the usual format stays first.
        readings.sort_by_key(|(rank, ..)| *rank);
        let mut readings = readings.into_iter();
        let (rank, format, mut stamps) = readings.next()?;
        let rivals = |(other, f, s): &(Rank, Format, Vec<Stamp>)| {
            !f.is_number() && other.unsorted == rank.unsorted && *s != stamps && (by_span || !f.has_short_year_first())
        };
        let others = readings.filter(|r| rivals(r)).map(|(_, format, _)| format).collect();
        let floats = clocks && !zoned && !number::is_epoch(format) && format != Format::DecimalYear;
        let clock_changes = if floats { unfold(&mut stamps) } else { Vec::new() };
        let resolution = resolution(&mut stamps, format, clocks);
        Some(Reading { stamps, format, others, resolution, clock_changes })
    }
}

/// How little sense a reading makes; the smallest is the best.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    unsorted: bool,
    /// Rows that a regular step misses; very many if there is no regular step.
    missing: usize,
    /// Seconds from the first to the last, where that may decide.
    span: i64,
}

impl Rank {
    fn of(stamps: &[Stamp], by_span: bool) -> Self {
        let unsorted = !stamps.is_sorted() && !stamps.is_sorted_by(|a, b| a >= b);
        let mut sorted = stamps.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let ends = sorted.first().zip(sorted.last());
        let length = Step::of(&sorted).and_then(|step| step.places(&sorted).last().copied());
        let missing =
            length.and_then(|n| usize::try_from(n).ok()).map_or(usize::MAX, |n| n.saturating_sub(sorted.len()));
        let span = ends.filter(|_| by_span).map_or(0, |(first, last)| last.seconds() - first.seconds());
        Self { unsorted, missing, span }
    }
}

/// The detail worth showing of dates in that format; years with decimals are put on months or days first.
fn resolution(stamps: &mut [Stamp], format: Format, clocks: bool) -> Resolution {
    match format {
        Format::DecimalYear => decimal::settle(stamps),
        Format::Year | Format::Season => Resolution::Year,
        Format::Quarter => Resolution::Quarter,
        Format::YearMonth
        | Format::MonthYear
        | Format::MonthNameYear
        | Format::HalfYear
        | Format::CompactMonth
        | Format::DottedMonth
        | Format::DottedMonthUnpadded
        | Format::DottedMonthYear => Resolution::Month,
        _ if clocks => Resolution::of_times(stamps),
        _ => Resolution::Day,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Tally;
    use super::*;

    fn reading(cells: &[&str]) -> Reading {
        let mut tally = Tally::default();
        cells.iter().for_each(|cell| tally.add(cell));
        let mut reader = DateReader::new(&tally.formats());
        cells.iter().for_each(|cell| assert!(reader.read(cell), "{cell}"));
        reader.finish().unwrap()
    }

    fn told(cells: &[&str]) -> (Format, Vec<String>) {
        let reading = reading(cells);
        (reading.format, reading.stamps.iter().map(|s| s.text(reading.resolution)).collect())
    }

    #[test]
    fn the_whole_column_tells_day_from_month_and_from_year() {
        for (cells, format) in [
            (["01/02/2019", "13/02/2019", "25/02/2019"], Format::DayMonthYear),
            (["01/02/2019", "01/13/2019", "01/25/2019"], Format::MonthDayYear),
            (["19-03-15", "19-03-16", "19-03-17"], Format::ShortYearMonthDay),
            (["15-03-19", "16-03-19", "17-03-19"], Format::DayMonthYear),
            (["99/12/30", "99/12/31", "00/01/01"], Format::ShortYearMonthDay),
            (["15-mar-19", "16-mar-19", "17-mar-19"], Format::MonthName),
            (["19-mar-15", "19-mar-16", "19-mar-17"], Format::ShortYearMonthName),
            (["31/12/10", "31/12/11", "31/12/12"], Format::DayMonthYear),
            (["2009-10", "2010-11", "2011-12"], Format::Season),
            (["2019-10", "2019-11", "2019-12"], Format::YearMonth),
            (["201901", "201902", "201903"], Format::CompactMonth),
            (["190113", "190114", "190115"], Format::CompactShort),
            (["1871.09", "1871.1", "1871.11"], Format::DottedMonth),
            (["1871.12", "1872.01", "1872.02"], Format::DottedMonth),
            (["2019.01", "2019.02", "2019.03"], Format::DottedMonth),
            (["2019.25", "2019.5", "2019.75"], Format::DecimalYear),
            (["2019.8", "2019.9", "2019.10"], Format::DottedMonthUnpadded),
            (["2019031500", "2019031501", "2019031502"], Format::CompactHour),
            (["1552660200", "1552660260", "1552660320"], Format::EpochSeconds),
            (["1552660200000", "1552660260000", "1552660320000"], Format::EpochMilliseconds),
        ] {
            assert_eq!(told(&cells).0, format, "{cells:?}");
        }
    }

    #[test]
    fn doubt_is_told_where_order_does_not_settle_it() {
        let others = |cells: &[&str]| reading(cells).others;
        assert_eq!(others(&["01/02/2019", "02/02/2019", "03/02/2019"]), [Format::MonthDayYear]);
        assert_eq!(others(&["19-03-15", "19-03-16", "19-03-17"]), [Format::DayMonthYear]);
        assert_eq!(others(&["15/03/19", "16/03/19", "17/03/19"]), []);
        assert_eq!(others(&["2019-03-15", "2019-03-16"]), []);
        // As month/day these would run back and forth.
        assert_eq!(others(&["30/01/2019", "01/02/2019", "02/02/2019"]), []);
    }

    #[test]
    fn offsets_from_utc_order_moments_and_are_shown_as_written() {
        let hours = ["2019-10-27T02:00+02:00", "2019-10-27T02:00+01:00", "2019-10-27T03:00+01:00"];
        let changed = reading(&hours);
        assert_eq!(Step::of(&changed.stamps), Some(Step::Seconds(3_600)));
        assert_eq!(told(&hours).1, ["2019-10-27 02:00", "2019-10-27 02:00", "2019-10-27 03:00"]);
        let days = ["2019-03-30T00:00+01:00", "2019-03-31T00:00+01:00", "2019-04-01T00:00+02:00"];
        assert_eq!(told(&days).1, ["2019-03-30", "2019-03-31", "2019-04-01"]);
        assert_eq!(Step::of(&reading(&days).stamps), Some(Step::Days(1)));
    }

    #[test]
    fn times_without_a_zone_among_others_with_one_are_told() {
        let mut reader = DateReader::new(&[Format::YearMonthDay]);
        assert!(reader.read("2019-10-27T02:00+02:00") && reader.read("2019-10-27T03:00"));
        assert_eq!(reader.without_zone(), Some((1, "2019-10-27T03:00")));
        let mut reader = DateReader::new(&[Format::YearMonthDay]);
        assert!(reader.read("2019-10-27T02:00Z") && reader.read("2019-10-27T03:00"));
        assert_eq!(reader.without_zone(), None);
    }
}
