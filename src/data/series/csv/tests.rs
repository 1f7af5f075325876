//! What is found in files that people really have.

use super::*;
use crate::data::series::{Axis, Step, Windows};
use proptest::prelude::*;

fn read(text: &str) -> Loaded {
    read_bytes("f.csv", text.as_bytes(), &ReadOptions::default()).unwrap_or_else(|e| panic!("{e}"))
}

fn read_column(text: &str, column: &str) -> Loaded {
    let options = ReadOptions { column: Some(column.into()), ..ReadOptions::default() };
    read_bytes("f.csv", text.as_bytes(), &options).unwrap_or_else(|e| panic!("{e}"))
}

/// The values with gaps as -99, so that they compare.
fn values(loaded: &Loaded) -> Vec<f64> {
    loaded.series.values.iter().map(|v| if v.is_nan() { -99.0 } else { *v }).collect()
}

fn labels(loaded: &Loaded) -> Vec<String> {
    (0..loaded.series.values.len()).map(|i| loaded.series.label(i)).collect()
}

#[test]
fn delimiters_and_decimal_commas_are_found() {
    for text in [
        "fecha,precio\n2024-01-01,1234.5\n2024-01-02,2\n2024-01-03,3.25\n",
        "fecha,precio\n2024-01-01,\"1234,5\"\n2024-01-02,2\n2024-01-03,\"3,25\"\n",
        "fecha;precio\n2024-01-01;1234,5\n2024-01-02;2\n2024-01-03;3,25\n",
        "fecha;precio\r\n2024-01-01;1.234,5\r\n2024-01-02;2,0\r\n2024-01-03;3,25\r\n",
        "fecha\tprecio\n2024-01-01\t1,234.5\n2024-01-02\t2\n2024-01-03\t3.25\n",
        "fecha|precio\n2024-01-01|1 234,5\n2024-01-02|2\n2024-01-03|3,25",
        "\u{feff}sep=;\nfecha;precio\n2024-01-01;1234,5\n2024-01-02;2\n2024-01-03;3,25\n;\n",
        "# prices\n\nfecha , precio\n 2024-01-01 , 1234.5 \n2024-01-02,2\n\n2024-01-03,3.25,,\n",
    ] {
        let loaded = read(text);
        assert_eq!(values(&loaded), [1234.5, 2.0, 3.25], "{text}");
        assert_eq!(loaded.series.name, "precio");
        assert_eq!(labels(&loaded), ["2024-01-01", "2024-01-02", "2024-01-03"], "{text}");
    }
}

#[test]
fn a_single_column_needs_no_delimiter() {
    assert_eq!(values(&read("valor\n12,5\n13,0\n\"14\"\n")), [12.5, 13.0, 14.0]);
    let plain = read("1\n5\n2\n");
    assert_eq!((values(&plain), &*plain.series.name), (vec![1.0, 5.0, 2.0], "column 1"));
    assert_eq!(plain.series.axis, Axis::Steps);
    assert_eq!(labels(&plain), ["1", "2", "3"]);
}

#[test]
fn the_first_column_of_numbers_that_is_neither_dates_nor_a_counter_is_the_series() {
    let text = ",date,sky,temp [°C],wind\n0,2012-01-01,sun,5.5,1\n1,2012-01-02,rain,7,2\n2,2012-01-03,sun,6,4\n";
    let loaded = read(text);
    assert_eq!((&*loaded.series.name, &*loaded.series.unit), ("temp", "°C"));
    assert_eq!(
        loaded.report.lines(),
        ["column \"temp [°C]\" (the first of numbers), 3 values from 2012-01-01 to 2012-01-03; \
             dates in column \"date\", daily"]
    );
    assert_eq!(read_column(text, "WIND").series.name, "wind");
    let by_number = read_column(text, "5");
    assert_eq!(by_number.report.value.found, Found::Named);
    assert!(by_number.report.lines()[0].starts_with("column \"wind\" (as asked)"));
}

