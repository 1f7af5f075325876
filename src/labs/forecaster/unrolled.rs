//! The network unrolled in time over one held-out series: what goes into every step, what each layer holds there, what
//! comes out; and with a single unit the notes' formula with each cell's numbers in it.

use super::Data;
use super::figures::example_words;
use super::model::{Model, inputs};
use super::spec::{CellName, Task};
use crate::figure::{Cell, Figure, Table};
use crate::nn::{self, LayerTrace, Parameters};

/// A row a time step: `t`, `x`, then for each layer the root mean square of its hidden state (with a single unit the
/// state itself), and `y` where the network gives an output: its first value, one step ahead, in scaled units; NaN where it
/// gives none. The columns of layers are named `lstm1 20`: the layer and its units.
pub(super) fn cells(model: &Model, data: &Data, index: usize) -> nn::Result<Option<Figure>> {
    let spec = &data.spec;
    let x = inputs(&data.validation, &[index], spec.window)?;
    let traces = model.trace(&x)?;
    if traces.is_empty() {
        return Ok(None);
    }
    let outputs = model.output(&x)?.flatten_all()?.to_vec1::<f32>()?;
    let first_of = |t: usize| outputs.get(t * spec.outputs()).copied().map_or(f64::NAN, f64::from);
    let output = |t: usize| match spec.task {
        Task::SequenceToSequence => first_of(t),
        Task::SequenceToVector | Task::OneStep if t + 1 == spec.window => first_of(0),
        Task::SequenceToVector | Task::OneStep => f64::NAN,
    };
    let row = |(t, x): (usize, &f32)| {
        let states = traces.iter().map(|trace| trace.hidden.get(t).map_or(f64::NAN, |hidden| level(hidden)));
        let numbers = [(t + 1) as f64, f64::from(*x)].into_iter().chain(states).chain([output(t)]);
        numbers.map(Cell::from).collect()
    };
    let layers = traces.iter().map(|trace| format!("{} {}", trace.layer, units(trace)));
    let header = ["t".to_owned(), "x".to_owned()].into_iter().chain(layers).chain(["y".to_owned()]).collect();
    let rows = data.validation.inputs(index).iter().enumerate().map(row).collect();
    Ok(Some(Figure::Table(Table { title: format!("unrolled in time, {}", example_words(data, index)), header, rows })))
}

fn units(trace: &LayerTrace) -> usize {
    trace.hidden.first().map_or(0, Vec::len)
}

/// The root mean square of a layer's units; of a single unit the value itself, sign and all.
fn level(hidden: &[f32]) -> f64 {
    match hidden {
        [single] => f64::from(*single),
        _ => (hidden.iter().map(|h| f64::from(*h).powi(2)).sum::<f64>() / hidden.len() as f64).sqrt(),
    }
}

/// With one SimpleRNN of one unit, the formula of every cell with its numbers in it; `None` for any other network.
pub(super) fn formula(model: &Model, parameters: &Parameters, data: &Data, index: usize) -> nn::Result<Option<Figure>> {
    let spec = &data.spec;
    if spec.model != CellName::SimpleRnn || spec.layers != 1 || spec.units != 1 {
        return Ok(None);
    }
    let traces = model.trace(&inputs(&data.validation, &[index], spec.window)?)?;
    let Some(trace) = traces.first() else { return Ok(None) };
    let weight = |name: &str| -> nn::Result<f64> {
        let values = parameters.get(name).map(nn::Parameter::values).transpose()?.unwrap_or_default();
        Ok(values.first().copied().map_or(f64::NAN, f64::from))
    };
    let (w_x, w_y, b) = (weight("rnn1.kernel")?, weight("rnn1.recurrent_kernel")?, weight("rnn1.bias")?);
    let mut before = 0.0;
    let mut rows = Vec::new();
    for (i, (x, hidden)) in data.validation.inputs(index).iter().zip(&trace.hidden).enumerate() {
        let x = f64::from(*x);
        let y = hidden.first().copied().map_or(f64::NAN, f64::from);
        let sum = w_x * x + b + w_y * before;
        rows.push([(i + 1) as f64, x, w_x * x, b, w_y * before, sum, y].map(Cell::from).to_vec());
        before = y;
    }
    let phi = if spec.activation == nn::Squash::Relu { "relu" } else { "tanh" };
    let activated = format!("y = {phi}(sum)");
    let header = ["t", "x", "w_x x", "b", "w_y y(t-1)", "sum", &activated].map(str::to_owned).to_vec();
    let title = format!("y(t) = {phi}(w_x x(t) + b + w_y y(t-1)); w_x {w_x:.4}, w_y {w_y:.4}, b {b:.4}");
    Ok(Some(Figure::Table(Table { title, header, rows })))
}

