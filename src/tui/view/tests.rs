use super::super::fixture::{
    SWEEP, after, catalogue, empty, press, press_and_wait, send, shown, story, sweep, untrained,
};
use super::super::model::{FileEntry, LibraryNews, Listing, Message, Model, TextNews};
use crate::run::{Event, Severity};
use insta::assert_snapshot;

/// Takes a picture at both sizes.
macro_rules! pictures {
    ($name:literal, $model:expr) => {
        let mut model = $model;
        assert_snapshot!(concat!($name, "_80x24"), shown(&mut model, 80, 24));
        assert_snapshot!(concat!($name, "_120x40"), shown(&mut model, 120, 40));
    };
}

fn pressed(mut model: Model, keys: &str) -> Model {
    press(&mut model, keys);
    model
}

#[test]
fn it_opens_at_step_0_with_an_invitation() {
    pictures!("untrained", after(untrained()));
}

#[test]
fn the_forecaster_while_it_trains() {
    pictures!("training", after(story()));
}

#[test]
fn the_forecaster_on_a_wide_screen() {
    assert_snapshot!("training_140x40", shown(&mut after(story()), 140, 40));
    assert_snapshot!("training_80x40", shown(&mut after(story()), 80, 40));
    assert_snapshot!("training_100x24", shown(&mut after(story()), 100, 24));
    assert_snapshot!("training_60x18", shown(&mut after(story()), 60, 18));
}

#[test]
fn the_forecaster_in_ascii() {
    pictures!("ascii", pressed(after(story()), "a s"));
}

#[test]
fn before_anything_is_open() {
    pictures!("empty", empty());
}

#[test]
fn the_forecast_and_the_output() {
    pictures!("forecast", pressed(after(story()), "tab n"));
    pictures!("output", pressed(after(story()), "tab tab tab tab"));
}

#[test]
fn settings_with_changes_that_wait() {
    let keys = "tab tab tab down down down right down right down down down down down right";
    pictures!("settings", pressed(after(story()), keys));
}

#[test]
fn a_setting_being_edited() {
    pictures!("editing", pressed(after(story()), "tab tab tab down enter backspace x"));
}

#[test]
fn looking_back() {
    pictures!("scrub", pressed(after(story()), "- - - -"));
}

#[test]
fn the_curves_zoomed_with_a_crosshair() {
    pictures!("zoom", pressed(after(story()), "c left left left z"));
    pictures!("loss", pressed(after(story()), "down"));
}

#[test]
fn what_am_i_seeing() {
    pictures!("help", pressed(after(story()), "?"));
    pictures!("help_pipeline", pressed(after(story()), "2 ?"));
}

#[test]
fn the_dialog_before_quitting() {
    pictures!("quit", pressed(after(story()), "q down"));
}

#[test]
fn a_run_that_failed_and_the_messages() {
    let failed =
        Event::Failed { message: "my.csv, line 3: `value` holds `abc`: expected a number".into(), exit_code: 2 };
    let warning =
        Event::Note { severity: Severity::Warning, text: "3 gaps were filled with the value before them".into() };
    pictures!("failed", after([warning, failed]));
    pictures!("messages", pressed(after(story()), "3 p 1 g g L"));
}

#[test]
fn the_list_of_themes() {
    pictures!("themes", pressed(after(story()), "t down down"));
}

/// Every tab, layer and dialog.
const EVERYWHERE: [&str; 26] = [
    "",
    "tab",
    "tab tab tab down",
    "e",
    "o",
    "c",
    "- -",
    "z",
    "s s x",
    "down",
    "?",
    "L",
    "q",
    "t",
    "t end",
    "2",
    "3",
    "4",
    "5",
    "2 ?",
    "2 z",
    "2 down enter",
    "2 e",
    "2 o",
    "2 tab tab tab",
    "m C v",
];

/// A run whose every text is beyond ASCII.
fn accented() -> Model {
    let mut events = story();
    events.push(Event::Note {
        severity: Severity::Warning, text: "año → 漢字 “…” ±½ 😀 \u{202e}abc\u{1b}[2J".into()
    });
    after(events)
}

#[test]
fn an_ascii_screen_holds_nothing_but_ascii_in_every_tab_layer_dialog_and_theme() {
    for keys in EVERYWHERE {
        for (width, height) in [(80, 24), (140, 40), (60, 18), (40, 10)] {
            let mut model = pressed(accented(), "a");
            press(&mut model, keys);
            let text = shown(&mut model, width, height);
            let other = text.chars().find(|c| *c != '\n' && !(' '..='~').contains(c));
            assert_eq!(other, None, "{keys:?} at {width}x{height}\n{text}");
        }
    }
}

