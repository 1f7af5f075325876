//! The real program started from a shell, which stops it and lets it go on.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "all of this crate is tests, but the lints know only functions marked so"
)]
#![allow(dead_code, reason = "not every test crate uses all of the stand-in for a terminal")]

mod support;

use support::{Home, Session};

/// Starts the program by these words of the shell, stops it by Ctrl-Z, sees the shell, and brings it back.
fn stops_and_goes_on(words: &str) {
    let home = Home::new();
    let mut session = Session::start_shell(&home);
    session.sees(&["shell>"]);
    session.types(&format!("{words}\r"));
    session.sees(&["paused", "p trains"]);
    let before = session.written();
    session.types("\x1a");
    session.until_written(b"\x1b[?1049l", before);
    session.until("the shell", |screen| !screen.alternate_screen() && screen.contents().contains("Stopped"));
    // Lines are edited and echoed again.
    session.types("echo $((6 * 7))\r");
    session.sees(&["42"]);
    session.types("fg\r");
    session.until("the dashboard", |screen| screen.alternate_screen() && screen.contents().contains("p trains"));
    session.types("?");
    session.sees(&["esc close"]);
    session.types("\x1b");
    session.until("the dashboard", |screen| !screen.contents().contains("esc close"));
    session.types("q");
    let waits = |screen: &vt100::Screen| screen.contents().trim_end().ends_with("shell>");
    session.until("the shell", |screen| !screen.alternate_screen() && waits(screen));
    session.types("exit 7\r");
    assert_eq!(session.ends().code, 7);
}

#[test]
fn ctrl_z_goes_back_to_the_shell_and_fg_to_the_dashboard() {
    stops_and_goes_on("$nnlab --threads 1");
}

#[test]
fn what_started_the_program_stops_with_it() {
    stops_and_goes_on("($nnlab --threads 1; true)");
}
