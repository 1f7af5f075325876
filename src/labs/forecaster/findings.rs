//! What an evaluation of the forecaster found, in numbers and figures.

use super::evaluation::MeanErrors;
use super::model::Model;
use super::shown::{self, HEADLINE};
use super::{Data, figures, inside, unrolled};
use crate::labs::training::Trainer;
use crate::nn::{self, Parameters, without_gradients};
use crate::run::{Failure, Kept, Metric, Result, Sink};

/// Held-out examples whose forecasts are kept as frames.
const KEPT_EXAMPLES: usize = 8;

/// The metrics of an evaluation; of the test part after the last epoch alone.
pub(super) fn metrics(
    data: &Data,
    validation: &MeanErrors,
    test: Option<&MeanErrors>,
    trainer: &Trainer,
) -> Vec<Metric> {
    let factor = data.factor();
    let mut metrics = Vec::new();
    if trainer.position().step > 0 {
        metrics.push(Metric::new("train_mse", trainer.sums.mean(0)));
        metrics.push(Metric::new("train_mse_last_step", trainer.sums.mean(1)));
    }
    metrics.push(Metric::new("val_mse", validation.all * factor));
    metrics.push(Metric::new(HEADLINE, validation.last_step() * factor));
    if let Some(test) = test {
        metrics.push(Metric::new("test_mse", test.all * factor));
        metrics.push(Metric::new("test_mse_last_step", test.last_step() * factor));
    }
    metrics
}

/// Shows the figures of an evaluation.
pub(super) fn draw(
    data: &Data,
    model: &Model,
    parameters: &Parameters,
    validation: &MeanErrors,
    sink: &mut dyn Sink,
) -> Result<()> {
    let by_horizon: Vec<f64> = validation.by_horizon.iter().map(|mse| mse * data.factor()).collect();
    let mut draw = || {
        for index in 0..KEPT_EXAMPLES.min(data.validation.len()) {
            let figure = figures::forecast(model, data, index)?;
            sink.figure(&shown::FORECAST.of_example(index), Kept::Frame, figure);
        }
        sink.figure(shown::OUTPUT.slot, Kept::Frame, figures::output(model, data, 0)?);
        let inside = [
            (shown::HIDDEN_STATES, inside::hidden_states(model, data, 0)?),
            (shown::UNROLLED, unrolled::cells(model, data, 0)?),
            (shown::FORMULA, unrolled::formula(model, parameters, data, 0)?),
        ];
        for (figure_spec, figure) in inside {
            figure.into_iter().for_each(|figure| sink.figure(figure_spec.slot, Kept::Frame, figure));
        }
        Ok(())
    };
    without_gradients(&mut draw).map_err(|error: nn::Error| Failure::work(error))?;
    let gradient = inside::gradient_through_time(model, parameters, data).map_err(Failure::work)?;
    sink.figure(shown::GRADIENT_THROUGH_TIME.slot, Kept::Frame, gradient);
    sink.figure(shown::ERROR_BY_HORIZON.slot, Kept::Frame, figures::error_by_horizon(data, &by_horizon));
    Ok(())
}
