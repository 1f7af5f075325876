//! Dialogs with a list to choose from: whether to quit, whether to end a run or take it away, and the themes.

use super::row::{Row, wrap};
use crate::tui::model::{Model, Origin, QuitChoice, ThemesDialog};
use crate::tui::theme::{Focus, Role, SELECTED, UNSELECTED};
use crate::tui::widgets::{Look, pane, text, window};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget as _};

/// What a dialog shows.
pub(super) struct Dialog {
    title: &'static str,
    /// A line above the choices.
    lead: Option<String>,
    choices: Vec<String>,
    chosen: usize,
    /// Lines below the choices, each of pieces with their looks.
    foot: Vec<Vec<(String, Role)>>,
    place: Place,
}

/// Where a dialog lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Middle,
    /// At the right edge, so that most of what lies below is seen.
    Right,
}

/// Rows of the frame, with an empty one below the choices' lead.
const FRAME: u16 = 2;

impl Dialog {
    /// Whether to quit.
    pub(super) fn quit(model: &Model, choice: QuitChoice) -> Self {
        let words = &model.words.screen;
        let is_running = model.is_something_running();
        Self {
            title: words.quit_title,
            lead: Some(if is_running { words.quit_while_running } else { words.quit_while_idle }.to_owned()),
            choices: QuitChoice::ALL.iter().map(|choice| words.quit_choice(*choice).to_owned()).collect(),
            chosen: choice as usize,
            foot: vec![Vec::new()],
            place: Place::Middle,
        }
    }

    /// Whether to take a recorded run or sweep away.
    pub(super) fn remove(model: &Model, yes: bool) -> Self {
        let words = &model.words.screen;
        let name = model.library.doomed.as_ref().map_or("", |(_, name)| name.as_str());
        Self::question(
            words.remove_title,
            fill(words.remove_question, &[&text::printable(name)]),
            words.remove_choices,
            yes,
        )
    }

    /// Whether to save and end a run or sweep that is open here.
    pub(super) fn end(model: &Model, yes: bool) -> Self {
        let words = &model.words.screen;
        let name = model.library.ending.as_ref().map_or("", |(_, name)| name.as_str());
        Self::question(words.end_title, fill(words.end_question, &[&text::printable(name)]), words.end_choices, yes)
    }

    fn question(title: &'static str, lead: String, choices: [&'static str; 2], yes: bool) -> Self {
        Self {
            title,
            lead: Some(lead),
            choices: choices.map(str::to_owned).into(),
            chosen: usize::from(yes),
            foot: vec![Vec::new()],
            place: Place::Middle,
        }
    }

    /// The themes, with samples of the one that is shown, and what is wrong in its file.
    pub(super) fn themes(model: &Model, dialog: ThemesDialog) -> Self {
        const COLUMNS: usize = 30;
        let words = &model.words.screen;
        let name = |entry: &crate::tui::model::ThemeEntry| match entry.origin {
            Origin::BuiltIn => entry.theme.name().to_owned(),
            Origin::User => format!("{} ({})", entry.theme.name(), words.your_theme),
        };
        let sample = |words: &str, role| (format!("{words} "), role);
        let mut foot = vec![
            Vec::new(),
            vec![sample(words.train, Role::Training), sample(words.held_out, Role::Validation)],
            vec![
                sample(words.sample_forecast, Role::Prediction),
                sample(words.sample_baseline, Role::Baseline),
                sample(words.sample_floor, Role::Floor),
            ],
        ];
        let problem = model.themes.get(dialog.cursor).and_then(|entry| entry.problems.first());
        let lines = problem.map(|problem| wrap(problem, COLUMNS)).unwrap_or_default();
        foot.extend(lines.into_iter().take(4).map(|line| vec![(line, Role::Warning)]));
        Self {
            title: words.themes_title,
            lead: None,
            choices: model.themes.iter().map(name).collect(),
            chosen: dialog.cursor,
            foot,
            place: Place::Right,
        }
    }

    /// Its place, frame included.
    fn place(&self, area: Rect) -> Rect {
        let line = |line: &Vec<(String, Role)>| line.iter().map(|(words, _)| text::width(words)).sum::<usize>();
        let widest = self.choices.iter().map(|choice| text::width(choice) + 2).chain(self.foot.iter().map(line));
        let widest = widest.chain(self.lead.as_deref().map(text::width)).max().unwrap_or(0);
        let lead = if self.lead.is_some() { 2 } else { 0 };
        let width = (widest as u16 + 6).min(area.width);
        let height = ((self.choices.len() + self.foot.len()) as u16 + lead + FRAME).min(area.height);
        let x = match self.place {
            Place::Middle => area.x + (area.width - width) / 2,
            Place::Right => area.right() - width,
        };
        Rect::new(x, area.y + (area.height - height) / 2, width, height)
    }

    /// Rows of the choices, inside the frame, and the first one that is seen.
    fn list(&self, area: Rect) -> (Rect, usize) {
        let place = self.place(area);
        let lead = if self.lead.is_some() { 2 } else { 0 };
        let inner =
            Rect::new(place.x + 1, place.y + 1, place.width.saturating_sub(2), place.height.saturating_sub(FRAME));
        // The choices matter more than what stands below them.
        let height = inner.height.saturating_sub(lead).min(self.choices.len() as u16);
        let list = Rect { y: inner.y + lead, height, ..inner };
        (list, window(self.choices.len(), usize::from(height), 0, Some(self.chosen)).start)
    }

    /// The choice at this place of the screen.
    pub(super) fn choice_at(&self, area: Rect, column: u16, row: u16) -> Option<usize> {
        let (list, first) = self.list(area);
        let is_inside = list.contains((column, row).into());
        is_inside.then(|| first + usize::from(row - list.y)).filter(|at| *at < self.choices.len())
    }

    pub(super) fn draw(&self, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
        let place = self.place(area);
        Clear.render(place, buffer);
        buffer.set_style(place, look.theme.style(Role::Text));
        let block = pane(self.title, Focus::Focused, look);
        let inner = block.inner(place);
        block.render(place, buffer);
        if let Some(lead) = &self.lead {
            Row::of(inner, 0, buffer).put("  ", Style::new()).put(lead, look.theme.style(Role::Text));
        }
        let (list, first) = self.list(area);
        let columns = usize::from(list.width.saturating_sub(4));
        for (y, (at, choice)) in self.choices.iter().enumerate().skip(first).take(list.height.into()).enumerate() {
            let (mark, role) = if at == self.chosen { (SELECTED, Role::Selection) } else { (UNSELECTED, Role::Text) };
            let mut row = Row::of(list, y, buffer);
            row.put("  ", Style::new()).left(&format!("{mark}{choice}"), columns, look.theme.style(role));
        }
        let below = Rect { y: list.bottom(), height: inner.bottom().saturating_sub(list.bottom()), ..inner };
        for (y, line) in self.foot.iter().enumerate() {
            let mut row = Row::of(below, y, buffer);
            row.put("  ", Style::new());
            for (words, role) in line {
                row.put(words, look.theme.style(*role));
            }
        }
    }
}
