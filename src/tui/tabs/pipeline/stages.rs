//! The text at every stage: a row a stage, removed words as `-word-`, altered ones as `*word*`, and what each left.
//!
//! ```text
//!   > [x] 1 lower case     *yo* soy un médico ;          21    19       3 changed
//!     [x] 2 stop-words     -yo- -soy- -un- médico        11    11      10 removed
//! ```

use super::super::shared::split;
use super::state::{DeskMode, DeskRow, Model, ModelMut, Pipeline, StageOption, StepsPreset};
use crate::labs::pipeline::stages::StageResult;
use crate::nlp::pipeline::Mark;
use crate::nlp::steps::Step;
use crate::run::Severity;
use crate::tui::actions::say;
use crate::tui::keys::Action;
use crate::tui::model::{Editing, Effect, Field, Hints, List, Pane, PaneOf, Zoom};
use crate::tui::theme::{Role, SELECTED, UNSELECTED};
use crate::tui::view::row::Row;
use crate::tui::widgets::{Look, number, text, window};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// The text at every stage.
pub(super) static PANE: PaneOf<Pipeline> = PaneOf {
    title: |model, _, _| title(model),
    act,

    hints,

    list: Some(List { cursor: |model| model.own.desk.row, look_at: |model, row| model.own.desk.look_at(row), row_at }),
    field: Some(Field {
        get: |model| model.own.desk.field.as_ref(),
        get_mut: |model| model.own.desk.field.as_mut(),
        accept: accept_option,
        leave: |model| model.own.desk.field = None,
    }),
    ..PaneOf::new(
        Pane {
            offers: &[Action::Toggle, Action::MoveUp, Action::MoveDown],
            names_toggle: true,
            has_wheel: true,
            ..Pane::new("stages")
        },
        |model, _, area, buffer, look| draw(model, area, buffer, look),
    )
};

/// Rows of a page.
const PAGE: usize = 5;
/// Words that one key goes on by.
const WORDS: usize = 4;

/// While options are turned, keys turn them.
fn hints(model: &Model<'_>) -> Option<Hints> {
    let words = model.words;
    let short = |action| words.action(action).short;
    (model.own.desk.mode == DeskMode::Options).then(|| {
        let turn: &'static [Action] = &[Action::Left, Action::Right];
        let (activate, back): (&'static [Action], &'static [Action]) = (&[Action::Activate], &[Action::Back]);
        vec![(turn, words.desk.turn_it), (activate, short(Action::Activate)), (back, short(Action::Back))]
    })
}

/// Keys in the list of stages.
fn act(model: &mut ModelMut<'_>, action: Action) -> Option<Vec<Effect>> {
    let is_close = model.zoom == Zoom::In;
    match (model.own.desk.mode, action) {
        (DeskMode::Looking, Action::Activate) => open_options(model),
        // What became of each word is a longer list than that of the stages.
        (_, Action::PageUp | Action::PageDown) if is_close => page_fates(model, action),
        (DeskMode::Options, Action::MoveUp | Action::MoveDown) | (DeskMode::Looking | DeskMode::Writing, _) => {
            in_list(model, action);
        }
        (DeskMode::Options, _) => turn_options(model, action),
    }
    Some(Vec::new())
}

fn page_fates(model: &mut ModelMut<'_>, action: Action) {
    let desk = &mut model.own.desk;
    let count = match desk.under_cursor() {
        DeskRow::Step(at) => desk.staged.as_ref().and_then(|staged| staged.step(at)).map_or(0, |s| s.outcomes.len()),
        _ => 0,
    };
    desk.first_fate = match action {
        Action::PageUp => desk.first_fate.saturating_sub(PAGE),
        _ => (desk.first_fate + PAGE).min(count.saturating_sub(1)),
    };
}