#[test]
fn a_counter_is_taken_when_there_is_nothing_else() {
    assert_eq!(values(&read("x\n1\n2\n3\n4\n")), [1.0, 2.0, 3.0, 4.0]);
    assert_eq!(read("date,x\n2012-01-01,1\n2012-01-02,2\n2012-01-03,3\n").series.name, "x");
    // Numbers in the range of years, rising: still the series if there is no other.
    assert_eq!(values(&read("1500\n1510\n1530\n")), [1500.0, 1510.0, 1530.0]);
}

#[test]
fn years_and_months_in_columns_of_their_own_are_dates_together() {
    let loaded = read("year,month,rain\n2012,11,5\n2012,12,7\n2013,1,6\n2013,2,1\n");
    assert_eq!((&*loaded.series.name, loaded.series.axis.step()), ("rain", Some(Step::Months(1))));
    assert_eq!(
        loaded.report.lines(),
        ["column \"rain\" (the first of numbers), 4 values from 2012-11 to 2013-02; \
             dates in columns \"year\" and \"month\", monthly"]
    );
}

#[test]
fn dates_are_read_in_the_usual_forms() {
    for (cells, expected, step) in [
        (["1871", "1872", "1873"], ["1871", "1872", "1873"], Step::Months(12)),
        (["1950-01", "1950-02", "1950-03"], ["1950-01", "1950-02", "1950-03"], Step::Months(1)),
        (["1/2012", "4/2012", "7/2012"], ["2012-01", "2012-04", "2012-07"], Step::Months(3)),
        (["31.12.2012", "1.1.2013", "2.1.2013"], ["2012-12-31", "2013-01-01", "2013-01-02"], Step::Days(1)),
        (["12/31/2012", "1/1/2013", "1/2/2013"], ["2012-12-31", "2013-01-01", "2013-01-02"], Step::Days(1)),
        (["30/12/99", "06/01/00", "13/01/00"], ["1999-12-30", "2000-01-06", "2000-01-13"], Step::Days(7)),
        (["19580329", "19580405", "19580412"], ["1958-03-29", "1958-04-05", "1958-04-12"], Step::Days(7)),
        (["1958.25", "1958.5", "1958.75"], ["1958-04", "1958-07", "1958-10"], Step::Months(3)),
        (["1958,08", "1958,17", "1958,25"], ["1958-02", "1958-03", "1958-04"], Step::Months(1)),
        (["1958.2027", "1958.2877", "1958.3699"], ["1958-03", "1958-04", "1958-05"], Step::Months(1)),
        (["1700.5", "1701.5", "1702.5"], ["1700", "1701", "1702"], Step::Months(12)),
        (["2012-01-31", "2012-02-29", "2012-03-30"], ["2012-01-31", "2012-02-29", "2012-03-30"], Step::Months(1)),
        (
            ["2012-01-01T23:50", "2012-01-02T00:00:00Z", "2012-01-02 00:10"],
            ["2012-01-01 23:50", "2012-01-02 00:00", "2012-01-02 00:10"],
            Step::Seconds(600),
        ),
        (
            ["1/31/2012 11:00 PM", "2/1/2012 12:00 AM", "2/1/2012 1:00 am"],
            ["2012-01-31 23:00", "2012-02-01 00:00", "2012-02-01 01:00"],
            Step::Seconds(3_600),
        ),
        (
            ["2012-03-25T01:00+01:00", "2012-03-25T03:00+02:00", "2012-03-25T04:00:00.5+0200"],
            ["2012-03-25 01:00:00.000", "2012-03-25 03:00:00.000", "2012-03-25 04:00:00.500"],
            Step::Seconds(3_600),
        ),
        (
            ["2012-01-01 00:00", "2012-01-02 00:00", "2012-01-03"],
            ["2012-01-01", "2012-01-02", "2012-01-03"],
            Step::Days(1),
        ),
    ] {
        let text = format!("date;x\n{};1\n{};5\n{};3\n", cells[0], cells[1], cells[2]);
        let loaded = read(&text);
        assert_eq!(labels(&loaded), expected, "{cells:?}");
        assert_eq!(loaded.series.axis.step(), Some(step), "{cells:?}");
        assert_eq!(values(&loaded), [1.0, 5.0, 3.0], "{cells:?}");
    }
}

