//! Layers over images `[B, height, width, channels]`: convolution, alone or with pooling, and transposed convolution.

mod fused;
#[cfg(test)]
mod tests;

use super::{Activation, Axis, Error, Padding, Parameter, Parameters, Result, max_pool2d, storage};
use crate::kernels::convolution::Geometry;
use candle_core::Tensor;
use fused::{Kind, Windowed};

/// `activation(convolution(x) + b)` with a stride of 1. As everywhere in this field, the window is not turned
/// (cross-correlation).
#[derive(Debug, Clone)]
pub struct Conv2d(Windowed);

/// `activation(transposed convolution(x) + b)`: every input place spreads its window over the output, the shape of a
/// convolution backwards (Dumoulin and Visin 2016, section 4).
#[derive(Debug, Clone)]
pub struct ConvTranspose2d(Windowed);

impl Conv2d {
    /// Makes `name.kernel` `[window, window, channels, filters]` (Glorot uniform) and `name.bias` `[filters]` (zeros), for images of
    /// shape `input`, `[height, width, channels]`. Fails when the window does not fit.
    pub fn new(
        parameters: &mut Parameters,
        name: &str,
        input: [usize; 3],
        filters: usize,
        window: usize,
        padding: Padding,
        activation: Activation,
    ) -> Result<Self> {
        let [height, width, channels] = input;
        let axis = |length| padding.convolution(length, window).ok_or_else(|| misfit(name, window, input));
        let axes = [axis(height)?, axis(width)?];
        let [down, across] = axes;
        let positions = [down.output, across.output];
        let geometry = Geometry { image: input, positions, channels: filters, window, stride: 1, before: down.before };
        let kernel = [window, window, channels, filters];
        parameters.describe(name, "Conv2D", &[down.output, across.output, filters]);
        Windowed::new(parameters, name, kernel, filters, geometry, axes, activation).map(Self)
    }

    /// The shape of what it gives for one image.
    pub fn output(&self) -> [usize; 3] {
        let [height, width] = self.0.geometry.positions;
        [height, width, self.0.geometry.channels]
    }

    /// How height and width change.
    pub fn axes(&self) -> [Axis; 2] {
        self.0.axes
    }

    /// `[window, window, channels, filters]`.
    pub fn kernel(&self) -> &Parameter {
        &self.0.kernel
    }

    /// From `[B, height, width, channels]` to `[B, height, width, filters]`.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        self.run(x, Kind::Convolution)
    }

    /// The same and [`max_pool2d`] of it, as one operation: `[B, height / 2, width / 2, filters]`.
    pub fn forward_pooled(&self, x: &Tensor) -> Result<Tensor> {
        self.run(x, Kind::Pooled)
    }

    fn run(&self, x: &Tensor, kind: Kind) -> Result<Tensor> {
        self.0.check(x, self.0.geometry.image)?;
        let [height, width, _] = self.output();
        let is_pooled = kind == Kind::Pooled;
        if storage::kernels_take(x) && (!is_pooled || (height > 1 && width > 1)) {
            return self.0.fused(x, kind, self.0.activation);
        }
        let y = self.composed(x)?;
        if is_pooled { max_pool2d(&y) } else { Ok(y) }
    }

    /// Out of candle's operations.
    fn composed(&self, x: &Tensor) -> Result<Tensor> {
        let Windowed { kernel, bias, axes: [down, across], activation, .. } = &self.0;
        let x = x.pad_with_zeros(1, down.before, down.after)?.pad_with_zeros(2, across.before, across.after)?;
        let x = x.permute((0, 3, 1, 2))?.contiguous()?;
        let kernel = kernel.tensor().permute((3, 2, 0, 1))?.contiguous()?;
        let y = x.conv2d(&kernel, 0, 1, 1, 1)?.permute((0, 2, 3, 1))?;
        activation.apply(&y.broadcast_add(&bias.tensor())?)
    }
}

impl ConvTranspose2d {
    /// Makes `name.kernel` `[window, window, filters, channels]` (Glorot uniform) and `name.bias` `[filters]` (zeros), for images of
    /// shape `input`, `[height, width, channels]`. Fails when window or stride are 0.
    #[allow(clippy::too_many_arguments, reason = "what such a layer is, as every library has it")]
    pub fn new(
        parameters: &mut Parameters,
        name: &str,
        input: [usize; 3],
        filters: usize,
        window: usize,
        stride: usize,
        padding: Padding,
        activation: Activation,
    ) -> Result<Self> {
        let [height, width, channels] = input;
        let axis = |length| padding.transposed(length, window, stride).ok_or_else(|| misfit(name, window, input));
        let axes = [axis(height)?, axis(width)?];
        let [down, across] = axes;
        let image = [down.output, across.output, filters];
        let geometry = Geometry { image, positions: [height, width], channels, window, stride, before: down.before };
        let kernel = [window, window, filters, channels];
        parameters.describe(name, "Conv2DTranspose", &image);
        Windowed::new(parameters, name, kernel, filters, geometry, axes, activation).map(Self)
    }

    /// The shape of what it gives for one image.
    pub fn output(&self) -> [usize; 3] {
        self.0.geometry.image
    }

    /// How height and width change.
    pub fn axes(&self) -> [Axis; 2] {
        self.0.axes
    }

    /// `[window, window, filters, channels]`.
    pub fn kernel(&self) -> &Parameter {
        &self.0.kernel
    }

    /// From `[B, height, width, channels]` to `[B, height, width, filters]`.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        self.run(x, self.0.activation)
    }

    /// The same without the activation function, for losses that take logits.
    pub fn logits(&self, x: &Tensor) -> Result<Tensor> {
        self.run(x, Activation::Linear)
    }

    fn run(&self, x: &Tensor, activation: Activation) -> Result<Tensor> {
        let [height, width] = self.0.geometry.positions;
        self.0.check(x, [height, width, self.0.geometry.channels])?;
        if storage::kernels_take(x) {
            return self.0.fused(x, Kind::Transposed, activation);
        }
        self.composed(x, activation)
    }

    /// Out of candle's operations: without padding, then cut or filled up.
    fn composed(&self, x: &Tensor, activation: Activation) -> Result<Tensor> {
        let Windowed { kernel, bias, axes, .. } = &self.0;
        let x = x.permute((0, 3, 1, 2))?.contiguous()?;
        let kernel = kernel.tensor().permute((3, 2, 0, 1))?.contiguous()?;
        let mut y = x.conv_transpose2d(&kernel, 0, 0, axes[0].stride, 1)?.permute((0, 2, 3, 1))?;
        for (i, axis) in axes.iter().enumerate() {
            let length = y.dim(i + 1)?;
            let missing = (axis.before + axis.output).saturating_sub(length);
            y = y.pad_with_zeros(i + 1, 0, missing)?.narrow(i + 1, axis.before, axis.output)?;
        }
        activation.apply(&y.broadcast_add(&bias.tensor())?)
    }
}

fn misfit(layer: &str, window: usize, input: [usize; 3]) -> Error {
    let expected = format!("images that a window of {window} x {window} fits into");
    Error::Input { layer: layer.to_owned(), expected, found: input.to_vec() }
}
