//! The words of the shell and the tabs. Texts with a field each; words that belong to the values of an enum by a method,
//! for the model's own in [`crate::tui::model`].

use crate::run::{Pace, Phase, Status};
use crate::tui::keys::Scope;
use crate::tui::theme::Contrast;

words_table! {
    /// One language's words of the shell and the tabs; `{}` in a text is where [`fill`](super::fill) puts a value.
    ScreenWords

    // The shell.
    /// By a tab's id.
    tabs: &'static [(&'static str, &'static str)] = &[
        ("forecaster", "Forecaster"),
        ("pipeline", "Text pipeline"),
        ("language", "Language model"),
        ("autoencoder", "Autoencoder"),
        ("runs", "Runs"),
    ];
    statuses: [&'static str; 11] = [
        "opening", "paused", "training", "measuring", "finished", "failed", "stopped", "crashed", "waiting", "silent",
        "unreadable",
    ];
    phases: [&'static str; 4] = ["forward pass", "loss", "gradients", "update"];
    paces: [&'static str; 3] = ["full speed", "1 epoch/s", "10 steps/s"];
    scopes: [&'static str; 5] = ["Anywhere", "Keys", "In the focused pane", "In a list", "While editing text"];
    needs_at_least: &'static str = "nnlab needs at least {} characters, this window has {}";
    after_phase: &'static str = "after the {}";
    epoch_of: &'static str = "epoch {}/{}";
    left: &'static str = "{} left";
    saved: &'static str = "saved";
    /// An epoch.
    saved_at: &'static str = "saved at epoch {}";
    not_saved: &'static str = "not saved";
    /// Epoch and epochs.
    scrubbing: &'static str = "looking back at epoch {} of {}";
    /// Keys: back, forward, to the present.
    scrubbing_keys: &'static str = "{} {} move, {} to the present";
    runs_of_session: &'static str = "runs of this session: {}";
    no_lab_here: &'static str = "this lab is still to come";
    no_run: &'static str = "there is no run here: r opens one with these settings";
    close: &'static str = "close";
    scroll: &'static str = "scroll";
    choose: &'static str = "choose";
    messages: &'static str = "messages, the latest first";
    /// A path.
    log_file: &'static str = "Log file: {}";
    nothing_said: &'static str = "nothing was said yet";
    what_am_i_seeing: &'static str = "what am I seeing";
    themes_title: &'static str = "themes";
    your_theme: &'static str = "yours";
    sample_forecast: &'static str = "forecast";
    sample_baseline: &'static str = "baseline";
    sample_floor: &'static str = "floor";
    keep_theme: &'static str = "keep this theme";
    keep_none: &'static str = "back to the one before";
    /// A theme's name.
    theme_is: &'static str = "theme: {}";
    contrast_is: &'static str = "contrast: {}";
    contrasts: [&'static str; 2] = ["as the theme has it", "high"];
    pictures_are: &'static str = "images: {}";
    picture_views: [&'static str; 3] = ["as they are", "inverted", "stretched to the full range"];
    /// Why.
    choice_not_kept: &'static str = "not kept for the next start: {}";
    /// A key.
    mouse_is_ours: &'static str = "the mouse acts on the screen: click tabs, panes, rows and keys; {} gives it back to the terminal";
    mouse_is_theirs: &'static str = "the mouse is the terminal's: select and copy";
    /// A key.
    nothing_here: &'static str = "{} does nothing in this pane";
    first_example: &'static str = "this is the first one";
    last_example: &'static str = "this is the last one";
    nothing_earlier: &'static str = "nothing earlier is kept";
    is_present: &'static str = "this is the present: nothing is later";
    nothing_to_open: &'static str = "there is nothing to open here";
    quit_title: &'static str = "quit";
    quit_while_running: &'static str = "A run is training.";
    quit_while_idle: &'static str = "Nothing is training now.";
    quit_choices: [&'static str; 3] = ["save and quit", "quit now, without saving", "stay"];

    // What is said when a key can't do its work, or has done it.
    nothing_to_train: &'static str = "this lab is still to come; nothing trains here yet";
    still_opening: &'static str = "the run is still being opened: data are loaded, the model is built";
    is_finished: &'static str = "all epochs are done: raise `epochs` to go on, or r starts again";
    has_failed: &'static str = "this run has failed: change its settings, then r starts again";
    is_elsewhere: &'static str = "this run is another process's: it can only be watched here";
    is_dismissed: &'static str = "this run has ended: r starts a new one with its settings";
    reset_in_its_tab: &'static str = "Enter opens the run in its tab; r starts again from there";
    pace_is: &'static str = "pace: {}";
    enter_edits: &'static str = "Enter edits this setting as text";
    /// The tab of a run that isn't looked at, and what it says.
    of_run: &'static str = "{}: {}";
    /// Epochs done.
    finished_at: &'static str = "finished after {} epochs";
    stopped_at: &'static str = "stopped after {} epochs";

    // Panes.
    /// By a pane's id.
    panes: &'static [(&'static str, &'static str)] = &[
        ("curves", "curves"),
        ("forecast", "forecast"),
        ("metrics", "metrics"),
        ("settings", "settings"),
        ("horizons", "error by steps ahead"),
        ("output", "output"),
        ("gradient", "gradient that reaches each step"),
        ("hidden-states", "hidden units in time"),
        ("unrolled", "unrolled in time"),
        ("phases", "a step, phase by phase"),
        ("digits", "held-out images"),
        ("example", "the image looked at"),
        ("code", "code"),
        ("error-by-code", "error by code size"),
        ("units", "code units"),
        ("correlation", "correlation of code units"),
        ("code-map", "map of the code"),
        ("kernels", "weights of the first layer"),
        ("feature-maps", "feature maps"),
        ("shapes", "sizes"),
        ("classifier", "classifiers"),
        ("confusion", "confusion"),
        ("walk", "a walk between two codes"),
        ("text", "text"),
        ("stages", "stages"),
        ("vectors", "vectors"),
        ("switch-effect", "what a switch does"),
        ("after-each-word", "after each word"),
        ("classes", "classes"),
        ("models", "models"),
        ("about", "about"),
        ("runs", "runs"),
        ("run-curves", "curves"),
    ];
    /// Place, of how many, the next pane.
    way_on: &'static str = " {}/{}  Tab: {} ";
    /// Steps.
    folded: &'static str = "{} steps folded into one cell that feeds itself";
    /// Keys that open, close, move.
    accordion_keys: &'static str = "{} opens, {} closes, {} {} another step";
    /// A step, then what its cells hold.
    unrolled_step: &'static str = "step {}: {}";
    unrolled_level: &'static str = "root mean square of each layer's hidden state";
    /// Place, phase, what it gave.
    phase_line: &'static str = "{} {}: {}";
    /// The key.
    phase_to_come: &'static str = "{} {}: {} goes on";
    /// Whose.
    turned_code: &'static str = "{}, turned";
    own_code: &'static str = "decoded";
    turned_picture: &'static str = "turned";
    /// Keys: up, down, left, right, back.
    code_keys: &'static str = "{} {} unit, {} {} turn it, {} resets";
    metrics_title: &'static str = "metrics";
    curve_names: [&'static str; 5] = ["error", "error, all steps", "loss, step by step", "gradient norm", "learning rate"];
    train: &'static str = "train";
    held_out: &'static str = "held out";
    /// Name, place, of how many.
    curves_title: &'static str = "{} ({}/{}, up/down)";
    scaled_units: &'static str = "MSE in scaled units";
    step: &'static str = "step";
    /// Knob and value.
    turned: &'static str = "{} {}";
    /// The key that trains.
    invitation: &'static str = "{} trains";
    forecast_title: &'static str = "forecast on held-out series";
    forecast_on: &'static str = "forecast on held-out series {}";
    /// Title, epoch.
    as_of_epoch: &'static str = "{}, as of epoch {}";
    not_kept: &'static str = "not kept at this moment (the first 8 series are)";
    /// An epoch.
    best: &'static str = "best (epoch {})";
    per_second: &'static str = "{}/s";
    speed: &'static str = "speed";
    parameters: &'static str = "parameters";
    frozen: &'static str = "{} frozen";
    times_below: &'static str = "{}x below";
    times_above: &'static str = "{}x above";
    level_with: &'static str = "level";
    metrics: &'static [(&'static str, &'static str)] = &[
        ("val_mse_last_step", "last-step MSE"),
        ("train_mse_last_step", "last step, train"),
        ("val_mse", "MSE, held out"),
        ("train_mse", "MSE, train"),
        ("test_mse", "MSE, test"),
        ("test_mse_last_step", "last step, test"),
        ("pca_mse", "MSE of PCA"),
        ("noisy_input_mse", "MSE of the noisy input"),
        ("dead_units", "dead units"),
        ("useless_units", "useless units"),
        ("mean_correlation", "mean |r| of units"),
        ("val_error", "error rate, held out"),
        ("accuracy", "accuracy, held out"),
        ("f1_macro", "F1, mean of classes"),
        ("negated_accuracy", "accuracy, negations"),
        ("train_accuracy", "accuracy, train"),
        ("val_loss", "loss, held out"),
        ("train_loss", "loss, train"),
        ("loss", "loss"),
        ("learning_rate", "learning rate"),
        ("gradient_norm", "gradient norm"),
    ];

    // Settings.
    settings: &'static str = "settings";
    settings_pending: &'static str = "settings, {} pending: r applies as a new run";
    live: &'static str = "live";
    was: &'static str = "was {}";
    none: &'static str = "-";
    preset: &'static str = "preset";
    own_settings: &'static str = "your own";
    preset_help: &'static str = "Settings that belong together; left and right choose. All of it waits for the next run.";
    apply_one: &'static str = "apply 1 change as a new run";
    apply: &'static str = "apply {} changes as a new run";
    apply_help: &'static str = "Enter saves and ends this run and opens a new one with the settings as shown.";

    // Runs.
    /// The order.
    runs_title: &'static str = "runs, by {}";
    /// Title, text.
    runs_filter: &'static str = "{}, with \"{}\"";
    runs_sorts: [&'static str; 5] = ["time", "lab", "status", "best value", "name"];
    no_runs: &'static str = "no run yet";
    /// The key of the filter.
    no_such_runs: &'static str = "no run has this text in it: {} and an empty one show all";
    runs_header: [&'static str; 6] = ["lab", "model", "status", "done", "best", "name"];
    run_settings: &'static str = "settings";
    run_writer: &'static str = "written by";
    go_on: &'static str = "to go on";
    compared: &'static str = "two marked";
    compared_with: &'static str = "{}  |  {}";
    no_difference: &'static str = "no setting differs";
    remove_title: &'static str = "take away";
    /// Its name.
    remove_question: &'static str = "Take {} away for good?";
    remove_choices: [&'static str; 2] = ["keep it", "take it away"];
    end_title: &'static str = "end";
    /// Its name.
    end_question: &'static str = "Save and end {}?";
    end_choices: [&'static str; 2] = ["let it be", "save and end it"];
    taken_away: &'static str = "{} was taken away";
    ending_it: &'static str = "it is being saved and ended; the same key then takes it away";
    is_not_recorded: &'static str = "it is not recorded: there is nothing to take away";
    cannot_be_opened: &'static str = "it cannot be opened: its files cannot be understood";

    // Sweeps.
    is_trial: &'static str = "this run is a trial of a sweep: it is what the sweep says, and p pauses the sweep";
    sweep_goes_already: &'static str = "a sweep of this lab is going on: tab 5 shows it";
    sweep_what: &'static str = "put the cursor of the settings on a number or a choice: that is what is swept";
    /// Knob, values, tab.
    sweep_begins: &'static str = "a sweep over {} = {}, with {} seeds each: tab 5 shows its trials";
    sweep_title: &'static str = "sweep over {}";
    sweep_values: &'static str = "values";
    sweep_seeds: &'static str = "seeds";
    sweep_seeds_keys: &'static str = "  (up, down)";
    sweep_size: &'static str = "in all";
    sweep_size_told: &'static str = "{} runs of {} epochs, one after the other";
    sweep_start: &'static str = "begin";
    sweep_waits: &'static str = "the sweep waits: something else trains now; it then goes on by itself";
    sweep_pane: &'static str = "{} by {} ({}/{}, up/down), {} of {} trials";
    sweep_is_elsewhere: &'static str = "another process works on this sweep";
    /// Trial, why.
    trial_failed: &'static str = "the trial {} failed: {}";
    /// Done, of how many.
    sweep_over: &'static str = "the sweep is over: {} of {} trials are done";
    /// Over the columns of a table of settings' words.
    point_columns: [&'static str; 3] = ["median", "range", "seeds"];
    /// The smallest, the largest.
    point_range: &'static str = "{} to {}";
    knee_mark: &'static str = "knee at {}";
    /// Curve, axis, value.
    knee_told: &'static str = "{}: knee at {} = {}, farthest from the straight line between the ends";
    no_knee_told: &'static str = "{}: no knee (yet): no place stands out from the straight line between the ends";
    no_gain_told: &'static str = "{}: no knee: along this axis it does not get better, or goes up and down more than it gains";
    run_data: &'static str = "data";
    run_again: &'static str = "to run it again";
    ended: &'static str = "ended";
    all_defaults: &'static str = "all defaults";

}

impl ScreenWords {
    /// The word at a place.
    pub(crate) fn of<const N: usize>(words: &[&'static str; N], at: usize) -> &'static str {
        words.get(at).copied().unwrap_or_default()
    }

    /// How a run stands.
    pub(crate) fn status(&self, status: Status) -> &'static str {
        Self::of(&self.statuses, status as usize)
    }

    /// A phase of a step.
    pub(crate) fn phase(&self, phase: Phase) -> &'static str {
        Self::of(&self.phases, phase as usize)
    }

    /// How fast a run plays.
    pub(crate) fn pace(&self, pace: Pace) -> &'static str {
        Self::of(&self.paces, pace as usize)
    }

    /// Where keys hold.
    pub(crate) fn scope(&self, scope: Scope) -> &'static str {
        Self::of(&self.scopes, scope as usize)
    }

    /// How much text stands out.
    pub(crate) fn contrast(&self, contrast: Contrast) -> &'static str {
        Self::of(&self.contrasts, contrast as usize)
    }

    /// A metric's place among those that have a name, for an order that doesn't change; those without one come last.
    pub(crate) fn metric_rank(&self, name: &str) -> usize {
        self.metrics.iter().position(|(key, _)| *key == name).unwrap_or(self.metrics.len())
    }

    /// A metric's or scalar's name for people; its key if it has none.
    pub(crate) fn metric<'n>(&self, name: &'n str) -> &'n str {
        self.metrics.iter().find(|(key, _)| *key == name).map_or(name, |(_, words)| words)
    }
}
