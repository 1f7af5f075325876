//! What is found in files of rows that people really have, and what they are told of broken ones.

use super::*;

fn is_value(cell: &str) -> bool {
    number::is_gap(cell) || number::is_number(cell)
}

fn open<'a>(file: &'a str, text: &'a str) -> Result<Table<'a>, TableError> {
    Table::open(file, text, &Purpose { wanted: &[], is_value, comments: false, expected: "rows" })
}

/// Header and rows.
fn read(file: &str, text: &str) -> Result<(Vec<String>, Vec<Vec<String>>), TableError> {
    let table = open(file, text)?;
    let mut rows = Vec::new();
    table.rows::<TableError>(|_, row| {
        rows.push(row.iter().map(str::to_owned).collect());
        Ok(())
    })?;
    Ok((table.names(), rows))
}

fn told(file: &str, text: &str) -> String {
    read(file, text).unwrap_err().to_string()
}

#[test]
fn a_mark_in_a_table_of_tabs_swallows_no_row() {
    let mut text = "text\tlabel\n".to_owned();
    for i in 0..40 {
        text += &match i {
            3 => "\"Excelente 3\tpos\n".to_owned(),
            30 => "segun \"la carta 30\tneg\n".to_owned(),
            31 => "\"bien\"\tpos\n".to_owned(),
            i => format!("comida {i}\t{}\n", if i % 2 == 0 { "neg" } else { "pos" }),
        };
    }
    let (names, rows) = read("a.tsv", &text).unwrap();
    assert_eq!((names, rows.len()), (vec!["text".to_owned(), "label".to_owned()], 40));
    assert_eq!((&*rows[3][0], &*rows[30][0], &*rows[31][0]), ("\"Excelente 3", "segun \"la carta 30", "bien"));
}

#[test]
fn a_mark_that_is_not_closed_is_told_with_the_line_where_it_opens() {
    let rows = |with: &str, to: &str| {
        let mut text = "text,label\n".to_owned();
        for i in 0..20 {
            let label = if i % 2 == 0 { "neg" } else { "pos" };
            text += &match i {
                3 => format!("{with},{label}\n"),
                12 => format!("{to},{label}\n"),
                i => format!("comida {i},{label}\n"),
            };
        }
        text
    };
    let open = "a.csv, line 5: a quotation mark is opened and never closed";
    assert_eq!(told("a.csv", &rows("\"Excelente", "mala")), open);
    let swallowed = "a.csv, line 5: the quotation mark that is opened here is closed only in line 14, \
                     over rows of their own; close it in its row, or write a mark that is part of a text twice, \
                     between marks";
    assert_eq!(told("a.csv", &rows("\"Excelente", "según \"la carta\" fría")), swallowed);
    assert_eq!(told("a.csv", &rows("\"Excelente", "fría, dijo \"mi tía")), swallowed);
    assert_eq!(told("a.csv", &rows("\"Excelente", "es \"buena\"")), swallowed, "closed as a cell should be");
    assert_eq!(told("a.csv", &rows("\"Excelente", "\"buena\"")), swallowed, "closed by the next that opens");
}

#[test]
fn a_text_of_several_lines_between_marks_is_one_cell() {
    let text = "text,label\n\"Buena comida, y barata.\nVolveremos, seguro.\n\nDe verdad, sí.\",pos\n\"Mala, fría.\",neg\n\
                regular,pos\n\"uno\r\ndos\",neg\n";
    let (_, rows) = read("a.csv", text).unwrap();
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[0][0], "Buena comida, y barata.\nVolveremos, seguro.\n\nDe verdad, sí.");
    assert_eq!(rows[3], ["uno\r\ndos", "neg"]);
}

#[test]
fn a_mark_that_does_not_end_its_cell_is_named_where_the_row_has_too_many() {
    assert_eq!(
        told("a.csv", "text,label\nbien,pos\n\"Excelente\", dijo,pos\nmal,neg\n"),
        "a.csv, line 3: 3 cells, but line 1 has 2"
    );
    assert_eq!(
        told("a.csv", "text,label\nbien,pos\n\"Muy \"bien\", dijo,pos\nmal,neg\n"),
        "a.csv, line 3: 3 cells, but line 1 has 2 (a cell begins with a quotation mark that does not end it)"
    );
}

#[test]
fn spreadsheets_in_europe_write_semicolons_and_say_so_at_the_top() {
    for text in [
        "text;label\r\n\"mala; muy mala\";neg\r\nbuena, rica;pos\r\n",
        "sep=;\r\ntext;label\r\n\"mala; muy mala\";neg\r\nbuena, rica;pos\r\n",
        "\"sep=;\"\ntext;label\n\"mala; muy mala\";neg\nbuena, rica;pos\n",
    ] {
        let (names, rows) = read("a.csv", text).unwrap();
        assert_eq!(names, ["text", "label"]);
        assert_eq!(rows, [["mala; muy mala", "neg"], ["buena, rica", "pos"]]);
    }
    let (_, rows) = read("a.csv", "sep=\t\na\tb\n1,5\t2\n3\t4\n").unwrap();
    assert_eq!(rows, [["1,5", "2"], ["3", "4"]]);
}

