//! Every way in which a file can be wrong, and what the user is told.

use super::*;
use std::fs;

fn error_of(name: &str, bytes: &[u8], options: &ReadOptions) -> String {
    read_bytes(name, bytes, options).unwrap_err().to_string()
}

fn message(text: &str) -> String {
    error_of("precios.csv", text.as_bytes(), &ReadOptions::default())
}

fn column(name: &str) -> ReadOptions {
    ReadOptions { column: Some(name.into()), ..ReadOptions::default() }
}

fn dates(name: &str) -> ReadOptions {
    ReadOptions { date_column: DateColumn::Named(name.into()), ..ReadOptions::default() }
}

#[test]
fn text_in_the_column_of_numbers_is_named_with_its_line() {
    let mut text = "fecha;precio\n".to_owned();
    for day in 1..=15 {
        text += &format!("{day:02}/03/2024;{day},5\n");
    }
    text += "16/03/2024;n/d?\n";
    assert_eq!(
        message(&text),
        "precios.csv, line 17: column \"precio\" holds \"n/d?\", which is not a number \
         (expected e.g. 12.5 or 12,5; empty for a gap)"
    );
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    let at_line = |n: u64| {
        format!(
            "precios.csv, line {n}: column \"x\" holds \"abc\", which is not a number \
             (expected e.g. 12.5 or 12,5; empty for a gap)"
        )
    };
    assert_eq!(message("x\n1\n2\nabc\n"), at_line(4));
    assert_eq!(message("x\r\n1\r\n2\r\nabc\r\n"), at_line(4));
    assert_eq!(message("x\n1\n\n2\n\n\nabc\n"), at_line(7));
    assert_eq!(message("\r\n# a\r\nx\r\n1\r\n\r\n2\r\nabc"), at_line(7));
    assert_eq!(message("x,note\n1,\"two\nlines\"\n2,\nabc,\n"), at_line(5));
    assert_eq!(message("x\r1\r2\rabc\r"), at_line(4));
}

#[test]
fn a_column_of_words_asked_for_by_name_or_number_fails_at_its_first_word() {
    let text = b"day,sky,temp\n2012-01-01,sunny,1.5\n2012-01-02,rain,2\n";
    let expected = "w.csv, line 2: column \"sky\" holds \"sunny\", which is not a number \
                    (expected e.g. 12.5 or 12,5; empty for a gap)";
    assert_eq!(error_of("w.csv", text, &column("sky")), expected);
    assert_eq!(error_of("w.csv", text, &column("2")), expected);
    let headless = b"1,a\n2,b\n4,c\n";
    assert_eq!(
        error_of("w.csv", headless, &column("2")),
        "w.csv, line 1: column 2 holds \"a\", which is not a number (expected e.g. 12.5 or 12,5; empty for a gap)"
    );
}

#[test]
fn numbers_that_are_infinite_or_too_large_are_refused() {
    assert_eq!(
        message("precio\n1\n-inf\n"),
        "precios.csv, line 3: column \"precio\" holds \"-inf\", which is not a finite number \
         (expected e.g. 12.5 or 12,5; empty for a gap)"
    );
    assert_eq!(
        message("precio\n1\n1e400\n"),
        "precios.csv, line 3: column \"precio\" holds \"1e400\", which is too large (expected numbers up to 1e100)"
    );
}

#[test]
fn two_decimal_marks_in_one_column_are_an_error_not_a_guess() {
    assert_eq!(
        message("fecha;precio\n2024-01-01;1,5\n2024-01-02;2.5\n2024-01-03;3,5\n"),
        "precios.csv, line 3: column \"precio\" holds \"2.5\", but the other numbers have a decimal comma \
         (expected e.g. 12,5; empty for a gap)"
    );
    assert_eq!(
        message("fecha;precio\n2024-01-01;1.5\n2024-01-02;2.5\n2024-01-03;3,5\n"),
        "precios.csv, line 4: column \"precio\" holds \"3,5\", but the other numbers have a decimal point \
         (expected e.g. 12.5; empty for a gap)"
    );
}

