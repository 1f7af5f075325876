//! Whatever happens, in whatever order.

use super::super::super::fixture::{RUN, after, capabilities, evaluated, key, press, send, shown, spec, story};
use super::super::super::model::{Effect, FileEntry, LabView, Listing, Message, TextNews, TextTask};
use super::said;
use crate::run::{Event, RunId, Severity};
use crate::tui::capabilities::{Capabilities, Charset, ColorLevel};
use crate::tui::finish::finish;
use crate::tui::session::{Backend, Paper};
use crate::tui::view::view;
use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Size;
use ratatui::style::{Color, Modifier};
use std::cell::RefCell;
use std::io;
use std::num::NonZeroU16;
use std::rc::Rc;
use std::sync::LazyLock;
use unicode_width::UnicodeWidthStr as _;

const LEVELS: [ColorLevel; 4] = [ColorLevel::None, ColorLevel::Ansi16, ColorLevel::Ansi256, ColorLevel::TrueColor];

static STORY: LazyLock<Vec<Event>> = LazyLock::new(story);

/// Any text of controls, Latin, Greek, Cyrillic and (two cells wide) Han letters: of other scripts terminals disagree about
/// what joins what.
fn text() -> impl Strategy<Value = String> {
    let letter = prop_oneof![
        8 => prop::char::range('\0', '\u{2ff}'),
        1 => prop::char::range('\u{391}', '\u{3a1}'),
        1 => prop::char::range('\u{410}', '\u{44f}'),
        1 => prop::char::range('\u{4e00}', '\u{4e30}'),
    ];
    prop::collection::vec(letter, 0..40).prop_map(|letters| letters.into_iter().collect())
}

/// Anything that can happen.
fn message() -> impl Strategy<Value = Message> {
    const KEYS: [&str; 50] = [
        "?",
        "L",
        "q",
        "ctrl-c",
        "ctrl-z",
        "ctrl-l",
        "esc",
        "p",
        "space",
        ".",
        ",",
        ">",
        "g",
        "r",
        "R",
        "w",
        "-",
        "+",
        "n",
        "N",
        "l",
        "s",
        "x",
        "c",
        "v",
        "tab",
        "shift-tab",
        "z",
        "1",
        "2",
        "3",
        "4",
        "5",
        "e",
        "o",
        "t",
        "C",
        "a",
        "m",
        "up",
        "down",
        "left",
        "right",
        "page-down",
        "home",
        "end",
        "enter",
        "backspace",
        "J",
        "K",
    ];
    const MOUSE: [MouseEventKind; 4] = [
        MouseEventKind::Down(MouseButton::Left),
        MouseEventKind::Moved,
        MouseEventKind::ScrollUp,
        MouseEventKind::ScrollDown,
    ];
    prop_oneof![
        8 => prop::sample::select(&KEYS[..]).prop_map(|name| Message::Key(key(name))),
        1 => prop::char::range(' ', '\u{2ff}').prop_map(|c| Message::Key(crossterm::event::KeyEvent::new(
            crossterm::event::KeyCode::Char(c), crossterm::event::KeyModifiers::NONE))),
        1 => text().prop_map(Message::Paste),
        1 => (0_u16..300, 0_u16..100, prop::sample::select(&MOUSE[..])).prop_map(|(column, row, kind)| Message::Mouse(MouseEvent {
            kind, column, row, modifiers: crossterm::event::KeyModifiers::NONE })),
        2 => (1_u16..=300, 1_u16..=100).prop_map(|(width, height)| Message::Resize(width, height)),
        1 => (0..64_u64).prop_map(|epoch| said(evaluated(epoch))),
        1 => prop::sample::select(STORY.as_slice()).prop_map(|event| Message::Run(RUN, Box::new(event))),
        1 => prop::sample::select(STORY.as_slice()).prop_map(|event| Message::Run(RunId::new(2), Box::new(event))),
        1 => text().prop_map(|text| said(Event::Note { severity: Severity::Warning, text })),
        1 => text().prop_map(|message| said(Event::Failed { message, exit_code: 1 })),
        1 => Just(Message::Opened(RunId::new(2), spec())),
        1 => Just(Message::Tick),
    ]
}

