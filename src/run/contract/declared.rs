//! What a lab declares of itself, so that nobody has to guess it from names: the figures that it shows, each in a slot, and
//! the numbers that it measures.

use crate::figure::Figure;
use crate::run::contract::position::Phase;

/// What kind of figure fills a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// [`Figure::Lines`].
    Lines,
    /// [`Figure::Bars`].
    Bars,
    /// [`Figure::Images`].
    Images,
    /// [`Figure::HeatMap`].
    HeatMap,
    /// [`Figure::Scatter`].
    Scatter,
    /// [`Figure::Tokens`].
    Tokens,
    /// [`Figure::Table`].
    Table,
}

impl Shape {
    /// That of a figure.
    pub const fn of(figure: &Figure) -> Self {
        match figure {
            Figure::Lines(_) => Self::Lines,
            Figure::Bars(_) => Self::Bars,
            Figure::Images(_) => Self::Images,
            Figure::HeatMap(_) => Self::HeatMap,
            Figure::Scatter(_) => Self::Scatter,
            Figure::Tokens(_) => Self::Tokens,
            Figure::Table(_) => Self::Table,
        }
    }
}

/// When a figure or a number comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// When the run is opened: it depends on the data alone.
    Opening,
    /// With every step.
    Step,
    /// With a step that is taken phase by phase, at the end of this one.
    Phase(Phase),
    /// With every evaluation, that at step 0 too. Figures are kept, to scrub through.
    Evaluation,
    /// With every evaluation but that at step 0, before which nothing was trained.
    Trained,
    /// With the run's last evaluation.
    End,
    /// As the answer to a question of this kind, on which [`super::Probe::ask`] works.
    Answer(Asked),
}

/// The kinds of [`super::Question`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// About a held-out example.
    Example,
    /// About numbers of the user's.
    Values,
    /// About what lies between two held-out examples.
    Between,
    /// About a text of the user's.
    Text,
}

/// Settings with which alone something is there: keys and values, all of them.
pub type Needs = &'static [(&'static str, &'static str)];

/// A figure that a lab shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FigureSpec {
    /// The name under which it is sent, kept and asked for. With [`per_example`](Self::per_example) it is the first half of
    /// one.
    pub slot: &'static str,
    /// What fills it.
    pub shape: Shape,
    /// When it comes.
    pub when: When,
    /// Whether every held-out example has one of its own, in the slots that [`of_example`](Self::of_example) gives.
    pub per_example: bool,
    /// The settings that it takes.
    pub needs: Needs,
    /// Names of a table's columns, or of the rows of images, where they are always the same: what
    /// [`column`](Self::column) counts.
    pub names: &'static [&'static str],
}

impl FigureSpec {
    /// One that comes with every evaluation, whatever the settings.
    pub const fn new(slot: &'static str, shape: Shape) -> Self {
        Self { slot, shape, when: When::Evaluation, per_example: false, needs: &[], names: &[] }
    }

    /// The same, coming at another time.
    pub const fn when(self, when: When) -> Self {
        Self { when, ..self }
    }

    /// The same, one for every held-out example.
    pub const fn per_example(self) -> Self {
        Self { per_example: true, ..self }
    }

    /// The same, with these settings alone.
    pub const fn needs(self, needs: Needs) -> Self {
        Self { needs, ..self }
    }

    /// The same, with columns or rows of these names.
    pub const fn names(self, names: &'static [&'static str]) -> Self {
        Self { names, ..self }
    }

    /// The slot of one held-out example, from 0, in the order in which they are looked at.
    pub fn of_example(&self, index: usize) -> String {
        format!("{}.{index}", self.slot)
    }

    /// Whether a slot is this figure's.
    pub fn has_slot(&self, slot: &str) -> bool {
        match slot.strip_prefix(self.slot).and_then(|rest| rest.strip_prefix('.')) {
            Some(index) => self.per_example && index.parse::<usize>().is_ok(),
            None => !self.per_example && slot == self.slot,
        }
    }

    /// The names of the columns of one, or of the rows of images, as a lab has made it.
    pub fn header(&self) -> Vec<String> {
        self.names.iter().map(|name| (*name).to_owned()).collect()
    }
}

/// On what a number is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Split {
    /// The batch of a step, before its update.
    Batch,
    /// The training data: the mean over an epoch's steps.
    Training,
    /// Data that are never trained on, by which one chooses.
    HeldOut,
    /// Data that are looked at once, at the end.
    Test,
    /// The data as they are: something about them, or what a baseline reaches on the held-out part.
    Data,
}

