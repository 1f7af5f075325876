//! What the screen knows, as plain data: no drawing, no tensors, no clock.

mod appearance;
mod editor;
mod effect;
mod lab;
mod lateness;
mod library;
mod message;
mod names;
mod notices;
mod offered;
mod overlay;
mod pane;
mod picker;
mod plot;
mod run;
mod settings;
mod sweep;
mod tab;

pub use appearance::{Appearance, Mouse, Origin, ThemeEntry};
pub use editor::{Editor, Motion, Place};
pub use effect::{AblationRequest, Measurement, Switchable};
pub use lab::LabView;
pub use library::{LOOK, Library, RowKind, RunsRow, RunsSort, through};
pub use message::{Effect, Leave, LibraryNews, LibraryTask, Message, Signal, TextNews, TextTask};
pub use notices::{LogLine, Notices};
pub use overlay::{Overlay, QuitChoice, ThemesDialog};
pub use pane::{Draw, Field, Hints, List, Pane, PaneOf, Text, Zoom};
pub use picker::{FileEntry, Listing, Picked, Picker};
pub use plot::{Curves, PlotView};
pub use run::{Intent, Run, Worker};
pub use settings::{Editing, SettingsPane, SettingsRow};
pub use sweep::{CURVES, Sweep, SweepCurves, SweepDraft};
pub use tab::{At, AtMut, Layout, NaturalSweep, OpenTab, Tab, TabOf};

use super::capabilities::Charset;
use super::keys::{Action, KeyTable, Mode};
use super::theme::{Contrast, Theme};
use super::widgets::images::PictureView;
use super::words::Words;
use crate::run::{Entry, Pace, RunId};
use std::ops::{Deref, DerefMut};
use std::time::Duration;

/// The smallest screen on which anything can be read, in columns and rows.
pub const SMALLEST: (u16, u16) = (60, 18);

/// Whether the screen has to be drawn again, and how soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Visible {
    /// What is on the screen is true.
    #[default]
    Unchanged,
    /// Data came in: soon, within the rate for data.
    Data,
    /// The user did something: at once.
    Input,
}

/// What the program is told once, at its start.
#[derive(Debug)]
pub struct Setup {
    /// The labs that there are.
    pub labs: Vec<Entry>,
    /// The tabs, from left to right; there is one at least.
    pub tabs: Vec<Box<dyn OpenTab>>,
    /// Which keys do what.
    pub keys: KeyTable,
    /// What everything looks like.
    pub appearance: Appearance,
    /// What people read.
    pub words: &'static Words,
    /// The log file's name, if it has one.
    pub log_file: Option<String>,
}

/// What all tabs share.
#[derive(Debug)]
pub struct Shared {
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// Time since the program started, as of the last message.
    pub now: Duration,
    /// The tabs, from left to right.
    pub tabs: Vec<Tab>,
    /// The place of the open one, from 0.
    pub tab: usize,
    /// The focused pane of each tab.
    pub focus: Vec<&'static Pane>,
    /// Whether the focused pane fills the screen.
    pub zoom: Zoom,
    /// What lies over the tab, if anything.
    pub overlay: Option<Overlay>,
    /// One view a lab that there is.
    pub labs: Vec<LabView>,
    /// This session's runs, oldest first.
    pub runs: Vec<Run>,
    /// This session's sweeps, oldest first.
    pub sweeps: Vec<Sweep>,
    /// The choice of a text file.
    pub picker: Picker,
    /// The sweep that the dialog asks about.
    pub sweep_draft: Option<SweepDraft>,
    /// The run and figure slot of the answer that the user asked for and that hasn't come yet.
    pub awaited: Option<(RunId, String)>,
    /// The recorded runs, and how the table of runs is shown.
    pub library: Library,
    /// The row of the table of runs under the cursor.
    pub runs_cursor: usize,
    /// How curves are shown.
    pub plot: PlotView,
    /// How fast runs play.
    pub pace: Pace,
    /// Notes, past and present.
    pub notices: Notices,
    /// Which keys do what.
    pub keys: KeyTable,
    /// What everything looks like: the chosen theme with the chosen contrast.
    pub theme: Theme,
    /// The themes that can be chosen.
    pub themes: Vec<ThemeEntry>,
    /// The place of the one that is shown.
    pub theme_at: usize,
    /// How much text stands out.
    pub contrast: Contrast,
    /// Which glyphs.
    pub charset: Charset,
    /// How pictures are shown.
    pub picture_view: PictureView,
    /// Who gets the mouse.
    pub mouse: Mouse,
    /// The log file's name, if it has one.
    pub log_file: Option<String>,
    /// What people read.
    pub words: &'static Words,
    /// Since when answers about the pipeline's text are awaited.
    waits_since: Option<Duration>,
    /// Whether that is so long that it has to be said.
    pub is_late: bool,
    /// Whether there is something to draw.
    pub visible: Visible,
}