/// A terminal of any size that shows what it is sent.
#[derive(Clone)]
struct Emulator(Rc<RefCell<Shown>>);

struct Shown {
    parser: vt100::Parser,
    size: (u16, u16),
    /// Whether a byte beyond ASCII came since the last look.
    is_foreign: bool,
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap()
}

impl Emulator {
    fn new(width: u16, height: u16) -> Self {
        let parser = vt100::Parser::new(cells(height), cells(width), 0);
        Self(Rc::new(RefCell::new(Shown { parser, size: (width, height), is_foreign: false })))
    }

    fn resize(&self, width: u16, height: u16) {
        let mut shown = self.0.borrow_mut();
        shown.parser.set_size(cells(height), cells(width));
        shown.size = (width, height);
    }

    /// Another program writes.
    fn soil(&self) {
        self.0.borrow_mut().parser.process(b"\x1b[3;1H\x1b[0;31mfg: nnlab\r\n$ ");
    }

    /// What differs from the buffer, if anything does.
    fn difference(&self, buffer: &Buffer) -> Option<String> {
        let shown = self.0.borrow();
        let mut is_covered = false;
        for (at, wanted) in buffer.content.iter().enumerate() {
            let (x, y) = buffer.pos_of(at);
            let found = shown.parser.screen().cell(y, x);
            let is_same = is_covered && x > 0 || found.is_some_and(|found| is_same(found, wanted));
            if !is_same {
                return Some(format!("column {x}, row {y}: {wanted:?} became {found:?}"));
            }
            is_covered = wanted.symbol().width() > 1;
        }
        None
    }
}

fn is_same(found: &vt100::Cell, wanted: &Cell) -> bool {
    let glyph = if found.contents().is_empty() { " " } else { found.contents() };
    let has = |modifier| wanted.modifier.contains(modifier);
    // What nobody can see on a blank may be left over from the wide letter that stood there.
    let is_blank = glyph == " " && !has(Modifier::REVERSED) && !has(Modifier::UNDERLINED);
    let is_same_ink = found.fgcolor() == emulated(wanted.fg)
        && found.bold() == has(Modifier::BOLD)
        && found.dim() == has(Modifier::DIM)
        && found.italic() == has(Modifier::ITALIC);
    glyph == wanted.symbol()
        && found.bgcolor() == emulated(wanted.bg)
        && found.underline() == has(Modifier::UNDERLINED)
        && found.inverse() == has(Modifier::REVERSED)
        && (is_blank || is_same_ink)
}

fn emulated(color: Color) -> vt100::Color {
    const NAMED: [Color; 16] = [
        Color::Black,
        Color::Red,
        Color::Green,
        Color::Yellow,
        Color::Blue,
        Color::Magenta,
        Color::Cyan,
        Color::Gray,
        Color::DarkGray,
        Color::LightRed,
        Color::LightGreen,
        Color::LightYellow,
        Color::LightBlue,
        Color::LightMagenta,
        Color::LightCyan,
        Color::White,
    ];
    match color {
        Color::Reset => vt100::Color::Default,
        Color::Indexed(index) => vt100::Color::Idx(index),
        Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
        named => vt100::Color::Idx(NAMED.iter().position(|known| *known == named).unwrap() as u8),
    }
}