#[test]
fn a_first_row_that_holds_no_names_is_data() {
    let headless = |text| {
        let table = open("a.csv", text).unwrap();
        (table.header.is_none(), table.remarks())
    };
    let said = "the first row holds no names: the columns are called 1 to 2, and it counts as data";
    for text in ["buena comida,5\nmala comida,1\n", "buena,pos\nmala,neg\nrica,pos\nfea,neg\n", "1,2\n3,4\n"] {
        assert_eq!(headless(text), (true, vec![said.to_owned()]), "{text}");
    }
    for text in ["text,label\nbuena,pos\nmala,neg\nrica,pos\nfea,neg\n", "a,b\nx,y\nx,y\na,b\nx,y\nx,y\n"] {
        assert_eq!(headless(text), (false, vec![]), "{text}");
    }
}

#[test]
fn columns_that_pandas_has_counted_are_a_header() {
    for (text, names) in [
        (",0\nmon,20\ntue,21\n", vec!["1", "0"]),
        (",0,1\n0,buena,pos\n1,mala,neg\n", vec!["1", "0", "1"]),
        ("0,1\nbuena,pos\nmala,neg\n", vec!["0", "1"]),
        ("country,2019,2020\nSpain,46.9,47.3\nFrance,67.2,67.5\n", vec!["country", "2019", "2020"]),
    ] {
        assert_eq!(read("a.csv", text).unwrap().0, names, "{text}");
    }
    assert_eq!(read("a.csv", "0,1\n1,3\n2,5\n").unwrap().1.len(), 3, "numbers above numbers are data");
}

#[test]
fn a_header_that_is_one_cell_short_is_named() {
    assert_eq!(
        told("a.csv", "date,temp\n1 May,20,5\n2 May,21,4\n"),
        "a.csv, line 1: the header is one cell short: it has 2, the rows below have 3; expected a name for each column"
    );
    let table = open("a.csv", "date,temp\n1 May,20,\n2 May,21,\n").unwrap();
    assert_eq!(table.remarks(), ["line 1: the header is one cell short; the last cell of each row is empty"]);
    // As R writes a data frame.
    let (names, rows) = read("a.csv", "\"day\",\"temp\"\n\"1\",\"mon\",20\n\"2\",\"tue\",21\n").unwrap();
    assert_eq!((names, rows.len()), (vec!["1".to_owned(), "day".into(), "temp".into()], 2));
}

#[test]
fn a_blank_before_a_mark_is_named() {
    let table = open("a.csv", "date, temp\n\"1 May\", \"20\"\n\"2 May\", \"21,5\"\n").unwrap();
    let mut cells = Vec::new();
    table
        .rows::<TableError>(|_, row| {
            cells.push(row.get(1).unwrap().to_owned());
            Ok(())
        })
        .unwrap();
    assert_eq!(cells, ["20", "21,5"]);
    assert_eq!(table.remarks(), ["line 2: a blank before a quotation mark was left out, there and elsewhere"]);
}

#[test]
fn files_of_another_kind_are_named() {
    let told = |bytes: &[u8]| text("a.csv", bytes).unwrap_err().to_string();
    assert!(told(b"PK\x03\x04\x14").starts_with("a.csv: a spreadsheet (xlsx, ods) or a zip archive: save"));
    assert!(told(b"\x1f\x8b\x08").starts_with("a.csv: compressed by gzip"));
    assert_eq!(
        told(b"a\n\0"),
        "a.csv, line 2: byte 3 of the file is NUL, so it isn't text; expected rows of cells, such as CSV"
    );
    assert_eq!(
        told(b"\xff\xfea\0\n\0\0"),
        "a.csv, line 2: UTF-16 text that breaks off within a character; expected UTF-8: save the file so"
    );
}

#[test]
fn text_of_two_bytes_a_character_is_read_where_its_mark_says_so() {
    let bytes =
        |order: fn(u16) -> [u8; 2]| -> Vec<u8> { "\u{feff}año;ñ\r\n".encode_utf16().flat_map(order).collect() };
    assert_eq!(text("a.csv", &bytes(u16::to_le_bytes)).unwrap(), "año;ñ\r\n");
    assert_eq!(text("a.csv", &bytes(u16::to_be_bytes)).unwrap(), "año;ñ\r\n");
}

#[test]
fn a_line_without_end_is_refused_before_it_fills_the_memory() {
    let endless = std::io::repeat(b'x');
    let limits = Limits { file: 1 << 40, line: 3 << 20 };
    let error = file::read("a.csv", endless, 0, limits).unwrap_err().to_string();
    assert_eq!(error, "a.csv, line 1: longer than 3 MiB; expected a row of cells");
    let many = std::io::repeat(b'\n');
    let error = file::read("a.csv", many, 0, Limits { file: 2 << 20, line: 10 }).unwrap_err().to_string();
    assert_eq!(error, "a.csv: larger than 2 MiB; expected at most that much text");
}
