//! What the first two phases of a step show: what every layer gave for the first series of the batch, and how its forecast
//! missed the target.

use super::Data;
use super::model::{Model, inputs, targets};
use super::spec::Task;
use crate::figure::{Cell, Figure, Table};
use crate::nn;

/// From this absolute value on a unit counts as saturated: tanh's slope is below .1 there.
const SATURATED: f32 = 0.95;

/// Of every layer, over all steps of the first series of a batch: the shape of what it gave for the whole batch, mean,
/// smallest and largest value, and the part of its values that saturate.
pub(super) fn forward(model: &Model, data: &Data, rows: &[usize]) -> nn::Result<Figure> {
    let first = rows.get(..1).unwrap_or_default();
    let x = inputs(&data.train, first, data.spec.window)?;
    let mut table = Table {
        title: format!("{} series of {} steps; values of the first", rows.len(), data.spec.window),
        header: ["layer", "gave", "mean", "min", "max", "saturated"].map(str::to_owned).to_vec(),
        rows: Vec::new(),
    };
    let shape = |units: usize, times: usize| {
        let times = if times > 1 { format!("{times}x") } else { String::new() };
        format!("{times}{}x{units}", rows.len())
    };
    let input = x.flatten_all()?.to_vec1::<f32>()?;
    table.rows.push(row("input", shape(1, input.len()), &input, None));
    for trace in model.trace(&x)? {
        let units = trace.hidden.first().map_or(0, Vec::len);
        let values = trace.hidden.concat();
        let saturated = values.iter().filter(|h| h.abs() > SATURATED).count() as f64 / values.len().max(1) as f64;
        table.rows.push(row(&trace.layer, shape(units, trace.hidden.len()), &values, Some(saturated)));
    }
    let output = model.output(&x)?.flatten_all()?.to_vec1::<f32>()?;
    let outputs = data.spec.outputs();
    table.rows.push(row("output", shape(outputs, output.len() / outputs), &output, None));
    Ok(Figure::Table(table))
}

fn row(name: &str, shape: String, values: &[f32], saturated: Option<f64>) -> Vec<Cell> {
    let mean = values.iter().map(|v| f64::from(*v)).sum::<f64>() / values.len().max(1) as f64;
    let low = values.iter().copied().fold(f32::NAN, f32::min);
    let high = values.iter().copied().fold(f32::NAN, f32::max);
    let numbers = [mean, f64::from(low), f64::from(high)].map(Cell::from);
    let saturated = saturated.map_or(Cell::from(""), |part| Cell::from(format!("{:.0} %", part * 100.0)));
    [Cell::from(name), Cell::from(shape)].into_iter().chain(numbers).chain([saturated]).collect()
}

/// The last position's forecast for the first series of a batch beside its target, in scaled units; the title has the loss
/// of the whole batch.
pub(super) fn loss(model: &Model, data: &Data, rows: &[usize], loss: f64) -> nn::Result<Figure> {
    let spec = &data.spec;
    let first = rows.get(..1).unwrap_or_default();
    let last =
        |values: Vec<f32>| values.get(values.len().saturating_sub(spec.outputs())..).unwrap_or_default().to_vec();
    let said = last(model.output(&inputs(&data.train, first, spec.window)?)?.flatten_all()?.to_vec1::<f32>()?);
    let target = last(targets(&data.train, first, spec)?.flatten_all()?.to_vec1::<f32>()?);
    let row = |(ahead, (said, target)): (usize, (&f32, &f32))| {
        let ahead = Cell::Text(format!("t+{}", ahead + 1));
        if target.is_nan() {
            return vec![ahead, f64::from(*said).into(), "missing".into(), "".into()];
        }
        let (said, target) = (f64::from(*said), f64::from(*target));
        vec![ahead, said.into(), target.into(), (said - target).powi(2).into()]
    };
    let over = match spec.task {
        Task::SequenceToSequence => format!("{} series x {} steps x {}", rows.len(), spec.window, spec.outputs()),
        Task::SequenceToVector | Task::OneStep => format!("{} series x {}", rows.len(), spec.outputs()),
    };
    Ok(Figure::Table(Table {
        title: format!("MSE {loss:.4e} over {over}; the first series' last step"),
        header: ["ahead", "forecast", "target", "error^2"].map(str::to_owned).to_vec(),
        rows: said.iter().zip(&target).enumerate().map(row).collect(),
    }))
}

#[cfg(test)]
mod tests {
    use super::super::spec::Spec;
    use super::*;
    use crate::data::series::{SineOptions, Windows};
    use crate::nn::Parameters;

    #[test]
    fn the_forward_pass_lists_every_layer_with_its_shape_and_the_loss_the_errors_of_one_series() {
        let spec = Spec::default();
        let options = SineOptions { window: 50, horizon: 10, train: 40, validation: 8, test: 0, seed: 1 };
        let mut parameters = Parameters::new(1);
        let model = Model::new(&mut parameters, &spec).unwrap();
        let data = Data::new(spec, Windows::sine(&options).unwrap());
        let Figure::Table(table) = forward(&model, &data, &[3, 4, 5]).unwrap() else { panic!("a table") };
        let shapes: Vec<&Cell> = table.rows.iter().map(|row| &row[1]).collect();
        assert_eq!(shapes, ["50x3x1", "50x3x20", "50x3x20", "50x3x10"].map(Cell::from).iter().collect::<Vec<_>>());
        let Figure::Table(table) = loss(&model, &data, &[3, 4, 5], 0.25).unwrap() else { panic!("a table") };
        assert_eq!(table.rows.len(), 10);
        let number = |row: usize, column: usize| match &table.rows[row][column] {
            Cell::Number(value) => value.0,
            Cell::Text(text) => panic!("{text}"),
        };
        for row in 0..10 {
            assert_eq!(number(row, 2) as f32, data.train.targets(3)[row]);
            assert!(((number(row, 1) - number(row, 2)).powi(2) - number(row, 3)).abs() < 1e-12);
        }
    }
}