impl io::Write for Emulator {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut shown = self.0.borrow_mut();
        shown.is_foreign |= bytes.iter().any(|byte| *byte > 0x7e);
        shown.parser.process(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Paper for Emulator {
    fn size(&self) -> io::Result<Size> {
        let (width, height) = self.0.borrow().size;
        Ok(Size::new(width, height))
    }
}

/// Sends the messages to the dashboard, and looks at the terminal after each.
fn shows_what_it_should(first: &str, messages: Vec<Message>, color: ColorLevel) -> Result<(), TestCaseError> {
    let mut model = after(STORY.iter().cloned());
    model.labs.push(LabView::new(crate::labs::find("pipeline").unwrap()));
    press(&mut model, first);
    let emulator = Emulator::new(80, 24);
    let mut terminal = Terminal::new(Backend::new(emulator.clone())).unwrap();
    for message in messages {
        if let Message::Resize(width, height) = message {
            emulator.resize(width, height);
        }
        for effect in send(&mut model, message) {
            match effect {
                Effect::Open(spec, _) => {
                    let id = RunId::new(model.runs.len() as u64 + 1);
                    send(&mut model, Message::Opened(id, spec));
                }
                Effect::Text(TextTask::List(folder)) => {
                    let entry = |name: &str, bytes| FileEntry { name: name.into(), bytes };
                    let entries = vec![entry("ñ\u{202e}漢", None), entry("e\u{301}.txt", Some(5))];
                    let listing = Listing { folder, entries };
                    send(&mut model, Message::Text(Box::new(TextNews::Listed(Ok(listing)))));
                }
                Effect::Text(TextTask::Open(path)) => {
                    let text = "uno\0\u{1b}[2J\u{202e}\n\tdos 漢字\n".repeat(40);
                    send(&mut model, Message::Text(Box::new(TextNews::Opened(path, Ok(text)))));
                }
                Effect::Redraw | Effect::Suspend | Effect::Resume => {
                    emulator.soil();
                    terminal.backend_mut().forget();
                    terminal.clear().unwrap();
                }
                _ => {}
            }
        }
        let capabilities = Capabilities { color, ..capabilities(model.charset) };
        let drawn = terminal.draw(|frame| {
            view(&model, &capabilities, frame);
            finish(frame.buffer_mut(), &capabilities);
        });
        let difference = emulator.difference(drawn.unwrap().buffer);
        prop_assert!(difference.is_none(), "{}", difference.unwrap_or_default());
        let is_foreign = std::mem::take(&mut emulator.0.borrow_mut().is_foreign);
        prop_assert!(!is_foreign || model.charset == Charset::Unicode, "bytes beyond ASCII");
    }
    Ok(())
}

/// A few sequences, or as many as `PROPTEST_CASES` says.
fn cases() -> ProptestConfig {
    let usual = ProptestConfig::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { usual.cases } else { 12 };
    ProptestConfig { cases, ..usual }
}

proptest! {
    #![proptest_config(cases())]
    #[test]
    fn no_keys_sizes_and_events_in_any_order_make_it_panic_or_leave_a_wrong_cell(
        first in prop::sample::select(&["", "2", "2 e", "2 o", "2 down down enter", "2 tab tab"][..]),
        messages in prop::collection::vec(message(), 1..25),
        color in prop::sample::select(&LEVELS[..]),
    ) {
        shows_what_it_should(first, messages, color)?;
    }
}

#[test]
fn every_view_holds_at_every_small_size() {
    for keys in [
        "",
        "tab",
        "e",
        "e enter",
        "?",
        "L",
        "q",
        "c",
        "-",
        "z",
        "2",
        "3",
        "5",
        "a",
        "e z",
        "t",
        "o",
        "t a C",
        "2 e",
        "2 o",
        "2 z",
        "2 tab tab",
        "2 tab tab z",
    ] {
        let mut model = after(story());
        press(&mut model, keys);
        for (width, height) in [
            (1, 1),
            (2, 1),
            (1, 40),
            (59, 18),
            (60, 17),
            (60, 18),
            (61, 19),
            (99, 18),
            (100, 18),
            (300, 18),
            (60, 100),
            (300, 100),
        ] {
            shown(&mut model, width, height);
        }
    }
}