#[test]
fn day_and_month_that_no_row_tells_apart_are_told_apart_by_regularity() {
    // As day/month these are days of one January; as month/day they are months.
    let days = read("date,x\n01/01/2012,1\n02/01/2012,3\n03/01/2012,2\n");
    assert_eq!(days.series.axis.step(), Some(Step::Days(1)));
    let mut text = "date,x\n".to_owned();
    for month in 0..24 {
        text += &format!("{}/1/{},{}\n", month % 12 + 1, 2012 + month / 12, month * month);
    }
    let months = read(&text);
    assert_eq!(months.series.axis.step(), Some(Step::Months(1)));
    assert_eq!(months.report.lines()[1], "all dates could be day/month/year or month/day/year: read as month/day/year");
}

#[test]
fn a_date_and_a_time_beside_it_are_one_moment() {
    let mut text = "Date;Time;kW\n".to_owned();
    for hour in 0..48 {
        text += &format!("{}/12/2006;{:02}:00:00;{},5\n", 16 + hour / 24, hour % 24, hour * hour);
    }
    let loaded = read(&text);
    assert_eq!((loaded.series.values.len(), loaded.series.axis.step()), (48, Some(Step::Seconds(3_600))));
    assert!(loaded.report.lines()[0].ends_with("dates in columns \"Date\" and \"Time\", hourly"));
    let bad = read_bytes("f.csv", text.replace("05:00:00", "05:61:00").as_bytes(), &ReadOptions::default());
    assert_eq!(
        bad.unwrap_err().to_string(),
        "f.csv, line 7: column \"Date\" and \"Time\" holds \"16/12/2006 05:61:00\", which is not a date like the \
         others (expected day/month/year, e.g. 31/12/2012)"
    );
}

#[test]
fn milliseconds_since_1970_are_dates_and_no_values() {
    let loaded = read("timestamp,value\n1616976024321,20\n1616976084322,21\n1616976144323,23\n1616976204321,22\n");
    assert_eq!((&*loaded.series.name, loaded.series.axis.step()), ("value", Some(Step::Seconds(60))));
    assert_eq!(labels(&loaded)[0], "2021-03-29 00:00:24.321");
}

#[test]
fn quarters_have_a_season() {
    let loaded = read("date,temp\n2000Q1,20.0\n2000Q2,22.64\n2000Q3,25.09\n2000Q4,27.21\n2001Q1,20\n");
    assert_eq!((loaded.series.axis.step(), loaded.series.period), (Some(Step::Months(3)), Some(4)));
    assert_eq!(labels(&loaded)[4], "2001-Q1");
}

#[test]
fn what_is_not_understood_as_a_date_is_said_and_never_forecast() {
    let told = |text: &str| read(text).report.lines()[1].clone();
    assert_eq!(
        told("date,x\n15 Thermidor 227,1\n16 Thermidor 227,5\n17 Thermidor 227,3\n"),
        "line 2: column \"date\" holds \"15 Thermidor 227\", not understood as a date: rows are taken as they stand"
    );
    // A year is missing: 15 to 17 are days.
    assert!(told("día,x\n15-mar,1\n16-mar,5\n17-mar,3\n").contains("holds \"15-mar\", not understood as a date"));
    let seconds = read("time,x\n0.0,7\n0.3,5\n0.5,6\n");
    assert_eq!((&*seconds.series.name, &*labels(&seconds)[0]), ("x", "1"));
    assert!(seconds.report.lines()[1].contains("column \"time\" holds \"0.0\", not understood"));
    let lone = read_bytes("f.csv", b"timestamp,who\n17,ann\n12,bob\n13,cat\n", &ReadOptions::default());
    assert!(lone.unwrap_err().to_string().contains("no column of numbers to forecast"));
    let partly = read_bytes("f.csv", b"date,x\nfoo,1\n2012-01-02,2\nbar,3\n", &ReadOptions::default());
    assert_eq!(
        partly.unwrap_err().to_string(),
        "f.csv, line 2: column \"date\" holds \"foo\", which is not a date (expected e.g. 2012-12-31, 31/12/2012 or 2012)"
    );
}

