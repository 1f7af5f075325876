use super::*;
use crate::nlp::steps::Steps;
use proptest::prelude::*;
use std::io::Cursor;

fn source(text: impl Into<Vec<u8>>) -> Source {
    Source::Once("standard input".into(), Box::new(Cursor::new(text.into())))
}

fn attempt(steps: &str, settings: &Settings, text: impl Into<Vec<u8>>) -> Result<(String, Totals), StreamError> {
    let pipeline = Pipeline::new(&steps.parse::<Steps>().unwrap(), "es").unwrap();
    let mut out = Vec::new();
    let totals = run(pipeline, settings, vec![source(text)], &mut out)?;
    Ok((String::from_utf8(out).unwrap(), totals))
}

fn output(steps: &str, settings: &Settings, text: &str) -> String {
    attempt(steps, settings, text).unwrap().0
}

fn with(tokens: &str, vectorizer: Option<&str>, format: Format) -> Settings {
    let vectorizer = vectorizer.map(|text| text.parse().unwrap());
    Settings { tokens: tokens.parse().unwrap(), vectorizer, format, ..Settings::default() }
}

#[test]
fn a_line_is_a_document_and_empty_lines_keep_their_place() {
    let text = "Yo soy un médico\r\n\n¡La CASA!";
    assert_eq!(output("recommended", &Settings::default(), text), "medic\n\ncas\n");
    assert_eq!(output("recommended", &Settings::default(), ""), "");
}

#[test]
fn json_lines_hold_tokens_and_what_every_stage_did() {
    let json = output("lower+stop", &with("words", None, Format::Json), "Yo soy un \"médico\"\n");
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["tokens"], serde_json::json!(["\"", "médico", "\""]));
    let stages = serde_json::json!([
        {"name": "lower", "tokens": 6, "removed": 0, "changed": 1},
        {"name": "stop", "tokens": 3, "removed": 3, "changed": 0}
    ]);
    assert_eq!(value["stages"], stages);
}

#[test]
fn every_kind_of_token_comes_out() {
    let of = |tokens: &str| output("lower", &with(tokens, None, Format::Text), "El gato\nel gallo\n");
    assert_eq!(of("words"), "el gato\nel gallo\n");
    assert_eq!(of("characters"), "e l _ g a t o\ne l _ g a l l o\n");
    assert_eq!(of("ngrams(n=1-2)"), "el el_gato gato\nel el_gallo gallo\n");
    assert_eq!(of("ngrams(of=characters,n=4)"), "_el_ _gat gato ato_\n_el_ _gal gall allo llo_\n");
    assert_eq!(of("subwords(vocabulary=8)").replace(' ', ""), "elgato\nelgallo\n");
}

#[test]
fn matrix_market_has_the_worked_example_of_scikit_learn() {
    let text = "medico cura paciente\nmedico opera paciente grave\ngato come pescado\n";
    let (matrix, totals) = attempt("none", &with("words", Some("tf-idf"), Format::MatrixMarket), text).unwrap();
    assert_eq!(totals.terms, ["come", "cura", "gato", "grave", "medico", "opera", "paciente", "pescado"]);
    let lines: Vec<&str> = matrix.lines().collect();
    assert_eq!((lines[0], lines[2]), ("%%MatrixMarket matrix coordinate real general", "3 8 10"));
    let entry = |line: &str| {
        let parts: Vec<f64> = line.split(' ').map(|part| part.parse().unwrap()).collect();
        (parts[0] as u32, parts[1] as u32, (parts[2] * 1e6).round() / 1e6)
    };
    let entries: Vec<_> = lines[3..].iter().map(|line| entry(line)).collect();
    assert_eq!(entries[..3], [(1, 2, 0.680919), (1, 5, 0.517856), (1, 7, 0.517856)]);
    assert_eq!(entries[9], (3, 8, 0.57735));
    let counts = output("none", &with("words", Some("count"), Format::MatrixMarket), "a b a\n\nb\n");
    assert_eq!(counts.lines().skip(2).collect::<Vec<_>>(), ["3 2 3", "1 1 2", "1 2 1", "3 2 1"]);
}

#[test]
fn vectors_come_as_pairs_and_in_json_too() {
    assert_eq!(output("none", &with("words", Some("count"), Format::Text), "b a b\n\n"), "a:1 b:2\n\n");
    let json = output("none", &with("words", Some("one-hot"), Format::Json), "b a b\n");
    assert_eq!(json, "{\"tokens\":[\"b\",\"a\",\"b\"],\"stages\":[],\"vector\":{\"a\":1,\"b\":1}}\n");
}

#[test]
fn document_frequencies_are_those_of_the_whole_text() {
    assert_eq!(output("lower+df(min=2)", &Settings::default(), "a b\nB c\nd\n"), "b\nb\n\n");
}

