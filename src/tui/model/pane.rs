//! A pane: one row of what it is called, how it draws and what its keys do. Whatever goes through panes (focus, hints,
//! help, mouse, paste) goes through these rows and names none.

use super::{Editing, Effect, Model};
use crate::tui::keys::Action;
use crate::tui::widgets::Look;
use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::fmt;

/// Keys and what they do, for the hint bar.
pub type Hints = Vec<(&'static [Action], &'static str)>;

/// A pane. Two panes are the same if their ids are.
pub struct Pane {
    /// Its name in code; the key of its name in the words.
    pub id: &'static str,
    /// The figure slot without which the pane isn't there.
    pub slot: Option<&'static str>,
    /// Whether it isn't there without a lab.
    pub is_of_a_lab: bool,
    /// What stands over it, with so much room inside.
    pub title: fn(&Model, &Self, Rect) -> String,
    /// Draws its inside.
    pub draw: fn(&Model, &Self, Rect, &mut Buffer, &Look<'_>),
    /// What a key does inside; `None` if nothing.
    pub act: fn(&mut Model, Action) -> Option<Vec<Effect>>,
    /// Keys of lists that do something here.
    pub offers: &'static [Action],
    /// Whether the hint bar names the space bar; in most lists it does what one expects.
    pub names_toggle: bool,
    /// What the hint bar shows instead of the usual keys.
    pub hints: fn(&Model) -> Option<Hints>,
    /// Rows with a cursor, if it is a list that can be clicked.
    pub list: Option<List>,
    /// Its text field.
    pub field: Option<Field>,
    /// Its text of many lines.
    pub text: Option<Text>,
    /// Whether the wheel moves what is in it.
    pub has_wheel: bool,
}

/// Rows with a cursor.
pub struct List {
    /// The row under the cursor, from 0.
    pub cursor: fn(&Model) -> usize,
    /// Puts the cursor on a row.
    pub look_at: fn(&mut Model, usize),
    /// The row at this row of the screen, of a pane with this inside.
    pub row_at: fn(&Model, Rect, u16) -> Option<usize>,
}

/// A text field that is there while it is edited.
pub struct Field {
    /// The field, if it is edited.
    pub get: fn(&Model) -> Option<&Editing>,
    /// The same, to type into.
    pub get_mut: fn(&mut Model) -> Option<&mut Editing>,
    /// Enter: takes the text over; a wrong one stays in its field.
    pub accept: fn(&mut Model) -> Vec<Effect>,
    /// Esc: as it was before.
    pub leave: fn(&mut Model),
}

/// A text of many lines, in which every key is text while it is written.
pub struct Text {
    /// Whether it is written.
    pub is_written: fn(&Model) -> bool,
    /// Takes a key in.
    pub typed: fn(&mut Model, KeyEvent),
    /// Takes a pasted text in.
    pub pasted: fn(&mut Model, &str),
    /// What Esc is for.
    pub hint: fn(&Model) -> &'static str,
}

impl Pane {
    /// A pane that only shows something.
    pub const fn new(id: &'static str, draw: fn(&Model, &Self, Rect, &mut Buffer, &Look<'_>)) -> Self {
        Self {
            id,
            slot: None,
            is_of_a_lab: false,
            title: |model, pane, _| model.words.screen.pane(pane).to_owned(),
            draw,
            act: |_, _| None,
            offers: &[],
            names_toggle: false,
            hints: |_| None,
            list: None,
            field: None,
            text: None,
            has_wheel: false,
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
