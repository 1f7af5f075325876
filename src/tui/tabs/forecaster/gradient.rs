//! The gradient that reaches each time step, and what is to be read off it: how much of it a step keeps, and whether that is
//! how such a cell starts or what the training made of it.

use super::super::shared::{draw_slot, shown_figure, slot_title, split};
use super::state::{Forecaster, Model};
use crate::figure::{Figure, Lines};
use crate::tui::model::{Pane, PaneOf, Run};
use crate::tui::theme::Role;
use crate::tui::view::row::{Row, wrap};
use crate::tui::widgets::{Look, number};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// The figure's slot.
const SLOT: &str = "gradient-through-time";

/// The gradient that reaches each step.
pub(super) static PANE: PaneOf<Forecaster> = PaneOf {
    title: |model, pane, _| slot_title(model, pane),
    ..PaneOf::new(Pane { slot: Some(SLOT), ..Pane::new("gradient") }, |model, _, area, buffer, look| {
        draw(model, area, buffer, look);
    })
};

/// Rows that the curves need beside what is said of them.
const CURVES: u16 = 5;

fn draw(model: &Model<'_>, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let columns = usize::from(area.width).saturating_sub(2).max(1);
    let mut lines = short(model).map(|told| wrap(&told, columns)).unwrap_or_default();
    lines.truncate(usize::from(area.height.saturating_sub(CURVES)));
    let [plot, below] = split(area, area.height - lines.len() as u16);
    draw_slot(model, &PANE.info, plot, buffer, look);
    for (y, line) in lines.iter().enumerate() {
        Row::of(below, y, buffer).put(" ", Style::new()).put(line, look.theme.style(Role::Muted));
    }
}

/// A recurrent cell that starts in a way that decides how far its gradient reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    Simple,
    Gru,
    Lstm,
}

impl Cell {
    fn of(run: &Run) -> Option<Self> {
        match run.history.settings.text("model").as_str() {
            "simple-rnn" => Some(Self::Simple),
            "gru" => Some(Self::Gru),
            "lstm" => Some(Self::Lstm),
            _ => None,
        }
    }
}

/// What is seen in the pane.
struct Seen<'m> {
    cell: Cell,
    lines: &'m Lines,
    is_untrained: bool,
}

fn seen<'m>(model: &'m Model<'_>) -> Option<Seen<'m>> {
    let run = model.shown()?;
    let (at, figure) = shown_figure(model, SLOT)?;
    let Figure::Lines(lines) = figure else { return None };
    // Weights that another run has trained are no start.
    let is_untrained = at.step == 0 && run.history.settings.text("init-from").is_empty();
    Some(Seen { cell: Cell::of(run)?, lines, is_untrained })
}

/// A layer's gradient at the first step and at the last, and how many steps lie between.
fn ends(values: &[f32]) -> Option<(f64, f64, u32)> {
    let (first, last) = (f64::from(*values.first()?), f64::from(*values.last()?));
    let steps = u32::try_from(values.len()).ok()?.checked_sub(1).filter(|steps| *steps > 0)?;
    (first > 0.0 && last > 0.0 && first.is_finite() && last.is_finite()).then_some((first, last, steps))
}

/// What a step back in time keeps of each layer's gradient: `lstm1 .81, lstm2 .86`.
fn kept(lines: &Lines) -> Option<String> {
    let kept = lines.lines.iter().filter_map(|line| {
        let (first, last, steps) = ends(&line.values)?;
        Some(format!("{} {}", line.name, number::rounded((first / last).powf(1.0 / f64::from(steps)), 5, 2)))
    });
    let kept: Vec<String> = kept.collect();
    (!kept.is_empty()).then(|| kept.join(", "))
}

/// A line or two below the curves.
fn short(model: &Model<'_>) -> Option<String> {
    let words = &model.words.explain;
    let Seen { cell, lines, is_untrained } = seen(model)?;
    let why = match (is_untrained, cell) {
        (false, _) => words.gradient_trained,
        (true, Cell::Lstm) => words.gradient_start_lstm,
        (true, Cell::Gru) => words.gradient_start_gru,
        (true, Cell::Simple) => words.gradient_start_simple,
    };
    Some(fill(why, &[&kept(lines)?]))
}

