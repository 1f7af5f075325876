//! Labelled texts in every form, and files that are wrong.

use super::*;

fn of(name: &str, content: impl AsRef<[u8]>) -> Labelled {
    Labelled { file: name.to_owned(), bytes: content.as_ref().to_vec() }
}

fn rows(name: &str, content: impl AsRef<[u8]>) -> Vec<[String; 2]> {
    of(name, content).rows(["text", "label"]).unwrap().rows
}

fn wrong(name: &str, content: impl AsRef<[u8]>) -> String {
    of(name, content).rows(["text", "label"]).unwrap_err().to_string()
}

#[test]
fn columns_are_found_by_name_and_quoted_commas_stay_in_their_field() {
    let source = "label,note,text\npositive,x,\"bueno, bonito y «barato»\"\nnegative,y,malo\n";
    assert_eq!(rows("a.csv", source), [["bueno, bonito y «barato»", "positive"], ["malo", "negative"]]);
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_column() {
    assert_eq!(rows("a.csv", "\u{feff}text,label\r\nbueno,positive\r\n"), [["bueno", "positive"]]);
    assert_eq!(rows("a.jsonl", "\u{feff}{\"text\":\"b\",\"label\":1}"), [["b", "1"]]);
    let utf16: Vec<u8> = "\u{feff}text\tlabel\r\nmañana\tpos\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(rows("a.txt", utf16), [["mañana", "pos"]], "as spreadsheets save text");
}

#[test]
fn all_forms_of_rows_and_objects_give_the_same() {
    let expected = [["bueno, sí", "5"], ["malo", "1"]];
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in [
        ("a.csv", "texto,stars\n\"bueno, sí\",5\nmalo,1\n"),
        ("b.csv", "texto;stars\n\"bueno, sí\";5\nmalo;1\n"),
        ("c.csv", "sep=;\ntexto;stars\nbueno, sí;5\nmalo;1\n"),
        ("a.TSV", "texto\tstars\nbueno, sí\t5\nmalo\t1\n"),
        ("a.txt", "texto|stars\nbueno, sí|5\nmalo|1\n"),
        ("a.jsonl", "{\"stars\":5,\"texto\":\"bueno, sí\"}\n\n{\"texto\":\"malo\",\"stars\":1,\"x\":[]}"),
        ("a.json", "[{\"stars\":5,\"texto\":\"bueno, sí\"},\n {\"texto\":\"malo\",\"stars\":1}]\n"),
        (
            "b.json",
            "[\n  {\n    \"stars\": 5,\n    \"texto\": \"bueno, sí\"\n  },\n  {\"texto\":\"malo\",\"stars\":1}\n]",
        ),
        ("b.txt", "{\"stars\": 5,\n \"texto\": \"bueno, sí\"}\n{\"texto\":\"malo\",\"stars\":1}"),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        let file = Labelled::open(&path).unwrap();
        let columns = file.columns().unwrap();
        assert_eq!((&*columns.text, &*columns.label), ("texto", "stars"), "{name}");
        assert_eq!(file.rows([&columns.text, &columns.label]).unwrap().rows, expected, "{name}");
    }
}

#[test]
fn columns_without_names_are_numbered_and_the_first_row_is_a_text() {
    let file = of("a.csv", "\"buena comida, sí\",pos\nmala,neg\nregular,pos\nfea,neg\n");
    let columns = file.columns().unwrap();
    assert_eq!((&*columns.text, &*columns.label), ("1", "2"));
    let read = file.rows(["1", "2"]).unwrap();
    assert_eq!((read.rows.len(), &*read.rows[0][0]), (4, "buena comida, sí"));
    assert!(read.remarks[0].starts_with("the first row holds no names"), "{:?}", read.remarks);
}

#[test]
fn no_row_of_a_table_of_tabs_is_lost_to_a_quotation_mark() {
    let content = "text\tlabel\n\"Excelente\tpos\nmala\tneg\nsegún \"la carta\tneg\nla \"buena\"\tpos\n";
    let texts: Vec<String> = rows("a.tsv", content).into_iter().map(|[text, _]| text).collect();
    assert_eq!(texts, ["\"Excelente", "mala", "según \"la carta", "la \"buena\""]);
}

#[test]
fn errors_name_the_file_the_line_and_what_was_expected() {
    let column = "a.csv, line 1: expected a column \"text\"; it has \"texto\", \"label\"";
    assert_eq!(wrong("a.csv", "texto,label\na,b\n"), column);
    assert_eq!(wrong("a.csv", "text,label\na,b\nc\n"), "a.csv, line 3: 1 cell, but line 1 has 2");
    assert_eq!(wrong("a.csv", "text,label\na,b\nc, \n"), "a.csv, line 3: expected a value in the column \"label\"");
    assert_eq!(
        wrong("a.csv", b"text,label\nx,y\na\xff,b\n"),
        "a.csv, line 3: byte 17 of the file (0xFF) is not UTF-8 (in Latin-1 it would be ÿ); expected UTF-8: save the file so"
    );
    assert_eq!(
        wrong("a.csv", ""),
        "a.csv: empty; expected a header that names the columns of texts and labels, and rows"
    );
    let missing = Labelled::open(Path::new("/no/such/file.csv")).unwrap_err().to_string();
    assert_eq!(missing, "/no/such/file.csv: no such file");
}

#[test]
fn errors_in_objects_name_the_line_too() {
    let after = |rest: &str| wrong("a.jsonl", format!("{{\"text\":\"a\",\"label\":true}}\n\n{rest}"));
    assert_eq!(after("{\"texto\":\"a\"}"), "a.jsonl, line 3: expected a column \"text\"; it has \"texto\"");
    let missing = "a.jsonl, line 3: expected a value in the column \"label\"";
    assert_eq!(after("{\"text\":\"a\",\"label\":null}"), missing);
    assert!(
        after("{\"text\":[],\"label\":1}").starts_with("a.jsonl, line 3: expected `text` to be a text or a number")
    );
    assert!(after("[1]").starts_with("a.jsonl, line 3: expected a JSON object (invalid type"));
    let broken = after("{\"text\":\"a\"\n{\"text\":\"b\",\"label\":1}\n");
    assert!(broken.starts_with("a.jsonl, line 3: expected a JSON object (EOF"), "{broken}");
    assert!(wrong("a.jsonl", b"{\"a\xff\":1}").starts_with("a.jsonl, line 1: byte 4 of the file (0xFF) is not UTF-8"));
    let nothing = "a.jsonl: empty; expected JSON objects with a text and a label, one a line or in an array";
    assert_eq!(wrong("a.jsonl", "\n"), nothing);
}

#[test]
fn an_array_of_objects_is_followed_to_its_end() {
    let one = "{\"text\":\"a\",\"label\":1}";
    let said = |text: String| wrong("a.json", text);
    assert_eq!(
        said("[]".into()),
        "a.json: empty; expected JSON objects with a text and a label, one a line or in an array"
    );
    assert_eq!(
        said(format!("[{one},\n{one}\n")),
        "a.json, line 3: expected `,` between the objects of the array, or `]` behind the last"
    );
    assert_eq!(said(format!("[{one},\n")), "a.json, line 2: expected `]` at the end of the array of objects");
    assert_eq!(said(format!("[{one}]\n\n{one}")), "a.json, line 3: expected nothing behind the array of objects");
    let wrong = said(format!("[{one},\n{one},\n{{\"text\":\n}}]"));
    assert_eq!(wrong, "a.json, line 4: expected a JSON object (expected value)");
    let pandas = said("{\"text\":{\"0\":\"a\"},\"label\":{\"0\":\"b\"}}".into());
    assert!(pandas.ends_with("one object for each text (pandas: `to_json(orient=\"records\")`)"), "{pandas}");
}
