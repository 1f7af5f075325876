//! A sweep over settings of words: a table of every point of the grid, with bars that tell the range over the seeds.
//!
//! ```text
//!   MSE, held out                                          median         range  seeds
//! * dense         ██████████▒▒▒┃▒▒                          .0321  .0298-.0345  3
//!   convolutional ███████████████████▒▒▒▒▒┃▒▒▒▒▒            .0544  .0490-.0601  3
//! ```

use super::Drawn;
use crate::run::Better;
use crate::run::sweep::{Point, Spread, Trial, TrialResult, points};
use crate::tui::theme::Role;
use crate::tui::view::row::Row;
use crate::tui::widgets::{Look, number, text, write_centered};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Columns of the median, of the range and of the number of seeds.
const MEDIAN: usize = 8;
const RANGE: usize = 16;
const SEEDS: usize = 7;
/// Columns that a bar needs to say anything.
const BAR: usize = 8;
/// Digits that mean something, of a few seeds.
const DIGITS: usize = 3;

/// The metrics below one another, each with all points of the grid; the best point of each is marked.
pub(super) fn draw(
    results: &[(&Trial, &TrialResult)],
    metrics: &[Drawn<'_>],
    area: Rect,
    buffer: &mut Buffer,
    look: &Look<'_>,
) {
    let tables = metrics.iter().map(|drawn| (drawn, points(results.iter().copied(), drawn.metric)));
    let tables: Vec<_> = tables.filter(|(_, points)| !points.is_empty()).collect();
    if tables.is_empty() {
        return write_centered(buffer, area, look.words.no_data, look.theme.style(Role::Muted));
    }
    let all: usize = tables.iter().map(|(_, points)| points.len() + 1).sum();
    let height = usize::from(area.height);
    // The last row says how many more there are.
    let room = if all > height { height.saturating_sub(1) } else { height };
    let mut y = 0;
    for (drawn, points) in &tables {
        let layout = Layout::of(points, usize::from(area.width));
        if y < room {
            layout.header(drawn.metric, Row::of(area, y, buffer), look);
        }
        let best = best(points, drawn.better);
        for (at, point) in points.iter().enumerate() {
            y += 1;
            if y < room {
                layout.draw(point, best == Some(at), Row::of(area, y, buffer), look);
            }
        }
        y += 1;
    }
    if all > room {
        let more = fill(look.words.more, &[&(all - room).to_string()]);
        Row::of(area, room, buffer).put(&more, look.theme.style(Role::Muted));
    }
}

/// The place of the best median, of several points.
fn best(points: &[Point], better: Better) -> Option<usize> {
    let medians = points.iter().map(|point| point.spread.median).enumerate();
    let least = match better {
        Better::Lower => medians.min_by(|a, b| a.1.total_cmp(&b.1)),
        Better::Higher => medians.max_by(|a, b| a.1.total_cmp(&b.1)),
    };
    least.map(|(at, _)| at).filter(|_| points.len() > 1)
}

struct Layout {
    name: usize,
    bar: usize,
    range: usize,
    seeds: usize,
    /// The values at the ends of the bars' columns.
    low: f64,
    high: f64,
}

impl Layout {
    fn of(points: &[Point], width: usize) -> Self {
        let longest = points.iter().map(|point| text::width(&text::printable(&point.name()))).max().unwrap_or(0);
        let ends = points.iter().flat_map(|point| [point.spread.min, point.spread.max]).filter(|end| end.is_finite());
        let (low, high) = ends.fold((0.0_f64, 0.0_f64), |(low, high), end| (low.min(end), high.max(end)));
        // Mark and median are always there, and a blank at the edge; then names, ranges, seeds and bars, as far as there is room.
        let mut left = width.saturating_sub(2 + MEDIAN + 2 + 1);
        let name = longest.min(left * 2 / 3);
        left -= name;
        let mut take = |columns: usize| {
            let taken = if left >= columns { columns } else { 0 };
            left -= taken;
            taken
        };
        let range = take(RANGE);
        let seeds = take(SEEDS);
        let bar = if left > BAR { left - 2 } else { 0 };
        Self { name, bar, range, seeds, low, high }
    }

    fn header(&self, metric: &str, mut row: Row<'_>, look: &Look<'_>) {
        let words = &look.words.screen;
        let style = look.theme.style(Role::Header);
        let [median, range, seeds] = words.point_columns;
        row.put("  ", style).left(words.metric(metric), self.name + self.bar_room(), style);
        row.put(&text::right(median, MEDIAN + 2), style);
        row.put(&text::right(range, self.range), style).put(&text::right(seeds, self.seeds), style);
    }

    const fn bar_room(&self) -> usize {
        if self.bar == 0 { 0 } else { self.bar + 2 }
    }

    fn draw(&self, point: &Point, is_best: bool, mut row: Row<'_>, look: &Look<'_>) {
        let Spread { median, min, max, count } = point.spread;
        let role = if is_best { Role::Strong } else { Role::Text };
        let style = look.theme.style(role);
        row.put(if is_best { "* " } else { "  " }, style).left(&point.name(), self.name, style);
        if self.bar > 0 {
            row.put("  ", Style::new()).put(&self.bar(point.spread), look.theme.style(Role::Prediction));
        }
        let shown = |value: f64| number::rounded(value, MEDIAN - 1, DIGITS);
        row.put(&text::right(&shown(median), MEDIAN + 2), look.theme.style(if is_best { role } else { Role::Number }));
        let muted = look.theme.style(Role::Muted);
        if self.range > 0 {
            let range = fill(look.words.screen.point_range, &[&shown(min), &shown(max)]);
            row.put(&text::right(&if count > 1 { range } else { String::new() }, self.range), muted);
        }
        if self.seeds > 0 {
            row.put(&text::right(&count.to_string(), self.seeds), muted);
        }
    }

    /// The column of a value.
    fn column(&self, value: f64) -> usize {
        let part = (value - self.low) / (self.high - self.low);
        if part.is_finite() { (part.clamp(0.0, 1.0) * (self.bar - 1) as f64).round() as usize } else { 0 }
    }

    /// Full from zero to the range, then the range with its median.
    fn bar(&self, spread: Spread) -> String {
        let [zero, min, median, max] = [0.0, spread.min, spread.median, spread.max].map(|value| self.column(value));
        // Of negative values the full part lies on the other side.
        let near = if spread.median < 0.0 { max..=zero } else { zero..=min };
        let glyph = |at: usize| match at {
            _ if at == median => "┃",
            _ if (min..=max).contains(&at) => "▒",
            _ if near.contains(&at) => "█",
            _ => " ",
        };
        (0..self.bar).map(glyph).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Role as Line;
    use crate::run::sweep::SweepSpec;
    use crate::run::{RunSpec, Summary};
    use crate::tui::capabilities::Charset;
    use crate::tui::widgets::testing::{holds_at_every_size, shown};

    /// Trials over models and seeds, with what each brought.
    fn trials(over: &str, value: impl Fn(&Trial) -> f64) -> Vec<(Trial, TrialResult)> {
        let entry = crate::labs::find("autoencoder").unwrap();
        let base = RunSpec { lab: "autoencoder".into(), settings: entry.defaults().unwrap(), changes: Vec::new() };
        let mut spec = SweepSpec::new(base);
        over.split(' ').for_each(|axis| spec.over(entry.knobs(), axis).unwrap());
        spec.seeds(entry.knobs(), 3).unwrap();
        assert!(spec.numeric_axis().is_none());
        let with_result = |trial: Trial| {
            let mut summary = Summary::default();
            summary.number("val_mse", value(&trial));
            summary.number("accuracy", 1.0 - value(&trial));
            let result = TrialResult::of(&trial, &summary);
            (trial, result)
        };
        spec.trials(entry.knobs()).unwrap().into_iter().map(with_result).collect()
    }

    fn by_model(trial: &Trial) -> f64 {
        let base = if trial.point[0].1 == "dense" { 0.02 } else { 0.04 };
        base + 0.002 * (trial.seed - 42) as f64
    }

    fn show(trials: &[(Trial, TrialResult)], metrics: &[&str], size: (u16, u16)) -> String {
        let results: Vec<_> = trials.iter().map(|(trial, result)| (trial, result)).collect();
        let drawn: Vec<_> = metrics
            .iter()
            .map(|metric| Drawn { metric, role: Line::Validation, better: crate::labs::better("autoencoder", metric) })
            .collect();
        shown(Charset::Ascii, size, |area, buffer, look| draw(&results, &drawn, area, buffer, look))
    }

    #[test]
    fn every_word_has_its_median_and_its_range_over_the_seeds() {
        let text = show(&trials("model=dense,convolutional", by_model), &["val_mse"], (80, 6));
        let lines: Vec<&str> = text.lines().collect();
        let columns = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert!(lines[1].starts_with("* dense"), "the best is marked: {text}");
        assert_eq!(columns(lines[1])[3..], [".0220", ".0200", "to", ".0240", "3"], "{text}");
        assert!(lines[2].starts_with("  convolutional"), "{text}");
        assert_eq!(columns(lines[2])[2..], [".0420", ".0400", "to", ".0440", "3"], "{text}");
        let inked = |line: &str| line.chars().filter(|c| "#=|".contains(*c)).count();
        assert!(inked(lines[2]) > inked(lines[1]), "{text}");
        assert!(lines[0].contains("MSE, held out") && lines[0].contains("median"), "{text}");
    }

    #[test]
    fn of_what_is_better_higher_the_highest_is_the_best() {
        let text = show(&trials("model=convolutional,dense", by_model), &["accuracy"], (80, 6));
        assert!(text.lines().any(|line| line.starts_with("* dense")), "{text}");
    }

    #[test]
    fn several_axes_and_metrics_stand_below_one_another_and_what_has_no_room_is_counted() {
        let all = trials("model=dense,convolutional optimizer=adam,sgd", by_model);
        let text = show(&all, &["val_mse", "accuracy", "no_such_metric"], (90, 12));
        assert!(
            text.contains("model=dense optimizer=adam") && text.contains("model=convolutional optimizer=sgd"),
            "{text}"
        );
        assert_eq!(text.matches("model=dense optimizer=sgd").count(), 2, "{text}");
        assert!(show(&all, &["val_mse", "accuracy"], (90, 5)).contains("+6 more"));
        assert!(show(&all, &["no_such_metric"], (90, 5)).contains("no data"));
    }

    #[test]
    fn it_holds_at_every_size() {
        for value in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            let all = trials("model=dense,convolutional", |_| value);
            let results: Vec<_> = all.iter().map(|(trial, result)| (trial, result)).collect();
            let drawn = [Drawn { metric: "val_mse", role: Line::Validation, better: Better::Lower }];
            holds_at_every_size(|area, buffer, look| draw(&results, &drawn, area, buffer, look));
        }
    }
}
