//! The pages of words as vectors: neighbours, the map, one-hot beside dense, an analogy, what has no vector.

use super::parts::{bytes, count, percent};
use super::state::{Model, VectorPage};
use crate::figure::{Cell, Group, Point, Scatter, Table};
use crate::labs::pipeline::analysis::{Analogy, Neighbour, Origin, PlacedWord, Words};
use crate::tui::keys::Action;
use crate::tui::theme::Role;
use crate::tui::view::row::{Row, wrap};
use crate::tui::widgets::{Look, number, scatter, table, text};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Columns of a number of a dense vector.
const NUMBER: usize = 6;

pub(super) fn draw(
    model: &Model<'_>,
    words: &Words,
    page: VectorPage,
    area: Rect,
    buffer: &mut Buffer,
    look: &Look<'_>,
) {
    match page {
        VectorPage::Neighbours => draw_neighbours(words, area, buffer, look),
        VectorPage::Map => draw_map(model, words, area, buffer, look),
        VectorPage::Forms => draw_forms(words, area, buffer, look),
        VectorPage::Analogy => draw_analogy(model, words, area, buffer, look),
        VectorPage::Coverage => draw_coverage(model, words, area, buffer, look),
    }
}

/// Writes lines broken to the width; returns what is left below them.
fn lines(told: &[String], role: Role, area: Rect, buffer: &mut Buffer, look: &Look<'_>) -> Rect {
    let lines: Vec<String> = told.iter().flat_map(|line| wrap(line, usize::from(area.width).max(1))).collect();
    for (y, line) in lines.iter().enumerate() {
        Row::of(area, y, buffer).put(line, look.theme.style(role));
    }
    let used = (lines.len() as u16).min(area.height);
    Rect { y: area.y + used, height: area.height - used, ..area }
}

fn draw_neighbours(words: &Words, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let Some(found) = &words.neighbours else { return };
    let told = &look.words.vectors;
    match &found.near {
        None => {
            lines(&[fill(told.no_vector, &[&found.word])], Role::Unknown, area, buffer, look);
        }
        Some(near) => {
            let heading = match words.origin {
                Origin::Trained { least_uses: least @ 2.., .. } => {
                    fill(told.nearest_met, &[&found.word, &least.to_string()])
                }
                _ => fill(told.nearest, &[&found.word]),
            };
            let rest = lines(&[heading], Role::Strong, area, buffer, look);
            draw_near(near, rest, buffer, look);
        }
    }
}

fn draw_near(near: &[Neighbour], area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    // A file does not tell how often a word was met.
    let has_uses = near.iter().any(|near| near.uses > 0);
    let row = |near: &Neighbour| {
        let mut row = vec![Cell::from(near.word.as_str()), cosine(near.cosine)];
        row.extend(has_uses.then(|| Cell::from(near.uses as f64)));
        row
    };
    let columns = if has_uses { 3 } else { 2 };
    let header = look.words.vectors.neighbour_columns.iter().take(columns).map(|name| (*name).to_owned());
    let shown = Table { header: header.collect(), rows: near.iter().map(row).collect(), ..Table::default() };
    table::draw(&shown, 0, None, area, buffer, look);
}

/// With three digits: more are chance.
fn cosine(value: f32) -> Cell {
    Cell::from(text::right(&number::rounded(f64::from(value), NUMBER, 3), NUMBER))
}

fn draw_map(model: &Model<'_>, words: &Words, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let told = &look.words.vectors;
    let chosen = model.own.vectors.word();
    let point = |word: &PlacedWord| {
        let [x, y] = word.place.map(f64::from);
        Point { x, y, label: word.word.clone() }
    };
    let (own, others): (Vec<&PlacedWord>, Vec<&PlacedWord>) =
        words.map.words.iter().partition(|word| Some(word.word.as_str()) == chosen);
    // The chosen word first: its name goes before those that it would be in the way of.
    let group = |name: &str, words: &[&PlacedWord]| Group {
        name: name.to_owned(),
        points: words.iter().map(|word| point(word)).collect(),
    };
    let [all, under] = told.map_groups;
    let groups = [group(under, &own), group(all, &others)];
    let shown =
        Scatter { groups: groups.into_iter().filter(|group| !group.points.is_empty()).collect(), ..Scatter::default() };
    let height = area.height.saturating_sub(1);
    scatter::draw(&shown, Rect { height, ..area }, buffer, look);
    let shares = words.map.explained.map(percent);
    let axes = fill(told.map_axes, &shares.each_ref().map(String::as_str));
    Row::of(area, height.into(), buffer).put(&axes, look.theme.style(Role::Muted));
}

