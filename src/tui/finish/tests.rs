use super::*;
use crate::tui::capabilities::{Background, Link};
use proptest::prelude::*;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

fn capabilities(color: ColorLevel, charset: Charset) -> Capabilities {
    Capabilities { color, charset, link: Link::Local, background: Background::Dark }
}

fn ascii() -> Capabilities {
    capabilities(ColorLevel::None, Charset::Ascii)
}

/// The symbol after the pass.
fn finished(symbol: &str, capabilities: &Capabilities) -> String {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 1, 1));
    buffer.content[0].set_symbol(symbol);
    finish(&mut buffer, capabilities);
    buffer.content[0].symbol().to_owned()
}

fn is_printable_ascii(symbol: &str) -> bool {
    matches!(symbol.as_bytes(), [b' '..=b'~'])
}

#[test]
fn every_character_of_the_basic_plane_becomes_one_printable_ascii_byte() {
    for c in ('\0'..='\u{ffff}').map(String::from) {
        let found = finished(&c, &ascii());
        assert!(is_printable_ascii(&found), "{c:?} became {found:?}");
    }
}

#[test]
fn what_deceives_a_reader_reaches_no_screen() {
    for c in ['\u{180e}', '\u{200b}', '\u{202e}', '\u{206a}', '\u{206f}', '\u{9b}', '\u{feff}', '\u{e0041}', '\u{ad}'] {
        let found = finished(&format!("a{c}"), &capabilities(ColorLevel::TrueColor, Charset::Unicode));
        assert_eq!(found, "a", "{c:?}");
    }
    let persian = "ی\u{200c}";
    assert_eq!(finished(persian, &capabilities(ColorLevel::TrueColor, Charset::Unicode)), persian);
}

#[test]
fn a_wide_letter_that_a_dialog_covers_by_half_makes_room_for_its_border() {
    let unicode = capabilities(ColorLevel::TrueColor, Charset::Unicode);
    let mut buffer = Buffer::empty(Rect::new(0, 0, 7, 1));
    buffer.set_string(0, 0, "一二三", Style::new());
    buffer.set_string(3, 0, "┗", Style::new());
    finish(&mut buffer, &unicode);
    let symbols: Vec<&str> = buffer.content.iter().map(Cell::symbol).collect();
    assert_eq!(symbols, ["一", " ", " ", "┗", "三", " ", " "]);
}

proptest! {
    #[test]
    fn whatever_a_cell_holds_an_ascii_screen_is_ascii(symbol in any::<String>()) {
        let found = finished(&symbol, &ascii());
        prop_assert!(is_printable_ascii(&found), "{symbol:?} became {found:?}");
    }

    #[test]
    fn no_control_character_reaches_a_unicode_screen(symbol in any::<String>()) {
        let found = finished(&symbol, &capabilities(ColorLevel::TrueColor, Charset::Unicode));
        prop_assert!(!found.is_empty() && is_harmless_piece(&found), "{symbol:?} became {found:?}");
    }

    #[test]
    fn a_second_pass_changes_nothing(symbol in any::<String>(), r: u8, g: u8, b: u8) {
        for level in [ColorLevel::None, ColorLevel::Ansi16, ColorLevel::Ansi256, ColorLevel::TrueColor] {
            let mut once = Buffer::empty(Rect::new(0, 0, 1, 1));
            once.content[0].set_symbol(&symbol).set_fg(Color::Rgb(r, g, b)).set_bg(Color::Rgb(g, b, r));
            finish(&mut once, &capabilities(level, Charset::Ascii));
            let mut twice = once.clone();
            finish(&mut twice, &capabilities(level, Charset::Ascii));
            prop_assert_eq!(once, twice);
        }
    }
}

#[test]
fn drawings_become_their_relatives_and_letters_lose_their_accents() {
    let cases = [
        ("┌", "+"),
        ("─", "-"),
        ("│", "|"),
        ("━", "="),
        ("█", "#"),
        ("→", ">"),
        ("ñ", "n"),
        ("n\u{303}", "n"),
        ("Á", "A"),
        ("ß", "s"),
        ("ﬁ", "f"),
        ("¿", "?"),
        ("“", "\""),
        ("漢", "?"),
        ("😀", "?"),
        ("\u{1b}", "?"),
        ("⠉", "'"),
        ("⣀", "."),
        ("⣿", "#"),
        ("\u{2800}", " "),
    ];
    for (symbol, expected) in cases {
        assert_eq!(finished(symbol, &ascii()), expected, "{symbol:?}");
    }
}

#[test]
fn a_wide_character_leaves_no_gap_and_no_overlap() {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 1));
    buffer.set_string(0, 0, "a漢字b", Style::new());
    finish(&mut buffer, &ascii());
    let row: String = buffer.content.iter().map(Cell::symbol).collect();
    assert_eq!(row, "a? ? b");
}

#[test]
fn without_colours_reverse_bold_and_underline_remain() {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 1, 1));
    let loud = Modifier::REVERSED | Modifier::BOLD | Modifier::UNDERLINED;
    buffer.set_string(0, 0, "x", Style::new().fg(Color::Red).bg(Color::Rgb(1, 2, 3)).add_modifier(loud));
    finish(&mut buffer, &ascii());
    let cell = &buffer.content[0];
    assert_eq!((cell.fg, cell.bg, cell.modifier), (Color::Reset, Color::Reset, loud));
}

#[test]
fn text_stays_readable_when_two_colours_become_one() {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 2, 1));
    let close = Style::new().fg(Color::Rgb(0x50, 0x50, 0x50)).bg(Color::Rgb(0x60, 0x60, 0x60));
    buffer.set_string(0, 0, "x▀", close);
    finish(&mut buffer, &capabilities(ColorLevel::Ansi16, Charset::Unicode));
    assert_ne!(buffer.content[0].fg, buffer.content[0].bg);
    assert_eq!(buffer.content[1].fg, buffer.content[1].bg, "two shades of a picture may be one");
}

#[test]
fn among_sixteen_colours_what_does_not_stand_out_becomes_a_relative_that_does() {
    let drawn = |symbol: &str, ink: u32, paper: u32| {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 1, 1));
        buffer.set_string(0, 0, symbol, Style::new().fg(Color::from_u32(ink)).bg(Color::from_u32(paper)));
        finish(&mut buffer, &capabilities(ColorLevel::Ansi16, Charset::Unicode));
        buffer[(0, 0)].fg
    };
    let (black, white) = (0x12_1212, 0xff_ffff);
    assert_eq!(drawn("x", 0x5f_afff, black), Color::LightBlue);
    assert_eq!(drawn("x", 0x8a_8a8a, black), Color::Gray, "dark gray is too dark on the console");
    assert_eq!(drawn("─", 0x58_5858, black), Color::DarkGray, "but a frame may be quiet");
    assert_eq!(drawn("x", 0x00_5faf, white), Color::Blue, "cyan is too bright in xterm");
    assert_eq!(drawn("⠉", 0xaf_5f00, white), Color::Red, "and so is yellow");
    assert_eq!(drawn("x", 0x00_5f00, white), Color::Black);
    assert_eq!(drawn("x", 0x30_3030, white), Color::Black);
}