/// Keys that go through the list of stages, switch and move them.
fn in_list(model: &mut ModelMut<'_>, action: Action) {
    let desk = &mut model.own.desk;
    let row = desk.under_cursor();
    match (action, row) {
        (Action::Up, _) => desk.look_at(desk.row.saturating_sub(1)),
        (Action::Down, _) => desk.look_at(desk.row + 1),
        (Action::PageUp, _) => desk.look_at(desk.row.saturating_sub(PAGE)),
        (Action::PageDown, _) => desk.look_at(desk.row + PAGE),
        (Action::Home, _) => desk.look_at(0),
        (Action::End, _) => desk.look_at(usize::MAX),
        (Action::Left | Action::Right | Action::Toggle, DeskRow::Preset) => desk.next_preset(),
        (Action::Left, DeskRow::Tokens) => desk.turn(StageOption::Kind, -1),
        (Action::Right | Action::Toggle, DeskRow::Tokens) => desk.turn(StageOption::Kind, 1),
        (Action::Toggle, DeskRow::Step(_)) => desk.toggle(),
        (Action::Left, DeskRow::Step(_)) => desk.first_word = desk.first_word.saturating_sub(WORDS),
        (Action::Right, DeskRow::Step(_)) => {
            let words = desk.staged.as_ref().and_then(|staged| staged.stages.first()).map_or(0, |s| s.words.len());
            desk.first_word = (desk.first_word + WORDS).min(words.saturating_sub(1));
        }
        (Action::MoveUp, _) => desk.move_step(-1),
        (Action::MoveDown, _) => desk.move_step(1),
        _ => {}
    }
}

/// From now on keys turn the options of the row under the cursor, which is seen closely.
fn open_options(model: &mut ModelMut<'_>) {
    if model.own.desk.under_cursor() == DeskRow::Preset {
        return model.own.desk.next_preset();
    }
    model.own.desk.option = 0;
    model.own.desk.mode = DeskMode::Options;
    model.zoom = Zoom::In;
}

/// Keys while options are turned.
fn turn_options(model: &mut ModelMut<'_>, action: Action) {
    let desk = &mut model.own.desk;
    let options = desk.options();
    let last = options.len().saturating_sub(1);
    let at = desk.option.min(last);
    let Some(option) = options.get(at).copied() else { return };
    match action {
        Action::Up => desk.option = at.saturating_sub(1),
        Action::Down => desk.option = (at + 1).min(last),
        Action::Home => desk.option = 0,
        Action::End => desk.option = last,
        Action::Left => desk.turn(option, -1),
        Action::Activate if option.is_written() => desk.field = Some(Editing::new("option", desk.value(option))),
        Action::Right | Action::Toggle | Action::Activate => desk.turn(option, 1),
        _ => {}
    }
}

/// The written value is taken over; a wrong one stays in its field.
fn accept_option(model: &mut ModelMut<'_>) -> Vec<Effect> {
    let desk = &mut model.own.desk;
    let (Some(field), Some(option)) = (desk.field.clone(), desk.options().get(desk.option).copied()) else {
        return Vec::new();
    };
    match desk.assign(option, &field.text) {
        Ok(()) => desk.field = None,
        Err(expected) => say(model, Severity::Error, expected),
    }
    Vec::new()
}

/// Columns of a stage's name.
const NAME: usize = 14;
/// Columns of a number of tokens.
const COUNT: usize = 7;
/// The least columns of its change, where there is room.
const CHANGE: usize = 5;
/// Columns of what was taken out or altered.
const FATE: usize = 16;
/// From this width on changes are shown as numbers too.
const WIDE: u16 = 110;

fn title(model: &Model<'_>) -> String {
    let language = crate::nlp::language::Language::find(&model.own.desk.language).map_or("", |language| language.name);
    let title = fill(model.words.desk.stages_title, &[language]);
    super::of_before(model, title, model.own.desk.staged.is_some() && !model.own.desk.is_current())
}

