use super::*;
use crate::tui::capabilities::Charset;
use crate::tui::widgets::testing::{buffer, holds_at_every_size, shown};
use ratatui::style::{Color, Modifier};

fn hidden_state() -> HeatMap {
    let value = |unit: usize, t: usize| ((t as f32 + unit as f32 * 4.0) / 8.0).sin() * (1.0 - unit as f32 / 12.0);
    HeatMap {
        x_label: "t".into(),
        y_label: "unit".into(),
        width: 50,
        values: (0..10).flat_map(|unit| (0..50).map(move |t| value(unit, t))).collect(),
        palette: Palette::Diverging,
        ..HeatMap::default()
    }
}

fn confusion() -> HeatMap {
    HeatMap {
        x_label: "predicted".into(),
        y_label: "true".into(),
        columns: ["negative", "neutral", "positive"].map(String::from).to_vec(),
        rows: ["negative", "neutral", "positive"].map(String::from).to_vec(),
        width: 3,
        values: vec![52.0, 6.0, 2.0, 9.0, 31.0, 11.0, 1.0, 5.0, 63.0],
        palette: Palette::Sequential,
        ..HeatMap::default()
    }
}

fn show(map: &HeatMap, cursor: Option<Cursor>, charset: Charset, size: (u16, u16)) -> String {
    // The glyphs of terminals with few colours.
    let glyphs = |area, buffer: &mut Buffer, look: &Look<'_>| {
        let capabilities = crate::tui::capabilities::Capabilities {
            color: crate::tui::capabilities::ColorLevel::None,
            ..*look.capabilities
        };
        draw(map, cursor, area, buffer, &Look { capabilities: &capabilities, ..*look });
    };
    shown(charset, size, glyphs)
}

#[test]
fn signs_tell_which_way_a_value_goes() {
    insta::assert_snapshot!("hidden_ascii", show(&hidden_state(), None, Charset::Ascii, (60, 11)));
}

#[test]
fn a_small_matrix_shows_its_numbers() {
    let cursor = Some(Cursor { row: 1, column: 2 });
    insta::assert_snapshot!("confusion_ascii", show(&confusion(), None, Charset::Ascii, (44, 5)));
    insta::assert_snapshot!("confusion_cursor_ascii", show(&confusion(), cursor, Charset::Ascii, (44, 5)));
}

#[test]
fn a_single_row_has_the_names_of_its_columns_above_and_that_of_the_cursor_stands_out() {
    let map = HeatMap {
        columns: ["gato", "negro"].map(String::from).to_vec(),
        rows: vec!["1 el gato".into()],
        width: 2,
        values: vec![1.0, 2.0],
        ..HeatMap::default()
    };
    let cursor = Some(Cursor { row: 0, column: 1 });
    let text = show(&map, cursor, Charset::Ascii, (40, 3));
    assert!(text.lines().next().unwrap().contains("gato") && text.contains("negro: 2"), "{text}");
    let buffer = buffer(Charset::Unicode, (40, 5), |area, buffer, look| draw(&map, cursor, area, buffer, look));
    let bold = |symbol: &str| {
        let cells = buffer.content().iter().filter(|cell| cell.modifier.contains(Modifier::BOLD));
        cells.filter(|cell| cell.symbol() == symbol).count()
    };
    // `negro` is bold, `gato` isn't but in the row's name.
    assert_eq!((bold("n"), bold("g")), (1, 2));
}

#[test]
fn a_matrix_larger_than_its_place_keeps_its_largest_values() {
    let mut values = vec![0.0; 200 * 300];
    values[123 * 300 + 77] = -1.0;
    let map = HeatMap { width: 300, values, palette: Palette::Diverging, ..HeatMap::default() };
    assert_eq!(show(&map, None, Charset::Ascii, (30, 10)).lines().take(9).collect::<String>().trim(), "=");
}

#[test]
fn two_rows_share_a_cell_where_there_are_too_few() {
    let map = HeatMap { width: 1, values: vec![0.0, 1.0, 1.0, 0.0, 1.0], ..HeatMap::default() };
    let buffer = buffer(Charset::Unicode, (4, 3), |area, buffer, look| draw(&map, None, area, buffer, look));
    let (paper, ink) = (Color::Indexed(233), Color::Indexed(255));
    // Five rows in two lines: pooled to four.
    assert_eq!(buffer[(1, 1)].symbol(), "▀");
    assert_eq!((buffer[(1, 1)].fg, buffer[(1, 1)].bg), (paper, ink));
}

#[test]
fn rows_with_names_scroll_to_the_cursor() {
    let map = HeatMap {
        rows: (0..40).map(|i| format!("word {i}")).collect(),
        width: 2,
        values: (0..80).map(|i| i as f32).collect(),
        palette: Palette::Sequential,
        ..HeatMap::default()
    };
    let text = show(&map, Some(Cursor { row: 30, column: 1 }), Charset::Ascii, (40, 8));
    assert!(text.contains("word 30") && text.contains(": 61") && !text.contains("word 1\n"), "{text}");
}

#[test]
fn it_holds_at_every_size() {
    let ragged = HeatMap { width: 7, values: vec![f32::NAN; 10], ..HeatMap::default() };
    let empty = HeatMap { width: 0, values: vec![1.0], ..HeatMap::default() };
    for map in [hidden_state(), confusion(), ragged, empty, HeatMap::default()] {
        for cursor in [None, Some(Cursor { row: 99, column: 99 })] {
            holds_at_every_size(|area, buffer, look| draw(&map, cursor, area, buffer, look));
        }
    }
}