#[cfg(test)]
mod tests {
    use super::super::spec::{Head, Spec};
    use super::*;
    use crate::data::series::{SineOptions, Windows};
    use crate::nn::Squash;

    fn opened(spec: Spec) -> (Model, Parameters, Data) {
        let options =
            SineOptions { window: spec.window, horizon: spec.horizon, train: 8, validation: 8, test: 0, seed: 1 };
        let mut parameters = Parameters::new(1);
        let model = Model::new(&mut parameters, &spec).unwrap();
        (model, parameters, Data::new(spec, Windows::sine(&options).unwrap()))
    }

    #[test]
    fn the_cells_of_one_unit_follow_the_formula_of_the_notes() {
        let spec = Spec {
            model: CellName::SimpleRnn,
            activation: Squash::Tanh,
            layers: 1,
            units: 1,
            head: Head::None,
            horizon: 1,
            task: Task::SequenceToVector,
            window: 8,
            ..Spec::default()
        };
        let (model, parameters, data) = opened(spec);
        parameters
            .import(&weights(&parameters, &[("rnn1.kernel", 0.5), ("rnn1.recurrent_kernel", 0.8), ("rnn1.bias", 0.1)]))
            .unwrap();
        let Some(Figure::Table(table)) = formula(&model, &parameters, &data, 3).unwrap() else { panic!("a table") };
        let mut y = 0.0_f64;
        for (row, x) in table.rows.iter().zip(data.validation.inputs(3).iter()) {
            y = (0.5 * f64::from(*x) + 0.1 + 0.8 * y).tanh();
            let Some(Cell::Number(told)) = row.last() else { panic!("a number") };
            assert!((told.0 - y).abs() < 1e-5, "{} {y}", told.0);
        }
        assert_eq!(table.rows.len(), 8);
    }

    #[test]
    fn every_step_shows_its_input_every_layer_s_state_and_the_output_that_the_loss_sees() {
        let (model, _, data) = opened(Spec::default());
        let Some(Figure::Table(table)) = cells(&model, &data, 2).unwrap() else { panic!("a table") };
        assert_eq!(table.header, ["t", "x", "lstm1 20", "lstm2 20", "y"]);
        assert_eq!(table.rows.len(), 50);
        let number = |row: usize, column: usize| match &table.rows[row][column] {
            Cell::Number(value) => value.0,
            Cell::Text(text) => panic!("{text}"),
        };
        let x = inputs(&data.validation, &[2], 50).unwrap();
        let outputs = model.output(&x).unwrap().flatten_all().unwrap().to_vec1::<f32>().unwrap();
        for t in [0, 17, 49] {
            assert_eq!(number(t, 0), (t + 1) as f64);
            assert_eq!(number(t, 1) as f32, data.validation.inputs(2)[t]);
            assert_eq!(number(t, 4) as f32, outputs[t * 10]);
            assert!((0.0..1.0).contains(&number(t, 2)) && (0.0..1.0).contains(&number(t, 3)));
        }
    }

    #[test]
    fn a_network_from_sequence_to_vector_gives_an_output_at_its_last_step_alone() {
        let (model, _, data) = opened(Spec { task: Task::SequenceToVector, window: 6, ..Spec::default() });
        let Some(Figure::Table(table)) = cells(&model, &data, 0).unwrap() else { panic!("a table") };
        let outputs: Vec<bool> =
            table.rows.iter().map(|row| matches!(row.last(), Some(Cell::Number(y)) if y.0.is_finite())).collect();
        assert_eq!(outputs, [false, false, false, false, false, true]);
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