/// The row of the list at this row of the screen.
fn row_at(model: &Model<'_>, area: Rect, row: u16) -> Option<usize> {
    let [area, _] = parts(model, area);
    let y = usize::from(row.checked_sub(area.y + 1)?);
    let rows = model.own.desk.rows().len();
    let seen = window(rows, list(area), 0, Some(model.own.desk.row));
    Some(seen.start + y).filter(|at| seen.contains(at))
}

/// The list, and where the stage under the cursor is looked at closely: that needs the whole screen.
fn parts(model: &Model<'_>, area: Rect) -> [Rect; 2] {
    let list = match model.zoom {
        Zoom::In => (model.own.desk.rows().len() as u16 + 2).min(area.height / 2 + 1),
        Zoom::Out => area.height,
    };
    split(area, list)
}

/// Rows of the screen for the list: one is the header's.
fn list(area: Rect) -> usize {
    usize::from(area.height.saturating_sub(1))
}

fn draw(model: &Model<'_>, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let [area, below] = parts(model, area);
    if !below.is_empty() {
        super::detail::draw(model, below, buffer, look);
    }
    let columns = Columns::of(model, area);
    draw_header(model, columns, Row::of(area, 0, buffer), look);
    let rows = model.own.desk.rows();
    let seen = window(rows.len(), list(area), 0, Some(model.own.desk.row));
    for (y, at) in seen.enumerate() {
        let is_chosen = at == model.own.desk.row && model.focused() == &PANE.info;
        let row = Row::of(area, y + 1, buffer);
        match rows.get(at) {
            Some(DeskRow::Preset) => draw_preset(model, is_chosen, row, look),
            Some(DeskRow::Step(step)) => draw_step(model, *step, is_chosen, columns, row, look),
            Some(DeskRow::Tokens) | None => draw_tokens(model, is_chosen, columns, row, look),
        }
    }
}

/// How the rows are divided.
#[derive(Debug, Clone, Copy)]
struct Columns {
    /// Of the words.
    words: usize,
    /// Of the change beside a number; 0: not shown.
    change: usize,
}

impl Columns {
    fn of(model: &Model<'_>, area: Rect) -> Self {
        let stages = model.own.desk.staged.iter().flat_map(|staged| staged.stages.windows(2));
        let changes = stages.filter_map(|pair| {
            let [before, after] = pair else { return None };
            let (before, after) = (before.counters, after.counters);
            let changes = [change(after.tokens, before.tokens), change(after.vocabulary, before.vocabulary)];
            changes.iter().map(String::len).max()
        });
        let change = if area.width >= WIDE { changes.max().map_or(CHANGE, |most| CHANGE.max(most + 1)) } else { 0 };
        let rest = text::width(UNSELECTED) + 4 + 2 + NAME + 2 * (COUNT + change) + FATE;
        Self { words: usize::from(area.width).saturating_sub(rest), change }
    }
}

/// The names of the columns; the row above the list also says why there is no answer.
fn draw_header(model: &Model<'_>, columns: Columns, mut row: Row<'_>, look: &Look<'_>) {
    let words = &look.words.desk;
    let header = look.theme.style(Role::Header);
    let room = row.room().saturating_sub(2 * (COUNT + columns.change) + FATE);
    match &model.own.desk.problem {
        Some(problem) => row.left(&format!(" {problem}"), room, look.theme.style(Role::Error)),
        None => row.left("", room, Style::new()),
    };
    let [tokens, vocabulary, fate] = words.columns;
    row.put(&text::right(tokens, COUNT), header).put(&text::right("", columns.change), header);
    let vocabulary = if columns.change > 0 { vocabulary } else { words.vocabulary_short };
    // The name is wider than its numbers: it reaches over the change beside them.
    let over = columns.change.min(text::width(vocabulary).saturating_sub(COUNT - 1));
    row.put(&text::right(vocabulary, COUNT + over), header).put(&" ".repeat(columns.change - over), header);
    row.put(&text::right(fate, FATE), header);
}