impl Shared {
    fn new(setup: Setup, tabs: Vec<Tab>) -> Self {
        let Appearance { themes, theme, contrast, charset } = setup.appearance;
        let mut shared = Self {
            size: (80, 24),
            now: Duration::ZERO,
            focus: tabs.iter().map(|tab| tab.panes[0]).collect(),
            tabs,
            tab: 0,
            zoom: Zoom::Out,
            overlay: None,
            labs: setup.labs.into_iter().map(LabView::new).collect(),
            runs: Vec::new(),
            sweeps: Vec::new(),
            picker: Picker::default(),
            sweep_draft: None,
            awaited: None,
            library: Library::default(),
            runs_cursor: 0,
            plot: PlotView::default(),
            pace: Pace::EpochPerSecond,
            notices: Notices::default(),
            keys: setup.keys,
            theme: Theme::default(),
            themes,
            theme_at: 0,
            contrast,
            charset,
            picture_view: PictureView::Plain,
            mouse: Mouse::default(),
            log_file: setup.log_file,
            words: setup.words,
            waits_since: None,
            is_late: false,
            visible: Visible::Input,
        };
        shared.show_theme(theme);
        shared
    }

    /// The lab of the open tab, if it is there.
    pub fn lab(&self) -> Option<&LabView> {
        let name = self.tab().lab?;
        self.labs.iter().find(|lab| lab.entry.name == name)
    }

    /// The same, to change it.
    pub fn lab_mut(&mut self) -> Option<&mut LabView> {
        let name = self.tab().lab?;
        self.labs.iter_mut().find(|lab| lab.entry.name == name)
    }

    /// A run by its id.
    pub fn run(&self, id: RunId) -> Option<&Run> {
        self.runs.iter().find(|run| run.id == id)
    }

    /// The run that the open tab shows.
    pub fn shown(&self) -> Option<&Run> {
        self.run(self.lab()?.shown?)
    }

    /// The run that the open tab shows, to change it.
    pub fn shown_mut(&mut self) -> Option<&mut Run> {
        let id = self.lab()?.shown?;
        self.runs.iter_mut().find(|run| run.id == id)
    }

    /// The tab that is open.
    pub fn tab(&self) -> &Tab {
        &self.tabs[self.tab]
    }

    /// The place of the tab that shows this lab.
    pub fn tab_of_lab(&self, lab: &str) -> Option<usize> {
        self.tabs.iter().position(|tab| tab.lab == Some(lab))
    }

    /// The pane that keys act on.
    pub fn focused(&self) -> &'static Pane {
        let wanted = self.focus.get(self.tab).copied();
        let is_there = |pane: &&'static Pane| self.has(pane);
        wanted.filter(is_there).unwrap_or(self.tab().panes[0])
    }

    /// Puts the focus on a pane of the open tab.
    pub fn focus_on(&mut self, pane: &'static Pane) {
        if let Some(focus) = self.focus.get_mut(self.tab) {
            *focus = pane;
        }
    }

    /// Whether there is something for a pane of the open tab.
    fn has(&self, pane: &Pane) -> bool {
        let figures = self.shown().map(|run| &run.history.figures);
        pane.slot.is_none_or(|slot| figures.is_some_and(|figures| figures.contains_key(slot)))
            && (!pane.is_of_a_lab || self.tab().lab.is_none() || self.lab().is_some())
    }

    /// The panes of the open tab that there is something for, in the order of the focus.
    pub fn panes(&self) -> Vec<&'static Pane> {
        self.tab().panes.iter().copied().filter(|pane| self.has(pane)).collect()
    }

    /// Whether a run of this process trains or measures.
    pub fn is_something_running(&self) -> bool {
        self.runs.iter().any(|run| run.is_running() && run.worker != Worker::Elsewhere)
    }

    /// When something happens by itself next: a toast goes away, the disk is looked at, an answer is late.
    pub fn deadline(&self) -> Option<Duration> {
        [self.notices.next_expiry(), self.library.next_look, self.late_at()].into_iter().flatten().min()
    }

    /// Notes that there is something to draw.
    pub fn show(&mut self, visible: Visible) {
        self.visible = self.visible.max(visible);
    }

    /// Whether there is something to draw; from now on there isn't.
    pub fn take_visible(&mut self) -> Visible {
        std::mem::take(&mut self.visible)
    }
}

/// Everything that the screen shows.
#[derive(Debug)]
pub struct Model {
    /// What all tabs share.
    pub shared: Shared,
    /// The tabs with what is theirs, from left to right.
    pub open: Vec<Box<dyn OpenTab>>,
}

impl Deref for Model {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.shared
    }
}

impl DerefMut for Model {
    fn deref_mut(&mut self) -> &mut Shared {
        &mut self.shared
    }
}

impl Model {
    /// The screen before anything happened. The dashboard goes at a pace that can be watched.
    pub fn new(setup: Setup) -> Self {
        let mut setup = setup;
        let open = std::mem::take(&mut setup.tabs);
        let shared = Shared::new(setup, open.iter().map(|tab| tab.info()).collect());
        Self { shared, open }
    }

    /// The open tab.
    pub fn own(&self) -> &dyn OpenTab {
        self.open[self.shared.tab].as_ref()
    }

    /// The open tab and what all share, to change them.
    pub fn own_mut(&mut self) -> (&mut dyn OpenTab, &mut Shared) {
        (self.open[self.shared.tab].as_mut(), &mut self.shared)
    }

    /// What the keyboard acts on.
    pub fn mode(&self) -> Mode {
        let pane = self.focused();
        match &self.overlay {
            Some(Overlay::Sweep | Overlay::Files) => Mode::Editing,
            Some(_) => Mode::Pane,
            None if self.own().writing(&self.shared, pane).is_some() => Mode::Writing,
            None if self.own().is_edited(&self.shared, pane) => Mode::Editing,
            None if pane.offers.contains(&Action::Toggle) => Mode::List,
            None => Mode::Pane,
        }
    }
}