#[test]
fn summer_time_neither_loses_a_value_nor_makes_hours_irregular() {
    for (day, hours, shown) in [
        ("2019-03-31", vec![0, 1, 3, 4, 5], "the clock was put forward at 2019-03-31 03:00"),
        ("2019-10-27", vec![0, 1, 2, 2, 3, 4], "the clock was put back at 2019-10-27 02:00"),
    ] {
        let rows: String = hours.iter().enumerate().map(|(i, h)| format!("{day} {h:02}:00,{}\n", i * i)).collect();
        let loaded = read(&format!("date,x\n{rows}"));
        let squares: Vec<f64> = (0..hours.len()).map(|i| (i * i) as f64).collect();
        assert_eq!((values(&loaded), loaded.series.axis.step()), (squares, Some(Step::Seconds(3_600))), "{day}");
        assert_eq!(loaded.report.lines()[1], format!("{shown}: no hour is missing or counted twice"));
        let written: Vec<String> = hours.iter().map(|h| format!("{day} {h:02}:00")).collect();
        assert_eq!(labels(&loaded), written);
    }
}

#[test]
fn times_with_and_without_a_zone_are_not_mixed() {
    let text = b"date,x\n2019-10-27T02:00+02:00,1\n2019-10-27T03:00,5\n";
    assert_eq!(
        read_bytes("f.csv", text, &ReadOptions::default()).unwrap_err().to_string(),
        "f.csv, line 3: column \"date\" holds \"2019-10-27T03:00\", which has no time zone, while other times have one \
         (expected e.g. +01:00)"
    );
}

#[test]
fn rows_are_put_in_order_and_the_report_says_so() {
    let falling = read("date,x\n2012-01-03,3\n2012-01-02,5\n2012-01-01,1\n");
    assert_eq!(values(&falling), [1.0, 5.0, 3.0]);
    assert_eq!(falling.report.lines()[1], "the newest row came first: turned around");
    let mixed = read("date,x\n2012-01-03,3\n2012-01-01,1\n2012-01-02,5\n");
    assert_eq!(values(&mixed), [1.0, 5.0, 3.0]);
    assert_eq!(mixed.report.lines()[1], "rows were not in order of date: sorted");
}

#[test]
fn the_last_value_of_a_repeated_date_counts_unless_it_is_empty() {
    let loaded = read("date,x\n2012-01-01,1\n2012-01-02,5\n2012-01-02,6\n2012-01-02,\n2012-01-03,3\n");
    assert_eq!(values(&loaded), [1.0, 6.0, 3.0]);
    assert_eq!(
        loaded.report.lines()[1],
        "2 rows with a date that was there before (2012-01-02 in line 4 after line 3, 2012-01-02 in line 5 after line 3): \
         the last value of a date counts"
    );
}

#[test]
fn missing_rows_and_empty_cells_become_gaps_and_are_counted() {
    let loaded = read(
        "date,x\n2012-01-01,\n2012-01-02,1\n2012-01-03,NA\n2012-01-04,4\n2012-01-05,?\n2012-01-08,2\n2012-01-09,-\n\
         2012-01-10,nan\n2012-01-11,7\n2012-01-12,8\n2012-01-13,null\n",
    );
    assert_eq!(values(&loaded), [1.0, -99.0, 4.0, -99.0, -99.0, -99.0, 2.0, -99.0, -99.0, 7.0, 8.0]);
    assert_eq!(labels(&loaded)[5], "2012-01-07");
    assert_eq!(
        loaded.report.lines()[1..],
        [
            "2 rows missing between the first date and the last: made gaps",
            "2 gaps at the ends left out",
            "6 of 11 values missing in 3 gaps, the first at 2012-01-03, the longest of 3 from 2012-01-05",
        ]
    );
}

