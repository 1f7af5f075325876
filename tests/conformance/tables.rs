//! Labelled texts: CSV in the manner of csv-spectrum, lines of JSON as JSONTestSuite sorts them.

use super::json;
use nnlab::data::text::labelled::Labelled;
use serde_json::Value;
use std::fs;

/// What a file of that name and content holds.
fn rows(name: &str, bytes: &[u8]) -> Result<Vec<[String; 2]>, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    let read = Labelled::open(&path).and_then(|file| file.rows(["text", "label"]));
    read.map(|read| read.rows).map_err(|error| error.to_string())
}

/// Bytes that are stored as characters up to U+00FF.
fn bytes(stored: &Value) -> Vec<u8> {
    match stored {
        Value::String(text) => text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect(),
        other => {
            let times = usize::try_from(other["times"].as_u64().unwrap()).unwrap();
            [other["start"].as_str().unwrap(), &other["repeat"].as_str().unwrap().repeat(times)].concat().into_bytes()
        }
    }
}

fn row(stored: &Value) -> [String; 2] {
    [0, 1].map(|place| stored[place].as_str().unwrap().to_owned())
}

#[test]
fn csv_with_quotes_line_ends_and_byte_order_marks_has_the_rows_that_python_reads() {
    for (name, case) in json("tables.json")["csv"].as_object().unwrap() {
        let expected: Vec<[String; 2]> = case["rows"].as_array().unwrap().iter().map(row).collect();
        assert_eq!(rows(name, &bytes(&case["file"])), Ok(expected), "{name}");
    }
}

#[test]
fn lines_of_json_that_the_standard_allows_are_read() {
    let first = b"{\"text\": \"cero\", \"label\": \"z\"}\n";
    for (name, case) in json("tables.json")["valid"].as_object().unwrap() {
        let file = [first.as_slice(), &bytes(&case["line"]), b"\n"].concat();
        let read = rows("case.jsonl", &file);
        assert_eq!(read.map(|rows| rows[1..].to_vec()), Ok(vec![row(&case["row"])]), "{name}");
    }
}

#[test]
fn lines_of_json_that_the_standard_forbids_are_refused_with_their_line() {
    let first = b"{\"text\": \"cero\", \"label\": \"z\"}\n";
    for (name, line) in json("tables.json")["invalid"].as_object().unwrap() {
        let file = [first.as_slice(), &bytes(line), b"\n"].concat();
        let told = rows("case.jsonl", &file).unwrap_err();
        assert!(told.contains("case.jsonl, line 2: "), "{name}: {told}");
        assert!(told.contains("expected") && told.len() < 500, "{name}: {told}");
    }
}

#[test]
fn a_byte_order_mark_before_the_first_line_of_json_is_no_part_of_it() {
    let file = b"\xef\xbb\xbf{\"text\": \"uno\", \"label\": \"a\"}\r\n\r\n{\"text\": \"dos\", \"label\": \"b\"}";
    let expected = [["uno", "a"], ["dos", "b"]].map(|row| row.map(str::to_owned));
    assert_eq!(rows("case.jsonl", file), Ok(expected.to_vec()));
}
