//! The words of the shell and the tabs. Texts with a field each; words that belong to the values of an enum by a method,
//! for the model's own in [`crate::tui::model`].

use crate::run::{Pace, Phase, Status};
use crate::tui::keys::Scope;
use crate::tui::theme::Contrast;
use crate::words::Counted;

crate::words::words_table! {
    /// One language's words of the shell and the tabs.
    ScreenWords

    // The shell.
    /// By a tab's id.
    tabs: &'static [(&'static str, &'static str)];
    statuses: [&'static str; 11];
    phases: [&'static str; 4];
    paces: [&'static str; 3];
    scopes: [&'static str; 5];
    needs_at_least(least, size): &'static str;
    after_phase(phase): &'static str;
    epoch_of(epoch, epochs): &'static str;
    left(time): &'static str;
    saved: &'static str;
    saved_at(epoch): &'static str;
    not_saved: &'static str;
    scrubbing(epoch, epochs): &'static str;
    scrubbing_keys(back, forward, present): &'static str;
    runs_of_session(count): &'static str;
    no_lab_here: &'static str;
    no_run: &'static str;
    close: &'static str;
    scroll: &'static str;
    choose: &'static str;
    messages: &'static str;
    log_file(path): &'static str;
    nothing_said: &'static str;
    what_am_i_seeing: &'static str;
    themes_title: &'static str;
    your_theme: &'static str;
    sample_forecast: &'static str;
    sample_baseline: &'static str;
    sample_floor: &'static str;
    keep_theme: &'static str;
    keep_none: &'static str;
    theme_is(theme): &'static str;
    contrast_is(contrast): &'static str;
    contrasts: [&'static str; 2];
    pictures_are(view): &'static str;
    picture_views: [&'static str; 3];
    choice_not_kept(why): &'static str;
    mouse_is_ours(key): &'static str;
    mouse_is_theirs: &'static str;
    nothing_here(key): &'static str;
    first_example: &'static str;
    last_example: &'static str;
    nothing_earlier: &'static str;
    is_present: &'static str;
    nothing_to_open: &'static str;
    quit_title: &'static str;
    quit_while_running: &'static str;
    quit_while_idle: &'static str;
    quit_choices: [&'static str; 3];

    // What is said when a key can't do its work, or has done it.
    nothing_to_train: &'static str;
    still_opening: &'static str;
    is_finished: &'static str;
    has_failed: &'static str;
    is_elsewhere: &'static str;
    is_dismissed: &'static str;
    reset_in_its_tab: &'static str;
    pace_is(pace): &'static str;
    enter_edits: &'static str;
    of_run(run, told): &'static str;
    finished_at(epochs): Counted;
    stopped_at(epochs): Counted;

    // Panes.
    /// By a pane's id.
    panes: &'static [(&'static str, &'static str)];
    way_on(at, count, pane): &'static str;
    folded(steps): &'static str;
    accordion_keys(open, close, back, forward): &'static str;
    unrolled_step(step, what): &'static str;
    unrolled_level: &'static str;
    phase_line(number, phase, told): &'static str;
    phase_to_come(number, phase, key): &'static str;
    turned_code(title): &'static str;
    own_code: &'static str;
    turned_picture: &'static str;
    code_keys(back, forward, down, up, reset): &'static str;
    metrics_title: &'static str;
    curve_names: [&'static str; 5];
    train: &'static str;
    held_out: &'static str;
    curves_title(metric, at, count): &'static str;
    scaled_units: &'static str;
    step: &'static str;
    turned(setting, value): &'static str;
    invitation(key): &'static str;
    forecast_title: &'static str;
    forecast_on(series): &'static str;
    as_of_epoch(title, epoch): &'static str;
    not_kept: &'static str;
    best(epoch): &'static str;
    per_second(steps): &'static str;
    speed: &'static str;
    parameters: &'static str;
    frozen(title): &'static str;
    times_below(factor): &'static str;
    times_above(factor): &'static str;
    level_with: &'static str;
    metrics: &'static [(&'static str, &'static str)];

    // Settings.
    settings: &'static str;
    settings_pending(count): &'static str;
    live: &'static str;
    was(value): &'static str;
    none: &'static str;
    preset: &'static str;
    own_settings: &'static str;
    preset_help: &'static str;
    apply_one: &'static str;
    apply(count): Counted;
    apply_help: &'static str;

    // Runs.
    runs_title(order): &'static str;
    runs_filter(title, text): &'static str;
    runs_sorts: [&'static str; 5];
    no_runs: &'static str;
    no_such_runs(key): &'static str;
    runs_header: [&'static str; 6];
    run_settings: &'static str;
    run_writer: &'static str;
    go_on: &'static str;
    compared: &'static str;
    compared_with(first, second): &'static str;
    no_difference: &'static str;
    remove_title: &'static str;
    remove_question(name): &'static str;
    remove_choices: [&'static str; 2];
    end_title: &'static str;
    end_question(name): &'static str;
    end_choices: [&'static str; 2];
    taken_away(name): &'static str;
    ending_it: &'static str;
    is_not_recorded: &'static str;
    cannot_be_opened: &'static str;

    // Sweeps.
    is_trial: &'static str;
    sweep_goes_already: &'static str;
    sweep_what: &'static str;
    sweep_begins(setting, values, seeds): Counted;
    sweep_title(setting): &'static str;
    sweep_values: &'static str;
    sweep_seeds: &'static str;
    sweep_seeds_keys: &'static str;
    sweep_size: &'static str;
    sweep_size_told(runs, epochs): Counted;
    sweep_start: &'static str;
    sweep_waits: &'static str;
    sweep_pane(metric, axis, at, count, done, trials): &'static str;
    sweep_is_elsewhere: &'static str;
    trial_failed(trial, why): &'static str;
    sweep_over(done, trials): &'static str;
    /// Over the columns of a table of settings' words.
    point_columns: [&'static str; 3];
    point_range(least, most): &'static str;
    knee_mark(value): &'static str;
    knee_told(curve, axis, value): &'static str;
    no_knee_told(curve): &'static str;
    no_gain_told(curve): &'static str;
    run_data: &'static str;
    run_again: &'static str;
    ended: &'static str;
    all_defaults: &'static str;
}

impl ScreenWords {
    pub(crate) fn of<const N: usize>(words: &[&'static str; N], at: usize) -> &'static str {
        words.get(at).copied().unwrap_or_default()
    }

    pub(crate) fn status(&self, status: Status) -> &'static str {
        Self::of(&self.statuses, status as usize)
    }

    pub(crate) fn phase(&self, phase: Phase) -> &'static str {
        Self::of(&self.phases, phase as usize)
    }

    pub(crate) fn pace(&self, pace: Pace) -> &'static str {
        Self::of(&self.paces, pace as usize)
    }

    pub(crate) fn scope(&self, scope: Scope) -> &'static str {
        Self::of(&self.scopes, scope as usize)
    }

    pub(crate) fn contrast(&self, contrast: Contrast) -> &'static str {
        Self::of(&self.contrasts, contrast as usize)
    }

    pub(crate) fn metric_rank(&self, name: &str) -> usize {
        self.metrics.iter().position(|(key, _)| *key == name).unwrap_or(self.metrics.len())
    }

    pub(crate) fn metric<'n>(&self, name: &'n str) -> &'n str {
        self.metrics.iter().find(|(key, _)| *key == name).map_or(name, |(_, words)| words)
    }
}
