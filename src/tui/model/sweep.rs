//! One sweep as the screen sees it.

use super::{Editing, Intent, Shared};
use crate::figure::{Role, Scale};
use crate::run::sweep::{Progress, Stance, SweepEvent};
use crate::run::{Knob, RunId};

/// Metrics of a sweep that are drawn together.
#[derive(Debug, Clone, Copy)]
pub struct SweepCurves {
    /// Names in the summary; the first one's knee is marked. One that a lab doesn't have is left out.
    pub metrics: &'static [(&'static str, Role)],
    /// How their axis is spaced.
    pub scale: Scale,
}

/// What a sweep's chart can show, in the order of the keys.
pub const CURVES: [SweepCurves; 5] = [
    SweepCurves {
        metrics: &[("val_mse", Role::Validation), ("train_mse", Role::Training), ("pca_mse", Role::Baseline)],
        scale: Scale::Log,
    },
    SweepCurves {
        metrics: &[("accuracy", Role::Validation), ("accuracy_pixels", Role::Baseline)],
        scale: Scale::Linear,
    },
    SweepCurves { metrics: &[("dead_units", Role::Validation), ("useless_units", Role::Other)], scale: Scale::Linear },
    SweepCurves { metrics: &[("mean_correlation", Role::Validation)], scale: Scale::Linear },
    SweepCurves { metrics: &[("training_seconds", Role::Validation)], scale: Scale::Linear },
];

/// A sweep before it begins: the values to go through are text that is edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SweepDraft {
    /// The name of the knob that is swept.
    pub label: &'static str,
    /// The knob's key and its values, with commas between them.
    pub field: Editing,
    /// Seeds for each value.
    pub seeds: u32,
}

impl SweepDraft {
    /// The most seeds that the dialog offers.
    pub const MOST_SEEDS: u32 = 20;

    /// These values of a knob, with three seeds each.
    pub fn new(knob: &Knob, values: &[String]) -> Self {
        Self { label: knob.label, field: Editing::new(knob.key, values.join(",")), seeds: 3 }
    }

    /// The values as they are written, empty ones left out, each once.
    pub fn values(&self) -> Vec<String> {
        let mut values: Vec<String> = Vec::new();
        for value in self.field.text.split(',').map(str::trim).filter(|value| !value.is_empty()) {
            if !values.iter().any(|known| known == value) {
                values.push(value.to_owned());
            }
        }
        values
    }

    /// More seeds, or fewer, at least one.
    pub fn change_seeds(&mut self, by: i32) {
        self.seeds = self.seeds.saturating_add_signed(by).clamp(1, Self::MOST_SEEDS);
    }
}

/// A sweep of this session.
#[derive(Debug, Clone, PartialEq)]
pub struct Sweep {
    /// Which; its trials are runs of ids after it.
    pub id: RunId,
    /// What it goes through and what came out so far.
    pub progress: Progress,
    /// What the user last asked of it.
    pub intent: Intent,
}

impl Shared {
    /// Whether a sweep waits until what trains stands.
    pub fn waits(&self, sweep: RunId) -> bool {
        let sweep = self.sweeps.iter().find(|known| known.id == sweep);
        sweep.is_some_and(|sweep| sweep.is_going() && sweep.progress.stance == Stance::Waiting)
    }
}

impl Sweep {
    /// A sweep that was just opened: it begins by itself.
    pub fn new(id: RunId) -> Self {
        Self { id, progress: Progress::default(), intent: Intent::Play }
    }

    /// Takes in what its thread said.
    pub fn apply(&mut self, event: &SweepEvent) {
        self.progress.apply(event);
    }

    /// The lab whose runs its trials are.
    pub fn lab(&self) -> &str {
        self.progress.spec.as_ref().map_or("", |spec| spec.base.lab.as_str())
    }

    /// Whether there is something left to do, and somebody to do it.
    pub fn is_going(&self) -> bool {
        !self.progress.is_over
    }
}
