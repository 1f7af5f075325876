//! The mouse: nothing until the program has it, then clicks and the wheel.

use super::super::super::fixture::{after, catalogue, press, send, shown, story};
use super::super::super::model::{Effect, Leave, LibraryNews, Message, Model, Overlay, QuitChoice, Visible};
use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

fn event(kind: MouseEventKind, column: u16, row: u16) -> Message {
    Message::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE })
}

fn click(model: &mut Model, column: u16, row: u16) -> Vec<Effect> {
    send(model, event(MouseEventKind::Down(MouseButton::Left), column, row))
}

/// Clicks on the first place where the screen shows these words.
fn click_on(model: &mut Model, words: &str) -> Vec<Effect> {
    let (width, height) = model.size;
    let text = shown(model, width, height);
    let place = text.lines().enumerate().find_map(|(y, line)| {
        let at = line.find(words)?;
        Some((line[..at].chars().count() as u16, y as u16))
    });
    let (column, row) = place.unwrap_or_else(|| panic!("no {words:?} in\n{text}"));
    click(model, column, row)
}

/// A screen whose program has the mouse.
fn with_mouse() -> Model {
    let mut model = after(story());
    shown(&mut model, 120, 40);
    assert_eq!(press(&mut model, "m"), [Effect::ToggleMouse]);
    // Without the note that it has.
    press(&mut model, "esc");
    model
}

#[test]
fn while_the_terminal_has_the_mouse_nothing_comes_of_it() {
    let mut model = after(story());
    shown(&mut model, 120, 40);
    model.take_visible();
    assert_eq!(click(&mut model, 30, 0), []);
    assert_eq!((model.tab().id, model.take_visible()), ("forecaster", Visible::Unchanged));
}

#[test]
fn clicks_open_tabs_focus_panes_and_press_the_keys_of_the_hint_bar() {
    let mut model = with_mouse();
    click_on(&mut model, "3 Language model");
    assert_eq!(model.tab().id, "language");
    click_on(&mut model, "1 Forecaster");
    click_on(&mut model, "last step, train");
    assert_eq!(model.focused().id, "metrics");
    click_on(&mut model, "? what am I seeing");
    assert!(matches!(model.overlay, Some(Overlay::Help(_))));
    click_on(&mut model, "esc close");
    assert_eq!(model.overlay, None);
    model.take_visible();
    send(&mut model, event(MouseEventKind::Moved, 3, 3));
    assert_eq!(model.take_visible(), Visible::Unchanged, "a moving pointer draws nothing");
}

#[test]
fn the_first_click_on_a_setting_chooses_it_and_the_second_does_what_enter_does() {
    let mut model = with_mouse();
    click_on(&mut model, "units ");
    assert_eq!(model.focused().id, "settings");
    assert!(model.lab().unwrap().settings.editing.is_none());
    click_on(&mut model, "> units");
    assert_eq!(model.lab().unwrap().settings.editing.as_ref().map(|field| field.key), Some("units"));
}

#[test]
fn dialogs_take_clicks_on_their_choices() {
    let mut model = with_mouse();
    press(&mut model, "q");
    click_on(&mut model, "quit now, without");
    assert_eq!(model.overlay, Some(Overlay::Quit(QuitChoice::QuitNow)));
    assert_eq!(click_on(&mut model, "> quit now"), [Effect::Quit(Leave::Now)]);
    let mut model = with_mouse();
    press(&mut model, "t");
    click_on(&mut model, "sepia");
    assert_eq!(model.theme_name(), "sepia");
    assert_eq!(click_on(&mut model, "> sepia").len(), 1, "a second click keeps it");
}

#[test]
fn the_wheel_scrolls_lists_and_layers() {
    let mut model = with_mouse();
    let text = shown(&mut model, 120, 40);
    let row = text.lines().position(|line| line.contains("units ")).unwrap() as u16;
    for _ in 0..3 {
        send(&mut model, event(MouseEventKind::ScrollDown, 100, row));
    }
    assert_eq!((model.focused().id, model.lab().unwrap().settings.cursor), ("settings", 3));
    shown(&mut model, 80, 24);
    press(&mut model, "?");
    send(&mut model, event(MouseEventKind::ScrollDown, 10, 10));
    assert_eq!(model.overlay, Some(Overlay::Help(3)));
    send(&mut model, event(MouseEventKind::ScrollUp, 10, 10));
    assert_eq!(model.overlay, Some(Overlay::Help(0)));
}

#[test]
fn a_run_in_the_table_is_chosen_by_a_click_and_opened_by_the_next() {
    let mut model = with_mouse();
    press(&mut model, "5");
    click_on(&mut model, ">   forecaster");
    assert_eq!(model.tab().id, "forecaster");
}

#[test]
fn every_recorded_row_is_reached_by_a_click_and_opened_by_the_next() {
    for (width, height) in [(120, 40), (80, 24)] {
        let mut model = with_mouse();
        shown(&mut model, width, height);
        press(&mut model, "5");
        send(&mut model, Message::Library(Box::new(LibraryNews::Scanned(catalogue()))));
        for name in ["forecaster-a", "forecaster-d", "forecaster-c", "forecaster-b"] {
            assert_eq!(click_on(&mut model, name), [], "{name}");
            assert_eq!(model.runs_row().unwrap().name, name);
        }
        let opened = click_on(&mut model, "forecaster-b");
        assert!(matches!(&opened[..], [Effect::Reopen(_, path, _)] if path.ends_with("forecaster-b")), "{opened:?}");
    }
}
