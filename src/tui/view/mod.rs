//! What the screen looks like. Nothing here changes anything.
//!
//! ```text
//!   nnlab  1 Forecaster  2 Text pipeline  ...                     tabs
//!   * forecaster training   epoch  7/20 ...                       status
//!   +- panes of the tab ------------------------------------+
//!   |                                               toasts  |     body
//!   +-------------------------------------------------------+
//!   ? what am I seeing  q quit  p play/pause  ...                 hints
//! ```

mod dialog;
mod files;
mod header;
mod help;
mod hints;
mod messages;
pub(super) mod row;
pub(super) mod status;
mod sweep;
mod toasts;

#[cfg(test)]
mod pipeline_tests;
#[cfg(test)]
mod tests;

use super::capabilities::Capabilities;
use super::keys::Action;
use super::model::{Model, Overlay, Pane, SMALLEST};
use super::tabs;
use super::theme::Role;
use super::widgets::{Look, write_centered};
use super::words::fill;
use dialog::Dialog;
use ratatui::Frame;
use ratatui::layout::Rect;

/// How many lines the layer over the tab has, if it is one of text.
pub(super) fn lines_of_layer(model: &Model, columns: u16) -> usize {
    match model.overlay {
        Some(Overlay::Help(_)) => help::lines(model, columns).len(),
        Some(Overlay::Messages(_)) => messages::lines(model, columns).len(),
        Some(
            Overlay::Quit(_)
            | Overlay::Themes(_)
            | Overlay::Remove(_)
            | Overlay::End(_)
            | Overlay::Sweep
            | Overlay::Files,
        )
        | None => 0,
    }
}

/// Draws everything.
pub fn view(model: &Model, capabilities: &Capabilities, frame: &mut Frame<'_>) {
    let area = frame.area();
    let look = Look { theme: &model.theme, capabilities, words: model.words };
    let buffer = frame.buffer_mut();
    buffer.set_style(area, look.theme.style(Role::Text));
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        let words = &model.words.screen;
        let size = |(w, h): (u16, u16)| format!("{w}x{h}");
        let told = fill(words.needs_at_least, &[&size(SMALLEST), &size((area.width, area.height))]);
        let lines = row::wrap(&told, usize::from(area.width.max(1)));
        let top = area.height.saturating_sub(lines.len() as u16) / 2;
        for (line, y) in lines.iter().zip(area.y + top..area.bottom()) {
            write_centered(buffer, Rect { y, height: 1, ..area }, line, look.theme.style(Role::Text));
        }
        return;
    }
    let line = |y: u16| Rect { y, height: 1, ..area };
    header::draw(model, line(area.y), buffer, &look);
    status::draw(model, line(area.y + 1), buffer, &look);
    let body = Rect { y: area.y + 2, height: area.height - 3, ..area };
    tabs::draw(model, body, buffer, &look);
    hints::draw(model, line(area.bottom() - 1), buffer, &look);
    toasts::draw(model, body, buffer, &look);
    match model.overlay {
        Some(Overlay::Help(scrolled)) => help::draw(model, scrolled, body, buffer, &look),
        Some(Overlay::Messages(scrolled)) => messages::draw(model, scrolled, body, buffer, &look),
        Some(Overlay::Quit(choice)) => Dialog::quit(model, choice).draw(body, buffer, &look),
        Some(Overlay::Themes(dialog)) => Dialog::themes(model, dialog).draw(body, buffer, &look),
        Some(Overlay::Remove(yes)) => Dialog::remove(model, yes).draw(body, buffer, &look),
        Some(Overlay::End(yes)) => Dialog::end(model, yes).draw(body, buffer, &look),
        Some(Overlay::Sweep) => sweep::draw(model, body, buffer, &look),
        Some(Overlay::Files) => files::draw(model, body, buffer, &look),
        None => {}
    }
}

/// What the pointer of the mouse stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spot {
    /// Nothing that can be clicked.
    Nothing,
    /// The name of a tab.
    Tab(usize),
    /// A key in the hint bar.
    Key(Action),
    /// A choice of the dialog.
    Choice(usize),
    /// A pane, and a row of its list.
    Pane(&'static Pane, Option<usize>),
}

/// What lies at a place of the screen, in its front layer; the hint bar is there beside every layer.
pub(super) fn spot(model: &Model, column: u16, row: u16) -> Spot {
    let (width, height) = model.size;
    if width < SMALLEST.0 || height < SMALLEST.1 || column >= width || row >= height {
        return Spot::Nothing;
    }
    if row == height - 1 {
        return hints::action_at(model, width, column).map_or(Spot::Nothing, Spot::Key);
    }
    let body = Rect::new(0, 2, width, height - 3);
    let choice = |dialog: Dialog| dialog.choice_at(body, column, row).map_or(Spot::Nothing, Spot::Choice);
    match model.overlay {
        Some(Overlay::Quit(chosen)) => choice(Dialog::quit(model, chosen)),
        Some(Overlay::Themes(dialog)) => choice(Dialog::themes(model, dialog)),
        Some(Overlay::Remove(yes)) => choice(Dialog::remove(model, yes)),
        Some(Overlay::End(yes)) => choice(Dialog::end(model, yes)),
        Some(Overlay::Help(_) | Overlay::Messages(_) | Overlay::Sweep | Overlay::Files) => Spot::Nothing,
        None if row == 0 => header::tab_at(model, width, column).map_or(Spot::Nothing, Spot::Tab),
        None => tabs::pane_at(model, body, column, row).map_or(Spot::Nothing, |(pane, row)| Spot::Pane(pane, row)),
    }
}