#[test]
fn weekends_are_no_gaps_in_a_series_of_working_days() {
    let mut text = "date,close\n".to_owned();
    for (i, day) in [2, 3, 4, 5, 8, 9, 10, 11, 12, 15, 16, 17, 19].iter().enumerate() {
        text += &format!("2024-01-{day:02},{}\n", i * i);
    }
    let loaded = read(&text);
    assert_eq!(loaded.series.axis.step(), Some(Step::Weekdays));
    // Thursday the 18th is missing, the weekends are not.
    assert_eq!((loaded.series.gaps().missing, loaded.series.label(12)), (1, "2024-01-18".to_owned()));
}

#[test]
fn irregular_dates_stay_rows_that_follow_one_another() {
    let loaded = read("date,x\n2012-01-01,1\n2012-01-05,5\n2012-01-08,6\n2912-03-01,3\n");
    assert_eq!(values(&loaded), [1.0, 5.0, 6.0, 3.0]);
    assert_eq!(loaded.series.axis.step(), None);
    assert!(loaded.report.lines()[0].ends_with("dates in column \"date\", without a regular step"));
    // One date a thousand years off does not make a third of a million gaps.
    let typo = read("date,x\n2012-01-01,1\n2012-01-02,5\n2012-01-03,6\n2912-01-04,3\n");
    assert_eq!(typo.series.values.len(), 4);
}

#[test]
fn ambiguous_thousands_are_reported() {
    let loaded = read("d,x\n2012-01-01,1.234\n2012-01-02,2.345\n");
    assert_eq!(values(&loaded), [1.234, 2.345]);
    let told =
        "numbers like 1.234 or 1,234 are ambiguous: a dot was taken for the decimal mark, a comma for one of thousands";
    assert_eq!(loaded.report.lines()[1], told);
    // A number elsewhere in the file settles it.
    let settled = read("a;b\n1.234;0,5\n2.345;1,5\n");
    assert_eq!((values(&settled), settled.report.lines().len()), (vec![1234.0, 2345.0], 1));
}

#[test]
fn thousands_beside_numbers_below_them_are_told_by_their_three_digits() {
    for (mark, delimiter) in
        [('.', ';'), (',', ';'), ('.', '\t'), (' ', ';'), ('\'', ','), ('\u{202f}', ';'), ('\u{a0}', ',')]
    {
        let mut text = format!("fecha{delimiter}ventas\n");
        let expected = [980.0, 990.0, 1000.0, 1010.0, 1020.0, 980.0, 12_345.0];
        for (day, value) in expected.iter().enumerate() {
            let (thousands, rest) = ((value / 1000.0) as i64, (value % 1000.0) as i64);
            let number = if thousands > 0 { format!("{thousands}{mark}{rest:03}") } else { rest.to_string() };
            text += &format!("2020-01-{:02}{delimiter}{number}\n", day + 1);
        }
        assert_eq!(values(&read(&text)), expected, "{mark:?} {delimiter:?}");
    }
}