#[test]
fn a_wrong_column_name_lists_those_that_there_are() {
    let text = b"fecha,precio\n2024-01-01,1\n2024-01-02,3\n";
    assert_eq!(
        error_of("p.csv", text, &column("preco\u{1b}[2J")),
        "p.csv: no column \"preco\\u{1b}[2J\"; it has \"fecha\", \"precio\""
    );
    assert_eq!(error_of("p.csv", text, &dates("date")), "p.csv: no column \"date\"; it has \"fecha\", \"precio\"");
    assert_eq!(error_of("p.csv", text, &column("3")), "p.csv: no column \"3\"; it has \"fecha\", \"precio\"");
    assert_eq!(
        error_of("p.csv", b"1,2\n3,5\n4,4\n", &column("precio")),
        "p.csv: no column \"precio\"; it has 2 columns, without names: give a number from 1 to 2"
    );
    let wide: Vec<String> = (1..=15).map(|i| format!("c{i}")).collect();
    assert_eq!(
        error_of("p.csv", format!("{}\n", wide.join(",")).repeat(2).as_bytes(), &column("x")),
        "p.csv: no column \"x\"; it has \"c1\", \"c2\", \"c3\", \"c4\", \"c5\", \"c6\", \"c7\", \"c8\", \"c9\", \
         \"c10\", \"c11\", \"c12\" and 3 more"
    );
}

#[test]
fn a_file_without_numbers_says_what_it_has() {
    assert_eq!(
        message("fecha,tiempo\n2024-01-01,sol\n2024-01-02,lluvia\n"),
        "precios.csv: no column of numbers to forecast; it has \"fecha\", \"tiempo\""
    );
}

#[test]
fn empty_files_say_so() {
    for text in ["", "\n\n  \n", "\u{feff}", "\r\n"] {
        assert_eq!(message(text), "precios.csv: empty; expected rows of numbers, with dates or without", "{text:?}");
    }
    assert_eq!(message("fecha,precio\n"), "precios.csv, line 1: a header, but no rows below it");
    assert_eq!(message("# a comment\nprecio"), "precios.csv, line 2: a header, but no rows below it");
}

#[test]
fn binary_files_and_other_encodings_name_the_byte() {
    assert_eq!(
        error_of("p.csv", b"x,y\n1,\x002\n", &ReadOptions::default()),
        "p.csv, line 2: byte 7 of the file is NUL, so it isn't text; expected rows of cells, such as CSV"
    );
    assert_eq!(
        error_of("p.csv", b"fecha;a\xf1o\n1;2\n", &ReadOptions::default()),
        "p.csv, line 1: byte 8 of the file (0xF1) is not UTF-8 (in Latin-1 it would be ñ); expected UTF-8: save the file so"
    );
    assert_eq!(
        error_of("p.csv", b"a\n1\n\x80\n", &ReadOptions::default()),
        "p.csv, line 3: byte 5 of the file (0x80) is not UTF-8; expected UTF-8: save the file so"
    );
    // Spreadsheets write UTF-16 with a mark at the start: that is read.
    let utf16: Vec<u8> = "\u{feff}x\n1\n3\n2\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read_bytes("p.csv", &utf16, &ReadOptions::default()).unwrap().series.values, [1.0, 3.0, 2.0]);
}

#[test]
fn escape_sequences_in_cells_headers_and_names_are_shown_escaped() {
    let text = "a\u{1b}]0;x\u{7}\n1\n\u{1b}[31m2\n3\n4\n";
    assert_eq!(
        error_of("\u{1b}[2J.csv", text.as_bytes(), &ReadOptions::default()),
        "\\u{1b}[2J.csv, line 3: column \"a\\u{1b}]0;x\\u{7}\" holds \"\\u{1b}[31m2\", which is not a number \
         (expected e.g. 12.5 or 12,5; empty for a gap)"
    );
}

#[test]
fn an_endless_cell_is_cut() {
    let text = format!("x\n1\n2\n{}\n", "y".repeat(5_000));
    assert_eq!(
        message(&text),
        format!(
            "precios.csv, line 4: column \"x\" holds \"{}…\", which is not a number \
             (expected e.g. 12.5 or 12,5; empty for a gap)",
            "y".repeat(60)
        )
    );
}

#[test]
fn rows_of_another_width_are_named() {
    assert_eq!(
        message("# weather\ndate,temp,wind\n2012-01-01,1,2\n2012-01-02,3\n"),
        "precios.csv, line 4: 2 cells, but line 2 has 3"
    );
    assert_eq!(message("a;b\n1;2\n3;4;5\n"), "precios.csv, line 3: 3 cells, but line 1 has 2");
    assert_eq!(message("a,b\n1,2\n3,4\nSource: me\n"), "precios.csv, line 4: 1 cell, but line 1 has 2");
}

