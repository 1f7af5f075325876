//! The stages of the pipeline's desk: presets, switching, moving.

use super::{Desk, DeskRow};
use crate::nlp::steps::{Stage, Step, Steps};

/// Every stage, in the order in which those that no preset has are added to it.
const STAGES: [&str; 8] = ["lower", "punct", "stop", "stem", "fold", "digits", "df", "upper"];

/// Steps that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StepsPreset {
    /// Each stage sees what its rules were made for.
    Recommended,
    /// Accents off before stop-words and stems.
    ClassOrder,
    /// The user's own.
    Own,
}

impl StepsPreset {
    fn steps(self) -> Option<Steps> {
        match self {
            Self::Recommended => Some(Steps::recommended()),
            Self::ClassOrder => Some(Steps::class_order()),
            Self::Own => None,
        }
    }
}

/// What was done to the steps last.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Switched {
    /// The steps before.
    pub(crate) before: Steps,
    /// The step that was touched, as it is written in the notation.
    pub(crate) what: String,
}

/// The steps with every stage that they lack behind them, off, with the options that it has in `known`.
pub(super) fn completed(mut steps: Steps, known: &Steps) -> Steps {
    for name in STAGES {
        if !steps.0.iter().any(|step| step.stage.name() == name) {
            let stage = known.0.iter().find(|step| step.stage.name() == name).map(|step| step.stage.clone());
            steps.0.extend(stage.or_else(|| Stage::named(name)).map(|stage| Step { stage, is_on: false }));
        }
    }
    steps
}

impl Desk {
    /// What belongs together of the steps that are on.
    pub(crate) fn preset(&self) -> StepsPreset {
        let is = |preset: &StepsPreset| {
            preset.steps().is_some_and(|steps| steps.active().map(|(_, s)| s).eq(self.steps.active().map(|(_, s)| s)))
        };
        [StepsPreset::Recommended, StepsPreset::ClassOrder].into_iter().find(is).unwrap_or(StepsPreset::Own)
    }

    /// The other preset, or the recommended one if the steps are the user's own.
    pub(crate) fn next_preset(&mut self) {
        let steps = match self.preset() {
            StepsPreset::Recommended => Steps::class_order(),
            StepsPreset::ClassOrder | StepsPreset::Own => Steps::recommended(),
        };
        let steps = completed(steps, &self.steps);
        self.set_steps(steps, String::new());
    }

    /// Switches the step under the cursor on or off; on the preset's row, takes the next preset.
    pub(crate) fn toggle(&mut self) {
        match self.under_cursor() {
            DeskRow::Preset => self.next_preset(),
            DeskRow::Step(at) => self.change_step(at, |step| step.is_on = !step.is_on),
            DeskRow::Tokens => {}
        }
    }

    /// Changes a step.
    pub(crate) fn change_step(&mut self, at: usize, change: impl FnOnce(&mut Step)) {
        let mut steps = self.steps.clone();
        let Some(step) = steps.0.get_mut(at) else { return };
        change(step);
        let what = step.to_string();
        self.set_steps(steps, what);
    }

    /// Moves the step under the cursor up (-1) or down (1), the cursor with it.
    pub(crate) fn move_step(&mut self, by: isize) {
        let DeskRow::Step(at) = self.under_cursor() else { return };
        let Some(to) = at.checked_add_signed(by).filter(|to| *to < self.steps.0.len()) else { return };
        let mut steps = self.steps.clone();
        steps.0.swap(at, to);
        let what = steps.0.get(to).map(ToString::to_string).unwrap_or_default();
        let staged = self.staged.take();
        self.set_steps(steps, what);
        // What is known goes with its row until the answer comes.
        self.staged = staged.map(|mut staged| {
            for stage in &mut staged.stages {
                stage.step = stage.step.map(|step| {
                    if step == at {
                        to
                    } else if step == to {
                        at
                    } else {
                        step
                    }
                });
            }
            staged
        });
        self.row = self.row.saturating_add_signed(by);
    }

    fn set_steps(&mut self, steps: Steps, what: String) {
        if steps != self.steps {
            let before = std::mem::replace(&mut self.steps, steps);
            self.switched = Some(Switched { before, what });
            self.touch();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_keep_the_options_of_stages_that_they_do_not_have() {
        let mut desk = Desk::default();
        let digits = desk.steps.0.iter().position(|step| step.stage.name() == "digits").unwrap();
        desk.change_step(digits, |step| step.stage = Stage::Digits { mask: true });
        assert_eq!(desk.preset(), StepsPreset::Recommended, "digits are off");
        desk.next_preset();
        assert_eq!(desk.preset(), StepsPreset::ClassOrder);
        assert!(desk.steps.0.iter().any(|step| step.stage == Stage::Digits { mask: true } && !step.is_on));
        desk.look_at(1);
        desk.toggle();
        assert_eq!(desk.preset(), StepsPreset::Own);
        assert_eq!(desk.steps.0.len(), STAGES.len());
    }
}
