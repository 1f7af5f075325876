//! Steering runs: play, pause, step, pace, save, reset.

use super::{say, sweeps, with_lab};
use crate::run::{Command, Grain, RunId, Severity, Status};
use crate::tui::model::{Effect, Intent, Run, Shared, Worker};
use crate::tui::words::fill;

/// Whether a new run has the seed of the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tui) enum Seed {
    /// The same.
    Same,
    /// The next one.
    New,
}

/// The run that keys steer.
fn steered(model: &Shared) -> Option<&Run> {
    (model.tab().steered)(model)
}

/// The run if it hears commands; otherwise says why not.
fn ready(model: &mut Shared) -> Option<RunId> {
    let words = &model.words.screen;
    let why = match steered(model) {
        None if model.tab().lab.is_some() && model.lab().is_none() => words.nothing_to_train,
        None => words.no_run,
        Some(run) if run.worker == Worker::Dismissed => words.is_dismissed,
        Some(run) if run.worker == Worker::Elsewhere => words.is_elsewhere,
        Some(run) if run.sweep().is_some() => words.is_trial,
        Some(run) => match run.history.status {
            Status::Finished => words.is_finished,
            Status::Failed => words.has_failed,
            status if status.is_an_end() => words.is_dismissed,
            // What a run is told while it is being opened it does once it is.
            _ => return Some(run.id),
        },
    };
    say(model, Severity::Info, why);
    None
}

/// Trains, or pauses.
pub(in crate::tui) fn play_or_pause(model: &mut Shared) -> Vec<Effect> {
    if let Some(sweep) = steered(model).and_then(Run::sweep) {
        return sweeps::play_or_pause(model, sweep);
    }
    let Some(id) = ready(model) else { return Vec::new() };
    to_the_present(model);
    let Some(run) = model.runs.iter_mut().find(|run| run.id == id) else { return Vec::new() };
    let command = match run.intent {
        Intent::Rest => Command::Play,
        Intent::Play => Command::Pause,
    };
    run.intent = if run.intent == Intent::Rest { Intent::Play } else { Intent::Rest };
    vec![Effect::Send(id, command)]
}

/// Goes on by a grain.
pub(in crate::tui) fn step(model: &mut Shared, grain: Grain) -> Vec<Effect> {
    let Some(id) = ready(model) else { return Vec::new() };
    to_the_present(model);
    vec![Effect::Send(id, Command::Step(grain))]
}

/// What plays is looked at as it is now.
fn to_the_present(model: &mut Shared) {
    with_lab(model, |lab| lab.scrub = None);
}

/// The next pace, for this run and those to come.
pub(in crate::tui) fn pace(model: &mut Shared) -> Vec<Effect> {
    model.pace = model.pace.next();
    let words = &model.words.screen;
    let text = fill(words.pace_is, &[words.pace(model.pace)]);
    say(model, Severity::Info, text);
    let pace = model.pace;
    model.runs.iter().filter(|run| !run.is_over()).map(|run| Effect::Send(run.id, Command::SetPace(pace))).collect()
}

/// Saves a checkpoint.
pub(in crate::tui) fn save(model: &mut Shared) -> Vec<Effect> {
    ready(model).map(|id| Effect::Send(id, Command::Save)).into_iter().collect()
}

/// Back to step 0: a new run of what the settings pane shows.
pub(in crate::tui) fn reset(model: &mut Shared, seed: Seed) -> Vec<Effect> {
    let Some(lab) = model.lab() else {
        say(model, Severity::Info, model.words.screen.nothing_to_train);
        return Vec::new();
    };
    let mut settings = lab.settings.draft.clone();
    if seed == Seed::New {
        let next = settings.integer("seed").unwrap_or(0).saturating_add(1);
        // A lab's spec always bears a seed; one whose limit is reached keeps it.
        let _ = crate::run::knob::assign(lab.entry.knobs(), &mut settings, "seed", &next.to_string());
    }
    let spec = crate::run::RunSpec { lab: lab.entry.name.to_owned(), settings, changes: Vec::new() };
    // A trial belongs to its sweep, which goes on.
    let before = model.shown_mut().filter(|run| !run.is_over() && run.worker == Worker::Listening).map(|run| {
        run.worker = Worker::Dismissed;
        Effect::Stop(run.id)
    });
    before.into_iter().chain([Effect::Open(spec, model.pace)]).collect()
}
