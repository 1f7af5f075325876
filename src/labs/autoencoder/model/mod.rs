//! The networks: each takes images `[B, pixels]` to codes `[B, code]` and codes to logits `[B, pixels]`.

mod convolutional;
mod dense;
mod recurrent;

use super::Data;
use super::spec::{Network, Objective};
use crate::nn::{self, Activation, Parameters, bce_and_mse, mse};
use candle_core::{Device, Tensor};
use convolutional::ConvolutionalNet;
pub(super) use convolutional::Step;
use dense::DenseNet;
use recurrent::RecurrentNet;

/// An autoencoder's layers.
#[derive(Debug, Clone)]
pub(super) enum Model {
    Dense(DenseNet),
    Convolutional(ConvolutionalNet),
    Recurrent(RecurrentNet),
}

impl Model {
    /// Makes the layers and their parameters.
    pub(super) fn new(parameters: &mut Parameters, data: &Data) -> nn::Result<Self> {
        let (spec, images) = (&data.spec, data.source.train());
        Ok(match spec.model {
            Network::Dense => Self::Dense(DenseNet::new(parameters, spec, images.size())?),
            Network::Convolutional => {
                Self::Convolutional(ConvolutionalNet::new(parameters, spec, [images.height(), images.width()])?)
            }
            Network::Recurrent => {
                Self::Recurrent(RecurrentNet::new(parameters, spec, images.height(), images.width())?)
            }
        })
    }

    /// From images `[B, pixels]` to codes `[B, code]`.
    pub(super) fn encode(&self, x: &Tensor) -> nn::Result<Tensor> {
        match self {
            Self::Dense(net) => net.encode(x),
            Self::Convolutional(net) => net.encode(x),
            Self::Recurrent(net) => net.encode(x),
        }
    }

    /// From codes `[B, code]` to logits `[B, pixels]`.
    pub(super) fn logits(&self, code: &Tensor) -> nn::Result<Tensor> {
        match self {
            Self::Dense(net) => net.logits(code),
            Self::Convolutional(net) => net.logits(code),
            Self::Recurrent(net) => net.logits(code),
        }
    }

    /// From codes `[B, code]` to images `[B, pixels]` in (0, 1).
    pub(super) fn decode(&self, code: &Tensor) -> nn::Result<Tensor> {
        Activation::Sigmoid.apply(&self.logits(code)?)
    }

    /// The loss of logits against clean images, and the mean squared error beside it.
    pub(super) fn loss(objective: Objective, logits: &Tensor, target: &Tensor) -> nn::Result<(Tensor, f64)> {
        match objective {
            Objective::Bce => bce_and_mse(logits, target),
            Objective::Mse => {
                let loss = mse(&Activation::Sigmoid.apply(logits)?, target)?;
                let error = number(&loss)?;
                Ok((loss, error))
            }
        }
    }
}

fn number(t: &Tensor) -> nn::Result<f64> {
    Ok(f64::from(t.detach().to_scalar::<f32>()?))
}

/// Rows of `width` numbers each, written by `row(i, out)`, as a tensor `[count, width]`.
pub(super) fn matrix(count: usize, width: usize, mut row: impl FnMut(usize, &mut [f32])) -> nn::Result<Tensor> {
    let mut values = vec![0.0; count * width];
    values.chunks_exact_mut(width.max(1)).enumerate().for_each(|(i, out)| row(i, out));
    Ok(Tensor::from_vec(values, (count, width), &Device::Cpu)?)
}

/// The values of a tensor, row by row.
pub(super) fn values(tensor: &Tensor) -> nn::Result<Vec<f32>> {
    Ok(tensor.flatten_all()?.to_vec1()?)
}
