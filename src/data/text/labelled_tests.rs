//! Labelled texts in every form, and files that are wrong.

use super::*;

#[test]
fn columns_are_found_by_name_and_quoted_commas_stay_in_their_field() {
    let source = "label,note,text\npositive,x,\"bueno, bonito y «barato»\"\nnegative,y,malo\n";
    let rows = read("a.csv", source.as_bytes(), ["text", "label"]).unwrap();
    assert_eq!(rows, [["bueno, bonito y «barato»", "positive"], ["malo", "negative"]]);
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_column() {
    let rows = read("a.csv", "\u{feff}text,label\r\nbueno,positive\r\n".as_bytes(), ["text", "label"]).unwrap();
    assert_eq!(rows, [["bueno", "positive"]]);
    let objects = objects("a.jsonl", "\u{feff}{\"a\":\"b\"}".as_bytes(), ["a"]).unwrap();
    assert_eq!(objects, [["b"]]);
}

#[test]
fn the_ending_says_how_rows_stand_and_all_forms_give_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let forms = [
        ("a.csv", "texto,stars\n\"bueno, sí\",5\nmalo,1\n"),
        ("a.TSV", "texto\tstars\nbueno, sí\t5\nmalo\t1\n"),
        ("a.jsonl", "{\"stars\":5,\"texto\":\"bueno, sí\"}\n\n{\"texto\":\"malo\",\"stars\":1,\"x\":[]}"),
    ];
    for (name, content) in forms {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        assert_eq!(open(&path, ["texto", "stars"]).unwrap(), [["bueno, sí", "5"], ["malo", "1"]], "{name}");
    }
}

#[test]
fn errors_name_the_file_the_line_and_what_was_expected() {
    let wrong = |source: &[u8]| read("a.csv", source, ["text", "label"]).unwrap_err().to_string();
    assert_eq!(wrong(b"texto,label\na,b\n"), "a.csv:1: expected a column `text`; there are: texto, label");
    assert_eq!(wrong(b"text,label\na,b\nc\n"), "a.csv:3: expected 2 fields, found 1");
    assert_eq!(wrong(b"text,label\na,b\nc, \n"), "a.csv:3: expected a value in the column `label`");
    assert_eq!(wrong(b"text,label\nx,y\na\xff,b\n"), "a.csv:3: expected text in UTF-8 (byte 2 of field 1 is not)");
    assert_eq!(wrong(b""), "a.csv: expected a header with the columns text, label, found an empty file");
    let missing = open(Path::new("/no/such/file.csv"), ["text", "label"]).unwrap_err().to_string();
    assert!(missing.starts_with("/no/such/file.csv: expected a readable file"), "{missing}");
}

#[test]
fn errors_in_objects_name_the_line_too() {
    let wrong = |source: &[u8]| objects("a.jsonl", source, ["text", "label"]).unwrap_err().to_string();
    let good = "{\"text\":\"a\",\"label\":true}\n";
    let after = |rest: &str| wrong(format!("{good}\n{rest}").as_bytes());
    assert_eq!(after("{\"texto\":\"a\"}"), "a.jsonl:3: expected a column `text`; there are: texto");
    assert_eq!(after("{\"text\":\"a\",\"label\":null}"), "a.jsonl:3: expected a value in the column `label`");
    assert_eq!(after("{\"text\":[],\"label\":1}"), "a.jsonl:3: expected `text` to be a text or a number");
    assert!(after("[1]").starts_with("a.jsonl:3: expected a JSON object (invalid type"));
    assert_eq!(wrong(b"{\"a\xff\":1}"), "a.jsonl:1: expected text in UTF-8 (byte 4 of the line is not)");
    assert_eq!(wrong(b"\n"), "a.jsonl: expected a JSON object a line with text, label, found an empty file");
}

#[test]
fn a_line_without_end_is_refused_before_it_fills_the_memory() {
    let endless = || std::io::repeat(b'x').take(1 << 40);
    let csv = read("a.csv", endless(), ["text"]).unwrap_err().to_string();
    assert!(csv.ends_with("expected a line of at most 64 MiB"), "{csv}");
    let lines = objects("a.jsonl", endless(), ["text"]).unwrap_err().to_string();
    assert_eq!(lines, "a.jsonl:1: expected a line of at most 64 MiB");
}
