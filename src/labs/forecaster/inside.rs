//! The inside of the network: what its layers do over one series, and how far the error reaches back through time.

use super::Data;
use super::figures::example_words;
use super::known::{self, Known};
use super::model::{Model, inputs, last_time, targets};
use super::spec::Task;
use crate::figure::{Figure, HeatMap, Line, Lines, Palette, Role, Scale};
use crate::nn::{self, Parameters, gradient_norms};

/// Held-out rows over which the gradient through time is taken.
const ROWS: usize = 32;

/// The gradient of the last position's error that reaches each time step, a line a layer, on a log scale: it falls as the
/// product of the recurrent factors on its way (for one unit, of `w_y phi'`), unless a cell state carries it.
pub(super) fn gradient_through_time(model: &Model, parameters: &Parameters, data: &Data) -> nn::Result<Figure> {
    let spec = &data.spec;
    let rows: Vec<usize> = (0..ROWS.min(data.validation.len())).collect();
    let output = model.output(&inputs(&data.validation, &rows, spec.window)?)?;
    let target = targets(&data.validation, &rows, spec)?;
    let (output, target) = match spec.task {
        Task::SequenceToSequence => (last_time(&output)?, last_time(&target)?),
        Task::SequenceToVector | Task::OneStep => (output, target),
    };
    let count = Known::of(&data.validation, &rows, spec).last.max(1);
    let loss = known::error(&data.validation, &output, &target, count as f64)?;
    let lines = gradient_norms(&loss, &parameters.trainable())?
        .into_iter()
        .map(|trace| {
            let norms = trace.norms.into_iter().map(|norm| norm as f32).collect();
            Line::new(trace.layer, Role::Other, 1.0, norms)
        })
        .collect();
    Ok(Figure::Lines(Lines {
        title: "gradient of the last error reaching step t".into(),
        x_label: "t".into(),
        y_label: "norm".into(),
        y_scale: Scale::Log,
        lines,
        ..Lines::default()
    }))
}

/// The hidden state of every unit at every time step over one held-out series, the layers below one another.
pub(super) fn hidden_states(model: &Model, data: &Data, index: usize) -> nn::Result<Option<Figure>> {
    let traces = model.trace(&inputs(&data.validation, &[index], data.spec.window)?)?;
    let (mut rows, mut values) = (Vec::new(), Vec::new());
    for trace in &traces {
        let units = trace.hidden.first().map_or(0, Vec::len);
        for unit in 0..units {
            rows.push(format!("{}.{}", trace.layer, unit + 1));
            values.extend(trace.hidden.iter().map(|hidden| hidden.get(unit).copied().unwrap_or(f32::NAN)));
        }
    }
    if rows.is_empty() {
        return Ok(None);
    }
    Ok(Some(Figure::HeatMap(HeatMap {
        title: format!("hidden units by time, {}", example_words(data, index)),
        x_label: "t".into(),
        y_label: "unit".into(),
        columns: Vec::new(),
        rows,
        width: data.spec.window,
        values,
        palette: Palette::Diverging,
    })))
}

#[cfg(test)]
mod tests {
    use super::super::spec::{CellName, Head, Spec};
    use super::*;
    use crate::data::series::{SineOptions, Windows};

    fn opened(spec: Spec) -> (Model, Parameters, Data) {
        let options =
            SineOptions { window: spec.window, horizon: spec.horizon, train: 40, validation: 40, test: 0, seed: 1 };
        let windows = Windows::sine(&options).unwrap();
        let mut parameters = Parameters::new(1);
        let model = Model::new(&mut parameters, &spec).unwrap();
        (model, parameters, Data::new(spec, windows))
    }

    fn norms(model: CellName) -> Vec<f32> {
        let spec = Spec { model, layers: 1, task: Task::SequenceToVector, ..Spec::default() };
        let (model, parameters, data) = opened(spec);
        let Figure::Lines(lines) = gradient_through_time(&model, &parameters, &data).unwrap() else { panic!("lines") };
        lines.lines[0].values.clone()
    }

    #[test]
    fn the_gradient_that_reaches_the_first_step_is_far_smaller_in_a_simple_rnn_with_small_weights_than_at_the_last() {
        let spec = Spec {
            model: CellName::SimpleRnn,
            layers: 1,
            units: 1,
            head: Head::None,
            horizon: 1,
            task: Task::SequenceToVector,
            window: 12,
            ..Spec::default()
        };
        let (model, parameters, data) = opened(spec);
        parameters
            .import(&weights(&parameters, &[("rnn1.kernel", 0.5), ("rnn1.recurrent_kernel", 0.8), ("rnn1.bias", 0.1)]))
            .unwrap();
        let Figure::Lines(lines) = gradient_through_time(&model, &parameters, &data).unwrap() else { panic!("lines") };
        let norms = &lines.lines[0].values;
        assert_eq!(norms.len(), 12);
        // Each step back multiplies by w_y phi' <= .8.
        assert!(norms.windows(2).all(|pair| pair[0] < 0.8001 * pair[1] && pair[0] > 0.0), "{norms:?}");
    }

    #[test]
    fn in_an_lstm_more_of_the_error_reaches_the_first_step_than_in_a_simple_rnn_of_the_same_size() {
        let reach = |norms: Vec<f32>| norms[0] / norms[norms.len() - 1];
        assert!(reach(norms(CellName::Lstm)) > 0.0);
        assert!(norms(CellName::SimpleRnn).iter().all(|norm| norm.is_finite()));
    }

    #[test]
    fn the_heat_map_has_a_row_a_unit_and_a_column_a_step() {
        let (model, _, data) = opened(Spec::default());
        let Some(Figure::HeatMap(map)) = hidden_states(&model, &data, 0).unwrap() else { panic!("a heat-map") };
        assert_eq!((map.rows.len(), map.width, map.values.len()), (40, 50, 40 * 50));
        assert!(map.values.iter().all(|value| value.abs() < 1.0));
    }

    fn weights(parameters: &Parameters, values: &[(&str, f32)]) -> Vec<nn::Array> {
        let mut arrays = parameters.export().unwrap();
        for array in &mut arrays {
            if let Some((_, value)) = values.iter().find(|(name, _)| *name == array.name) {
                array.values = vec![*value];
            }
        }
        arrays
    }
}
