//! A tab: one row of its panes, where they lie, and what it does differently from the others.

use super::{Effect, Model, Pane, Run};
use crate::tui::keys::Action;
use ratatui::layout::Rect;
use std::fmt;

/// Values that are worth sweeping: a knob's key and its values.
pub type NaturalSweep = (&'static str, &'static [&'static str]);

/// A tab. Two tabs are the same if their ids are.
pub struct Tab {
    /// Its name in code; the key of its name in the words.
    pub id: &'static str,
    /// The name of the lab that it shows.
    pub lab: Option<&'static str>,
    /// The panes that it may have, in the order of the focus; the first has it at first.
    pub panes: &'static [&'static Pane],
    /// Which panes lie where, when none fills the screen.
    pub layout: fn(&Model, Rect) -> Vec<(&'static Pane, Rect)>,
    /// In one column, the upper edge says which pane comes next.
    pub says_way_on: bool,
    /// "What am I seeing": paragraphs tied to the numbers that are shown.
    pub explain: fn(&Model) -> Vec<String>,
    /// Whether a key would do something here, where that isn't as everywhere.
    pub offered: fn(&Model, Action) -> Option<bool>,
    /// What a key does here, where it doesn't do what it does everywhere.
    pub act: fn(&mut Model, Action) -> Option<Vec<Effect>>,
    /// Steps out of one layer of its own; false if there is none.
    pub back: fn(&mut Model) -> bool,
    /// The run that keys steer.
    pub steered: fn(&Model) -> Option<&Run>,
    /// After every message: what has to be found out now; whether the tab is open.
    pub look: fn(&mut Model, bool) -> Vec<Effect>,
    /// Asks the shown run for the example that is looked at, unless that comes by itself.
    pub ask: fn(&Model) -> Vec<Effect>,
    /// Asks the shown run, after an evaluation, for what that has not brought.
    pub follow: fn(&Model) -> Vec<Effect>,
    /// Whether answers are awaited without which something on the screen is of before the last change.
    pub waits: fn(&Model) -> bool,
    /// What is worth sweeping where the cursor stands on no setting.
    pub sweep: Option<NaturalSweep>,
}

impl Tab {
    /// A tab without anything of its own but its panes.
    pub const fn new(
        id: &'static str,
        panes: &'static [&'static Pane],
        layout: fn(&Model, Rect) -> Vec<(&'static Pane, Rect)>,
        explain: fn(&Model) -> Vec<String>,
    ) -> Self {
        Self {
            id,
            lab: None,
            panes,
            layout,
            says_way_on: false,
            explain,
            offered: |_, _| None,
            act: |_, _| None,
            back: |_| false,
            steered: Model::shown,
            look: |_, _| Vec::new(),
            ask: |_| Vec::new(),
            follow: |_| Vec::new(),
            waits: |_| false,
            sweep: None,
        }
    }
}

impl PartialEq for Tab {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Tab {}

impl fmt::Debug for Tab {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}
