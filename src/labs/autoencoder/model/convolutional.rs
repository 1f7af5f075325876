//! Convolutions that halve an image with each pooling, a code, and transposed convolutions that double it again.

use super::super::sizes::{STRIDE, WINDOW, halvings};
use super::super::spec::Spec;
use crate::nn::{self, Axis, Bias, Conv2d, ConvTranspose2d, Dense, Padding, Parameters};
use candle_core::Tensor;

/// Convolutional layers from pixels to pixels.
#[derive(Debug, Clone)]
pub(in super::super) struct ConvolutionalNet {
    image: [usize; 2],
    encoder: Vec<Conv2d>,
    code: Dense,
    unfold: Dense,
    /// What the decoder starts from, and each of its layers with the height and width that is kept of what it gives.
    start: [usize; 3],
    decoder: Vec<(ConvTranspose2d, [usize; 2])>,
}

/// How one layer changes an image.
#[derive(Debug, Clone)]
pub(in super::super) struct Step {
    pub(in super::super) layer: String,
    /// Down and across, before pooling or cutting.
    pub(in super::super) axes: [Axis; 2],
    pub(in super::super) is_transposed: bool,
    /// Height, width and channels of what goes on.
    pub(in super::super) output: [usize; 3],
}

impl ConvolutionalNet {
    /// Makes `encoder1`, ..., `code`, `unfold`, `decoder1`, ..., `output`.
    pub(super) fn new(parameters: &mut Parameters, spec: &Spec, image: [usize; 2]) -> nn::Result<Self> {
        let mut shape = [image[0], image[1], 1];
        let mut encoder = Vec::new();
        for (i, &filters) in spec.filters.iter().enumerate() {
            let name = format!("encoder{}", i + 1);
            let layer = Conv2d::new(parameters, &name, shape, filters, WINDOW, spec.padding, spec.activation)?;
            let [height, width, channels] = layer.output();
            shape = [height / STRIDE, width / STRIDE, channels];
            parameters.describe(&name, "Conv2D, max-pooled", &shape);
            encoder.push(layer);
        }
        let flat = shape.iter().product();
        let code = Dense::new(parameters, "code", flat, spec.code, spec.code_activation, Bias::With)?;
        // The decoder goes back through halvings of the image itself, whatever the padding of the encoder took away.
        let sizes = halvings(image, spec.filters.len()).unwrap_or_else(|| vec![image]);
        let [height, width] = sizes.last().copied().unwrap_or(image);
        let start = [height, width, spec.filters.last().copied().unwrap_or(1)];
        let unfold = Dense::new(parameters, "unfold", spec.code, start.iter().product(), spec.activation, Bias::With)?;
        let mut filters: Vec<usize> = spec.filters.iter().rev().skip(1).copied().collect();
        filters.push(1);
        let (mut decoder, mut shape) = (Vec::new(), start);
        for (i, (&filters, &[height, width])) in filters.iter().zip(sizes.iter().rev().skip(1)).enumerate() {
            let is_last = i + 1 == spec.filters.len();
            let name = if is_last { "output".to_owned() } else { format!("decoder{}", i + 1) };
            // Twice the size, or one more where halving rounded down; an axis that needs no more is cut.
            let is_even = shape[0] * STRIDE == height && shape[1] * STRIDE == width;
            let padding = if is_even { Padding::Same } else { Padding::Valid };
            let activation = spec.activation;
            let layer = ConvTranspose2d::new(parameters, &name, shape, filters, WINDOW, STRIDE, padding, activation)?;
            parameters.set_output(&name, &[height, width, filters]);
            shape = [height, width, filters];
            decoder.push((layer, [height, width]));
        }
        Ok(Self { image, encoder, code, unfold, start, decoder })
    }

    pub(super) fn encode(&self, x: &Tensor) -> nn::Result<Tensor> {
        let rows = x.dim(0)?;
        let maps = self.encoder.iter().try_fold(self.image(x)?, |x, layer| layer.forward_pooled(&x))?;
        self.code.forward(&maps.reshape((rows, maps.elem_count() / rows.max(1)))?)
    }

    fn image(&self, x: &Tensor) -> nn::Result<Tensor> {
        let [height, width] = self.image;
        Ok(x.reshape((x.dim(0)?, height, width, 1))?)
    }

    /// What every convolution gives after pooling, `[B, height, width, channels]`.
    pub(in super::super) fn feature_maps(&self, x: &Tensor) -> nn::Result<Vec<Tensor>> {
        let mut maps = Vec::new();
        let mut x = self.image(x)?;
        for layer in &self.encoder {
            x = layer.forward_pooled(&x)?;
            maps.push(x.clone());
        }
        Ok(maps)
    }

    pub(super) fn logits(&self, code: &Tensor) -> nn::Result<Tensor> {
        let rows = code.dim(0)?;
        let [height, width, channels] = self.start;
        let mut maps = self.unfold.forward(code)?.reshape((rows, height, width, channels))?;
        for (i, (layer, [height, width])) in self.decoder.iter().enumerate() {
            let is_last = i + 1 == self.decoder.len();
            let out = if is_last { layer.logits(&maps)? } else { layer.forward(&maps)? };
            let [found_height, found_width, _] = layer.output();
            let is_cut = (found_height, found_width) != (*height, *width);
            maps = if is_cut { out.narrow(1, 0, *height)?.narrow(2, 0, *width)?.contiguous()? } else { out };
        }
        Ok(maps.reshape((rows, self.image.iter().product::<usize>()))?)
    }

    /// How each layer changes the image.
    pub(in super::super) fn steps(&self) -> Vec<Step> {
        let down = self.encoder.iter().enumerate().map(|(i, layer)| {
            let [height, width, channels] = layer.output();
            let output = [height / STRIDE, width / STRIDE, channels];
            Step { layer: format!("encoder{}", i + 1), axes: layer.axes(), is_transposed: false, output }
        });
        let up = self.decoder.iter().enumerate().map(|(i, (layer, [height, width]))| {
            let is_last = i + 1 == self.decoder.len();
            let name = if is_last { "output".to_owned() } else { format!("decoder{}", i + 1) };
            let output = [*height, *width, layer.output()[2]];
            Step { layer: name, axes: layer.axes(), is_transposed: true, output }
        });
        down.chain(up).collect()
    }

    /// The kernels of the first convolution, `[window, window, 1, filters]`.
    pub(in super::super) fn first_kernel(&self) -> Option<&nn::Parameter> {
        self.encoder.first().map(Conv2d::kernel)
    }
}