#[test]
fn one_of_several_series_under_one_another_is_read_by_its_value() {
    let text = "date,city,temp\n2020-01-01,A,20\n2020-01-01,B: b,120\n2020-01-02,A,21\n2020-01-02,B: b,121\n\
                2020-01-03,A,23\n2020-01-03,B: b,123\n";
    let of = |series: &str, text: &str| {
        let options = ReadOptions { series: Some(series.into()), ..ReadOptions::default() };
        read_bytes("f.csv", text.as_bytes(), &options)
    };
    let loaded = of("city:A", text).unwrap();
    assert_eq!((values(&loaded), loaded.report.rows), (vec![20.0, 21.0, 23.0], 3));
    assert!(loaded.report.lines().contains(&"series city:A: 3 of the file's rows".to_owned()));
    assert_eq!(loaded.series.axis.step(), Some(Step::Days(1)));
    for series in ["city:B: b", "CITY:b: B", "2:B: b"] {
        assert_eq!(values(&of(series, text).unwrap()), [120.0, 121.0, 123.0], "{series}");
    }
    // By numbers, and by two columns.
    let shops = "shop,date,sales\n7,2020-01-01,3\n8,2020-01-01,5\n7,2020-01-02,4\n8,2020-01-02,9\n";
    assert_eq!(values(&of("shop:8", shops).unwrap()), [5.0, 9.0]);
    let tidy = "date,city,what,value\n2020-01-01,A,t,1\n2020-01-01,A,h,50\n2020-01-01,B,t,3\n2020-01-01,B,h,60\n\
                2020-01-02,A,t,2\n2020-01-02,A,h,51\n2020-01-02,B,t,4\n2020-01-02,B,h,61\n";
    assert_eq!(values(&of("city:B+what:h", tidy).unwrap()), [60.0, 61.0]);
}

#[test]
fn frames_and_series_as_pandas_writes_them_are_read() {
    let unnamed = read(",0\n2020-01-01,20\n2020-01-02,21\n2020-01-03,23\n");
    assert_eq!((values(&unnamed), &*unnamed.series.name), (vec![20.0, 21.0, 23.0], "0"));
    assert_eq!(unnamed.series.axis.step(), Some(Step::Days(1)));
    // Rows were left out of the frame: their numbers are no series.
    let filtered = read(",date,temp\n0,2020-01-01,20\n3,2020-01-02,21\n9,2020-01-03,23\n");
    assert_eq!((values(&filtered), &*filtered.series.name), (vec![20.0, 21.0, 23.0], "temp"));
    let twice = read("Unnamed: 0,temp\n0,20.5\n7,21\n9,23\n");
    assert_eq!(values(&twice), [20.5, 21.0, 23.0]);
    let two = read(",0,1\n2020-01-01,20,5\n2020-01-02,21,7\n2020-01-03,23,1\n");
    assert_eq!((values(&two), &*two.series.name), (vec![20.0, 21.0, 23.0], "0"));
    let missing = read("date,temp\n2020-01-01,20\n2020-01-02,<NA>\n2020-01-03,NaT\n2020-01-04,21\n");
    assert_eq!(values(&missing), [20.0, -99.0, -99.0, 21.0]);
}

#[test]
fn a_constant_beside_a_column_that_moves_is_passed_over() {
    let loaded = read("date,zero,temp\n2020-01-01,0,20\n2020-01-02,0,21\n2020-01-03,0,23\n");
    assert_eq!((values(&loaded), &*loaded.series.name), (vec![20.0, 21.0, 23.0], "temp"));
    let said = "column \"zero\" is passed over: it holds the same number in every row";
    assert!(loaded.report.lines().contains(&said.to_owned()), "{:?}", loaded.report.lines());
}

#[test]
fn a_unit_in_the_header_is_no_part_of_the_name() {
    for (header, name, unit) in [
        ("Temp (°C)", "Temp", "°C"),
        ("wind [m/s]", "wind", "m/s"),
        ("(a)", "(a)", ""),
        ("x (a unit of too many letters)", "x (a unit of too many letters)", ""),
        ("temp", "temp", ""),
    ] {
        let loaded = read(&format!("date,{header}\n2020-01-01,1\n2020-01-02,4\n2020-01-03,2\n"));
        assert_eq!((&*loaded.series.name, &*loaded.series.unit), (name, unit), "{header}");
    }
}

#[test]
fn a_value_far_from_all_others_is_named() {
    let mut text = "date,temp\n".to_owned();
    for day in 1..=28 {
        let temp = if day % 9 == 5 { -999.0 } else { 15.0 + f64::from(day * 7 % 11) };
        text += &format!("2020-02-{day:02},{temp}\n");
    }
    let lines = read(&text).report.lines();
    let said = lines.iter().find(|line| line.contains("-999")).unwrap();
    assert!(said.starts_with("the value -999 (3 times, first at 2020-02-05) lies "), "{said}");
    assert!(
        said.ends_with("standard deviations from the others: if it stands for a missing one, leave it empty"),
        "{said}"
    );
}

