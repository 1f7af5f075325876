//! The probability of the last class after each word of the line that is written.
//!
//! ```text
//!   line 1: P(positive) .93          right on 81 % of held-out texts
//!   el.52 hotel.55 -no- es.41 malo.22 , pero bueno.93
//! ```

use super::vectors::{key, percent};
use crate::figure::{Palette, TokenMark};
use crate::labs::pipeline::desk::{Piece, strip};
use crate::labs::pipeline::spec::Spec;
use crate::nlp::steps::Steps;
use crate::tui::keys::Action;
use crate::tui::model::{Model, Run};
use crate::tui::theme::Role;
use crate::tui::view::row::{Row, wrap};
use crate::tui::widgets::{Look, number, text, write};
use crate::tui::words::fill;
use crate::{figure, tui::capabilities::ColorLevel};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

pub(in crate::tui::tabs) fn draw(model: &Model, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let words = &look.words.vectors;
    let play = key(model, Action::PlayPause);
    let (Some(run), Some(answer)) = (model.shown(), model.strip_answer()) else {
        let told = match model.shown() {
            Some(run) if run.is_open() && !model.line_of_strip().1.trim().is_empty() => words.strip_waiting.to_owned(),
            Some(run) if run.is_open() => words.strip_empty.to_owned(),
            _ => fill(words.strip_no_run, &[&play]),
        };
        for (y, line) in wrap(&told, usize::from(area.width).max(1)).iter().enumerate() {
            Row::of(area, y, buffer).put(line, look.theme.style(Role::Muted));
        }
        return;
    };
    let pieces = strip(answer);
    draw_verdict(model, run, answer, &pieces, Row::of(area, 0, buffer), look);
    let mut body = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    if let Some(steps) = other_steps(model, run)
        && body.height > 2
    {
        body.height -= 1;
        let told = fill(words.strip_steps, &[&steps]);
        Row::of(area, usize::from(area.height) - 1, buffer).put(&told, look.theme.style(Role::Warning));
    }
    draw_pieces(&pieces, model.strip.first, body, buffer, look);
}

/// What the model thinks of the whole line, and how far it is to be trusted.
fn draw_verdict(
    model: &Model,
    run: &Run,
    answer: &figure::Tokens,
    pieces: &[Piece],
    mut row: Row<'_>,
    look: &Look<'_>,
) {
    let words = &look.words.vectors;
    match pieces.iter().rev().find_map(|piece| piece.weight) {
        Some(last) => {
            let line = (model.line_of_strip().0 + 1).to_string();
            let told = fill(words.strip_line, &[&line, &answer.weight_label, &probability(last)]);
            row.put(&told, look.theme.style(Role::Strong)).put("  ", Style::new());
        }
        None => {
            row.put(words.strip_empty, look.theme.style(Role::Muted));
        }
    }
    let told = match run.history.value("accuracy") {
        Some(accuracy) if run.history.at.step > 0 => fill(words.strip_accuracy, &[&percent(accuracy)]),
        _ => fill(words.strip_untrained, &[&key(model, Action::PlayPause)]),
    };
    row.end(&told, look.theme.style(Role::Muted));
}

/// The steps of the run's own, if these are not the desk's.
fn other_steps(model: &Model, run: &Run) -> Option<String> {
    let written = run.history.settings.typed::<Spec>().ok()?.steps;
    let own: Steps = written.parse().ok()?;
    let is_same = own.active().map(|(_, stage)| stage).eq(model.desk.steps.active().map(|(_, stage)| stage));
    (!is_same).then_some(written)
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
pub(super) fn explain(model: &Model) -> Vec<String> {
    let Some(answer) = model.strip_answer() else { return Vec::new() };
    let class = answer.weight_label.trim_start_matches("P(").trim_end_matches(')');
    vec![fill(model.words.vectors.explain_strip, &[class])]
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
