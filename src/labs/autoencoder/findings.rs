//! What an evaluation of the autoencoder found, in numbers and figures.

use super::classifier::Outcome;
use super::evaluation::Reconstruction;
use super::model::Model;
use super::shown::{self, HEADLINE};
use super::units::{self, Unit};
use super::{Data, figures, layers};
use crate::data::images::Modifiers;
use crate::labs::training::Trainer;
use crate::nn::{self, Parameters};
use crate::run::{FigureSpec, Kept, Metric, Sink};

/// What an evaluation found.
pub(super) struct Findings<'a> {
    reconstruction: &'a Reconstruction,
    units: &'a [Unit],
    /// Of the classifiers, after the last epoch alone.
    outcomes: &'a [Outcome],
    /// Of every pair of units, and the mean over live ones.
    correlation: (Vec<f32>, f64),
}

impl<'a> Findings<'a> {
    pub(super) fn of(reconstruction: &'a Reconstruction, units: &'a [Unit], outcomes: &'a [Outcome]) -> Self {
        Self { reconstruction, units, outcomes, correlation: units::correlation(&reconstruction.codes, units) }
    }

    /// The metrics.
    pub(super) fn metrics(&self, trainer: &Trainer) -> Vec<Metric> {
        let mut metrics = Vec::new();
        if trainer.position().step > 0 {
            metrics.push(Metric::new("train_mse", trainer.sums.mean(0)));
        }
        metrics.push(Metric::new(HEADLINE, self.reconstruction.mse));
        metrics.extend(self.reconstruction.input_mse.map(|mse| Metric::new("noisy_input_mse", mse)));
        let count = |will_do: fn(&Unit) -> bool| self.units.iter().filter(|unit| will_do(unit)).count() as f64;
        metrics.push(Metric::new("dead_units", count(Unit::is_dead)));
        metrics.push(Metric::new("useless_units", count(Unit::is_useless)));
        metrics.push(Metric::new("mean_correlation", self.correlation.1));
        metrics.extend(self.outcomes.iter().flat_map(Outcome::metrics));
        metrics
    }

    /// Shows the figures.
    pub(super) fn draw(
        &self,
        model: &Model,
        data: &Data,
        modifiers: &Modifiers,
        parameters: &Parameters,
        sink: &mut dyn Sink,
    ) -> nn::Result<()> {
        let Self { reconstruction, units, outcomes, correlation: (r, mean) } = self;
        let codes = figures::codes(model, data, modifiers, &data.shown)?;
        for (place, (index, code)) in data.shown.iter().zip(codes.chunks_exact(data.spec.code)).enumerate() {
            sink.figure(&shown::CODE.of_example(place), Kept::Frame, figures::code(data, *index, code));
        }
        let mut keep = |shown: FigureSpec, figure| sink.figure(shown.slot, Kept::Frame, figure);
        keep(shown::DIGITS, figures::all_along(model, data, modifiers)?);
        let feature_maps = |index| layers::feature_maps(model, data, modifiers, index);
        let inside = [
            (shown::KERNELS, layers::kernels(model, data, parameters)?),
            // Of the first image, until another one is asked for.
            (shown::FEATURE_MAPS, data.shown.first().map_or(Ok(None), |first| feature_maps(*first))?),
            (shown::SHAPES, layers::shapes(model)),
        ];
        for (shown, figure) in inside {
            figure.into_iter().for_each(|figure| keep(shown, figure));
        }
        keep(shown::UNITS, figures::units_table(units, reconstruction.mse));
        keep(shown::CORRELATION, figures::correlation(r, *mean, units.len()));
        keep(shown::CODE_MAP, figures::map(data, &reconstruction.codes)?);
        keep(shown::ERROR_BY_CODE, figures::error_by_code(data, reconstruction.mse));
        if let Some(on_code) = outcomes.first() {
            keep(shown::CLASSIFIER, figures::classifiers(outcomes));
            keep(shown::CONFUSION, figures::confusion(data, on_code));
        }
        Ok(())
    }
}
