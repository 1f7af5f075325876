//! The language model: its perplexity beside what is known of the text, its numbers, its settings.
//!
//! ```text
//!   from 100 columns                      below
//!   +- curves --------++- metrics ---+    +- the focused pane ----------+
//!   |                 ||             |    |                             |
//!   |                 |+- settings --+    +- metrics -------------------+
//!   +-----------------++-------------+    +-----------------------------+
//! ```

mod state;

use super::shared::{TWO_COLUMNS, curves, metrics, settings, split, told};
use crate::tui::model::{Layout, PaneOf, TabOf};
use crate::tui::words::fill;
use ratatui::layout::Rect;
use state::{Language, Model};

/// The tab.
pub(in crate::tui) static TAB: TabOf<Language> = TabOf {
    lab: Some("language"),
    says_way_on: true,
    ..TabOf::new("language", Language::default, &[&CURVES, &METRICS, &SETTINGS], layout, paragraphs)
};

/// Curves of the training.
static CURVES: PaneOf<Language> = curves::pane();
/// The metrics beside their floors and baselines.
static METRICS: PaneOf<Language> = metrics::pane();
/// The settings of the next run, and of this one as far as they are live.
static SETTINGS: PaneOf<Language> = settings::pane();

/// Which panes lie where.
fn layout(model: &Model<'_>, area: Rect) -> Layout {
    if area.width < TWO_COLUMNS {
        let numbers = (metrics::rows(model, area.width.saturating_sub(2)) as u16 + 2).min(area.height / 2);
        let [main, strip] = split(area, area.height - numbers);
        let focused = if model.focused() == &METRICS.info { &CURVES.info } else { model.focused() };
        return vec![(focused, main), (&METRICS.info, strip)];
    }
    let right = (area.width * 2 / 5).clamp(46, 58);
    let left = Rect { width: area.width - right, ..area };
    let right = Rect { x: left.right(), width: right, ..area };
    let numbers = (metrics::rows(model, right.width - 2) as u16 + 2).min(area.height / 2);
    let [upper, lower] = split(right, numbers);
    vec![(&CURVES.info, left), (&METRICS.info, upper), (&SETTINGS.info, lower)]
}

/// "What am I seeing", from the numbers that are on the screen.
fn paragraphs(model: &Model<'_>) -> Vec<String> {
    let words = &model.words.explain;
    let Some(run) = model.shown() else { return vec![model.words.screen.no_run.to_owned()] };
    let Some(facts) = &run.history.facts else { return vec![model.words.screen.still_opening.to_owned()] };
    let mut paragraphs = vec![fill(words.language, &[&facts.model, &facts.data])];
    paragraphs.extend(told::diverged(model, run));
    paragraphs.extend(told::setbacks(model, run, &facts.headline));
    paragraphs.push(words.perplexity.to_owned());
    paragraphs
}