/// The beginning of a row. Returns the look of what isn't coloured by its meaning.
fn begin(row: &mut Row<'_>, is_chosen: bool, mark: &str, name: &str, role: Role, look: &Look<'_>) {
    let role = if is_chosen { Role::Selection } else { role };
    row.put(if is_chosen { SELECTED } else { UNSELECTED }, look.theme.style(role));
    row.put(mark, look.theme.style(role)).left(name, NAME - 1, look.theme.style(role)).put(" ", look.theme.style(role));
}

fn draw_preset(model: &Model<'_>, is_chosen: bool, mut row: Row<'_>, look: &Look<'_>) {
    let words = &look.words.desk;
    begin(&mut row, is_chosen, "", words.preset, Role::Muted, look);
    let preset = model.own.desk.preset();
    let name = words.preset(preset);
    let shown = if is_chosen { format!("< {name} >") } else { name.to_owned() };
    row.put(&shown, look.theme.style(if is_chosen { Role::Selection } else { Role::Strong })).put("  ", Style::new());
    let losses = model.own.desk.staged.as_ref().and_then(|staged| staged.losses.as_ref());
    let (told, role) = match (preset, losses) {
        (StepsPreset::Recommended, _) | (_, None) => (words.no_losses.to_owned(), Role::Muted),
        (_, Some(losses)) if losses.kept + losses.lost + losses.different == 0 => {
            (words.nothing_lost.to_owned(), Role::Muted)
        }
        (_, Some(losses)) => {
            let count = |count: usize| number::grouped(count as i64);
            let counts = [count(losses.kept), count(losses.lost), count(losses.different)];
            (fill(words.losses, &counts.each_ref().map(String::as_str)), Role::Warning)
        }
    };
    let room = row.room();
    row.left(&told, room, look.theme.style(role));
}

fn draw_step(model: &Model<'_>, at: usize, is_chosen: bool, columns: Columns, mut row: Row<'_>, look: &Look<'_>) {
    let words = &look.words.desk;
    let Some(step) = model.own.desk.steps.0.get(at) else { return };
    let mark = format!("[{}] {} ", if step.is_on { 'x' } else { ' ' }, at + 1);
    begin(&mut row, is_chosen, &mark, &name(step, look), if step.is_on { Role::Strong } else { Role::Muted }, look);
    if !step.is_on {
        row.left(words.off, columns.words, look.theme.style(Role::Muted));
        return;
    }
    let staged = model.own.desk.staged.as_ref();
    let Some((stage, before)) = staged.and_then(|staged| {
        let at = staged.stages.iter().position(|stage| stage.step == Some(at))?;
        Some((staged.stages.get(at)?, staged.stages.get(at.checked_sub(1)?)?))
    }) else {
        row.put(words.being_found_out, look.theme.style(Role::Muted));
        return;
    };
    draw_words(model, stage, columns.words, &mut row, look);
    let (counts, earlier) = (stage.counters, before.counters);
    draw_count(counts.tokens, earlier.tokens, columns, &mut row, look);
    draw_count(counts.vocabulary, earlier.vocabulary, columns, &mut row, look);
    let count = |count: usize| number::grouped(count as i64);
    let (told, role) = match (counts.removed, counts.changed) {
        (0, 0) => ("-".to_owned(), Role::Muted),
        (0, changed) => (fill(words.changed, &[&count(changed)]), Role::Changed),
        (removed, 0) => (fill(words.removed, &[&count(removed)]), Role::Removed),
        (removed, changed) => (format!("-{} *{}", count(removed), count(changed)), Role::Removed),
    };
    // A number that says how many words are struck through isn't struck through itself.
    let style = look.theme.style(role).remove_modifier(ratatui::style::Modifier::CROSSED_OUT);
    row.put(&text::right(&told, FATE), style);
}

