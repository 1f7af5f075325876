//! The settings pane, made from the knob table.

mod acting;

pub(in crate::tui) use acting::{edit, follow_run, open_file};

use crate::run::knob::{Kind, Knob, Mutability};
use crate::tui::actions::with_lab;
use crate::tui::keys::Action;
use crate::tui::model::{Editing, Field, LabView, List, Pane, PaneOf, SettingsRow, Shared};
use crate::tui::theme::{Role, SELECTED, UNSELECTED};
use crate::tui::view::row::{Row, wrap};
use crate::tui::widgets::{Look, text};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

/// The settings of the next run, and of this one as far as they are live.
pub(in crate::tui) const fn pane<S>() -> PaneOf<S> {
    PaneOf {
        title: |model, _, _| title(model),
        act: |model, action| acting::act(model, action),
        list: Some(List {
            cursor: |model| model.lab().map_or(0, |lab| lab.settings.cursor),
            look_at: |model, row| with_lab(model, |lab| lab.settings.cursor = row),
            row_at: |model, area, row| row_at(model, area, row),
        }),
        field: Some(Field {
            get: |model| model.shared.lab()?.settings.editing.as_ref(),
            get_mut: |model| model.shared.lab_mut()?.settings.editing.as_mut(),
            accept: |model| acting::accept(model),
            leave: |model| with_lab(model, |lab| lab.settings.editing = None),
        }),
        ..PaneOf::new(INFO, |model, _, area, buffer, look| draw(model, area, buffer, look))
    }
}

/// What everybody knows of it.
pub(in crate::tui) const INFO: Pane =
    Pane { is_of_a_lab: true, offers: &[Action::Toggle], has_wheel: true, ..Pane::new("settings") };
/// The same, to put the focus on.
static PANE: Pane = INFO;

/// The least columns of a knob's name, the blank after it among them.
const LABEL: usize = 17;
/// Columns that what stands at the right ("live", "was 20") is left where there is too little room for both.
const REMARK: usize = 14;
/// Columns of a value that tell it from others.
const VALUE: usize = 12;

fn title(model: &Shared) -> String {
    let count = model.pending().len();
    let words = &model.words.screen;
    if count == 0 { words.settings.to_owned() } else { fill(words.settings_pending, &[&count.to_string()]) }
}

fn draw(model: &Shared, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let Some(lab) = model.lab() else { return };
    let pending = model.pending();
    let list = lab.rows(pending.len());
    let Parts { first, room, rows, cursor, help, help_rows } = Parts::of(model, lab, &list, area);
    for (y, at) in (first..rows).take(room).enumerate() {
        let row = Row::of(area, y, buffer);
        let is_chosen = at == cursor && model.focused() == &PANE;
        match list.get(at) {
            Some(SettingsRow::Knob(knob)) => draw_knob(model, knob, is_chosen, &pending, row, look),
            Some(SettingsRow::Preset) => draw_preset(lab, is_chosen, row, look),
            Some(SettingsRow::Apply) | None => draw_apply(pending.len(), is_chosen, row, look),
        }
    }
    if rows > room {
        let numbers = [first + 1, (first + room).min(rows), rows].map(|n| n.to_string());
        let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
        let told = fill(look.words.rows, &numbers);
        if help_rows > 0 {
            Row::of(area, room, buffer).put("", Style::new()).end(&told, look.theme.style(Role::Muted));
        }
    }
    if help_rows > 0 {
        for (i, line) in help.iter().enumerate() {
            Row::of(area, room + 1 + i, buffer).put(" ", Style::new()).put(line, look.theme.style(Role::Muted));
        }
    }
}

/// The row of the list at this row of the screen.
fn row_at(model: &Shared, area: Rect, row: u16) -> Option<usize> {
    let lab = model.lab()?;
    let parts = Parts::of(model, lab, &lab.rows(model.pending().len()), area);
    let y = usize::from(row.checked_sub(area.y)?);
    Some(parts.first + y).filter(|at| y < parts.room && *at < parts.rows)
}

