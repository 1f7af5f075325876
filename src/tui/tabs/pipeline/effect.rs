//! What the last switch of a stage did, on the same text.

use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::view::row::{Row, wrap};
use crate::tui::widgets::{Look, number};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

pub(in crate::tui::tabs) fn draw(model: &Model, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let words = &look.words.desk;
    let staged = model.desk.staged.as_ref();
    let lines = match (&model.desk.switched, staged.and_then(|staged| staged.before.map(|before| (before, staged.end))))
    {
        (Some(switched), Some((before, now))) => {
            let what = match switched.what.as_str() {
                "" => words.switched_order.to_owned(),
                what => fill(words.switched, &[what]),
            };
            let effect = |text, before: usize, now: usize| {
                fill(text, &[&number::grouped(before as i64), &number::grouped(now as i64)])
            };
            vec![
                (what, Role::Muted),
                (effect(words.vocabulary_effect, before.vocabulary, now.vocabulary), Role::Strong),
                (effect(words.tokens_effect, before.tokens, now.tokens), Role::Text),
            ]
        }
        _ => vec![(words.no_switch_yet.to_owned(), Role::Muted)],
    };
    let columns = usize::from(area.width.saturating_sub(2)).max(1);
    let lines = lines.iter().flat_map(|(line, role)| wrap(line, columns).into_iter().map(|line| (line, *role)));
    for (y, (line, role)) in lines.enumerate() {
        Row::of(area, y, buffer).put(" ", Style::new()).put(&line, look.theme.style(role));
    }
}