#[test]
fn an_open_quotation_mark_does_not_swallow_the_rest_of_the_file() {
    let expected = "precios.csv, line 3: a quotation mark is opened and never closed";
    assert_eq!(message("a,b\n1,2\n3,\"4\n5,6\n7,8\n"), expected);
    assert_eq!(message("a,b\r\n1,2\r\n3,\"4 \"\"x\"\"\r\n"), expected);
    let closed = read_bytes("f", b"a,b\n1,\"2\"\"\"\n3,\"4\n\"\n", &ReadOptions::default()).unwrap();
    assert_eq!(closed.series.values, [1.0, 3.0]);
    let within = read_bytes("f", b"a,b\n1,2\"\n3,\"\"\n5,6\"\"\"\n", &ReadOptions::default()).unwrap();
    assert_eq!(within.series.values, [1.0, 3.0, 5.0]);
}

#[test]
fn a_bad_date_says_what_the_others_look_like() {
    assert_eq!(
        message("fecha,x\n31/01/2024,1\n30/02/2024,2\n01/03/2024,4\n"),
        "precios.csv, line 3: column \"fecha\" holds \"30/02/2024\", which is not a date like the others \
         (expected day/month/year, e.g. 31/12/2012)"
    );
    assert_eq!(
        error_of("p.csv", b"when,x\n2024-01-01,1\n,2\n", &dates("when")),
        "p.csv, line 3: column \"when\" holds \"\", which is no date: a row without one has no place in the series \
         (expected a date, or the row taken out)"
    );
    for missing in ["NaT", "NA", "n/a", "null", "-"] {
        let told = error_of(
            "p.csv",
            format!("when,price\n2024-01-01,1\n2024-01-02,3\n{missing},2\n2024-01-04,5\n").as_bytes(),
            &dates("when"),
        );
        assert!(told.contains(&format!("line 4: column \"when\" holds {missing:?}, which is no date")), "{told}");
    }
    assert_eq!(
        error_of("p.csv", b"who,x\nann,1\nbob,2\n", &dates("who")),
        "p.csv, line 2: column \"who\" holds \"ann\", \
         which is not a date (expected e.g. 2012-12-31, 31/12/2012 or 2012)"
    );
}

#[test]
fn constant_and_empty_columns_are_nothing_to_forecast() {
    assert_eq!(
        message("fecha,precio\n2024-01-01,5\n2024-01-02,\n2024-01-03,5.0\n"),
        "precios.csv: column \"precio\" holds 5 in every row; expected values that change"
    );
    assert_eq!(
        message("fecha,precio\n2024-01-01,\n2024-01-02,NA\n"),
        "precios.csv: column \"precio\" is empty in all of its 2 rows; expected numbers"
    );
}

#[test]
fn several_series_under_one_another_are_refused_and_listed() {
    let told = "precios.csv: several series stand under one another, told apart by column ";
    let choose = "; choose one with series=COLUMN:VALUE, e.g. series=";
    let two = "date,city,temp\n2020-01-01,A,20\n2020-01-01,B,120\n2020-01-02,A,21\n2020-01-02,B,121\n";
    assert_eq!(message(two), format!("{told}\"city\" (\"A\", \"B\"){choose}city:A"));
    let after = "city;day;sky;t\nA;2020-01-01;sun;1\nA;2020-01-02;sun;2\nA;2020-01-03;fog;4\nB;2020-01-01;sun;7\n\
                 B;2020-01-02;fog;8\nB;2020-01-03;fog;6\n";
    assert_eq!(message(after), format!("{told}\"city\" (\"A\", \"B\"){choose}city:A"));
    let shops = "shop,date,sales\n7,2020-01-01,3\n8,2020-01-01,5\n7,2020-01-02,4\n8,2020-01-02,9\n";
    let by_number = error_of("precios.csv", shops.as_bytes(), &column("sales"));
    assert_eq!(by_number, format!("{told}\"shop\" (\"7\", \"8\"){choose}shop:7"));
    let tidy = "date,city,what,value\n2020-01-01,A,t,1\n2020-01-01,A,h,50\n2020-01-01,B,t,3\n2020-01-01,B,h,60\n\
                2020-01-02,A,t,2\n2020-01-02,A,h,51\n2020-01-02,B,t,4\n2020-01-02,B,h,61\n";
    assert_eq!(
        message(tidy),
        format!("{told}\"city\" (\"A\", \"B\") and \"what\" (\"t\", \"h\"){choose}city:A+what:t")
    );
    let of = |series: &str| {
        error_of("p.csv", two.as_bytes(), &ReadOptions { series: Some(series.into()), ..ReadOptions::default() })
    };
    assert_eq!(of("city:C"), "p.csv: column \"city\" holds no \"C\"; it holds \"A\", \"B\"");
    assert_eq!(of("town:A"), "p.csv: no column \"town\"; it has \"date\", \"city\", \"temp\"");
    assert_eq!(of("A"), "p.csv: one of several series is chosen by series=COLUMN:VALUE, not \"A\"");
}