/// How the pane is divided.
struct Parts {
    /// The first row of the list that is seen.
    first: usize,
    /// Rows of the screen for the list.
    room: usize,
    /// Rows of the list, and the one under the cursor.
    rows: usize,
    cursor: usize,
    /// What the row under the cursor does, in the last rows where there is room for it.
    help: Vec<String>,
    help_rows: usize,
}

impl Parts {
    fn of(model: &Shared, lab: &LabView, list: &[SettingsRow], area: Rect) -> Self {
        let help = help(model, list.get(lab.settings.cursor), usize::from(area.width).saturating_sub(2));
        let help_rows = if usize::from(area.height) >= help.len() + 7 { help.len() + 1 } else { 0 };
        let room = usize::from(area.height).saturating_sub(help_rows);
        let rows = list.len();
        let cursor = lab.settings.cursor.min(rows.saturating_sub(1));
        Self { first: first_row(cursor, rows, room), room, rows, cursor, help, help_rows }
    }
}

/// The row at the top, so that the cursor stands in the middle unless an end is near.
fn first_row(cursor: usize, rows: usize, room: usize) -> usize {
    cursor.saturating_sub(room / 2).min(rows.saturating_sub(room))
}

/// What the row under the cursor does, and what the chosen word means where it has a meaning.
fn help(model: &Shared, row: Option<&SettingsRow>, columns: usize) -> Vec<String> {
    let Some(lab) = model.lab() else { return Vec::new() };
    let words = &model.words.screen;
    let preset = || lab.preset().and_then(|at| lab.entry.presets().get(at));
    let mut told = match row {
        Some(SettingsRow::Knob(knob)) => knob.help,
        Some(SettingsRow::Preset) => preset().map_or(words.preset_help, |preset| preset.help),
        Some(SettingsRow::Apply) | None => words.apply_help,
    }
    .trim_end_matches('.')
    .to_owned();
    // While a value is typed, what may be typed matters more than what the present one means.
    if lab.settings.editing.is_none()
        && let Some(SettingsRow::Knob(knob)) = row
        && let Kind::Choice(choices) | Kind::ChoiceOrPath(choices) = knob.kind
    {
        let now = lab.settings.draft.text(knob.key);
        if let Some(choice) = choices.iter().find(|choice| choice.value == now && !choice.help.is_empty()) {
            told = format!("{now}: {}", choice.help);
        }
    }
    let mut lines = wrap(&format!("{told}."), columns.max(1));
    if lines.len() > 3 {
        lines.truncate(3);
        if let Some(last) = lines.last_mut() {
            *last = format!("{} ..", text::cut(last, columns.saturating_sub(3)).trim_end_matches('.'));
        }
    }
    lines
}

/// Which settings that belong together these are.
fn draw_preset(lab: &LabView, is_chosen: bool, mut row: Row<'_>, look: &Look<'_>) {
    let words = &look.words.screen;
    let name = lab.preset().and_then(|at| lab.entry.presets().get(at)).map_or(words.own_settings, |preset| preset.name);
    let (mark, role) = if is_chosen { (SELECTED, Role::Selection) } else { (UNSELECTED, Role::Strong) };
    row.put(mark, look.theme.style(role))
        .left(words.preset, label(lab) - 1, look.theme.style(role))
        .put(" ", look.theme.style(role));
    let shown = if is_chosen { format!("< {name} >") } else { name.to_owned() };
    row.put(&shown, look.theme.style(role));
    row.fill(look.theme.style(if is_chosen { Role::Selection } else { Role::Text }));
}

