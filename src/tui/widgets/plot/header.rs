//! What stands over a plot: what it measures, and how it is shown.

use super::{Plot, Smoothing, View};
use crate::figure::Scale;
use crate::tui::theme::Role;
use crate::tui::widgets::{Look, number, text, write};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What y measures, and how.
pub(super) fn title(plot: &Plot, look: &Look<'_>) -> String {
    match plot.y_scale {
        Scale::Linear => plot.y_label.clone(),
        Scale::Log if plot.y_label.is_empty() => look.words.log.to_owned(),
        Scale::Log => format!("{}, {}", plot.y_label, look.words.log),
    }
}

/// At the left of the header, which becomes what is left of it.
pub(super) fn draw_title(plot: &Plot, header: &mut Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let used = write(buffer, *header, header.x, header.y, &title(plot, look), look.theme.style(Role::Axis));
    let used = if used > 0 { (used + 2).min(header.width) } else { 0 };
    header.x += used;
    header.width -= used;
}

/// How the curves are shown.
pub(super) fn notes(plot: &Plot, look: &Look<'_>) -> String {
    let view = match plot.view {
        View::Full => None,
        View::Recent => Some(look.words.recent.to_owned()),
        View::Robust => Some(look.words.robust.to_owned()),
    };
    let factor = number::rounded(plot.smoothing.factor(), 3, plot.smoothing.digits());
    let smoothing = (plot.smoothing != Smoothing::None).then(|| fill(look.words.smoothing, &[&factor]));
    view.into_iter().chain(smoothing).collect::<Vec<_>>().join(", ")
}

/// At the right of what is left of the header, if there is room.
pub(super) fn draw_notes(plot: &Plot, header: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let words = notes(plot, look);
    let width = text::width(&words) as u16;
    if width <= header.width {
        write(buffer, header, header.right() - width, header.y, &words, look.theme.style(Role::Muted));
    }
}
