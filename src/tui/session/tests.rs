//! The session needs a terminal of its own, so these tests run this very test binary again inside a pseudo-terminal,
//! where [`child`] plays the part that `NNLAB_TEST_CHILD` names.

use super::*;
use crate::tui::capabilities::{Background, Charset, ColorLevel, Link};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use ratatui::style::Style;
use std::io::{Read as _, Write as _};

const PART: &str = "NNLAB_TEST_CHILD";
const LOG: &str = "NNLAB_TEST_LOG";

fn draw(session: &mut TerminalSession, text: &str) {
    let capabilities = Capabilities {
        color: ColorLevel::Ansi256,
        charset: Charset::Ascii,
        link: Link::Local,
        background: Background::Dark,
    };
    session
        .draw(&capabilities, |frame| {
            frame.buffer_mut().set_string(0, 0, text, Style::new());
        })
        .unwrap();
}

/// Plays a part; does nothing when run as an ordinary test.
#[test]
fn child() {
    let Ok(part) = std::env::var(PART) else { return };
    let log = File::create(std::env::var(LOG).unwrap()).unwrap();
    install_panic_hook();
    let mut session = TerminalSession::enter(log).unwrap();
    draw(&mut session, "on-the-screen");
    // Straight to the descriptor, as a C library would; `eprintln!` is captured in tests.
    rustix::io::write(rustix::stdio::stderr(), b"words for the log\n").unwrap();
    match part.as_str() {
        "leaves" => {}
        "panics" => panic!("a fault in the screen's own thread"),
        "goes on after a worker's panic" => {
            let worker = std::thread::Builder::new().name("run-1".into()).spawn(|| panic!("a fault in a worker"));
            assert!(worker.unwrap().join().is_err());
            draw(&mut session, "ANOTHER_FRAME");
        }
        "resumes" => {
            session.resume().unwrap();
            draw(&mut session, "back-on-the-screen");
        }
        "stops where no shell waits" => {
            session.suspend().unwrap();
            draw(&mut session, "back-on-the-screen");
        }
        part => panic!("no part {part:?}"),
    }
    drop(session);
    restore_terminal();
    rustix::io::write(rustix::stdio::stderr(), b"words for the user\n").unwrap();
}

struct Played {
    /// Everything the terminal was sent.
    bytes: String,
    /// What the log holds.
    log: String,
    /// The terminal after the end.
    screen: vt100::Parser,
    /// Whether it echoes and edits lines again.
    is_cooked: bool,
}

fn play(part: &str) -> Played {
    let log = tempfile::NamedTempFile::new().unwrap();
    let pty = native_pty_system().openpty(PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 }).unwrap();
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.args(["--exact", "tui::session::tests::child", "--nocapture", "--test-threads=1"]);
    command.env(PART, part);
    command.env(LOG, log.path());
    command.env("RUST_BACKTRACE", "0");
    command.env("NO_COLOR", "1");
    let mut child = pty.slave.spawn_command(command).unwrap();
    let mut reader = pty.master.try_clone_reader().unwrap();
    let listener = std::thread::spawn(move || {
        let (mut bytes, mut chunk) = (Vec::new(), [0; 4096]);
        // On Linux the end of a pseudo-terminal reads as an error.
        while let Ok(count) = reader.read(&mut chunk)
            && count > 0
        {
            bytes.extend_from_slice(&chunk[..count]);
        }
        bytes
    });
    child.wait().unwrap();
    let termios = pty.master.get_termios().unwrap();
    let is_cooked = termios.local_flags.bits() & (libc::ECHO | libc::ICANON) == (libc::ECHO | libc::ICANON);
    drop((pty.slave, pty.master));
    let bytes = listener.join().unwrap();
    let mut screen = vt100::Parser::new(24.try_into().unwrap(), 80.try_into().unwrap(), 0);
    screen.write_all(&bytes).unwrap();
    let log = std::fs::read_to_string(log.path()).unwrap();
    Played { bytes: String::from_utf8_lossy(&bytes).into_owned(), log, screen, is_cooked }
}

fn assert_given_back(played: &Played) {
    let screen = played.screen.screen();
    assert!(!screen.alternate_screen(), "left the alternate screen");
    assert!(!screen.hide_cursor(), "shows the cursor");
    assert!(!screen.bracketed_paste(), "no marks around pastes");
    assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    assert!(played.is_cooked, "echoes and edits lines");
    let (begun, ended) = (played.bytes.matches("\x1b[?2026h").count(), played.bytes.matches("\x1b[?2026l").count());
    assert!(begun <= ended, "every synchronised update has ended: {begun} begun, {ended} ended");
}

#[test]
fn leaving_gives_the_terminal_back_and_standard_error_too() {
    let played = play("leaves");
    assert_given_back(&played);
    assert!(played.bytes.contains("on-the-screen"), "{}", played.bytes);
    assert!(played.log.contains("words for the log") && !played.bytes.contains("words for the log"));
    assert!(played.screen.screen().contents().contains("words for the user"));
}

#[test]
fn a_panic_gives_the_terminal_back_before_its_report() {
    let played = play("panics");
    assert_given_back(&played);
    let screen = played.screen.screen().contents();
    assert!(screen.contains("a fault in the screen's own thread"), "{screen}");
}

#[test]
fn a_workers_panic_leaves_the_screen_alone_and_is_told_to_the_log() {
    let played = play("goes on after a worker's panic");
    assert_given_back(&played);
    assert!(played.bytes.contains("ANOTHER_FRAME"), "{}", played.bytes);
    assert!(played.log.contains("a fault in a worker") && !played.bytes.contains("a fault in a worker"));
}

#[test]
fn after_a_stop_the_screen_is_drawn_whole_again() {
    for part in ["resumes", "stops where no shell waits"] {
        let played = play(part);
        assert_given_back(&played);
        assert_eq!(played.bytes.matches("\x1b[?1049h").count(), 2, "entered twice");
        assert!(played.bytes.contains("back-on-the-screen"), "{}", played.bytes);
    }
}

#[test]
fn without_a_terminal_there_is_no_session() {
    if !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        let error = TerminalSession::enter(tempfile::tempfile().unwrap()).unwrap_err();
        assert!(matches!(error, SessionError::NotATerminal), "{error}");
    }
}
