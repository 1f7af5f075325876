//! The probability of the last class after each word of the line that is written.
//!
//! ```text
//!   line 1: P(positive) .93          right on 81 % of held-out texts
//!   el.52 hotel.55 -no- es.41 malo.22 , pero bueno.93
//! ```

use super::parts::{count, percent, scrolled};
use super::reading::{reads_otherwise, reset_reads_as_desk};
use super::state::{Freshness, Model, Pipeline, line_of_strip, strip_answer};
use crate::figure::{Palette, TokenMark};
use crate::labs::pipeline::analysis::{Piece, strip};
use crate::tui::keys::Action;
use crate::tui::model::{Pane, PaneOf, Run};
use crate::tui::theme::Role;
use crate::tui::view::row::{Row, wrap};
use crate::tui::widgets::{Look, number, text, write};
use crate::tui::words::fill;
use crate::{figure, tui::capabilities::ColorLevel};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// The probability of the last class after each word.
pub(super) static PANE: PaneOf<Pipeline> = PaneOf {
    title: |model, _, _| title(model),
    act: |model, action| {
        model.own.strip.first = scrolled(model.own.strip.first, action);
        Some(Vec::new())
    },

    ..PaneOf::new(
        Pane { is_of_a_lab: true, has_wheel: true, ..Pane::new("after-each-word") },
        |model, _, area, buffer, look| draw(model, area, buffer, look),
    )
};

/// The pane's name, and with what the run reads where the stages above are others.
fn title(model: &Model<'_>) -> String {
    let words = &model.words.vectors;
    let name = model.words.screen.pane(&PANE.info);
    let Some(reads) = reads_otherwise(model) else { return name.to_owned() };
    let told = fill(words.strip_reads, &[name, &reads]);
    match reset_reads_as_desk(model) {
        true => told + &fill(words.strip_reset, &[&model.keys.name(Action::Reset)]),
        false => told,
    }
}

fn draw(model: &Model<'_>, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let words = &look.words.vectors;
    let (Some(run), Some((answer, freshness))) = (model.shown(), strip_answer(model)) else {
        let told = match model.shown() {
            Some(run) if run.is_open() && !line_of_strip(&model.own.desk).text.trim().is_empty() => {
                words.strip_waiting.to_owned()
            }
            Some(run) if run.is_open() => words.strip_empty.to_owned(),
            _ => fill(words.strip_no_run, &[&model.keys.name(Action::PlayPause)]),
        };
        for (y, line) in wrap(&told, usize::from(area.width).max(1)).iter().enumerate() {
            Row::of(area, y, buffer).put(line, look.theme.style(Role::Muted));
        }
        return;
    };
    let pieces = strip(answer);
    let mut row = Row::of(area, 0, buffer);
    match verdict(model, answer, &pieces) {
        Some(told) => row.put(&told, look.theme.style(Role::Strong)).put("  ", Style::new()),
        None => row.put(words.strip_empty, look.theme.style(Role::Muted)),
    };
    let told = match freshness {
        Freshness::Earlier => words.strip_waiting.to_owned(),
        Freshness::Current => trust(model, run),
    };
    row.end(&told, look.theme.style(Role::Muted));
    let body = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    draw_pieces(&pieces, model.own.strip.first, body, buffer, look);
}

/// What the model thinks of the whole line, or of as much of it as it was asked about.
fn verdict(model: &Model<'_>, answer: &figure::Tokens, pieces: &[Piece]) -> Option<String> {
    let words = &model.words.vectors;
    let last = probability(pieces.iter().rev().find_map(|piece| piece.weight)?);
    let line = line_of_strip(&model.own.desk);
    let (number, bytes) = (count(line.number + 1), count(line.text.len()));
    Some(match line.is_cut {
        true => fill(words.strip_beginning, &[&number, &bytes, &answer.weight_label, &last]),
        false => fill(words.strip_line, &[&number, &answer.weight_label, &last]),
    })
}