#[test]
fn dates_can_be_left_aside() {
    let options = ReadOptions { date_column: DateColumn::None, ..ReadOptions::default() };
    let loaded = read_bytes("f", b"date,x\n2012-01-02,1\n2012-01-01,4\n", &options).unwrap();
    assert_eq!((values(&loaded), loaded.series.axis), (vec![1.0, 4.0], Axis::Steps));
    assert!(loaded.report.lines()[0].ends_with("no dates: rows are taken as they stand"));
}

#[test]
fn a_file_on_disk_reads_like_its_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.csv");
    std::fs::write(&path, "date,x\n2012-01-01,1\n2012-01-02,4\n").unwrap();
    let loaded = read_path(&path, &ReadOptions::default()).unwrap();
    assert_eq!(values(&loaded), [1.0, 4.0]);
    assert!(loaded.series.origin.ends_with("x.csv"));
}

/// Reads with all kinds of options, and cuts windows: nothing may panic, nothing unescaped may be told.
fn survives(bytes: &[u8]) -> Result<(), TestCaseError> {
    let named = |date: &str| DateColumn::Named(date.into());
    for (column, date_column) in [
        (None, DateColumn::Find),
        (None, DateColumn::None),
        (Some("1"), DateColumn::Find),
        (Some("2"), named("1")),
        (None, named("x")),
    ] {
        let options = ReadOptions { column: column.map(str::to_owned), date_column, ..ReadOptions::default() };
        let told = match read_bytes("f\u{7}.csv", bytes, &options) {
            Err(error) => vec![error.to_string()],
            Ok(loaded) => {
                let options = crate::data::series::WindowOptions { window: 3, horizon: 2, ..Default::default() };
                if let Ok(windows) = Windows::from_series(&loaded.series, &options) {
                    for i in 0..windows.train.len() {
                        // What a network sees is known or filled; of what it is asked for something is known.
                        prop_assert!(windows.train.inputs(i).iter().all(|v| v.is_finite()));
                        prop_assert!(windows.train.targets(i).iter().any(|v| v.is_finite()));
                        prop_assert!(!windows.train.row(i).iter().any(|v| v.is_infinite()));
                    }
                }
                prop_assert!(!loaded.series.values.iter().any(|v| v.is_infinite()));
                loaded.report.lines()
            }
        };
        for line in told {
            prop_assert!(!line.chars().any(char::is_control), "{line:?}");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn any_bytes_are_read_or_refused_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        survives(&bytes)?;
    }

    #[test]
    fn any_text_in_the_alphabet_of_tables_is_read_or_refused_without_a_panic(
        text in concat!(
            "([0-9]{1,4}|[-/.,;:'\" \t|+eETZx?ñ\u{a0}\u{1b}\n]|\n|,|19[0-9]{2}|2012-0[1-9]-1[0-9]",
            "|1[0-2]/1[0-9]/2012|NA|inf|1e400){0,60}"
        )
    ) {
        survives(text.as_bytes())?;
    }

    #[test]
    fn any_rows_of_dates_and_numbers_are_read_or_refused_without_a_panic(
        rows in proptest::collection::vec(
            (
                "(0[1-9]|1[0-9]|2[0-9])[./-](0[1-9]|1[0-2])[./-](19|20)?[0-9]{2}( [0-2][0-9]:[0-5][0-9])?",
                "-?[0-9]{0,5}[.,]?[0-9]{0,4}(e-?[0-9]{1,3})?"
            ),
            0..40
        )
    ) {
        let text: String = rows.iter().map(|(date, x)| format!("{date};{x}\n")).collect();
        survives(text.as_bytes())?;
    }
}
