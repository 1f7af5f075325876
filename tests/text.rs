//! The text pipeline's tab as a user meets it: the real program in a pseudo-terminal.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "all of this crate is tests, but the lints know only functions marked so"
)]
#![allow(dead_code, reason = "not every test crate uses all of the stand-in for a terminal")]

mod support;

use support::{Home, Session};

const ENTER: &str = "\r";
const ESC: &str = "\x1b";
const SHIFT_TAB: &str = "\x1b[Z";
const DOWN: &str = "\x1b[B";

fn quits(mut session: Session) {
    session.types("\x03\x03");
    let ended = session.ends();
    assert_eq!(ended.code, 0);
    ended.assert_terminal_is_given_back();
}

#[test]
fn a_text_is_typed_and_a_stage_switched_off_and_the_words_come_back() {
    let home = Home::new();
    let mut session = Session::start(&home, &["--threads", "1"]);
    session.sees(&["nnlab", "p trains"]);
    session.types("2");
    session.sees(&["> [x] 1 lower case", "-yo- -soy- -un-", "stop-words"]);
    session.types("e");
    session.sees(&["every key writes"]);
    session.types("Ñandú, 12 qué");
    session.sees(&["Ñandú, 12 quéYo soy", "*ñandú*"]);
    session.types(ESC);
    session.sees(&["e edits it"]);
    session.types(SHIFT_TAB);
    session.types(&DOWN.repeat(2));
    session.sees(&["> [x] 3 stop-words", "-soy- -un-"]);
    session.types(" ");
    session.until("no stop-word is taken out", |screen| {
        let shown = screen.contents();
        shown.contains("> [ ] 3 stop-words") && !shown.contains("-soy-")
    });
    quits(session);
}

#[test]
fn what_is_in_a_file_or_paste_never_acts_on_the_terminal() {
    let home = Home::new();
    std::fs::write(home.path("evil.txt"), "uno\u{1b}]0;title\u{7}\u{202e}dos\0tres\n").unwrap();
    std::fs::write(home.path("latin1.txt"), b"uno\ndos a\xf1o\n").unwrap();
    let mut session = Session::start(&home, &["--threads", "1"]);
    session.sees(&["nnlab", "p trains"]);
    session.types("2");
    session.sees(&["> [x] 1 lower case"]);
    session.types("o");
    session.sees(&["open a text", "evil.txt", "latin1.txt"]);
    session.types("lat");
    session.types(ENTER);
    session.sees(&["latin1.txt, line 2: byte 9 of the file (0xF1) is not"]);
    session.types(&"\x7f".repeat(3));
    session.types("evil");
    session.types(ENTER);
    session.sees(&["uno\\e]0;title\\x07\\u{202e}dos\\x00tres"]);
    session.types("e");
    session.sees(&["every key writes"]);
    session.types("\x1b[200~pasted\x1b[2J\nhere\x1b[201~");
    session.sees(&["pasted[2J", "hereuno"]);
    session.types(ESC);
    session.sees(&["e edits it"]);
    quits(session);
}

#[test]
fn a_stage_is_measured_and_the_model_says_what_it_thinks_word_by_word() {
    let home = Home::new();
    let mut session = Session::start(&home, &["--threads", "1"]);
    session.sees(&["nnlab", "p trains"]);
    session.types("2");
    session.sees(&["> [x] 1 lower case", "M measures F1 both ways"]);
    session.types("M");
    session.sees(&["F1 .", "(3 seeds,", "(held-out reviews)"]);
    // The strip, alone: the untrained model hardly leans either way, a trained one does.
    session.types(&"\t".repeat(4));
    session.sees(&["after each word", "line 1: P(positive) .5", "not trained yet"]);
    session.types(">");
    session.sees(&["of held-out texts", "-;-"]);
    // It follows what is typed.
    session.types("ehorrible ");
    session.sees(&["horrible."]);
    session.types(ESC);
    session.sees(&["e edits it"]);
    quits(session);
}

#[test]
fn words_of_a_file_of_vectors_have_neighbours_and_a_broken_file_names_its_line() {
    let home = Home::new();
    let lines = "medic 1 0.1 0\nhospital 0.9 0.2 0\ncas 0 0 1\ncall 0 0.1 1\n";
    std::fs::write(home.path("vectors.txt"), lines).unwrap();
    std::fs::write(home.path("broken.txt"), "medic 1 0.1 0\ncas 0 0\n").unwrap();
    let mut session = Session::start(&home, &["--threads", "1"]);
    session.sees(&["nnlab", "p trains"]);
    session.types("2");
    session.sees(&["> [x] 1 lower case"]);
    session.types("\t\t");
    session.sees(&["[count]", "documents × terms: 1 × 7"]);
    // Left of the first is the last.
    session.types("\x1b[D");
    session.types(ENTER);
    session.types(&home.path("broken.txt").display().to_string());
    session.types(ENTER);
    session.sees(&["broken.txt, line 2"]);
    session.types(ENTER);
    session.types(&"\x7f".repeat("broken.txt".len()));
    session.types("vectors.txt");
    session.types(ENTER);
    session.sees(&["vectors.txt: 4 words, 3 numbers each", "jug has no vector here"]);
    // Into the words, and to the last of them.
    session.types(DOWN);
    session.types("\x1b[F");
    session.sees(&["> medic", "nearest to medic", "hospital"]);
    quits(session);
}