#[test]
fn without_colours_what_is_chosen_is_reversed_and_no_colour_is_left() {
    use crate::tui::capabilities::ColorLevel;
    use ratatui::style::{Color, Modifier};
    for keys in EVERYWHERE {
        let mut model = accented();
        press(&mut model, keys);
        let buffer = crate::tui::fixture::buffer(&mut model, ColorLevel::None, 120, 40);
        assert!(buffer.content.iter().all(|cell| (cell.fg, cell.bg) == (Color::Reset, Color::Reset)), "{keys:?}");
        assert!(buffer.content.iter().any(|cell| cell.modifier.contains(Modifier::REVERSED)), "{keys:?}");
    }
}

#[test]
fn the_other_tabs() {
    let mut pipeline = after(story());
    press_and_wait(&mut pipeline, "2");
    pictures!("pipeline", pipeline);
    pictures!("language", pressed(after(story()), "3"));
    pictures!("autoencoder", pressed(after(story()), "4"));
    pictures!("runs", pressed(after(story()), "5"));
}

#[test]
fn the_text_pipeline() {
    assert_snapshot!("pipeline_140x40", shown(&mut pressed(after(story()), "2"), 140, 40));
    pictures!("pipeline_class_order", pressed(after(story()), "2 home right"));
    let mut model = pressed(after(story()), "2 e");
    send(&mut model, Message::Paste("漢字 e\u{301}\u{202e}\tx\nn".into()));
    pictures!("pipeline_writing", pressed(model, "left"));
    pictures!("pipeline_stop", pressed(after(story()), "2 down down enter down"));
    pictures!("pipeline_stem", pressed(after(story()), "2 down down down z"));
    let mut model = pressed(after(story()), "2 o");
    let entry = |name: &str, bytes| FileEntry { name: name.into(), bytes };
    let entries = vec![entry("libros", None), entry("novela.txt", Some(2_097_152)), entry("\u{1b}[2J.txt", Some(3))];
    let listing = Listing { folder: "/home/me/textos".into(), entries };
    send(&mut model, Message::Text(Box::new(TextNews::Listed(Ok(listing)))));
    let why = "a.txt, line 2: byte 8 of the file (0xF1) is not UTF-8; save the file as UTF-8";
    send(&mut model, Message::Text(Box::new(TextNews::Opened("a.txt".into(), Err(why.into())))));
    pictures!("pipeline_files", pressed(model, "down"));
}

#[test]
fn recorded_runs_over_one_another_and_a_sweep() {
    let mut model = pressed(after(story()), "5");
    let scanned = Message::Library(Box::new(LibraryNews::Scanned(catalogue())));
    send(&mut model, scanned);
    pictures!("runs_recorded", pressed(model, "down space down space"));
    let mut model = after(untrained());
    for event in sweep() {
        send(&mut model, Message::Run(SWEEP, Box::new(Event::Sweep(Box::new(event)))));
    }
    let mut model = pressed(model, "5 end");
    assert_snapshot!("sweep_120x40", shown(&mut model, 120, 40));
    assert_snapshot!("sweep_80x24", shown(&mut pressed(model, "tab"), 80, 24));
}

#[test]
fn a_screen_that_is_too_small_says_so() {
    assert_snapshot!("small_40x10", shown(&mut after(story()), 40, 10));
}

/// `NNLAB_PICTURES=folder cargo test --lib -- --ignored to_look_at`: the screen in every theme at every level, as files of
/// escape sequences, to be shown by `cat`.
#[test]
#[ignore = "writes files to look at"]
fn screens_to_look_at() {
    use crate::tui::capabilities::ColorLevel;
    let levels = [
        ("truecolor", ColorLevel::TrueColor, ""),
        ("256", ColorLevel::Ansi256, ""),
        ("16", ColorLevel::Ansi16, ""),
        ("none", ColorLevel::None, ""),
        ("ascii", ColorLevel::None, "a esc"),
        ("contrast", ColorLevel::Ansi256, "C esc"),
    ];
    let screens = [
        ("training", ""),
        ("settings", "tab tab tab down right"),
        ("themes", "t"),
        ("quit", "q"),
        ("text", "2"),
        ("toast", "g w"),
    ];
    let count = empty().themes.len();
    for at in 0..count {
        for (level, color, first) in levels {
            for (screen, keys) in screens {
                for (width, height) in [(80, 24), (140, 40)] {
                    let mut model = after(story());
                    model.show_theme(at);
                    press(&mut model, first);
                    press(&mut model, keys);
                    let buffer = crate::tui::fixture::buffer(&mut model, color, width, height);
                    let name = format!("screen-{}-{level}-{screen}-{width}x{height}", model.theme_name());
                    crate::tui::widgets::testing::save_picture(&name, &buffer);
                }
            }
        }
    }
}