#[test]
fn marks_that_could_part_thousands_or_decimals_are_refused() {
    assert_eq!(
        message("fecha;ventas\n2020-01-01;980\n2020-01-02;1.010\n2020-01-03;1500\n"),
        "precios.csv, line 3: column \"ventas\" holds \"1.010\", in which the mark may part thousands or decimals, \
         and line 4 has a number that fits neither reading alone (expected all numbers written alike, e.g. 1010 or 1010.5)"
    );
    let two = message("fecha;ventas\n2020-01-01;980\n2020-01-02;1.010\n2020-01-03;1,020\n");
    assert!(
        two.starts_with("precios.csv, line 3: column \"ventas\" holds \"1.010\"") && two.contains("line 4"),
        "{two}"
    );
}

#[test]
fn json_is_refused_by_its_name() {
    for text in ["[{\"a\":1}]", "{\"a\":1}\n{\"a\":2}\n", "[1,2,3]"] {
        assert_eq!(
            message(text),
            "precios.csv, line 1: JSON; expected rows of cells, such as CSV (pandas: `read_json(...).to_csv(...)`)"
        );
    }
}

#[test]
fn a_constant_that_was_asked_for_names_what_moves() {
    assert_eq!(
        error_of("p.csv", b"date,zero,temp\n2020-01-01,0,20\n2020-01-02,0,21\n2020-01-03,0,23\n", &column("zero")),
        "p.csv: column \"zero\" holds 0 in every row; expected values that change, such as in \"temp\""
    );
}

#[test]
fn tables_too_wide_or_lines_too_long_are_refused() {
    assert_eq!(message(&"1,".repeat(20_000)), "precios.csv, line 1: 20001 columns; at most 10000 are read");
}

#[test]
fn files_that_cannot_be_read_say_why() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let told = |name: &str, options: &ReadOptions| {
        let whole = read_path(&path(name), options).unwrap_err().to_string();
        // Messages name the path as it was given; the folder differs from run to run.
        whole.split_once(name).map(|(_, rest)| format!("{name}{rest}")).unwrap_or(whole)
    };
    let default = ReadOptions::default();
    assert_eq!(told("a.csv", &default), "a.csv: no such file");
    fs::create_dir(path("b.csv")).unwrap();
    assert_eq!(told("b.csv", &default), "b.csv: a folder; expected a file of rows, such as CSV");
    fs::write(path("c.csv"), "x\n1\n2\n").unwrap();
    fs::write(path("l.csv"), format!("x\n{}", "1".repeat(1_100_000))).unwrap();
    assert_eq!(told("l.csv", &default), "l.csv, line 2: longer than 1 MiB; expected a row of cells");
    let small = ReadOptions { max_bytes: 5, ..ReadOptions::default() };
    assert_eq!(told("c.csv", &small), "c.csv: larger than 5 bytes; expected at most that much text");
    assert_eq!(
        TableError::TooLarge { file: "d.csv".into(), limit: MAX_BYTES }.to_string(),
        "d.csv: larger than 256 MiB; expected at most that much text"
    );
    assert_eq!(TableError::Forbidden { file: "e.csv".into() }.to_string(), "e.csv: no permission to read it");
}

#[cfg(unix)]
#[test]
fn a_file_without_read_permission_is_refused_by_that_name() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret.csv");
    fs::write(&path, "x\n1\n2\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    // The superuser may read anything.
    if let Err(error) = read_path(&path, &ReadOptions::default()) {
        assert!(error.to_string().ends_with("secret.csv: no permission to read it"), "{error}");
    }
}
