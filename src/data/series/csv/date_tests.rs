//! `docs/dates.md`, row by row, so that document and program say the same; and dates that no one should write.

use super::super::Axis;
use super::*;
use crate::data::dates::{DateReader, Format, Source, Tally};
use proptest::prelude::*;

const DOCUMENT: &str = include_str!("../../../../docs/dates.md");

/// The cells of the rows of the document's tables that have so many columns, without the lines below headers.
fn rows(header: &str) -> Vec<Vec<&'static str>> {
    let lines = DOCUMENT.lines().skip_while(|line| *line != header).skip(2);
    let rows = lines.take_while(|line| line.starts_with('|'));
    rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect()).collect()
}

/// What stands between backticks.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// A table with dates under a header, and numbers that change.
fn table(header: &str, dates: &[&str]) -> String {
    let rows: String = dates.iter().enumerate().map(|(i, date)| format!("{date};{}\n", (i + 1) * (i + 2))).collect();
    format!("{header};x\n{rows}")
}

fn read(text: &str) -> Result<Loaded, SeriesError> {
    read_bytes("f.csv", text.as_bytes(), &ReadOptions::default())
}

#[test]
fn every_way_of_writing_in_the_document_is_understood_as_it_says() {
    let rows = rows("| written | who writes it | understood |");
    assert!(rows.len() > 90, "{}", rows.len());
    for row in rows {
        let (written, understood) = (quoted(row[0]), row[2]);
        let loaded = read(&table("date", &written)).unwrap_or_else(|e| panic!("{written:?}: {e}"));
        let (first, step) = understood.split_once(", ").unwrap();
        let series = &loaded.series;
        let found = series.axis.step().map_or("none".to_owned(), |step| step.to_string());
        assert_eq!((format!("`{}`", series.label(0)), &*found), (first.to_owned(), step), "{written:?}");
        // Nothing is lost, and nothing put in but the weekends' days of no data.
        let values: Vec<f64> = (0..written.len()).map(|i| ((i + 1) * (i + 2)) as f64).collect();
        let known: Vec<f64> = series.values.iter().copied().filter(|v| !v.is_nan()).collect();
        assert_eq!(known, values, "{written:?}");
        assert_eq!(loaded.report.misunderstood, [], "{written:?}");
    }
}

#[test]
fn newest_first_each_way_of_writing_is_turned_round() {
    for row in rows("| written | who writes it | understood |") {
        let mut written = quoted(row[0]);
        written.reverse();
        let loaded = read(&table("date", &written)).unwrap();
        let (first, _) = row[2].split_once(", ").unwrap();
        assert_eq!(format!("`{}`", loaded.series.label(0)), first, "{written:?}");
        let order = loaded.report.dates.as_ref().map(|dates| dates.order);
        assert_eq!(order, Some(Order::Falling), "{written:?}");
        assert!(loaded.report.lines().contains(&"the newest row came first: turned around".to_owned()));
    }
}

#[test]
fn every_table_of_dates_in_several_columns_is_understood_as_the_document_says() {
    let rows = rows("| columns | a row | who writes it | understood |");
    assert!(rows.len() > 10);
    for row in rows {
        let (header, cells, understood) = (quoted(row[0])[0], quoted(row[1])[0], quoted(row[3])[0]);
        // A second row, in the last column one later.
        let (before, last) = cells.rsplit_once(';').unwrap();
        let later = match last {
            "marzo" => "abril".to_owned(),
            time if time.contains([':', '.']) => {
                time.replacen("18", "19", 1).replacen("14", "15", 1).replacen("17", "18", 1)
            }
            number => (number.parse::<i64>().unwrap() + 1).to_string(),
        };
        let loaded =
            read(&table(header, &[cells, &format!("{before};{later}")])).unwrap_or_else(|e| panic!("{cells}: {e}"));
        let label = loaded.series.label(0);
        assert!(label == understood || label == understood.trim_end_matches(" 00:00"), "{cells}: {label}");
        assert_eq!((&*loaded.series.name, loaded.series.values.len()), ("x", 2), "{cells}");
    }
}

#[test]
fn what_the_document_calls_not_understood_is_said_and_not_forecast() {
    let rows = rows("| written | why not |");
    assert!(rows.len() > 4);
    for row in rows {
        let written = quoted(row[0]);
        let loaded = read(&table("date", &written)).unwrap();
        assert_eq!((&*loaded.series.name, loaded.series.axis), ("x", Axis::Steps), "{written:?}");
        let told = format!(
            "line 2: column \"date\" holds \"{}\", not understood as a date: rows are taken as they stand",
            written[0]
        );
        assert!(loaded.report.lines().contains(&told), "{written:?}");
    }
}

