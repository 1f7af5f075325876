//! What a stage of the pipeline is worth, as far as it was found out.

use crate::labs::pipeline::analysis::Ablation;
use crate::nlp::steps::{Step, Steps};
use crate::tui::model::{AblationRequest, Measurement, Switchable};

/// What a stage is worth to a classifier.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StageMeasurement {
    /// The stage as it is written when it is on.
    pub(crate) stage: String,
    /// The steps that it was measured among, those that are off too.
    pub(crate) steps: Steps,
    /// Its place among them, from 0.
    pub(crate) step: usize,
    /// How far that is.
    pub(crate) measurement: Measurement,
}

impl StageMeasurement {
    /// Whether it was measured among these steps; whether the stage itself is on makes no difference.
    pub(crate) fn is_among(&self, steps: &Steps) -> bool {
        let switched_on = |steps: &Steps| {
            let mut steps = steps.clone();
            steps.0.get_mut(self.step).into_iter().for_each(|step| step.is_on = true);
            steps
        };
        switched_on(&self.steps) == switched_on(steps)
    }
}

/// The pane of what a switch does.
#[derive(Debug, Default)]
pub(crate) struct EffectView {
    /// Of the stage that the cursor stood on last.
    pub(crate) found: Option<Switchable>,
    /// Why there is none, if there isn't.
    pub(crate) problem: Option<String>,
    /// The latest measurement.
    pub(crate) worth: Option<StageMeasurement>,
    /// The first row that is seen.
    pub(crate) first: usize,
    asked: Option<AblationRequest>,
    revision: u64,
    answered: u64,
    measurement: u64,
}

impl EffectView {
    /// The place among these steps of the stage that was asked about last, if it is there.
    pub(crate) fn stage_among(&self, steps: &Steps) -> Option<usize> {
        let asked = self.asked.as_ref()?;
        let stage = &asked.tokenization.steps.0.get(asked.step)?.stage;
        let same = |step: &Step| std::mem::discriminant(&step.stage) == std::mem::discriminant(stage);
        steps.0.iter().position(|step| step.stage == *stage).or_else(|| steps.0.iter().position(same))
    }

    /// Whether an answer is still to come.
    pub(crate) fn is_waiting(&self) -> bool {
        self.answered < self.revision
    }

    /// Forgets what was found out: it is of another text.
    pub(crate) fn forget(&mut self) {
        (self.found, self.problem) = (None, None);
    }

    /// What has to be found out, each thing once.
    pub(crate) fn question(&mut self, ask: AblationRequest) -> Option<(u64, AblationRequest)> {
        if self.asked.as_ref() == Some(&ask) {
            return None;
        }
        self.asked = Some(ask.clone());
        self.revision += 1;
        Some((self.revision, ask))
    }

    /// Takes an answer, unless a newer one came.
    pub(crate) fn answer(&mut self, revision: u64, ask: &AblationRequest, answer: Result<Ablation, String>) {
        if revision <= self.answered {
            return;
        }
        self.answered = revision;
        match (answer, ask.tokenization.steps.0.get(ask.step)) {
            (Ok(Ablation { before, after }), Some(step)) => {
                let sides = if step.is_on { [before, after] } else { [after, before] };
                self.found = Some(Switchable { stage: written(step), sides, is_on: step.is_on });
                self.problem = None;
            }
            (Ok(_), None) => {}
            (Err(problem), _) => self.problem = Some(problem),
        }
    }

    /// Notes that a stage is being measured; returns the measurement's number.
    pub(crate) fn measure(&mut self, steps: &Steps, step: usize) -> Option<u64> {
        let stage = written(steps.0.get(step)?);
        self.worth = Some(StageMeasurement { stage, steps: steps.clone(), step, measurement: Measurement::Running(0) });
        self.measurement += 1;
        Some(self.measurement)
    }

    /// Whether something is being measured.
    pub(crate) fn is_measuring(&self) -> bool {
        self.worth.as_ref().is_some_and(|worth| matches!(worth.measurement, Measurement::Running(_)))
    }

    /// Forgets what is being measured.
    pub(crate) fn give_up(&mut self) {
        self.worth = None;
        self.measurement += 1;
    }

    /// Takes news of a measurement, if it is the latest; whether that is over now.
    pub(crate) fn measured(&mut self, number: u64, measurement: Measurement) -> bool {
        if number == self.measurement
            && let Some(worth) = &mut self.worth
        {
            worth.measurement = measurement;
            return !self.is_measuring();
        }
        false
    }
}

fn written(step: &Step) -> String {
    Step::on(step.stage.clone()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labs::pipeline::analysis::{Switches, Tokenization};
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    fn ask(text: &Arc<str>, steps: &str, step: usize) -> AblationRequest {
        let tokenization =
            Tokenization { language: "en".into(), steps: steps.parse().unwrap(), tokens: "words".parse().unwrap() };
        AblationRequest { text: Arc::clone(text), tokenization, step }
    }

    fn answered(view: &mut EffectView, ask: AblationRequest) {
        let (revision, ask) = view.question(ask).unwrap();
        let answer = Switches::default().effect(&ask.text, &ask.tokenization, &ask.other(), &AtomicBool::new(false));
        view.answer(revision, &ask, answer.map_err(|error| error.to_string()));
    }

    #[test]
    fn the_sides_are_off_and_on_whichever_is_now() {
        let text: Arc<str> = "Sol sol".into();
        let mut view = EffectView::default();
        for steps in ["lower", "lower(off)"] {
            answered(&mut view, ask(&text, steps, 0));
            let found = view.found.as_ref().unwrap();
            assert_eq!((found.stage.as_str(), found.is_on), ("lower", steps == "lower"));
            assert_eq!(found.sides.each_ref().map(|side| side.vocabulary), [2, 1]);
        }
        assert_eq!(view.question(ask(&text, "lower(off)", 0)), None);
    }

    #[test]
    fn a_measurement_that_was_given_up_or_begun_anew_is_not_shown_when_it_comes() {
        let steps: Steps = "lower+stem".parse().unwrap();
        let mut view = EffectView::default();
        assert_eq!(view.measure(&steps, 2), None);
        let first = view.measure(&steps, 1).unwrap();
        assert!(view.is_measuring());
        let worth = view.worth.as_ref().unwrap();
        let among = |steps: &str| worth.is_among(&steps.parse().unwrap());
        assert!(among("lower+stem(off)") && !among("lower(off)+stem") && !among("stem+lower"));
        let second = view.measure(&steps, 0).unwrap();
        view.measured(first, Measurement::Failed("late".into()));
        view.measured(second, Measurement::Running(2));
        assert!(view.is_measuring());
        view.measured(second, Measurement::Failed("failed".into()));
        assert!(!view.is_measuring());
        view.give_up();
        view.measured(second, Measurement::Failed("late".into()));
        assert_eq!(view.worth, None);
    }
}
