//! What a key can do.

use super::press::KeyPress;
use serde::{Deserialize, Serialize};

/// Where a binding holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Everywhere, while text is edited too.
    Always,
    /// In every tab, unless text is edited.
    Global,
    /// In the pane that has the focus.
    Pane,
    /// In the focused pane if it is a list; goes before [`Global`](Self::Global).
    List,
    /// While text is edited: every other key is text.
    Editing,
}

/// Whether users may give an action other keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Binding {
    /// Any keys, or none.
    Free,
    /// Any keys, but at least one: without it the program couldn't be used.
    Needed,
    /// Ours: the terminal's own customs.
    Fixed,
}

macro_rules! actions {
    ($($(#[$doc:meta])* $action:ident = $name:literal, $scope:ident, $binding:ident, [$($key:literal),*];)*) => {
        /// What a key can do; its name is the key in the `[keys]` table of the settings.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Action { $($(#[$doc])* #[serde(rename = $name)] $action,)* }

        impl Action {
            /// Every action, in the order in which help shows them.
            pub const ALL: &'static [Self] = &[$(Self::$action,)*];

            /// The name in the settings.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$action => $name,)* }
            }

            /// Where it holds.
            pub const fn scope(self) -> Scope {
                match self { $(Self::$action => Scope::$scope,)* }
            }

            pub(super) const fn binding(self) -> Binding {
                match self { $(Self::$action => Binding::$binding,)* }
            }

            /// Names of the keys that it has before the user's settings.
            pub(super) const fn usual_keys(self) -> &'static [&'static str] {
                match self { $(Self::$action => &[$($key),*],)* }
            }
        }
    };
}

actions! {
    /// "What am I seeing", and the keys.
    Help = "help", Global, Needed, ["?"];
    /// All that was said.
    Messages = "messages", Global, Free, ["L"];
    /// Quit; asks when something runs.
    Quit = "quit", Global, Needed, ["q"];
    /// Opens the quit dialog anywhere.
    Interrupt = "interrupt", Always, Fixed, ["ctrl-c"];
    /// Stops the process as the shell expects.
    Suspend = "suspend", Always, Fixed, ["ctrl-z"];
    /// Draws the whole screen again.
    Redraw = "redraw", Always, Fixed, ["ctrl-l"];
    /// Out of one layer: a dialog, a text field, a zoomed pane.
    Back = "back", Always, Needed, ["esc"];

    /// Trains, or pauses.
    PlayPause = "play-pause", Global, Free, ["p", "space"];
    /// One batch.
    Step = "step", Global, Free, ["."];
    /// One phase of a batch: forward, loss, gradients, update.
    StepPhase = "step-phase", Global, Free, [","];
    /// One epoch.
    StepEpoch = "step-epoch", Global, Free, [">"];
    /// The next pace: an epoch a second, ten steps a second, full speed.
    Pace = "pace", Global, Free, ["g"];
    /// Back to step 0 with the same seed.
    Reset = "reset", Global, Free, ["r"];
    /// Back to step 0 with a new seed.
    ResetNewSeed = "reset-new-seed", Global, Free, ["R"];
    /// Sweeps the setting under the cursor.
    Sweep = "sweep", Global, Free, ["G"];
    /// Measures what the stage under the cursor is worth to a classifier.
    Measure = "measure", Global, Free, ["M"];
    /// Saves a checkpoint now.
    Save = "save", Global, Free, ["w"];

    /// An earlier moment of the training.
    ScrubBack = "scrub-back", Global, Free, ["-"];
    /// A later moment of the training. (`=` is `+` without Shift on many keyboards.)
    ScrubForward = "scrub-forward", Global, Free, ["+", "="];
    /// The next series, picture or sentence that is looked at.
    NextExample = "next-example", Global, Free, ["n"];
    /// The previous one.
    PreviousExample = "previous-example", Global, Free, ["N"];
    /// Logarithmic axis on or off.
    LogScale = "log-scale", Global, Free, ["l"];
    /// The next degree of smoothing.
    Smoothing = "smoothing", Global, Free, ["s"];
    /// The next range of the plot: full, recent, robust.
    Range = "range", Global, Free, ["x"];
    /// Crosshair on or off.
    Crosshair = "crosshair", Global, Free, ["c"];
    /// The next way to show pictures: plain, inverted, stretched.
    PictureView = "picture-view", Global, Free, ["v"];

    /// Focus to the next pane.
    FocusNext = "focus-next", Global, Free, ["tab"];
    /// Focus to the previous pane.
    FocusPrevious = "focus-previous", Global, Free, ["shift-tab"];
    /// The focused pane on the whole screen, and back.
    Zoom = "zoom", Global, Free, ["z"];
    /// The first tab.
    Tab1 = "tab-1", Global, Free, ["1"];
    /// The second tab.
    Tab2 = "tab-2", Global, Free, ["2"];
    /// The third tab.
    Tab3 = "tab-3", Global, Free, ["3"];
    /// The fourth tab.
    Tab4 = "tab-4", Global, Free, ["4"];
    /// The fifth tab.
    Tab5 = "tab-5", Global, Free, ["5"];

    /// Edits the setting or text under the cursor.
    Edit = "edit", Global, Free, ["e"];
    /// Opens a file or a run.
    Open = "open", Global, Free, ["o"];
    /// The themes, each shown as the cursor stands on it.
    Theme = "theme", Global, Free, ["t"];
    /// More contrast, or as the theme has it.
    Contrast = "contrast", Global, Free, ["C"];
    /// Unicode or ASCII glyphs.
    Charset = "charset", Global, Free, ["a"];
    /// The mouse to the program, or back to the terminal.
    Mouse = "mouse", Global, Free, ["m"];

    /// Up by one.
    Up = "up", Pane, Free, ["up"];
    /// Down by one.
    Down = "down", Pane, Free, ["down"];
    /// Left by one.
    Left = "left", Pane, Free, ["left"];
    /// Right by one.
    Right = "right", Pane, Free, ["right"];
    /// Up by a page.
    PageUp = "page-up", Pane, Free, ["page-up"];
    /// Down by a page.
    PageDown = "page-down", Pane, Free, ["page-down"];
    /// To the beginning.
    Home = "home", Pane, Free, ["home"];
    /// To the end.
    End = "end", Pane, Free, ["end"];
    /// Opens or does what the cursor stands on.
    Activate = "activate", Pane, Free, ["enter"];

    /// Switches the item under the cursor on or off.
    Toggle = "toggle", List, Free, ["space"];
    /// The next order of the list.
    Sort = "sort", List, Free, ["S"];
    /// Shows only what has a text in it.
    Filter = "filter", List, Free, ["/"];
    /// Ends what is open, takes away what isn't (asks).
    Remove = "remove", List, Free, ["D"];
    /// Moves the item up.
    MoveUp = "move-up", List, Free, ["K"];
    /// Moves the item down.
    MoveDown = "move-down", List, Free, ["J"];

    /// Takes over the edited text.
    Accept = "accept", Editing, Needed, ["enter"];
}

impl Action {
    /// The action of this name in the settings.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.name() == name)
    }

    /// The keys that it has before the user's settings.
    pub(super) fn usual(self) -> impl Iterator<Item = KeyPress> {
        self.usual_keys().iter().filter_map(|key| key.parse().ok())
    }
}