#[test]
fn invalid_utf_8_is_told_by_line_and_byte_unless_it_is_to_be_replaced() {
    let text = b"uno\ndos \xffx\ntres\n".to_vec();
    let error = attempt("none", &Settings::default(), text.clone()).unwrap_err().to_string();
    assert!(
        error.starts_with(
            "standard input, line 2: expected UTF-8, found byte 0xff at byte 5 of the line (byte 8 of the text"
        ),
        "{error}"
    );
    let settings = Settings { is_lossy: true, ..Settings::default() };
    assert_eq!(attempt("none", &settings, text).unwrap().0, "uno\ndos \u{fffd} x\ntres\n");
    let error = attempt("none", &Settings::default(), b"\xff\xfeh\0".to_vec()).unwrap_err().to_string();
    assert!(error.contains("UTF-16"), "{error}");
    assert_eq!(output("none", &Settings::default(), "\u{feff}hola"), "hola\n");
}

#[test]
fn a_line_beyond_the_limit_is_refused_by_its_number_before_it_is_read_whole() {
    let settings = Settings { longest_line: 1 << 20, ..Settings::default() };
    let endless = std::io::Read::chain(Cursor::new(b"uno\ndos\n".to_vec()), std::io::repeat(b'x'));
    let pipeline = Pipeline::new(&Steps::default(), "es").unwrap();
    let source = Source::Once("standard input".into(), Box::new(endless));
    let error = run(pipeline, &settings, vec![source], &mut Vec::new()).unwrap_err().to_string();
    assert!(
        error.starts_with("standard input, line 3: expected a document a line, of at most 1048576 bytes"),
        "{error}"
    );
    let short = Settings { longest_line: 4, ..Settings::default() };
    assert!(matches!(attempt("none", &short, "a\nabcde\n"), Err(StreamError::LongLine { line: 2, .. })));
}

#[test]
fn what_would_steer_a_terminal_is_written_out() {
    let text = "a \u{1b}[31m\u{202e}b \u{0}\n";
    assert_eq!(output("none", &Settings::default(), text), "a \\u{1b} [ 31m\\u{202e}b \\u{0}\n");
}

#[test]
fn a_reader_that_goes_away_ends_the_work() {
    struct Gone;
    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let pipeline = Pipeline::new(&Steps::default(), "es").unwrap();
    let text = "hola mundo\n".repeat(400_000);
    let error =
        run(pipeline, &Settings { threads: 2, ..Settings::default() }, vec![source(text)], &mut Gone).unwrap_err();
    assert!(matches!(error, StreamError::Write(error) if error.kind() == std::io::ErrorKind::BrokenPipe));
}

#[test]
fn files_that_are_not_there_and_folders_are_told() {
    for path in ["/no/such/file.txt", "/tmp"] {
        let pipeline = Pipeline::new(&Steps::default(), "es").unwrap();
        let error = run(pipeline, &Settings::default(), vec![Source::File(path.into())], &mut Vec::new()).unwrap_err();
        assert!(error.to_string().starts_with(&format!("{path}: expected a readable text file (")), "{error}");
    }
}

/// Long enough for several chunks a thread.
fn long_text() -> String {
    let prose =
        "Jugaría la niña, ¿jugarías tú? No: 3,14 veces estábamos en la casa.\nMÉDICO médicos canción canciones\n\n";
    prose.repeat(30_000)
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let text = long_text();
    for (tokens, vectorizer, format) in [
        ("words", None, Format::Json),
        ("ngrams(n=1-2)", Some("tf-idf"), Format::MatrixMarket),
        ("subwords(vocabulary=60)", Some("count"), Format::Text),
    ] {
        let settings = |threads| Settings { threads, ..with(tokens, vectorizer, format) };
        let one = attempt("recommended", &settings(1), text.as_str()).unwrap();
        let three = attempt("recommended", &settings(3), text.as_str()).unwrap();
        assert!(one.0 == three.0, "{tokens}");
        assert_eq!(one.1, three.1);
    }
}

proptest! {
    #[test]
    fn the_stream_and_the_trace_agree_on_tokens_and_numbers(text in "[a-zA-ZáéñÑ ,.¿\n1]{0,60}", steps in prop::sample::select(vec![
        "none", "recommended", "class-order", "stop(folded)+stem(tolerant)", "lower+df(min=2)+stem", "punct+digits+upper+fold(delete)",
    ])) {
        let (lines, totals) = attempt(steps, &Settings { counts_stages: true, ..Settings::default() }, text.as_str()).unwrap();
        let trace = Pipeline::new(&steps.parse().unwrap(), "es").unwrap().trace(&text);
        let found: Vec<&str> = lines.split_whitespace().collect();
        prop_assert_eq!(found, trace.output().collect::<Vec<_>>());
        let expected: Vec<_> = trace.stages.iter().map(|stage| (stage.name, stage.counters)).collect();
        prop_assert_eq!(totals.stages, expected);
        prop_assert_eq!(totals.documents as usize, text.split_terminator('\n').count());
    }
}
