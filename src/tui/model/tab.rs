//! A tab: one row of its panes, where they lie, and what it does differently from the others; with its own state, which
//! nobody else sees.

use super::{Editing, Effect, Hints, Pane, PaneOf, Run, Shared, TextNews};
use crate::tui::keys::Action;
use crate::tui::widgets::Look;
use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::any::Any;
use std::fmt;
use std::ops::{Deref, DerefMut};

/// Values that are worth sweeping: a knob's key and its values.
pub type NaturalSweep = (&'static str, &'static [&'static str]);

/// A tab's own state, and what all tabs share: all that its panes see.
pub struct At<'m, S> {
    /// The tab's own state.
    pub own: &'m S,
    /// What all tabs share.
    pub shared: &'m Shared,
}

impl<S> Deref for At<'_, S> {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        self.shared
    }
}

/// The same, to change it.
pub struct AtMut<'m, S> {
    /// The tab's own state.
    pub own: &'m mut S,
    /// What all tabs share.
    pub shared: &'m mut Shared,
}

impl<S> AtMut<'_, S> {
    /// To look at.
    pub const fn at(&self) -> At<'_, S> {
        At { own: self.own, shared: self.shared }
    }
}

impl<S> Deref for AtMut<'_, S> {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        self.shared
    }
}

impl<S> DerefMut for AtMut<'_, S> {
    fn deref_mut(&mut self) -> &mut Shared {
        self.shared
    }
}

/// What everybody knows of a tab.
#[derive(Debug, Clone)]
pub struct Tab {
    /// Its name in code; the key of its name in the words.
    pub id: &'static str,
    /// The name of the lab that it shows.
    pub lab: Option<&'static str>,
    /// The panes that it may have, in the order of the focus; the first has it at first.
    pub panes: Vec<&'static Pane>,
    /// The run that keys steer.
    pub steered: fn(&Shared) -> Option<&Run>,
    /// Asks the shown run for the example that is looked at, unless that comes by itself.
    pub ask: fn(&Shared) -> Vec<Effect>,
    /// What is worth sweeping where the cursor stands on no setting.
    pub sweep: Option<NaturalSweep>,
}