/// Which way a number is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// Errors, losses, seconds.
    Lower,
    /// Accuracies, F1, speeds.
    Higher,
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// The square of the data's own unit.
    DataSquared,
    /// The square of the unit in which the network sees the data.
    ScaledSquared,
    /// A part of a whole, in [0, 1].
    Share,
    /// Nats.
    Nats,
    /// Pieces.
    Count,
    /// Seconds.
    Seconds,
    /// Examples in a second.
    PerSecond,
    /// A number without a unit.
    Plain,
}

/// A number that a lab measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MetricSpec {
    /// Its name in evaluations, summaries and curves (`val_mse`).
    pub id: &'static str,
    /// What is measured, whatever on: the same of `batch_mse`, `train_mse` and `val_mse`.
    pub quantity: &'static str,
    /// On what.
    pub split: Split,
    /// Which way it is better.
    pub better: Better,
    /// What it counts.
    pub unit: Unit,
    /// When it comes.
    pub when: When,
    /// The settings that it takes.
    pub needs: Needs,
}

impl MetricSpec {
    /// Of some quantity on the data of a split; it comes when such data are looked at.
    pub const fn new(id: &'static str, quantity: &'static str, split: Split, better: Better, unit: Unit) -> Self {
        let when = match split {
            Split::Batch => When::Step,
            Split::Training => When::Trained,
            Split::HeldOut => When::Evaluation,
            Split::Test => When::End,
            Split::Data => When::Opening,
        };
        Self { id, quantity, split, better, unit, when, needs: &[] }
    }

    /// The same, coming at another time.
    pub const fn when(self, when: When) -> Self {
        Self { when, ..self }
    }

    /// The same, with these settings alone.
    pub const fn needs(self, needs: Needs) -> Self {
        Self { needs, ..self }
    }
}

/// What every run's summary has beside its lab's metrics, and every step of a network.
const OF_EVERY_RUN: &[MetricSpec] = &[
    MetricSpec::new("seconds", "seconds", Split::Data, Better::Lower, Unit::Seconds).when(When::End),
    MetricSpec::new("training_seconds", "training_seconds", Split::Data, Better::Lower, Unit::Seconds).when(When::End),
    MetricSpec::new("examples_per_second", "speed", Split::Data, Better::Higher, Unit::PerSecond).when(When::End),
    MetricSpec::new("parameters", "parameters", Split::Data, Better::Lower, Unit::Count).when(When::End),
    MetricSpec::new("trainable_parameters", "trainable_parameters", Split::Data, Better::Lower, Unit::Count)
        .when(When::End),
];

/// The metric of that name: a lab's, or one of every run.
pub(in crate::run) fn metric(of_lab: &'static [MetricSpec], id: &str) -> Option<&'static MetricSpec> {
    of_lab.iter().chain(OF_EVERY_RUN).find(|metric| metric.id == id)
}

/// The same quantity as a lab's metric `id`, on another split.
pub(in crate::run) fn on(of_lab: &'static [MetricSpec], id: &str, split: Split) -> Option<&'static MetricSpec> {
    let quantity = metric(of_lab, id)?.quantity;
    of_lab.iter().find(|metric| metric.split == split && metric.quantity == quantity)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_belongs_to_its_figure_alone() {
        let (code, map) = (FigureSpec::new("code", Shape::Bars).per_example(), FigureSpec::new("code", Shape::Scatter));
        assert!(code.has_slot("code.0") && code.has_slot(&code.of_example(17)));
        assert!(!code.has_slot("code") && !code.has_slot("code-map") && !code.has_slot("code.x"));
        assert!(map.has_slot("code") && !map.has_slot("code.0"));
    }

    #[test]
    fn a_quantity_is_found_on_another_split_by_what_it_is_not_by_how_it_is_called() {
        const METRICS: &[MetricSpec] = &[
            MetricSpec::new("seen", "error", Split::Training, Better::Lower, Unit::Share),
            MetricSpec::new("unseen", "error", Split::HeldOut, Better::Lower, Unit::Share),
        ];
        assert_eq!(on(METRICS, "unseen", Split::Training).unwrap().id, "seen");
        assert_eq!(on(METRICS, "unseen", Split::Test), None);
        assert_eq!(metric(METRICS, "training_seconds").unwrap().better, Better::Lower);
        assert_eq!(metric(METRICS, "val_unseen"), None);
    }
}
