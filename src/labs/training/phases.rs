//! What a training step shows of itself when it is taken phase by phase: a table for each phase.
//!
//! | slot | rows | columns |
//! |---|---|---|
//! | `phase-forward` | the layers (a lab's own) | what each gave |
//! | `phase-loss` | outputs of one example (a lab's own) | said, target, squared error |
//! | `phase-gradients` | the trained parameters | shape, norm of the weights, norm and largest entry of the gradient |
//! | `phase-update` | all parameters | shape, norm of the weights, norm of the step, their ratio |

use super::OptimizerName;
use crate::figure::{Cell, Figure, Table};
use crate::nn::{self, Array, Gradients, Parameters};
use crate::run::{FigureSpec, Phase, Shape, When};

/// What the forward pass gave.
pub const FORWARD: FigureSpec = FigureSpec::new("phase-forward", Shape::Table).when(When::Phase(Phase::Forward));
/// The loss.
pub const LOSS: FigureSpec = FigureSpec::new("phase-loss", Shape::Table).when(When::Phase(Phase::Loss));
/// The gradients. All labs that train a network have it.
pub const GRADIENTS: FigureSpec = FigureSpec::new("phase-gradients", Shape::Table)
    .when(When::Phase(Phase::Gradients))
    .names(&["parameter", "shape", "|w|", "|g|", "max |g|"]);
/// The update. All labs that train a network have it.
pub const UPDATE: FigureSpec = FigureSpec::new("phase-update", Shape::Table).when(When::Phase(Phase::Update)).names(&[
    "parameter",
    "shape",
    "|w|",
    "|step|",
    "step/w",
]);

/// The gradients of the mean loss as they are before clipping; `clip` is the largest norm, 0 for no limit.
///
/// # Errors
/// When a parameter cannot be read.
pub(super) fn gradients(gradients: &Gradients, clip: f64) -> nn::Result<Figure> {
    let row = |(parameter, gradient): (&nn::Parameter, &[f32])| {
        let largest = gradient.iter().fold(0.0_f32, |largest, g| if g.abs() > largest { g.abs() } else { largest });
        let numbers = [norm(&parameter.values()?), norm(gradient), f64::from(largest)];
        Ok(cells(parameter.name(), parameter.shape(), &numbers))
    };
    let norm = gradients.norm();
    let told = if clip > 0.0 && norm > clip {
        format!("norm {norm:.3e}, over the clip of {clip}: scaled by {:.3}", clip / norm)
    } else {
        format!("norm {norm:.3e}")
    };
    table(told, &GRADIENTS, gradients.iter().map(row).collect::<nn::Result<_>>()?)
}

/// What an update did to each parameter: `before` are their values before it.
///
/// # Errors
/// When a parameter cannot be read.
pub(super) fn update(
    before: &[Array],
    parameters: &Parameters,
    optimizer: OptimizerName,
    rate: f64,
) -> nn::Result<Figure> {
    let row = |(before, parameter): (&Array, &nn::Parameter)| {
        let now = parameter.values()?;
        let step: Vec<f32> = now.iter().zip(&before.values).map(|(now, before)| now - before).collect();
        let (weights, step) = (norm(&before.values), norm(&step));
        let ratio = if weights > 0.0 { step / weights } else { f64::NAN };
        Ok(cells(parameter.name(), parameter.shape(), &[weights, step, ratio]))
    };
    let name = format!("{optimizer:?}");
    let rows = before.iter().zip(parameters.iter()).map(row).collect::<nn::Result<_>>()?;
    table(format!("{name}, learning rate {rate:.2e}"), &UPDATE, rows)
}

fn table(title: String, figure: &FigureSpec, rows: Vec<Vec<Cell>>) -> nn::Result<Figure> {
    Ok(Figure::Table(Table { title, header: figure.header(), rows }))
}

fn cells(name: &str, shape: &[usize], numbers: &[f64]) -> Vec<Cell> {
    let shape = shape.iter().map(usize::to_string).collect::<Vec<_>>().join("x");
    [Cell::from(name), Cell::from(shape)].into_iter().chain(numbers.iter().copied().map(Cell::from)).collect()
}

/// The Euclidean norm.
fn norm(values: &[f32]) -> f64 {
    values.iter().map(|v| f64::from(*v).powi(2)).sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Initializer;

    fn number(figure: &Figure, row: usize, column: usize) -> f64 {
        let Figure::Table(table) = figure else { panic!("a table") };
        let Cell::Number(value) = &table.rows[row][column] else { panic!("a number") };
        value.0
    }

    #[test]
    fn the_gradients_are_told_with_their_norms_and_what_the_clip_does() {
        let mut parameters = Parameters::new(1);
        parameters.create("head.kernel", &[2, 1], Initializer::Constant(3.0)).unwrap();
        let mut taken = Gradients::zeros(parameters.trainable());
        taken.values_mut().copy_from_slice(&[-4.0, 3.0]);
        let figure = gradients(&taken, 2.5).unwrap();
        assert!(figure.title().contains("scaled by 0.500"), "{}", figure.title());
        assert!((number(&figure, 0, 2) - 18.0_f64.sqrt()).abs() < 1e-6);
        assert_eq!([number(&figure, 0, 3), number(&figure, 0, 4)], [5.0, 4.0]);
        assert!(!gradients(&taken, 0.0).unwrap().title().contains("clip"));
    }

    #[test]
    fn the_update_is_told_as_the_step_of_each_parameter_beside_its_weights() {
        let mut parameters = Parameters::new(1);
        parameters.create("head.kernel", &[2, 1], Initializer::Constant(3.0)).unwrap();
        let before = parameters.export().unwrap();
        let mut moved = before.clone();
        moved[0].values = vec![3.0, 6.0];
        parameters.import(&moved).unwrap();
        let figure = update(&before, &parameters, OptimizerName::Adam, 0.01).unwrap();
        assert_eq!(number(&figure, 0, 3), 3.0);
        assert!((number(&figure, 0, 4) - 3.0 / 18.0_f64.sqrt()).abs() < 1e-6);
    }
}
