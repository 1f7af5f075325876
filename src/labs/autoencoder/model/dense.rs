//! Fully connected layers, the decoder the encoder's mirror image.

use super::super::spec::Spec;
use crate::nn::{self, Bias, Dense, Parameters};
use candle_core::Tensor;

/// Dense layers from pixels to pixels.
#[derive(Debug, Clone)]
pub(in super::super) struct DenseNet {
    encoder: Vec<Dense>,
    decoder: Vec<Dense>,
}

impl DenseNet {
    /// Makes `encoder1`, ..., `code`, `decoder1`, ..., `output`.
    pub(super) fn new(parameters: &mut Parameters, spec: &Spec, pixels: usize) -> nn::Result<Self> {
        let hidden = spec.hidden_layers();
        let mut sizes = vec![pixels];
        sizes.extend(hidden);
        sizes.push(spec.code);
        let mut encoder = Vec::new();
        for (i, pair) in sizes.windows(2).enumerate() {
            let &[inputs, units] = pair else { continue };
            let is_code = i == hidden.len();
            let (name, activation) = match is_code {
                true => ("code".to_owned(), spec.code_activation),
                false => (format!("encoder{}", i + 1), spec.activation),
            };
            encoder.push(Dense::new(parameters, &name, inputs, units, activation, Bias::With)?);
        }
        let mut decoder = Vec::new();
        for (i, pair) in sizes.windows(2).rev().enumerate() {
            let &[units, inputs] = pair else { continue };
            let name = if i == hidden.len() { "output".to_owned() } else { format!("decoder{}", i + 1) };
            let layer = match encoder.get(hidden.len() - i).filter(|_| spec.tied) {
                Some(mirrored) => Dense::tied(parameters, &name, mirrored, spec.activation)?,
                None => Dense::new(parameters, &name, inputs, units, spec.activation, Bias::With)?,
            };
            decoder.push(layer);
        }
        Ok(Self { encoder, decoder })
    }

    pub(super) fn encode(&self, x: &Tensor) -> nn::Result<Tensor> {
        self.encoder.iter().try_fold(x.clone(), |x, layer| layer.forward(&x))
    }

    pub(super) fn logits(&self, code: &Tensor) -> nn::Result<Tensor> {
        let last = self.decoder.len().saturating_sub(1);
        let step =
            |x: Tensor, (i, layer): (usize, &Dense)| if i == last { layer.logits(&x) } else { layer.forward(&x) };
        self.decoder.iter().enumerate().try_fold(code.clone(), step)
    }
}