fn draw_knob(
    model: &Shared,
    knob: &Knob,
    is_chosen: bool,
    pending: &[(String, String)],
    mut row: Row<'_>,
    look: &Look<'_>,
) {
    let Some(lab) = model.lab() else { return };
    let words = &look.words.screen;
    let waits = pending.iter().any(|(key, _)| key == knob.key);
    let base = if is_chosen { Role::Selection } else { Role::Text };
    row.put(if is_chosen { SELECTED } else { UNSELECTED }, look.theme.style(base));
    row.left(knob.label, label(lab) - 1, look.theme.style(base)).put(" ", look.theme.style(base));
    if let Some(field) = lab.settings.editing.as_ref().filter(|field| field.key == knob.key) {
        return draw_field(field, row, look);
    }
    let value = lab.settings.draft.text(knob.key);
    let shown = if value.is_empty() { words.none } else { &value };
    let before = waits.then(|| model.shown().map(|run| run.history.settings.text(knob.key)).unwrap_or_default());
    let before = before.map(|before| if before.is_empty() { words.none.to_owned() } else { before });
    let arrows = is_chosen
        && (!model.choices(lab, knob.key).is_empty()
            || matches!(
                knob.kind,
                Kind::Choice(_) | Kind::ChoiceOrPath(_) | Kind::Integer { .. } | Kind::Real { .. } | Kind::Switch
            ));
    let frame = if arrows { 4 } else { 0 };
    let (room, remark) =
        beside(knob, text::width(&text::printable(shown)) + frame, before.as_deref(), row.room(), look);
    let shown = short(knob, shown, room.saturating_sub(frame));
    let shown = if arrows { format!("< {shown} >") } else { shown };
    let value_role = if is_chosen {
        Role::Selection
    } else if waits {
        Role::Warning
    } else {
        Role::Number
    };
    row.left(&shown, room, look.theme.style(value_role));
    let remark_role = if is_chosen {
        Role::Selection
    } else if waits {
        Role::Warning
    } else {
        Role::Live
    };
    if !remark.is_empty() {
        row.put(&format!(" {remark} "), look.theme.style(remark_role));
    }
    row.fill(look.theme.style(base));
}

/// Columns of the names of a lab's knobs: no name touches its value.
fn label(lab: &LabView) -> usize {
    let names = lab.entry.knobs().iter().map(|knob| text::width(knob.label) + 1);
    names.max().unwrap_or(0).max(LABEL)
}

/// Columns for a value that would take so many, and what stands at the right of it: that the knob is live, or what it was
/// before. Where there is too little room both are made short.
fn beside(knob: &Knob, wanted: usize, before: Option<&str>, room: usize, look: &Look<'_>) -> (usize, String) {
    let words = &look.words.screen;
    let remark = match before {
        Some(before) => fill(words.was, &[before]),
        None if knob.mutability == Mutability::Live => words.live.to_owned(),
        None => return (room, String::new()),
    };
    // A blank on both sides.
    let left = room.saturating_sub(wanted + 2).max(REMARK.min(room.saturating_sub(VALUE + 2)));
    let remark = match before {
        Some(before) => {
            let around = text::width(&fill(words.was, &[""]));
            fill(words.was, &[&short(knob, before, left.saturating_sub(around))])
        }
        None => text::cut(&remark, left).into_owned(),
    };
    (room.saturating_sub(text::width(&remark) + 2), remark)
}

/// A value in so many columns. Where it has to be cut it still differs from the knob's other values: its beginning tells it
/// from them, or its end, or both ends do. Paths are told apart by their ends.
fn short(knob: &Knob, value: &str, columns: usize) -> String {
    let value = text::printable(value);
    let beginning = |value: &str| text::cut(value, columns).into_owned();
    let end = |value: &str| text::cut_beginning(value, columns).into_owned();
    let ends = |value: &str| {
        let (first, last) = (columns.saturating_sub(2).div_ceil(2), columns.saturating_sub(2) / 2);
        let tail: String = value.chars().rev().take(last).collect();
        let head: String = value.chars().take(first).collect();
        if text::width(value) <= columns {
            value.to_owned()
        } else {
            head + ".." + &tail.chars().rev().collect::<String>()
        }
    };
    let choices = match knob.kind {
        Kind::Choice(choices) | Kind::ChoiceOrPath(choices) => choices,
        Kind::Path => return end(&value),
        _ => return beginning(&value),
    };
    if !choices.iter().any(|choice| choice.value == value) {
        return end(&value);
    }
    let others = || choices.iter().map(|choice| choice.value).filter(|other| *other != value);
    let is_told_apart = |cut: &dyn Fn(&str) -> String| others().all(|other| cut(other) != cut(&value));
    // Most of what is shown is to be what tells it from the others.
    let alike = |other: &str| other.chars().zip(value.chars()).take_while(|(a, b)| a == b).count();
    let begins_alike = others().map(alike).max().unwrap_or(0) * 2 > columns;
    let ways: [&dyn Fn(&str) -> String; 3] =
        if begins_alike { [&end, &beginning, &ends] } else { [&beginning, &end, &ends] };
    ways.into_iter().find(|cut| is_told_apart(cut)).unwrap_or(&end)(&value)
}