/// "What am I seeing", of the gradient: what it loses in this run, and why.
pub(super) fn explain(model: &Model<'_>) -> Option<String> {
    let words = &model.words.explain;
    let Seen { cell, lines, is_untrained } = seen(model)?;
    let (line, (first, last, steps)) = lines.lines.iter().find_map(|line| Some((line, ends(&line.values)?)))?;
    let shown = |value: f64| number::rounded(value, 8, 2);
    let told = [shown(last), steps.to_string(), shown(first), shown(first / last)];
    let [last, steps, first, ratio] = told.each_ref().map(String::as_str);
    let seen = fill(words.gradient_seen, &[&line.name, last, steps, first, ratio, &kept(lines)?]);
    let why = match (is_untrained, cell) {
        (false, _) => words.gradient_why_trained.to_owned(),
        (true, Cell::Lstm) => {
            let forget = 1.0 / (1.0 + (-1.0_f64).exp());
            let all = forget.powi(i32::try_from(line.values.len()).unwrap_or(i32::MAX).saturating_sub(1));
            fill(words.gradient_why_lstm, &[steps, &shown(all)])
        }
        (true, Cell::Gru) => words.gradient_why_gru.to_owned(),
        (true, Cell::Simple) => words.gradient_why_simple.to_owned(),
    };
    Some(format!("{seen} {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::{Line, Role as Of};
    use crate::run::{Event, Kept, Moment};
    use crate::tui::fixture::seen as of;
    use crate::tui::fixture::{RUN, after, press, send, shown, untrained};
    use crate::tui::model::Message;

    /// A gradient that keeps so much a step over 50 steps, seen at a step of a run of this cell.
    fn seen_at(cell: &str, keeps: f64, step: u64, settings: &[(&str, &str)]) -> crate::tui::model::Model {
        let mut model = after(untrained());
        let entry = crate::tui::fixture::entry();
        let run = model.runs.iter_mut().find(|run| run.id == RUN).unwrap();
        for (key, value) in [("model", cell)].iter().chain(settings) {
            crate::run::knob::assign(entry.knobs(), &mut run.history.digest.settings, key, value).unwrap();
        }
        let values = (0..50).map(|t| (0.04 * keeps.powi(49 - t)) as f32).collect();
        let line = Line::new(format!("{cell}1"), Of::Other, 1.0, values);
        let figure = Figure::Lines(Lines { lines: vec![line], ..Lines::default() });
        let at = Moment { step, epoch: step };
        let event = Event::Figure { name: "gradient-through-time".into(), at, kept: Kept::Frame, figure };
        send(&mut model, Message::Run(RUN, Box::new(event)));
        model
    }

    #[test]
    fn an_untrained_cell_is_told_to_show_how_it_starts_and_in_numbers_of_its_own() {
        for (cell, keeps, own, why) in [
            ("lstm", 0.8, "lstm1 .80", "sigmoid(1) = .73"),
            ("gru", 0.6, "gru1 .60", "sigmoid(0) = .5"),
            ("simple-rnn", 0.97, "simple-rnn1 .97", "orthogonal"),
        ] {
            let model = seen_at(cell, keeps, 0, &[]);
            let (short, long) = (short(&of(&model)).unwrap(), explain(&of(&model)).unwrap());
            for told in [&short, &long] {
                assert!(told.contains(own) && told.contains(why) && told.contains("ntrained"), "{told}");
                assert!(!told.contains("remembers"), "{told}");
            }
            let lost = number::rounded(keeps.powi(49), 8, 2);
            assert!(long.contains(&lost), "{lost}: {long}");
        }
        let long = explain(&of(&seen_at("lstm", 0.8, 0, &[]))).unwrap();
        // .73106^49 = 10^(-.13604 * 49) = 10^-6.666
        assert!(long.contains("2.2e-7"), "{long}");
    }

    #[test]
    fn a_trained_network_is_not_told_to_be_at_its_start() {
        for model in [seen_at("lstm", 0.9, 219, &[]), seen_at("lstm", 0.9, 0, &[("init-from", "/some/run")])] {
            for told in [short(&of(&model)).unwrap(), explain(&of(&model)).unwrap()] {
                assert!(told.contains("lstm1 .90") && !told.contains("ntrained") && !told.contains(".73"), "{told}");
            }
        }
    }

    #[test]
    fn a_gradient_that_vanishes_wholly_and_other_cells_say_nothing() {
        assert_eq!(explain(&of(&seen_at("lstm", 0.0, 0, &[]))), None);
        assert_eq!(short(&of(&after(untrained()))), None, "there is no such figure");
    }

    #[test]
    fn it_is_said_in_the_pane_and_in_what_am_i_seeing() {
        let mut model = seen_at("lstm", 0.8, 0, &[]);
        while model.focused() != &PANE.info {
            press(&mut model, "tab");
        }
        for (width, height) in [(80, 24), (140, 40)] {
            let text = shown(&mut model, width, height);
            assert!(text.contains("lstm1 .80"), "{text}");
        }
        press(&mut model, "?");
        let text = shown(&mut model, 140, 60);
        assert!(text.contains("sigmoid(1) = .73"), "{text}");
    }
}
