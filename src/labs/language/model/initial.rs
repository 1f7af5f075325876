//! First values of the weights, where they are not those of the layers.

use super::super::spec::{ForgetBias, InitializerName, Spec};
use crate::nn::{self, Array, Cell, Initializer, Parameters};
use crate::rng::{Purpose, Rng};

/// A GPT's: normal with deviation .02, what adds to the residual by sqrt(2 layers) less (as GPT-2), positions .01.
pub(super) fn gpt(parameters: &Parameters, spec: &Spec) -> nn::Result<()> {
    let residual = 0.02 / (2.0 * spec.layers as f64).sqrt();
    fill(parameters, spec, |name, _| {
        let deviation = match name {
            "positions.table" => 0.01,
            _ if name.ends_with(".project.kernel") || name.ends_with(".down.kernel") => residual,
            _ if name.ends_with(".kernel") || name.ends_with(".table") => 0.02,
            _ => return None,
        };
        Some(Initializer::Normal { deviation })
    })
}

/// A recurrent network's, as the settings ask for them. `prefix` names its layers.
pub(super) fn recurrent(parameters: &Parameters, spec: &Spec, cell: Cell, prefix: &str) -> nn::Result<()> {
    let limit = 1.0 / (spec.units as f64).sqrt();
    fill(parameters, spec, |name, _| {
        let is_layer = name.starts_with(prefix);
        match spec.initializer {
            InitializerName::Orthogonal => None,
            InitializerName::Glorot => {
                (is_layer && name.ends_with(".recurrent_kernel")).then_some(Initializer::GlorotUniform)
            }
            InitializerName::Uniform => is_layer.then_some(Initializer::Uniform { limit }),
        }
    })?;
    // The gate that keeps: the LSTM's forget gate is the second block of its bias, the GRU's update gate the first.
    let (keeps, lets_in) = match cell {
        Cell::Lstm => (1, Some(0)),
        Cell::Gru => (0, None),
        Cell::SimpleRnn(_) => return Ok(()),
    };
    let (units, longest) = (spec.units, spec.longest_time());
    for (i, array) in parameters.export()?.into_iter().enumerate() {
        if !array.name.starts_with(prefix) || !array.name.ends_with(".bias") {
            continue;
        }
        let mut rng = Rng::keyed(spec.training.seed, Purpose::Weights, 2, i as u64);
        let mut values = array.values;
        for unit in 0..units {
            let bias = match spec.forget_bias {
                ForgetBias::One => 1.0,
                ForgetBias::Zero => 0.0,
                ForgetBias::Chrono => rng.between(1.0, longest).ln() as f32,
            };
            if let Some(place) = values.get_mut(keeps * units + unit) {
                *place = bias;
            }
            if spec.forget_bias == ForgetBias::Chrono
                && let Some(place) = lets_in.and_then(|gate: usize| values.get_mut(gate * units + unit))
            {
                *place = -bias;
            }
        }
        parameters.import_shared(&[Array { name: array.name, shape: array.shape, values }])?;
    }
    Ok(())
}

/// Draws those parameters again for which an initialiser is given.
fn fill(
    parameters: &Parameters,
    spec: &Spec,
    initializer: impl Fn(&str, &[usize]) -> Option<Initializer>,
) -> nn::Result<()> {
    let mut arrays = Vec::new();
    for (i, parameter) in parameters.iter().enumerate() {
        if let Some(initializer) = initializer(parameter.name(), parameter.shape()) {
            let mut rng = Rng::keyed(spec.training.seed, Purpose::Weights, 1, i as u64);
            let values = initializer.draw(parameter.shape(), &mut rng).into_iter().map(|value| value as f32).collect();
            arrays.push(Array { name: parameter.name().to_owned(), shape: parameter.shape().to_vec(), values });
        }
    }
    parameters.import_shared(&arrays)?;
    Ok(())
}