/// The text field: scrolled so that the cursor is seen, which is a reversed cell.
pub(in crate::tui) fn draw_field(field: &Editing, mut row: Row<'_>, look: &Look<'_>) {
    let style = look.theme.style(Role::Field);
    let before: String = field.text.chars().take(field.cursor).collect();
    let under: String = field.text.chars().skip(field.cursor).take(1).collect();
    let after: String = field.text.chars().skip(field.cursor + 1).collect();
    let room = row.room().saturating_sub(2);
    let before = text::cut_beginning(&before, room).into_owned();
    let under = if under.is_empty() { " ".to_owned() } else { under };
    row.put(&before, style).put(&under, style.add_modifier(Modifier::REVERSED)).put(&after, style);
    row.fill(style);
}

fn draw_apply(count: usize, is_chosen: bool, mut row: Row<'_>, look: &Look<'_>) {
    let role = if is_chosen { Role::Selection } else { Role::Warning };
    let mark = if is_chosen { SELECTED } else { UNSELECTED };
    let told = if count == 1 {
        look.words.screen.apply_one.to_owned()
    } else {
        fill(look.words.screen.apply, &[&count.to_string()])
    };
    row.put(mark, look.theme.style(role)).put(&told, look.theme.style(role));
    row.fill(look.theme.style(if is_chosen { Role::Selection } else { Role::Text }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::fixture::{after, press, shown, untrained};

    #[test]
    fn no_two_choices_of_any_setting_look_alike_however_narrow_the_pane_is() {
        for entry in crate::labs::CATALOG {
            for knob in entry.knobs() {
                let (Kind::Choice(choices) | Kind::ChoiceOrPath(choices)) = knob.kind else { continue };
                for columns in 8..40 {
                    let mut cut: Vec<String> =
                        choices.iter().map(|choice| short(knob, choice.value, columns)).collect();
                    assert!(cut.iter().all(|cut| text::width(cut) <= columns), "{}: {cut:?}", knob.key);
                    cut.sort();
                    cut.dedup();
                    assert_eq!(cut.len(), choices.len(), "{} in {columns}: {cut:?}", knob.key);
                }
            }
        }
    }

    #[test]
    fn a_choice_and_the_one_before_it_are_told_apart() {
        for (width, height) in [(80, 24), (100, 30), (120, 40), (140, 40)] {
            let mut model = after(untrained());
            while model.focused() != &PANE {
                press(&mut model, "tab");
            }
            press(&mut model, "down down right");
            let text = shown(&mut model, width, height);
            let line = text.lines().find(|line| line.contains("> task")).unwrap();
            let (value, before) = line.split_once("was ").unwrap();
            assert!(value.contains("vector >") || value.contains("-vector"), "{line}");
            assert!(before.contains("uence") && !before.contains("vector"), "{line}");
        }
    }

    #[test]
    fn a_long_name_is_whole_and_does_not_touch_its_value() {
        let mut model = after(untrained());
        model.labs.push(LabView::new(crate::labs::find("autoencoder").unwrap()));
        press(&mut model, "4");
        while model.focused() != &PANE {
            press(&mut model, "tab");
        }
        press(&mut model, "end up");
        let text = shown(&mut model, 140, 60);
        assert!(text.contains("classifier epochs "), "{text}");
    }
}
