//! One stage looked at closely: its options, and what it made of every word, with the reason.
//!
//! ```text
//!   stop-words                    word        becomes     why
//!   > language   < es >           yo       -> -           on the ISO list
//!     list       < iso >          médico   -> médico
//! ```

use super::state::{DeskMode, DeskRow, Model, StageOption};
use crate::labs::pipeline::stages::WordOutcome;
use crate::nlp::language::Language;
use crate::tui::tabs::shared::settings::draw_field;
use crate::tui::theme::{Role, SELECTED, UNSELECTED};
use crate::tui::view::row::{Row, wrap};
use crate::tui::widgets::{Look, text, window};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Columns of an option's name.
const LABEL: usize = 18;
/// Columns of the options.
const OPTIONS: u16 = 38;

pub(super) fn draw(model: &Model<'_>, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let left = Rect { width: OPTIONS.min(area.width / 2), ..area };
    let right = Rect { x: left.right(), width: area.width - left.width, ..area };
    draw_options(model, left, buffer, look);
    draw_fates(model, right, buffer, look);
}

/// The stage's name, then a row an option, then what the one under the cursor does.
fn draw_options(model: &Model<'_>, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let words = &look.words.desk;
    let desk = &model.own.desk;
    let name = match desk.under_cursor() {
        DeskRow::Preset => words.preset,
        DeskRow::Step(at) => desk.steps.0.get(at).map_or("", |step| words.stage(&step.stage)),
        DeskRow::Tokens => words.tokens_row,
    };
    Row::of(area, 0, buffer).put(" ", Style::new()).put(name, look.theme.style(Role::Header));
    let options = desk.options();
    if options.is_empty() {
        Row::of(area, 1, buffer).put("  ", Style::new()).put(words.no_options, look.theme.style(Role::Muted));
    }
    for (y, option) in options.iter().enumerate() {
        let is_chosen = desk.mode == DeskMode::Options && y == desk.option;
        let role = if is_chosen { Role::Selection } else { Role::Text };
        let mut row = Row::of(area, y + 1, buffer);
        row.put(if is_chosen { SELECTED } else { UNSELECTED }, look.theme.style(role));
        row.left(words.option(*option), LABEL - 1, look.theme.style(role)).put(" ", look.theme.style(role));
        if let Some(field) = desk.field.as_ref().filter(|_| is_chosen) {
            draw_field(field, row, look);
            continue;
        }
        let value = shown(model, *option, look);
        let value = if is_chosen { format!("< {value} >") } else { value };
        let role = if is_chosen { Role::Selection } else { Role::Number };
        let room = row.room();
        row.left(&value, room, look.theme.style(role));
    }
    let columns = usize::from(area.width.saturating_sub(3)).max(1);
    let told = match (desk.mode, options.get(desk.option)) {
        (DeskMode::Options, Some(option)) => words.option_help(*option),
        _ => words.options_key,
    };
    let y = options.len().max(1) + 2;
    for (i, line) in wrap(told, columns).iter().enumerate() {
        Row::of(area, y + i, buffer).put("  ", Style::new()).put(line, look.theme.style(Role::Muted));
    }
}

/// An option's value for the eye.
fn shown(model: &Model<'_>, option: StageOption, look: &Look<'_>) -> String {
    let words = &look.words.desk;
    let value = model.own.desk.value(option);
    match option {
        StageOption::Language => Language::find(&value).map_or(value, |language| language.name.to_owned()),
        StageOption::Kind => words.tokens(model.own.desk.tokens),
        _ if value.is_empty() => look.words.screen.none.to_owned(),
        _ => value,
    }
}

/// A row a word, in three columns.
fn draw_fates(model: &Model<'_>, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let words = &look.words.desk;
    let fates = fates(model);
    let third = usize::from(area.width.saturating_sub(5)) * 3 / 10;
    let [word, becomes, why] = words.fate_columns;
    let header = look.theme.style(Role::Header);
    let mut row = Row::of(area, 0, buffer);
    row.left(word, third + 4, header).left(becomes, third + 1, header).put(why, header);
    let seen = window(fates.len(), usize::from(area.height.saturating_sub(1)), model.own.desk.first_fate, None);
    let numbers = [seen.start + 1, seen.end, fates.len()].map(|n| n.to_string());
    if seen.len() < fates.len() {
        row.end(
            &format!(" {}", fill(look.words.rows, &numbers.each_ref().map(String::as_str))),
            look.theme.style(Role::Muted),
        );
    }
    for (y, fate) in fates.get(seen).unwrap_or_default().iter().enumerate() {
        draw_fate(fate, third, Row::of(area, y + 1, buffer), look);
    }
}

fn draw_fate(fate: &WordOutcome, third: usize, mut row: Row<'_>, look: &Look<'_>) {
    let words = &look.words.desk;
    let is_same = fate.after.as_ref() == Some(&fate.before);
    let (before, role) = match (&fate.after, is_same) {
        (None, _) => (format!("-{}-", text::printable(&fate.before)), Role::Removed),
        (Some(_), _) => (text::printable(&fate.before).into_owned(), Role::Text),
    };
    let style = look.theme.style(role);
    let shown = text::cut(&before, third).into_owned();
    let blanks = third.saturating_sub(text::width(&shown));
    row.put(&shown, style).put(&" ".repeat(blanks), Style::new());
    let (arrow, after, role) = match (&fate.after, is_same) {
        (None, _) => ("    ", String::new(), Role::Muted),
        (Some(after), true) => ("    ", after.clone(), Role::Muted),
        (Some(after), false) => (" -> ", format!("*{}*", text::printable(after)), Role::Changed),
    };
    row.put(arrow, look.theme.style(Role::Muted)).left(&after, third, look.theme.style(role)).put(" ", Style::new());
    let why = fate.reason.as_ref().map(|reason| words.reason(reason)).unwrap_or_default();
    let times = if fate.times > 1 { fill(words.times, &[&fate.times.to_string()]) } else { String::new() };
    let gap = if why.is_empty() || times.is_empty() { "" } else { ", " };
    let room = row.room();
    row.left(&format!("{why}{gap}{times}"), room, look.theme.style(Role::Muted));
}

/// The words of the stage under the cursor.
fn fates<'m>(model: &'m Model<'_>) -> &'m [WordOutcome] {
    let DeskRow::Step(at) = model.own.desk.under_cursor() else { return &[] };
    let stage = model.own.desk.staged.as_ref().and_then(|staged| staged.step(at));
    stage.map_or(&[], |stage| stage.outcomes.as_slice())
}