fn draw_forms(words: &Words, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let told = &look.words.vectors;
    let forms = &words.forms.numeric;
    let mut one_hot = vec![fill(told.one_hot_form, &[&count(forms.one_hot_columns), &bytes(forms.one_hot_bytes)])];
    let mut dense = vec![fill(told.dense_form, &[&count(forms.dense_columns), &bytes(forms.dense_bytes)])];
    if let Some(word) = &words.neighbours {
        if let Some(column) = word.column {
            let (place, columns) = (count(column + 1), count(forms.one_hot_columns));
            one_hot.push(fill(told.one_hot_word, &[&word.word, &place, &columns]));
        }
        if let Some(vector) = &word.dense {
            let room = usize::from(area.width).saturating_sub(text::width(&word.word) + 6) / (NUMBER + 1);
            let numbers: Vec<String> =
                vector.iter().take(room.max(1)).map(|x| number::rounded(f64::from(*x), NUMBER, 2)).collect();
            let more = if numbers.len() < vector.len() { " .." } else { "" };
            dense.push(fill(told.dense_word, &[&word.word, &(numbers.join(" ") + more)]));
        }
    }
    let rest = lines(&one_hot, Role::Text, area, buffer, look);
    let rest = lines(&dense, Role::Text, rest, buffer, look);
    let rows = words.forms.pairs.iter().map(|pair| {
        let [a, b] = pair.words.each_ref().map(|word| Cell::from(word.as_str()));
        vec![a, b, cosine(pair.one_hot as f32), cosine(pair.dense)]
    });
    let header = told.pair_columns.map(str::to_owned).to_vec();
    table::draw(&Table { header, rows: rows.collect(), ..Table::default() }, 0, None, rest, buffer, look);
}

fn draw_analogy(model: &Model<'_>, words: &Words, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let told = &look.words.vectors;
    let picked = |at: usize| model.own.vectors.analogy.get(at).map_or("..", String::as_str);
    let question = fill(told.analogy, &[picked(0), picked(1), picked(2)]);
    let rest = lines(&[question], Role::Strong, area, buffer, look);
    match words.analogy.as_ref().filter(|(of, _)| *of == *model.own.vectors.analogy) {
        Some((_, Analogy::Found(near))) => draw_near(near, rest, buffer, look),
        Some((_, Analogy::Unknown(unknown))) => {
            lines(&[fill(told.analogy_unknown, &[&unknown.join(", ")])], Role::Unknown, rest, buffer, look);
        }
        None => {
            let keys = fill(told.analogy_keys, &[&model.keys.name(Action::Activate), &model.keys.name(Action::Edit)]);
            lines(&[keys], Role::Muted, rest, buffer, look);
        }
    }
}

/// How much of the text has a vector.
pub(super) fn covered(model: &Model<'_>, words: &Words) -> String {
    let coverage = &words.coverage;
    let share = coverage.known_tokens as f64 / coverage.tokens.max(1) as f64;
    fill(model.words.vectors.covered, &[&percent(share), &count(coverage.known_words), &count(coverage.words)])
}

fn draw_coverage(model: &Model<'_>, words: &Words, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let told = &look.words.vectors;
    let rest = lines(&[covered(model, words)], Role::Strong, area, buffer, look);
    let missing = &words.coverage.missing;
    if missing.is_empty() {
        lines(&[told.nothing_missing.to_owned()], Role::Text, rest, buffer, look);
        return;
    }
    let list: Vec<String> =
        missing.iter().map(|(word, uses)| if *uses > 1 { format!("{word} ({uses})") } else { word.clone() }).collect();
    lines(&[format!("{}{}", told.missing, list.join(", "))], Role::Unknown, rest, buffer, look);
}