/// The stage's name, with a sign if its options aren't the usual ones.
fn name(step: &Step, look: &Look<'_>) -> String {
    let name = look.words.desk.stage(&step.stage);
    let is_usual = crate::nlp::steps::Stage::named(step.stage.name()).as_ref() == Some(&step.stage);
    match text::width(name) + 2 < NAME {
        _ if is_usual => name.to_owned(),
        true => format!("{name} +"),
        false => format!("{}+", text::cut(name, NAME - 2)),
    }
}

/// A number, and where there is room its change.
fn draw_count(now: usize, before: usize, columns: Columns, row: &mut Row<'_>, look: &Look<'_>) {
    row.put(&text::right(&number::grouped(now as i64), COUNT), look.theme.style(Role::Number));
    if columns.change > 0 {
        let told = change(now, before);
        row.put(&text::left(&format!(" {told}"), columns.change), look.theme.style(Role::Muted));
    }
}

/// A change with its sign; nothing for none.
fn change(now: usize, before: usize) -> String {
    match now as i64 - before as i64 {
        0 => String::new(),
        change if change > 0 => format!("+{}", number::grouped(change)),
        change => number::grouped(change),
    }
}

/// The words from the first that is shown on, in exactly so many columns.
fn draw_words(model: &Model<'_>, stage: &StageResult, columns: usize, row: &mut Row<'_>, look: &Look<'_>) {
    let words = stage.words.iter().filter(|word| word.place >= model.own.desk.first_word);
    let pieces = words.map(|word| {
        let shown = text::printable(&word.text);
        match word.mark {
            Mark::Plain => (shown.into_owned(), Role::Text),
            Mark::Removed => (format!("-{shown}-"), Role::Removed),
            Mark::Changed => (format!("*{shown}*"), Role::Changed),
        }
    });
    put_pieces(pieces, columns, row, look);
}

/// Pieces with blanks between in exactly so many columns; dots stand for those that have no room.
fn put_pieces(pieces: impl Iterator<Item = (String, Role)>, columns: usize, row: &mut Row<'_>, look: &Look<'_>) {
    // A blank before the numbers.
    let mut room = columns.saturating_sub(1);
    let mut pieces = pieces.peekable();
    while let Some((piece, role)) = pieces.next() {
        let width = text::width(&piece);
        // A blank and the dots have room after one that isn't the last.
        let needed = if pieces.peek().is_some() { width + 3 } else { width };
        if needed > room {
            if let Some(left) = room.checked_sub(2) {
                row.put("..", look.theme.style(Role::Muted));
                room = left;
            }
            break;
        }
        row.put(&piece, look.theme.style(role));
        room -= width;
        if room > 0 {
            row.put(" ", Style::new());
            room -= 1;
        }
    }
    row.put(&" ".repeat(room + columns.min(1)), Style::new());
}

fn draw_tokens(model: &Model<'_>, is_chosen: bool, columns: Columns, mut row: Row<'_>, look: &Look<'_>) {
    let words = &look.words.desk;
    begin(&mut row, is_chosen, "", words.tokens_row, Role::Muted, look);
    let kind = words.tokens(model.own.desk.tokens);
    let shown = if is_chosen { format!("< {kind} >") } else { kind };
    let width = text::width(&shown) + 2;
    row.put(&shown, look.theme.style(if is_chosen { Role::Selection } else { Role::Strong })).put("  ", Style::new());
    let Some(staged) = &model.own.desk.staged else { return };
    // The mark and the number of a stage stand in six columns before its name.
    let room = (columns.words + 6).saturating_sub(width);
    let tokens = staged.tokens.iter().map(|token| {
        let shown = text::printable(token);
        let shown =
            if shown.trim().is_empty() { "␣".repeat(shown.chars().count().max(1)) } else { shown.into_owned() };
        (shown, Role::Text)
    });
    put_pieces(tokens, room, &mut row, look);
    for count in [staged.end.tokens, staged.end.vocabulary] {
        row.put(&text::right(&number::grouped(count as i64), COUNT), look.theme.style(Role::Number));
        row.put(&" ".repeat(columns.change), Style::new());
    }
}