/// How far the model is to be trusted.
fn trust(model: &Model<'_>, run: &Run) -> String {
    let words = &model.words.vectors;
    match run.history.value("accuracy") {
        Some(accuracy) if run.history.at.step > 0 => fill(words.strip_accuracy, &[&percent(accuracy)]),
        _ => fill(words.strip_untrained, &[&model.keys.name(Action::PlayPause)]),
    }
}

/// `.93`; a model is never quite sure: `>.99`, `<.01`.
fn probability(value: f64) -> String {
    let shown = format!("{value:.2}");
    match shown.as_str() {
        "1.00" => ">.99".to_owned(),
        "0.00" => "<.01".to_owned(),
        _ => shown.trim_start_matches('0').to_owned(),
    }
}

/// The words in lines, each with its probability behind it; from line `first` on.
fn draw_pieces(pieces: &[Piece], first: usize, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let width = usize::from(area.width).max(1);
    let mut lines: Vec<Vec<(String, Style)>> = vec![Vec::new()];
    let mut used = 0;
    for piece in pieces {
        let (shown, style) = written(piece, look);
        let columns = text::width(&shown);
        let gap = usize::from(used > 0);
        if used > 0 && used + gap + columns > width {
            lines.push(Vec::new());
            used = 0;
        }
        used += usize::from(used > 0) + columns;
        lines.last_mut().into_iter().for_each(|line| line.push((shown.clone(), style)));
    }
    let height = usize::from(area.height);
    let first = first.min(lines.len().saturating_sub(height));
    for (y, line) in lines.iter().skip(first).take(height).enumerate() {
        let (mut x, y) = (area.x, area.y + y as u16);
        for (shown, style) in line {
            x += write(buffer, area, x, y, shown, *style) + 1;
        }
    }
    let below = lines.len().saturating_sub(first + height);
    if below > 0 {
        let more = fill(look.words.more, &[&number::grouped(below as i64)]);
        let row = Rect { y: area.bottom().saturating_sub(1), height: 1, ..area };
        let columns = text::width(&more) as u16 + 1;
        let x = row.right().saturating_sub(columns).max(row.x);
        write(buffer, row, x, row.y, &format!(" {more}"), look.theme.style(Role::Muted));
    }
}

/// A piece as it is shown: taken out `-no-`, unknown `?ñandutí.51`, else `bueno.93`.
fn written(piece: &Piece, look: &Look<'_>) -> (String, Style) {
    let shown = text::printable(&piece.text);
    let shown = if shown.trim().is_empty() { "␣".into() } else { shown };
    let weight = piece.weight.map(probability).unwrap_or_default();
    let (shown, role) = match piece.mark {
        TokenMark::Removed => (format!("-{shown}-"), Role::Removed),
        TokenMark::Unknown => (format!("?{shown}{weight}"), Role::Unknown),
        TokenMark::Plain | TokenMark::Changed => (format!("{shown}{weight}"), Role::Text),
    };
    let style = look.theme.style(role);
    match piece.weight {
        // .5 is neutral.
        Some(p) if look.capabilities.color != ColorLevel::None => {
            (shown, style.patch(look.theme.shaded(Palette::Diverging, (2.0 * p - 1.0) as f32)))
        }
        _ => (shown, style),
    }
}

/// "What am I seeing", once there is an answer.
pub(super) fn explain(model: &Model<'_>) -> Vec<String> {
    let Some((answer, _)) = strip_answer(model) else { return Vec::new() };
    let class = answer.weight_label.trim_start_matches("P(").trim_end_matches(')');
    let words = &model.words.vectors;
    let is_untrained =
        model.shown().is_some_and(|run| run.history.at.step == 0 && run.history.settings.text("init-from").is_empty());
    let told = fill(words.explain_strip, &[class]);
    vec![if is_untrained { told + words.explain_strip_untrained } else { told }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_are_short_and_never_certain() {
        assert_eq!(
            [0.0, 0.004, 0.05, 0.5, 0.934, 0.999].map(probability),
            ["<.01", "<.01", ".05", ".50", ".93", ">.99"]
        );
    }
}
