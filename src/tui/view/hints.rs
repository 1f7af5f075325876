//! The last row: the keys that do something now.

use super::row::Row;
use crate::tui::keys::{Action, HINT_GAP, Hint, Mode};
use crate::tui::model::{Model, Overlay, Pane, Tab};
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

fn hints(model: &Model, width: usize) -> Vec<Hint> {
    let screen = &model.words.screen;
    let special = |rows: &[(&[Action], &'static str)]| {
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
        (Some(Overlay::Remove(yes)), _) => {
            let enter = screen.remove_choices[usize::from(yes)];
            special(&[(&[Action::Activate], enter), (arrows, screen.choose), (&[Action::Back], screen.close)])
        }
        (Some(_), _) => special(&[(&[Action::Back], screen.close), (arrows, screen.scroll), (pages, screen.scroll)]),
        (None, Mode::Editing) => {
            let short = |action| model.words.action(action).short;
            special(&[(&[Action::Accept], short(Action::Accept)), (&[Action::Back], short(Action::Back))])
        }
        (None, _) => model.keys.hints(model.words, width, |action| is_offered(model, action)),
    }
}

/// Whether an action would do something in the open tab.
fn is_offered(model: &Model, action: Action) -> bool {
    let has_run = model.shown().is_some();
    match action {
        Action::PlayPause | Action::Step | Action::StepEpoch | Action::Pace | Action::Save => {
            has_run || (model.tab == Tab::Runs && !model.runs.is_empty())
        }
        Action::Reset
        | Action::NextExample
        | Action::LogScale
        | Action::Smoothing
        | Action::ScrubBack
        | Action::ScrubForward
        | Action::Edit
        | Action::Range
        | Action::Crosshair => has_run,
        Action::FocusNext | Action::Zoom => model.panes().len() > 1,
        Action::Sort | Action::Filter | Action::Remove => model.focused() == Pane::Runs,
        Action::Open => false,
        _ => true,
    }
}
