//! Whatever happens, in whatever order.

use super::super::super::fixture::{RUN, after, evaluated, key, press, send, shown, spec, story};
use super::super::super::model::{Effect, Message};
use super::said;
use crate::run::{Event, RunId, Severity};
use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use proptest::prelude::*;

/// Anything that can happen.
fn message() -> impl Strategy<Value = Message> {
    const KEYS: [&str; 47] = [
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
    ];
    const MOUSE: [MouseEventKind; 4] = [
        MouseEventKind::Down(MouseButton::Left),
        MouseEventKind::Moved,
        MouseEventKind::ScrollUp,
        MouseEventKind::ScrollDown,
    ];
    prop_oneof![
        8 => prop::sample::select(&KEYS[..]).prop_map(|name| Message::Key(key(name))),
        1 => any::<char>().prop_map(|c| Message::Key(crossterm::event::KeyEvent::new(
            crossterm::event::KeyCode::Char(c), crossterm::event::KeyModifiers::NONE))),
        1 => any::<String>().prop_map(Message::Paste),
        1 => (0_u16..300, 0_u16..100, prop::sample::select(&MOUSE[..])).prop_map(|(column, row, kind)| Message::Mouse(MouseEvent {
            kind, column, row, modifiers: crossterm::event::KeyModifiers::NONE })),
        2 => (1_u16..300, 1_u16..100).prop_map(|(width, height)| Message::Resize(width, height)),
        1 => (0..64_u64).prop_map(|epoch| said(evaluated(epoch))),
        1 => prop::sample::select(story()).prop_map(|event| Message::Run(RUN, Box::new(event))),
        1 => prop::sample::select(story()).prop_map(|event| Message::Run(RunId(2), Box::new(event))),
        1 => any::<String>().prop_map(|text| said(Event::Note { severity: Severity::Warning, text })),
        1 => any::<String>().prop_map(|message| said(Event::Failed { message, exit_code: 1 })),
        1 => Just(Message::Opened(RunId(2), spec())),
        1 => Just(Message::Tick),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn no_keys_sizes_and_events_in_any_order_make_it_panic(messages in prop::collection::vec(message(), 1..25)) {
        let mut model = after(story());
        let mut size = (80, 24);
        for message in messages {
            if let Message::Resize(width, height) = message {
                size = (width, height);
            }
            let effects = send(&mut model, message);
            for effect in effects {
                if let Effect::Open(spec, _) = effect {
                    let id = RunId(model.runs.len() as u64 + 1);
                    send(&mut model, Message::Opened(id, spec));
                }
            }
            let text = shown(&mut model, size.0, size.1);
            prop_assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
        }
    }
}

#[test]
fn every_view_holds_at_every_small_size() {
    for keys in ["", "tab", "e", "e enter", "?", "L", "q", "c", "-", "z", "2", "3", "5", "a", "e z", "t", "o", "t a C"]
    {
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
