//! The second row: what the shown run does, how far it is, how long it will take, whether it is saved.

use super::row::Row;
use crate::run::{Pace, Status};
use crate::tui::capabilities::Charset;
use crate::tui::keys::Action;
use crate::tui::model::{Model, Run, Worker};
use crate::tui::theme::Role;
use crate::tui::widgets::{Look, text};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Draws the row; while looking back, it says so and how to go on.
pub(super) fn draw(model: &Model, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let mut row = Row::of(area, 0, buffer);
    let words = &look.words.screen;
    let Some(run) = model.shown() else {
        let text = if model.lab().is_some() { words.no_run } else { words.no_lab_here };
        let runs = fill(words.runs_of_session, &[&model.runs.len().to_string()]);
        row.put(" ", Style::new());
        let text = if model.tab().lab.is_none() { &runs } else { text };
        row.put(text, look.theme.style(Role::Muted));
        return;
    };
    let parts = parts(model, run, area.width, look);
    let width: usize = parts.iter().map(|part| text::width(&part.words) + 2).sum();
    // The least needed parts go first when there are too many.
    let mut excess = width.saturating_sub(usize::from(area.width));
    let mut shown = parts;
    while excess > 0
        && let Some(least) = shown.iter().enumerate().max_by_key(|(_, part)| part.rank).map(|(at, _)| at)
        && shown.len() > 1
    {
        excess = excess.saturating_sub(text::width(&shown.remove(least).words) + 2);
    }
    row.put(" ", Style::new());
    for part in shown {
        row.put(&part.words, part.style).put("  ", Style::new());
    }
}

struct Part {
    words: String,
    style: Style,
    /// The higher, the sooner it is left out.
    rank: u8,
}

fn parts(model: &Model, run: &Run, width: u16, look: &Look<'_>) -> Vec<Part> {
    let words = &look.words.screen;
    let theme = look.theme;
    let history = &run.history;
    let part = |words: String, role: Role, rank: u8| Part { words, style: theme.style(role), rank };
    let role = match history.status {
        Status::Training | Status::Evaluating => Role::Live,
        Status::Failed | Status::Crashed | Status::Unreadable => Role::Error,
        Status::Finished => Role::Success,
        Status::Silent => Role::Warning,
        Status::Opening | Status::Paused | Status::Waiting | Status::Stopped => Role::Strong,
    };
    let mark = if run.is_running() { "* " } else { "  " };
    let (status, role) = match run.worker {
        // What waits with its sweep goes on with it.
        Worker::Trial(id) if history.status == Status::Paused && model.waits(id) => {
            (words.status(Status::Waiting), Role::Strong)
        }
        Worker::Listening | Worker::Elsewhere | Worker::Trial(_) => (words.status(history.status), role),
        Worker::Dismissed => (words.ended, Role::Muted),
    };
    let mut parts = vec![part(format!("{mark}{}", text::left(status, 9)), role, 0)];
    if let Some(phase) = history.phase {
        parts.push(part(fill(words.after_phase, &[words.phase(phase)]), Role::Note, 3));
    }
    if let Some(step) = model.lab().and_then(|lab| lab.scrub) {
        let epoch = epoch_at(run, step);
        let told = fill(words.scrubbing, &[&epoch.to_string(), &run.epochs().to_string()]);
        parts.push(part(told, Role::Warning, 0));
        let key = |action| model.keys.name(action);
        let keys = [Action::ScrubBack, Action::ScrubForward, Action::Back].map(key);
        parts.push(part(fill(words.scrubbing_keys, &[&keys[0], &keys[1], &keys[2]]), Role::Muted, 1));
        return parts;
    }
    let epochs = run.epochs().to_string();
    let epoch = text::right(&history.at.epoch.to_string(), epochs.len());
    parts.push(part(fill(words.epoch_of, &[&epoch, &epochs]), Role::Text, 0));
    if let Some(planned) = run.planned_steps() {
        let done = (history.at.step as f64 / planned as f64).clamp(0.0, 1.0);
        let columns = if width >= 110 { 24 } else { 10 };
        parts.push(part(bar(done, columns, look.capabilities.charset), Role::Live, 5));
        parts.push(part(format!("{:>3.0} %", (done * 100.0).floor()), Role::Text, 4));
    }
    if let Some(seconds) = seconds_left(model, run)
        && !run.is_over()
        && history.status != Status::Finished
    {
        parts.push(part(fill(words.left, &[&clock(seconds)]), Role::Text, 2));
    }
    // Of others' runs, and of trials, the pace is full speed, whatever the runs of this session go at.
    if !matches!(run.worker, Worker::Elsewhere | Worker::Trial(_)) {
        parts.push(part(words.pace(model.pace).to_owned(), Role::Muted, 6));
    }
    let saved = match history.saved {
        Some(at) if at.step == history.at.step => words.saved.to_owned(),
        Some(at) => fill(words.saved_at, &[&at.epoch.to_string()]),
        None => words.not_saved.to_owned(),
    };
    parts.push(part(saved, Role::Muted, 7));
    if let Some(facts) = &history.facts {
        parts.push(part(facts.model.clone(), Role::Muted, 8));
    }
    parts
}

/// The epoch that a step belongs to.
pub(in crate::tui) fn epoch_at(run: &Run, step: u64) -> u64 {
    let per_epoch = run.history.facts.as_ref().map_or(0, |facts| facts.steps_per_epoch);
    step.checked_div(per_epoch).unwrap_or(0)
}

/// At the present speed and pace.
fn seconds_left(model: &Model, run: &Run) -> Option<f64> {
    let planned = run.planned_steps()?;
    let steps = planned.saturating_sub(run.history.at.step) as f64;
    let per_epoch = run.history.facts.as_ref()?.steps_per_epoch.max(1) as f64;
    let work = run.history.seconds_left()?;
    Some(match model.pace {
        Pace::Full => work,
        Pace::EpochPerSecond => work.max(steps / per_epoch),
        Pace::TenStepsPerSecond => work.max(steps / 10.0),
    })
}

/// `0:14`, `12:05`, `3:07:40`.
fn clock(seconds: f64) -> String {
    let whole = seconds.ceil().clamp(0.0, 360_000.0) as u64;
    let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

fn bar(done: f64, columns: usize, charset: Charset) -> String {
    let full = (done * columns as f64).floor() as usize;
    let (ink, paper) = match charset {
        Charset::Unicode => ("━", "─"),
        Charset::Ascii => ("#", "-"),
    };
    format!("{}{}", ink.repeat(full), paper.repeat(columns - full.min(columns)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_left_reads_like_a_clock() {
        for (seconds, shown) in [(0.0, "0:00"), (13.2, "0:14"), (725.0, "12:05"), (11_260.0, "3:07:40")] {
            assert_eq!(clock(seconds), shown);
        }
    }
}
