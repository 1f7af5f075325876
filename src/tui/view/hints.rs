//! The last row: the keys that do something now.

use super::row::Row;
use crate::tui::keys::{Action, HINT_GAP, Hint, Mode};
use crate::tui::model::{Model, Overlay};
use crate::tui::theme::Role;
use crate::tui::widgets::Look;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

pub(super) fn draw(model: &Model, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let mut row = Row::of(area, 0, buffer);
    row.put(" ", Style::new());
    let gap = " ".repeat(HINT_GAP);
    for (i, hint) in hints(model, usize::from(area.width.saturating_sub(1))).iter().enumerate() {
        if i > 0 {
            row.put(&gap, Style::new());
        }
        row.put(&hint.keys, look.theme.style(Role::HintKey)).put(" ", Style::new());
        row.put(hint.label, look.theme.style(Role::HintText));
    }
}

/// The action whose hint stands at this column.
pub(super) fn action_at(model: &Model, width: u16, column: u16) -> Option<Action> {
    let at = usize::from(column);
    let mut start = 1;
    hints(model, usize::from(width.saturating_sub(1))).into_iter().find_map(|hint| {
        let end = start + hint.width();
        let is_here = (start..end).contains(&at);
        start = end + HINT_GAP;
        is_here.then_some(hint.action)
    })
}

fn hints(model: &Model, width: usize) -> Vec<Hint> {
    let screen = &model.words.screen;
    let special = |rows: &[(&[Action], &'static str)]| -> Vec<Hint> {
        let hint = |(actions, label): &(&[Action], &'static str)| {
            let keys = actions.iter().filter_map(|action| model.keys.keys(*action).first()).map(ToString::to_string);
            Some(Hint { keys: keys.collect::<Vec<_>>().join("/"), label, action: *actions.first()? })
        };
        rows.iter().filter_map(hint).filter(|hint| !hint.keys.is_empty()).collect()
    };
    let arrows: &[Action] = &[Action::Up, Action::Down];
    let pages: &[Action] = &[Action::PageUp, Action::PageDown];
    match (model.overlay, model.mode()) {
        (Some(Overlay::Quit(choice)), _) => {
            let enter = model.words.screen.quit_choice(choice);
            special(&[(&[Action::Activate], enter), (arrows, screen.choose), (&[Action::Back], screen.close)])
        }
        (Some(Overlay::Themes(_)), _) => special(&[
            (arrows, screen.choose),
            (&[Action::Activate], screen.keep_theme),
            (&[Action::Back], screen.keep_none),
            (&[Action::Contrast], model.words.action(Action::Contrast).short),
            (&[Action::Charset], model.words.action(Action::Charset).short),
        ]),
        (Some(Overlay::Remove(yes) | Overlay::End(yes)), _) => {
            let is_end = matches!(model.overlay, Some(Overlay::End(_)));
            let choices = if is_end { screen.end_choices } else { screen.remove_choices };
            let enter = choices[usize::from(yes)];
            special(&[(&[Action::Activate], enter), (arrows, screen.choose), (&[Action::Back], screen.close)])
        }
        (Some(Overlay::Sweep), _) => {
            special(&[(&[Action::Accept], screen.sweep_start), (&[Action::Back], screen.close)])
        }
        (Some(Overlay::Files), _) => special(&[
            (&[Action::Accept], model.words.desk.open_it),
            (arrows, screen.choose),
            (&[Action::Back], screen.close),
        ]),
        (Some(_), _) => special(&[(&[Action::Back], screen.close), (arrows, screen.scroll), (pages, screen.scroll)]),
        (None, Mode::Writing) => {
            let hint = model.own().writing(&model.shared, model.focused()).unwrap_or_default();
            special(&[(&[Action::Back], hint)])
        }
        (None, Mode::Editing) => {
            let short = |action| model.words.action(action).short;
            special(&[(&[Action::Accept], short(Action::Accept)), (&[Action::Back], short(Action::Back))])
        }
        (None, _) => match model.own().hints(&model.shared, model.focused()) {
            Some(own) => special(&own),
            None => model.keys.hints(model.words, width, |action| is_shown(model, action)),
        },
    }
}

/// Whether the hint bar names an action: it does something here.
fn is_shown(model: &Model, action: Action) -> bool {
    model.is_offered(action) && (action != Action::Toggle || model.focused().names_toggle)
}
