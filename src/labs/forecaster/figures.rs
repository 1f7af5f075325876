//! What the forecaster shows, made from a model as it is.

use super::Data;
use super::model::{Model, inputs};
use super::spec::Task;
use crate::figure::number::grouped;
use crate::figure::{Cell, Figure, Line, Lines, Role, Table};
use crate::nn;

/// Rows of an output that are printed at either end of a long one.
const PRINTED: usize = 3;

/// Which held-out example it is, in words.
pub(super) fn example_words(data: &Data, index: usize) -> String {
    let part = &data.validation;
    let (number, all) = (grouped(index as i64 + 1), grouped(part.len() as i64));
    match data.windows.noise_floor {
        Some(_) => format!("held-out series {number} of {all}"),
        None => {
            let filled = part.filled(index).filter(|is_filled| *is_filled).count();
            let gaps =
                if filled > 0 { format!(", {filled} of {} values filled", data.spec.window) } else { String::new() };
            let after = part.label(index, data.spec.window - 1);
            format!("held-out window {number} of {all}, after {after}{gaps}")
        }
    }
}

/// The forecast of a held-out example beside the truth, in the data's own units. x counts steps from the last one seen.
pub(super) fn forecast(model: &Model, data: &Data, index: usize) -> nn::Result<Figure> {
    let (windows, spec) = (&data.windows, &data.spec);
    let part = &data.validation;
    let x = inputs(part, &[index], spec.window)?;
    let predicted = model.forecast(&x)?.flatten_all()?.to_vec1::<f32>()?;
    let unscaled = |values: &[f32]| values.iter().map(|v| windows.scaler.unscale(*v) as f32).collect::<Vec<_>>();
    let mut history = unscaled(&part.inputs(index));
    let start = 1.0 - history.len() as f64;
    let filled = part.filled(index).any(|is_filled| is_filled).then(|| {
        let split = |(value, is_filled): (&mut f32, bool)| {
            if is_filled { std::mem::replace(value, f32::NAN) } else { f32::NAN }
        };
        history.iter_mut().zip(part.filled(index)).map(split).collect()
    });
    let mut lines = vec![
        Line::new("history", Role::Input, start, history),
        Line::new("truth", Role::Truth, 1.0, unscaled(part.targets(index))),
    ];
    lines.extend(filled.map(|values| Line::new("filled", Role::Other, start, values)));
    for baseline in &data.baselines {
        if let Some(values) = baseline.predict(windows, part, index) {
            let name = baseline.key().replace('_', " ");
            lines.push(Line::new(name, Role::Baseline, 1.0, values.iter().map(|v| *v as f32).collect()));
        }
    }
    lines.push(Line::new("forecast", Role::Prediction, 1.0, unscaled(&predicted)));
    let title = format!("forecast on {}", example_words(data, index));
    let y_label = windows.unit.clone();
    Ok(Figure::Lines(Lines { title, x_label: "steps ahead".into(), y_label, lines, ..Lines::default() }))
}

/// The shape and the values of what the network gives for an example, as the notes print an array.
pub(super) fn output(model: &Model, data: &Data, index: usize) -> nn::Result<Figure> {
    let spec = &data.spec;
    let x = inputs(&data.validation, &[index], spec.window)?;
    let outputs = spec.outputs();
    let values = model.output(&x)?.flatten_all()?.to_vec1::<f32>()?;
    let rows: Vec<Vec<f64>> =
        values.chunks_exact(outputs).map(|row| row.iter().map(|v| data.windows.scaler.unscale(*v)).collect()).collect();
    let shape = match spec.task {
        Task::SequenceToSequence => format!("({}, {outputs})", spec.window),
        Task::SequenceToVector | Task::OneStep => format!("({outputs})"),
    };
    let header = std::iter::once("t".to_owned()).chain((1..=outputs).map(|h| format!("t+{h}"))).collect();
    let line = |t: usize, row: &Vec<f64>| {
        std::iter::once(Cell::Text(t.to_string())).chain(row.iter().map(|v| Cell::from(*v))).collect::<Vec<_>>()
    };
    let first_time = spec.window + 1 - rows.len();
    let mut printed: Vec<Vec<Cell>> = rows.iter().enumerate().map(|(i, row)| line(first_time + i, row)).collect();
    if printed.len() > 2 * PRINTED + 1 {
        let dots = vec![Cell::from("..."); outputs + 1];
        let tail = printed.split_off(printed.len() - PRINTED);
        printed.truncate(PRINTED);
        printed.push(dots);
        printed.extend(tail);
    }
    Ok(Figure::Table(Table { title: format!("output, shape {shape}"), header, rows: printed }))
}

/// Mean squared error at each horizon beside the baselines', in the data's units.
pub(super) fn error_by_horizon(data: &Data, by_horizon: &[f64]) -> Figure {
    let own: Vec<f32> = by_horizon.iter().map(|mse| *mse as f32).collect();
    let mut lines: Vec<Line> = data
        .scores
        .iter()
        .map(|(name, score)| {
            let values = score.by_horizon.iter().map(|mse| *mse as f32).collect();
            Line::new(name.replace('_', " "), Role::Baseline, 1.0, values)
        })
        .collect();
    lines.push(Line::new("model", Role::Validation, 1.0, own));
    Figure::Lines(Lines {
        title: "error by steps ahead".into(),
        x_label: "steps ahead".into(),
        y_label: "MSE".into(),
        y_scale: crate::figure::Scale::Log,
        lines,
        ..Lines::default()
    })
}
