//! English.

use super::{ActionWords, Words, screen};
use crate::tui::keys::Action;

const fn row(action: Action, short: &'static str, help: &'static str) -> ActionWords {
    ActionWords { action, short, help }
}

const ACTIONS: &[ActionWords] = &[
    row(Action::Help, "what am I seeing", "what am I seeing, and the keys"),
    row(Action::Messages, "messages", "all messages, from the latest back"),
    row(Action::Quit, "quit", "quit; asks first when something runs"),
    row(Action::Interrupt, "quit", "ask whether to quit, from anywhere"),
    row(Action::Suspend, "suspend", "stop the program and go back to the shell (fg returns)"),
    row(Action::Redraw, "redraw", "draw the whole screen again"),
    row(Action::Back, "back", "out of one layer: dialog, text field, zoomed pane"),
    row(Action::PlayPause, "play/pause", "train, or pause"),
    row(Action::Step, "step", "one batch"),
    row(Action::StepPhase, "phase", "one phase of a batch: forward, loss, gradients, update"),
    row(Action::StepEpoch, "epoch", "one epoch"),
    row(Action::Pace, "pace", "the next pace: an epoch a second, ten steps a second, full speed"),
    row(Action::Reset, "reset", "back to step 0 with the same seed"),
    row(Action::ResetNewSeed, "new seed", "back to step 0 with a new seed"),
    row(Action::Save, "save", "save a checkpoint now"),
    row(Action::ScrubBack, "scrub", "an earlier moment of the training"),
    row(Action::ScrubForward, "scrub", "a later moment of the training"),
    row(Action::NextExample, "next", "the next series, picture or sentence"),
    row(Action::PreviousExample, "previous", "the previous series, picture or sentence"),
    row(Action::LogScale, "log", "logarithmic axis, or linear"),
    row(Action::Smoothing, "smooth", "the next degree of smoothing"),
    row(Action::Range, "range", "the next range of a plot: full, recent, robust"),
    row(Action::Crosshair, "crosshair", "a crosshair that reads the curves off (arrows move it)"),
    row(Action::PictureView, "pictures", "the next way to show pictures: plain, inverted, stretched"),
    row(Action::FocusNext, "next pane", "focus to the next pane"),
    row(Action::FocusPrevious, "previous pane", "focus to the previous pane"),
    row(Action::Zoom, "zoom", "the focused pane on the whole screen, and back"),
    row(Action::Tab1, "tab 1", "the first tab"),
    row(Action::Tab2, "tab 2", "the second tab"),
    row(Action::Tab3, "tab 3", "the third tab"),
    row(Action::Tab4, "tab 4", "the fourth tab"),
    row(Action::Tab5, "tab 5", "the fifth tab"),
    row(Action::Edit, "edit", "edit the setting or text under the cursor"),
    row(Action::Open, "open", "open a data file in the settings, or the run under the cursor"),
    row(Action::Theme, "theme", "choose a theme; each is shown as the cursor stands on it"),
    row(Action::Contrast, "contrast", "more contrast, or as the theme has it"),
    row(Action::Charset, "glyphs", "Unicode or ASCII glyphs"),
    row(Action::Mouse, "mouse", "the mouse for the program, or for the terminal (select and copy)"),
    row(Action::Up, "up", "up by one"),
    row(Action::Down, "down", "down by one"),
    row(Action::Left, "left", "left by one"),
    row(Action::Right, "right", "right by one"),
    row(Action::PageUp, "page up", "up by a page"),
    row(Action::PageDown, "page down", "down by a page"),
    row(Action::Home, "start", "to the beginning"),
    row(Action::End, "end", "to the end"),
    row(Action::Activate, "choose", "open or do what the cursor stands on"),
    row(Action::Toggle, "on/off", "switch the item under the cursor on or off"),
    row(Action::MoveUp, "move up", "move the item up"),
    row(Action::MoveDown, "move down", "move the item down"),
    row(Action::Accept, "accept", "take over the edited text"),
];

/// English.
pub static ENGLISH: Words = Words {
    code: "en",
    actions: ACTIONS,
    no_data: "no data yet",
    nothing_positive: "no positive value for a log axis",
    diverged: "diverged at {} {}",
    log: "log",
    recent: "recent",
    robust: "robust",
    smoothing: "smoothing {}",
    more: "+{} more",
    rows: "{} to {} of {}",
    screen: screen::ENGLISH,
};
