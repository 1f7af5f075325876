//! `nnlab pipeline` as a user meets it: the real program in a shell pipeline, its output, its exit codes.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic is a test's report")]

use serde_json::Value;
use std::io::{Read as _, Write as _};
use std::process::{Command, Output, Stdio};

fn nnlab(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nnlab"));
    command.arg("pipeline").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn fed(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = nnlab(arguments).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // The program may end before it has read all.
    let feeding = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    feeding.join().unwrap();
    output
}

fn text(arguments: &[&str], input: &str) -> String {
    let output = fed(arguments, input.as_bytes());
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn told(arguments: &[&str], input: &[u8]) -> String {
    let output = fed(arguments, input);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.chars().all(|c| c == '\n' || !c.is_control() && c != '\u{202e}'), "{text:?}");
    text
}

#[test]
fn the_examples_of_the_lesson_hold_at_the_command_line() {
    assert_eq!(text(&["--steps", "lower"], "casa Casa CASA\n"), "casa casa casa\n");
    assert_eq!(text(&["--steps", "lower+stop"], "Yo soy un medico\nYo soy un médico\n"), "medico\nmédico\n");
    assert_eq!(text(&["--steps", "lower+stem"], "jugar jugando jugo jugó jugaría\n"), "jug jug jug jug jug\n");
    assert_eq!(text(&["--steps", "stem(tolerant)"], "jugaria\n"), "jug\n");
}

#[test]
fn json_has_an_object_a_line_with_tokens_and_stages() {
    let out = text(&["--json"], "Yo soy un médico.\n\nLa casa\n");
    let objects: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(objects.len(), 3);
    assert_eq!(objects[0]["tokens"], serde_json::json!(["medic"]));
    let names: Vec<&str> =
        objects[0]["stages"].as_array().unwrap().iter().map(|s| s["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["lower", "punct", "stop", "stem", "fold"]);
    assert_eq!(objects[0]["stages"][2], serde_json::json!({"name": "stop", "tokens": 1, "removed": 3, "changed": 0}));
}

#[test]
fn a_file_and_standard_input_make_a_matrix_with_its_terms_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let (path, terms) = (folder.path().join("a.txt"), folder.path().join("terms.txt"));
    std::fs::write(&path, "gato negro grande\n").unwrap();
    let arguments = [
        "--steps",
        "none",
        "--vectorizer",
        "count",
        "--vocabulary",
        terms.to_str().unwrap(),
        path.to_str().unwrap(),
        "-",
    ];
    let matrix = text(&arguments, "gato gato\n");
    assert!(matrix.starts_with("%%MatrixMarket matrix coordinate integer general\n"), "{matrix}");
    assert!(matrix.ends_with("\n2 3 4\n1 1 1\n1 2 1\n1 3 1\n2 1 2\n"), "{matrix}");
    assert_eq!(std::fs::read_to_string(terms).unwrap(), "gato\ngrande\nnegro\n");
}

#[test]
fn lines_come_out_as_they_come_in() {
    let mut child = nnlab(&["--steps", "lower"]).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"HOLA\n").unwrap();
    let mut line = [0; 5];
    child.stdout.as_mut().unwrap().read_exact(&mut line).unwrap();
    assert_eq!(&line, b"hola\n");
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn wrong_words_exit_2_and_say_where_and_what_was_expected() {
    assert!(told(&["--steps", "lower+stpo"], b"").contains("--steps: at character 7: expected one of the steps"));
    assert!(told(&["--tokens", "wrods"], b"").contains("--tokens: at character 1: expected words, characters"));
    assert!(told(&["--vectorizer", "tfdif"], b"").contains("--vectorizer: at character 1: expected count, tf-idf"));
    assert!(
        told(&["--language", "xx"], b"").contains("--language: there is no language `xx`: expected one of ar, az, ca")
    );
    assert!(told(&["--format", "matrix-market"], b"").contains("expected also --vectorizer"));
    assert!(told(&["--steps", "stop(file=/no/such\u{202e})"], b"").contains("expected a readable UTF-8 text file"));
}

#[test]
fn bad_input_exits_2_with_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x\u{1b}[31m.txt");
    std::fs::write(&path, b"uno\ndos\xff\n").unwrap();
    let text = told(&[path.to_str().unwrap()], b"");
    assert!(text.contains(r"x\u{1b}[31m.txt, line 2: expected UTF-8, found byte 0xff at byte 4 of the line"), "{text}");
    assert!(
        told(&["--longest-line", "5"], b"uno\ndemasiado\n")
            .contains("standard input, line 2: expected a document a line")
    );
    assert!(
        told(&[], b"\x1f\x8b\x08\0").contains("standard input: expected text in UTF-8, found a file packed by gzip")
    );
    assert!(told(&["/no/such.txt"], b"").contains("/no/such.txt: expected a readable text file"));
    assert!(told(&[folder.path().to_str().unwrap()], b"").contains("it is a folder"));
}

#[test]
fn what_would_steer_a_terminal_never_gets_out() {
    let input = "a\u{1b}[31m \u{202e}b\u{0} \u{9b}\u{7}\n";
    for arguments in [
        &["--steps", "none"][..],
        &["--steps", "none", "--json"],
        &["--steps", "none", "--vectorizer", "count", "--json"],
    ] {
        let out = text(arguments, input);
        assert!(out.chars().all(|c| c == '\n' || !c.is_control() && c != '\u{202e}'), "{out:?}");
    }
    let json: Value = serde_json::from_str(&text(&["--steps", "none", "--json"], input)).unwrap();
    assert_eq!(json["tokens"][1], "\u{1b}", "whoever parses it has it as it was");
}

#[test]
fn each_language_has_its_own_letters_and_every_spelling_of_a_word_is_one() {
    assert_eq!(
        text(&["--language", "tr", "--steps", "lower"], "IŞIK ışık İSTANBUL istanbul\n"),
        "ışık ışık istanbul istanbul\n"
    );
    assert_eq!(text(&["--language", "ro", "--steps", "stem"], "abandonaţi abandonați\n"), "abandon abandon\n");
    assert_eq!(text(&["--language", "en", "--steps", "lower+stop"], "isn’t isn't don’t don't\n"), "\n");
    let output = fed(&["--help"], b"");
    assert!(String::from_utf8(output.stdout).unwrap().contains("as Snowball 2.0 to 2.2 has it"));
}

#[test]
fn characters_are_grapheme_clusters_of_the_whole_line() {
    let line = "  a🇦\u{200d}🇧🇨b က္ဘာ့ ស្ត្រី\tnin\u{303}o’s \n";
    let out = text(&["--steps", "none", "--tokens", "characters", "--json"], line);
    let object: Value = serde_json::from_str(&out).unwrap();
    let clusters: Vec<&str> =
        vec![" ", " ", "a", "🇦\u{200d}", "🇧🇨", "b", " ", "က္ဘ", "ာ့", " ", "ស្ត្រី", "\t", "n", "i", "ñ", "o", "’", "s", " "];
    assert_eq!(object["tokens"], serde_json::json!(clusters));
    let out = text(&["--steps", "lower+stop", "--tokens", "characters", "--json"], "Yo soy  médico\n");
    assert_eq!(
        serde_json::from_str::<Value>(&out).unwrap()["tokens"],
        serde_json::json!(["m", "é", "d", "i", "c", "o"])
    );
}

#[test]
fn nothing_gives_nothing() {
    assert_eq!(text(&[], ""), "");
    assert_eq!(text(&["--json"], ""), "");
    assert!(text(&["--vectorizer", "tf-idf"], "").ends_with("\n0 0 0\n"));
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_written_is_an_error_even_at_the_very_end() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut child = nnlab(&[]).stdout(full).spawn().unwrap();
    child.stdin.take().unwrap().write_all("la casa\n".as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(!output.stderr.is_empty());
}

#[test]
fn when_nobody_reads_the_output_the_program_ends_quietly() {
    let mut child = nnlab(&[]).spawn().unwrap();
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    let feeding = std::thread::spawn(move || {
        let text = "una casa grande\n".repeat(10_000);
        while stdin.write_all(text.as_bytes()).is_ok() {}
    });
    let output = child.wait_with_output().unwrap();
    feeding.join().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
}
