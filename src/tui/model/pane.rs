//! A pane: one row of what it is called, how it draws and what its keys do. Whatever goes through panes (focus, hints,
//! help, mouse, paste) goes through these rows and names none.

use super::{At, AtMut, Editing, Effect};
use crate::tui::keys::Action;
use crate::tui::widgets::Look;
use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::fmt;

/// Keys and what they do, for the hint bar.
pub type Hints = Vec<(&'static [Action], &'static str)>;

/// What everybody knows of a pane. Two panes are the same if their ids are.
pub struct Pane {
    /// Its name in code; the key of its name in the words.
    pub id: &'static str,
    /// The figure slot without which the pane isn't there.
    pub slot: Option<&'static str>,
    /// Whether it isn't there without a lab.
    pub is_of_a_lab: bool,
    /// Keys of lists that do something here.
    pub offers: &'static [Action],
    /// Whether the hint bar names the space bar; in most lists it does what one expects.
    pub names_toggle: bool,
    /// Whether the wheel moves what is in it.
    pub has_wheel: bool,
}

/// How a pane of a tab with the state `S` draws itself.
pub type Draw<S> = fn(&At<'_, S>, &Pane, Rect, &mut Buffer, &Look<'_>);

/// A pane of a tab with the state `S`.
pub struct PaneOf<S: 'static> {
    /// What everybody knows of it.
    pub info: Pane,
    /// What stands over it, with so much room inside.
    pub title: fn(&At<'_, S>, &Pane, Rect) -> String,
    /// Draws its inside.
    pub draw: Draw<S>,
    /// What a key does inside; `None` if nothing.
    pub act: fn(&mut AtMut<'_, S>, Action) -> Option<Vec<Effect>>,
    /// What the hint bar shows instead of the usual keys.
    pub hints: fn(&At<'_, S>) -> Option<Hints>,
    /// Rows with a cursor, if it is a list that can be clicked.
    pub list: Option<List<S>>,
    /// Its text field.
    pub field: Option<Field<S>>,
    /// Its text of many lines.
    pub text: Option<Text<S>>,
}

/// Rows with a cursor.
pub struct List<S: 'static> {
    /// The row under the cursor, from 0.
    pub cursor: fn(&At<'_, S>) -> usize,
    /// Puts the cursor on a row.
    pub look_at: fn(&mut AtMut<'_, S>, usize),
    /// The row at this row of the screen, of a pane with this inside.
    pub row_at: fn(&At<'_, S>, Rect, u16) -> Option<usize>,
}

/// A text field that is there while it is edited.
pub struct Field<S: 'static> {
    /// The field, if it is edited.
    pub get: for<'m> fn(&'m At<'_, S>) -> Option<&'m Editing>,
    /// The same, to type into.
    pub get_mut: for<'m> fn(&'m mut AtMut<'_, S>) -> Option<&'m mut Editing>,
    /// Enter: takes the text over; a wrong one stays in its field.
    pub accept: fn(&mut AtMut<'_, S>) -> Vec<Effect>,
    /// Esc: as it was before.
    pub leave: fn(&mut AtMut<'_, S>),
}

/// A text of many lines, in which every key is text while it is written.
pub struct Text<S: 'static> {
    /// Whether it is written.
    pub is_written: fn(&At<'_, S>) -> bool,
    /// Takes a key in.
    pub typed: fn(&mut AtMut<'_, S>, KeyEvent),
    /// Takes a pasted text in.
    pub pasted: fn(&mut AtMut<'_, S>, &str),
    /// What Esc is for.
    pub hint: fn(&At<'_, S>) -> &'static str,
}

impl Pane {
    /// A pane that is always there and has no keys of its own.
    pub const fn new(id: &'static str) -> Self {
        Self { id, slot: None, is_of_a_lab: false, offers: &[], names_toggle: false, has_wheel: false }
    }
}

impl<S: 'static> PaneOf<S> {
    /// A pane that only shows something, under its name.
    pub const fn new(info: Pane, draw: Draw<S>) -> Self {
        Self {
            info,
            title: |model, pane, _| model.words.screen.pane(pane).to_owned(),
            draw,
            act: |_, _| None,
            hints: |_| None,
            list: None,
            field: None,
            text: None,
        }
    }
}

impl PartialEq for Pane {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Pane {}

impl fmt::Debug for Pane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

/// Whether the focused pane fills the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Zoom {
    /// All panes share it.
    #[default]
    Out,
    /// It does.
    In,
}

impl Zoom {
    /// The other one.
    pub const fn toggled(self) -> Self {
        match self {
            Self::Out => Self::In,
            Self::In => Self::Out,
        }
    }
}