#[test]
fn numbers_are_no_dates_without_a_name_or_an_order_that_says_so() {
    for (text, value) in [
        ("id,weight\n5,43539\n7,43540\n1,43544\n", "id"),
        ("name,people\na,1056575549\nb,1074700000\nc,1093300000\n", "people"),
        ("year,people\n2000,1056575549\n2001,1074700000\n2002,1093300000\n", "people"),
        ("date,close,volume\n2019-03-15,1.0912,2000\n2019-03-16,1.1012,2001\n2019-03-17,1.0950,2010\n", "close"),
        ("date,min,max\n2019-03-15,5,20\n2019-03-16,7,21\n2019-03-17,6,24\n", "min"),
        ("fecha,mm\n2019-03-15,5\n2019-03-16,7\n2019-03-17,6\n", "mm"),
        ("time,response time (ms)\n1552660200,120\n1552660260,90\n1552660320,130\n", "response time"),
    ] {
        assert_eq!(read(text).unwrap().series.name, value, "{text}");
    }
}

#[test]
fn a_repeated_hour_outside_the_nights_of_change_is_a_repeated_date() {
    let loaded =
        read("date;x\n2019-06-05 01:00;1\n2019-06-05 02:00;5\n2019-06-05 02:00;7\n2019-06-05 03:00;3\n").unwrap();
    assert_eq!(loaded.series.values, [1.0, 7.0, 3.0]);
    assert!(
        loaded.report.lines()[1]
            .starts_with("1 row with a date that was there before (2019-06-05 02:00 in line 4 after line 3)")
    );
}

#[test]
fn a_year_of_hours_in_madrid_has_as_many_values_as_rows() {
    // Written by the clock on the wall: 23 hours on the last Sunday of March, 25 on that of October.
    let mut text = "fecha;kW\n".to_owned();
    let mut count = 0;
    for day in 0..365_i32 {
        let date = jiff::civil::date(2019, 1, 1).saturating_add(jiff::Span::new().days(day));
        for hour in 0..24 {
            let times = match (date.to_string().as_str(), hour) {
                ("2019-03-31", 2) => 0,
                ("2019-10-27", 2) => 2,
                _ => 1,
            };
            for _ in 0..times {
                text += &format!("{:02}/{:02}/2019 {hour:02}:00;{}\n", date.day(), date.month(), count % 24);
                count += 1;
            }
        }
    }
    let loaded = read(&text).unwrap();
    assert_eq!((loaded.series.values.len(), loaded.series.gaps().missing, count), (8_760, 0, 8_760));
    assert_eq!(
        (loaded.series.axis.step().map(|s| s.to_string()).as_deref(), loaded.series.period),
        (Some("hourly"), Some(24))
    );
    assert_eq!(loaded.series.label(8_759), "2019-12-31 23:00");
    assert_eq!(
        loaded.report.lines()[1],
        "the clock was put forward at 2019-03-31 03:00 (and 1 more change): no hour is missing or counted twice"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn any_cells_are_dates_or_none_without_a_panic(
        cells in proptest::collection::vec(
            concat!(
                "([-+]?[0-9]{1,20}([.,][0-9]{0,12})?",
                "|[0-9]{1,5}[-/. ][0-9]{1,4}[-/. ][0-9]{1,5}([ T_,-][0-9]{1,2}[:.h][0-9]{2}([:.][0-9]{2}([.,][0-9]{1,12})?)?",
                "( ?(am|PM|Z|CET|[+-][0-9]{2}:?[0-9]{2}|\\[Europe/Madrid\\]|p\\. m\\.))?)?",
                "|[0-9]{1,4}[- ]?(Q|T|S|W|M|H|trimestre )[- ]?[0-9]{1,4}(-[0-9])?",
                "|(lun |Fri, )?[0-9]{1,2}[- /.]?(ene|Mar\\.|de marzo de|Sept|dic|märz)[- /.]?[0-9]{1,5}",
                "|[-0-9/:.,' TZéñºQ\u{202f}\u{1f600}]{0,12})"
            ),
            1..8
        )
    ) {
        let mut tally = Tally::default();
        cells.iter().for_each(|cell| tally.add(cell.trim()));
        let source = Source::whole(0, &tally);
        let mut reader = DateReader::new(&source.formats);
        let count = cells.iter().filter(|cell| reader.read(cell.trim())).count();
        if let Some(reading) = reader.finish() {
            prop_assert_eq!(reading.stamps.len(), count);
            let mut sorted = reading.stamps.clone();
            sorted.sort_unstable();
            sorted.dedup();
            if let Some(step) = crate::data::dates::Step::of(&sorted) {
                let places = step.places(&sorted);
                prop_assert!(places.is_sorted() && places.len() == sorted.len());
                prop_assert!(!step.to_string().is_empty() && step.period() != Some(0));
                prop_assert!(!step.stamp(sorted[0], i64::from(u32::MAX)).text(reading.resolution).is_empty());
            }
            for stamp in reading.stamps {
                let label = stamp.text(reading.resolution);
                prop_assert!(label.is_ascii() && label.len() >= 4, "{}", label);
            }
        }
        for format in Format::ALL {
            let _ = DateReader::new(&[format]).read(cells[0].trim());
        }
        let text: String = cells.iter().enumerate().map(|(i, cell)| format!("\"{cell}\";{}\n", i * i)).collect();
        let _ = read(&format!("date;x\n{text}"));
    }
}