/// Which panes lie where.
pub type Layout = Vec<(&'static Pane, Rect)>;

/// A tab with the state `S`.
pub struct TabOf<S: 'static> {
    /// Its name in code; the key of its name in the words.
    pub id: &'static str,
    /// The name of the lab that it shows.
    pub lab: Option<&'static str>,
    /// Its state at the start.
    pub state: fn() -> S,
    /// The panes that it may have, in the order of the focus; the first has it at first.
    pub panes: &'static [&'static PaneOf<S>],
    /// Which panes lie where, when none fills the screen.
    pub layout: fn(&At<'_, S>, Rect) -> Layout,
    /// In one column, the upper edge says which pane comes next.
    pub says_way_on: bool,
    /// "What am I seeing": paragraphs tied to the numbers that are shown.
    pub explain: fn(&At<'_, S>) -> Vec<String>,
    /// Whether a key would do something here, where that isn't as everywhere.
    pub offered: fn(&At<'_, S>, Action) -> Option<bool>,
    /// What a key does here, where it doesn't do what it does everywhere.
    pub act: fn(&mut AtMut<'_, S>, Action) -> Option<Vec<Effect>>,
    /// Steps out of one layer of its own; false if there is none.
    pub back: fn(&mut AtMut<'_, S>) -> bool,
    /// See [`Tab::steered`].
    pub steered: fn(&Shared) -> Option<&Run>,
    /// After every message: what has to be found out now; whether the tab is open.
    pub look: fn(&mut AtMut<'_, S>, bool) -> Vec<Effect>,
    /// What was found out about texts.
    pub news: fn(&mut AtMut<'_, S>, TextNews) -> Vec<Effect>,
    /// See [`Tab::ask`].
    pub ask: fn(&Shared) -> Vec<Effect>,
    /// Asks the shown run, after an evaluation, for what that has not brought.
    pub follow: fn(&At<'_, S>) -> Vec<Effect>,
    /// Whether answers are awaited without which something on the screen is of before the last change.
    pub waits: fn(&At<'_, S>) -> bool,
    /// See [`Tab::sweep`].
    pub sweep: Option<NaturalSweep>,
}

impl<S: 'static> TabOf<S> {
    /// A tab without anything of its own but its panes and its state.
    pub const fn new(
        id: &'static str,
        state: fn() -> S,
        panes: &'static [&'static PaneOf<S>],
        layout: fn(&At<'_, S>, Rect) -> Layout,
        explain: fn(&At<'_, S>) -> Vec<String>,
    ) -> Self {
        Self {
            id,
            lab: None,
            state,
            panes,
            layout,
            says_way_on: false,
            explain,
            offered: |_, _| None,
            act: |_, _| None,
            back: |_| false,
            steered: Shared::shown,
            look: |_, _| Vec::new(),
            news: |_, _| Vec::new(),
            ask: |_| Vec::new(),
            follow: |_| Vec::new(),
            waits: |_| false,
            sweep: None,
        }
    }

    /// The tab with its state at the start, its type forgotten.
    pub fn open(&'static self) -> Box<dyn OpenTab> {
        Box::new(Opened { row: self, own: (self.state)() })
    }
}

/// A tab with its state, whatever their types: what the shell holds.
pub trait OpenTab: fmt::Debug {
    /// What everybody knows of it.
    fn info(&self) -> Tab;
    /// Which panes lie where, when none fills the screen.
    fn layout(&self, shared: &Shared, area: Rect) -> Layout;
    /// Whether the upper edge says which pane comes next.
    fn says_way_on(&self) -> bool;
    /// "What am I seeing".
    fn explain(&self, shared: &Shared) -> Vec<String>;
    /// What stands over a pane.
    fn title(&self, shared: &Shared, pane: &Pane, inner: Rect) -> String;
    /// Draws a pane's inside.
    fn draw(&self, shared: &Shared, pane: &Pane, inner: Rect, buffer: &mut Buffer, look: &Look<'_>);
    /// What the hint bar shows instead of the usual keys.
    fn hints(&self, shared: &Shared, pane: &Pane) -> Option<Hints>;
    /// Whether a key would do something here, where that isn't as everywhere.
    fn offered(&self, shared: &Shared, action: Action) -> Option<bool>;
    /// What a key does in this tab, where it doesn't do what it does everywhere.
    fn act(&mut self, shared: &mut Shared, action: Action) -> Option<Vec<Effect>>;
    /// What a key does in a pane.
    fn act_in(&mut self, shared: &mut Shared, pane: &Pane, action: Action) -> Option<Vec<Effect>>;
    /// Steps out of one layer of the tab's own.
    fn back(&mut self, shared: &mut Shared) -> bool;
    /// What has to be found out now.
    fn look(&mut self, shared: &mut Shared, is_open: bool) -> Vec<Effect>;
    /// What was found out about texts.
    fn news(&mut self, shared: &mut Shared, news: TextNews) -> Vec<Effect>;
    /// Asks the shown run, after an evaluation, for what that has not brought.
    fn follow(&self, shared: &Shared) -> Vec<Effect>;
    /// Whether something on the screen is of before the last change.
    fn waits(&self, shared: &Shared) -> bool;
    /// The cursor of a pane's list, if it has one.
    fn cursor(&self, shared: &Shared, pane: &Pane) -> Option<usize>;
    /// Puts that cursor on a row.
    fn look_at(&mut self, shared: &mut Shared, pane: &Pane, row: usize);
    /// The row of a pane's list at a row of the screen.
    fn row_at(&self, shared: &Shared, pane: &Pane, inner: Rect, row: u16) -> Option<usize>;
    /// Whether a pane's text field is edited.
    fn is_edited(&self, shared: &Shared, pane: &Pane) -> bool;
    /// Changes a pane's text field, if it is edited.
    fn edit(&mut self, shared: &mut Shared, pane: &Pane, change: &mut dyn FnMut(&mut Editing));
    /// Enter in a pane's text field.
    fn accept(&mut self, shared: &mut Shared, pane: &Pane) -> Vec<Effect>;
    /// Esc in a pane's text field.
    fn leave(&mut self, shared: &mut Shared, pane: &Pane);
    /// While a pane's text is written: what Esc is for.
    fn writing(&self, shared: &Shared, pane: &Pane) -> Option<&'static str>;
    /// A key in that text.
    fn typed(&mut self, shared: &mut Shared, pane: &Pane, key: KeyEvent);
    /// A pasted text in that text.
    fn pasted(&mut self, shared: &mut Shared, pane: &Pane, text: &str);
    /// The tab's own state, for tests.
    fn own(&self) -> &dyn Any;
    /// The same, to change it.
    fn own_mut(&mut self) -> &mut dyn Any;
}

/// A tab's row and its state.
struct Opened<S: 'static> {
    row: &'static TabOf<S>,
    own: S,
}

impl<S> Opened<S> {
    const fn at<'m>(&'m self, shared: &'m Shared) -> At<'m, S> {
        At { own: &self.own, shared }
    }

    const fn at_mut<'m>(&'m mut self, shared: &'m mut Shared) -> AtMut<'m, S> {
        AtMut { own: &mut self.own, shared }
    }

    fn pane(&self, pane: &Pane) -> Option<&'static PaneOf<S>> {
        self.row.panes.iter().copied().find(|known| known.info == *pane)
    }
}

impl<S> fmt::Debug for Opened<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.row.id)
    }
}

impl<S: 'static> OpenTab for Opened<S> {
    fn info(&self) -> Tab {
        let TabOf { id, lab, panes, steered, ask, sweep, .. } = *self.row;
        Tab { id, lab, panes: panes.iter().map(|pane| &pane.info).collect(), steered, ask, sweep }
    }

    fn layout(&self, shared: &Shared, area: Rect) -> Layout {
        (self.row.layout)(&self.at(shared), area)
    }

    fn says_way_on(&self) -> bool {
        self.row.says_way_on
    }

    fn explain(&self, shared: &Shared) -> Vec<String> {
        (self.row.explain)(&self.at(shared))
    }

    fn title(&self, shared: &Shared, pane: &Pane, inner: Rect) -> String {
        self.pane(pane).map(|row| (row.title)(&self.at(shared), pane, inner)).unwrap_or_default()
    }

    fn draw(&self, shared: &Shared, pane: &Pane, inner: Rect, buffer: &mut Buffer, look: &Look<'_>) {
        if let Some(row) = self.pane(pane) {
            (row.draw)(&self.at(shared), pane, inner, buffer, look);
        }
    }

    fn hints(&self, shared: &Shared, pane: &Pane) -> Option<Hints> {
        (self.pane(pane)?.hints)(&self.at(shared))
    }

    fn offered(&self, shared: &Shared, action: Action) -> Option<bool> {
        (self.row.offered)(&self.at(shared), action)
    }

    fn act(&mut self, shared: &mut Shared, action: Action) -> Option<Vec<Effect>> {
        (self.row.act)(&mut self.at_mut(shared), action)
    }

    fn act_in(&mut self, shared: &mut Shared, pane: &Pane, action: Action) -> Option<Vec<Effect>> {
        (self.pane(pane)?.act)(&mut self.at_mut(shared), action)
    }

    fn back(&mut self, shared: &mut Shared) -> bool {
        (self.row.back)(&mut self.at_mut(shared))
    }

    fn look(&mut self, shared: &mut Shared, is_open: bool) -> Vec<Effect> {
        (self.row.look)(&mut self.at_mut(shared), is_open)
    }

    fn news(&mut self, shared: &mut Shared, news: TextNews) -> Vec<Effect> {
        (self.row.news)(&mut self.at_mut(shared), news)
    }

    fn follow(&self, shared: &Shared) -> Vec<Effect> {
        (self.row.follow)(&self.at(shared))
    }

    fn waits(&self, shared: &Shared) -> bool {
        (self.row.waits)(&self.at(shared))
    }

    fn cursor(&self, shared: &Shared, pane: &Pane) -> Option<usize> {
        self.pane(pane)?.list.as_ref().map(|list| (list.cursor)(&self.at(shared)))
    }

    fn look_at(&mut self, shared: &mut Shared, pane: &Pane, row: usize) {
        if let Some(list) = self.pane(pane).and_then(|pane| pane.list.as_ref()) {
            (list.look_at)(&mut self.at_mut(shared), row);
        }
    }

    fn row_at(&self, shared: &Shared, pane: &Pane, inner: Rect, row: u16) -> Option<usize> {
        (self.pane(pane)?.list.as_ref()?.row_at)(&self.at(shared), inner, row)
    }

    fn is_edited(&self, shared: &Shared, pane: &Pane) -> bool {
        let field = self.pane(pane).and_then(|pane| pane.field.as_ref());
        field.is_some_and(|field| (field.get)(&self.at(shared)).is_some())
    }

    fn edit(&mut self, shared: &mut Shared, pane: &Pane, change: &mut dyn FnMut(&mut Editing)) {
        let field = self.pane(pane).and_then(|pane| pane.field.as_ref());
        if let Some(field) = field
            && let Some(field) = (field.get_mut)(&mut self.at_mut(shared))
        {
            change(field);
        }
    }

    fn accept(&mut self, shared: &mut Shared, pane: &Pane) -> Vec<Effect> {
        let field = self.pane(pane).and_then(|pane| pane.field.as_ref());
        field.map(|field| (field.accept)(&mut self.at_mut(shared))).unwrap_or_default()
    }

    fn leave(&mut self, shared: &mut Shared, pane: &Pane) {
        if let Some(field) = self.pane(pane).and_then(|pane| pane.field.as_ref()) {
            (field.leave)(&mut self.at_mut(shared));
        }
    }

    fn writing(&self, shared: &Shared, pane: &Pane) -> Option<&'static str> {
        let text = self.pane(pane)?.text.as_ref()?;
        (text.is_written)(&self.at(shared)).then(|| (text.hint)(&self.at(shared)))
    }

    fn typed(&mut self, shared: &mut Shared, pane: &Pane, key: KeyEvent) {
        if let Some(text) = self.pane(pane).and_then(|pane| pane.text.as_ref()) {
            (text.typed)(&mut self.at_mut(shared), key);
        }
    }

    fn pasted(&mut self, shared: &mut Shared, pane: &Pane, pasted: &str) {
        if let Some(text) = self.pane(pane).and_then(|pane| pane.text.as_ref()) {
            (text.pasted)(&mut self.at_mut(shared), pasted);
        }
    }

    fn own(&self) -> &dyn Any {
        &self.own
    }

    fn own_mut(&mut self) -> &mut dyn Any {
        &mut self.own
    }
}
