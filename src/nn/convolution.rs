//! Layers over images `[B, height, width, channels]`: convolution, transposed convolution, pooling.

use super::dense::{anchor, kernel_squash};
use super::gradients::{Place, add_to};
use super::lock::lock;
use super::{Activation, Axis, Error, Initializer, Padding, Parameter, Parameters, Result, storage};
use crate::kernels::convolution::{self as kernel, Back, Geometry, Layer, Work};
use crate::kernels::{Level, pooling};
use candle_core::{CpuStorage, CustomOp1, CustomOp2, Device, Layout, Shape, Tensor};
use std::sync::{Arc, Mutex};

type CandleResult<T> = candle_core::Result<T>;

/// `activation(convolution(x) + b)` with a stride of 1. As everywhere in this field, the window is not turned
/// (cross-correlation).
#[derive(Debug, Clone)]
pub struct Conv2d(Windowed);

/// `activation(transposed convolution(x) + b)`: every input place spreads its window over the output, the shape of a
/// convolution backwards (Dumoulin and Visin 2016, section 4).
#[derive(Debug, Clone)]
pub struct ConvTranspose2d(Windowed);

/// What both have.
#[derive(Debug, Clone)]
struct Windowed {
    name: String,
    kernel: Parameter,
    bias: Parameter,
    geometry: Geometry,
    axes: [Axis; 2],
    activation: Activation,
    spares: Spares,
}

/// Memory that steps hand on to each other. Clones share it.
#[derive(Debug, Clone, Default)]
struct Spares(Arc<Mutex<Vec<Work>>>);

/// More than any step has threads.
const MOST_SPARES: usize = 16;

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

impl Windowed {
    fn new(
        parameters: &mut Parameters,
        name: &str,
        shape: [usize; 4],
        filters: usize,
        geometry: Geometry,
        axes: [Axis; 2],
        activation: Activation,
    ) -> Result<Self> {
        let kernel = parameters.create(&format!("{name}.kernel"), &shape, Initializer::GlorotUniform)?;
        let bias = parameters.create(&format!("{name}.bias"), &[filters], Initializer::Zeros)?;
        Ok(Self { name: name.to_owned(), kernel, bias, geometry, axes, activation, spares: Spares::default() })
    }

    fn check(&self, x: &Tensor, image: [usize; 3]) -> Result<()> {
        if x.rank() == 4 && x.dims().ends_with(&image) {
            return Ok(());
        }
        let expected = format!("[B, {}, {}, {}]", image[0], image[1], image[2]);
        Err(Error::Input { layer: self.name.clone(), expected, found: x.dims().to_vec() })
    }

    /// The layer as one operation on the kernels.
    fn fused(&self, x: &Tensor, kind: Kind, activation: Activation) -> Result<Tensor> {
        let op = Fused { layer: self.clone(), kind, activation, places: Mutex::default() };
        Ok(x.contiguous()?.apply_op2(&anchor(&self.kernel, Some(&self.bias)), op)?)
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Convolution,
    Pooled,
    Transposed,
}

/// A layer as one operation of an input and a parameter to be tracked by. The parameters' gradients go the way of
/// [`add_to`].
struct Fused {
    layer: Windowed,
    kind: Kind,
    activation: Activation,
    /// Where the maxima were.
    places: Mutex<Vec<u8>>,
}

impl Fused {
    /// Shapes of one image before and after.
    fn shapes(&self) -> ([usize; 3], [usize; 3]) {
        let Geometry { image, positions: [height, width], channels, .. } = self.layer.geometry;
        match self.kind {
            Kind::Convolution => (image, [height, width, channels]),
            Kind::Pooled => (image, [height / 2, width / 2, channels]),
            Kind::Transposed => ([height, width, channels], image),
        }
    }

    /// Calls `f` with memory to work in and the layer's weights.
    fn with_layer<R>(&self, f: impl FnOnce(&mut Work, Layer<'_>) -> R) -> CandleResult<R> {
        let Windowed { kernel, bias, geometry, spares, .. } = &self.layer;
        let (kernel, bias) = (kernel.var().as_detached_tensor(), bias.var().as_detached_tensor());
        let (kernel, bias) = (storage::view(&kernel)?, storage::view(&bias)?);
        let mut work = lock(&spares.0).pop().unwrap_or_default();
        let squash = kernel_squash(self.activation);
        let (weights, bias) = (kernel.values(), bias.values());
        let result = f(&mut work, Layer { geometry: *geometry, weights, bias, squash });
        let mut spares = lock(&spares.0);
        if spares.len() < MOST_SPARES {
            spares.push(work);
        }
        Ok(result)
    }
}

impl CustomOp2 for Fused {
    fn name(&self) -> &'static str {
        "convolution"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        x_layout: &Layout,
        _: &CpuStorage,
        _: &Layout,
    ) -> CandleResult<(CpuStorage, Shape)> {
        let x = storage::contiguous(x, x_layout)?;
        let images = x_layout.dims().first().copied().unwrap_or(0);
        let (_, [height, width, channels]) = self.shapes();
        let mut y = vec![0.0; images * height * width * channels];
        self.with_layer(|work, layer| {
            let level = Level::current();
            match self.kind {
                Kind::Transposed => kernel::spread(level, work, layer, x, &mut y),
                Kind::Convolution => kernel::convolve(level, work, layer, x, &mut y, &mut []),
                Kind::Pooled => {
                    let mut places = lock(&self.places);
                    places.resize(y.len(), 0);
                    kernel::convolve(level, work, layer, x, &mut y, &mut places);
                }
            }
        })?;
        Ok((CpuStorage::F32(y), Shape::from((images, height, width, channels))))
    }

    fn bwd(
        &self,
        x: &Tensor,
        _: &Tensor,
        y: &Tensor,
        gradient: &Tensor,
    ) -> CandleResult<(Option<Tensor>, Option<Tensor>)> {
        let mut d_x = vec![0.0; if x.track_op() { x.elem_count() } else { 0 }];
        let gradient = gradient.contiguous()?;
        let (x_view, y, gradient) = (storage::view(x)?, storage::view(y)?, storage::view(&gradient)?);
        let mut run = |weights: Option<&mut [f32]>, bias: Option<&mut [f32]>| {
            let input = x.track_op().then_some(d_x.as_mut_slice());
            let (x, y, gradient, back) =
                (x_view.values(), y.values(), gradient.values(), Back { weights, bias, input });
            self.with_layer(|work, layer| {
                let level = Level::current();
                match self.kind {
                    Kind::Transposed => kernel::spread_back(level, work, layer, x, y, gradient, back),
                    _ => kernel::convolve_back(level, work, layer, x, y, &lock(&self.places), gradient, back),
                }
            })
        };
        let wanted = [&self.layer.kernel, &self.layer.bias].map(|p| Some(p).filter(|p| !p.is_frozen()));
        match wanted {
            [None, None] => run(None, None)?,
            wanted => add_to(wanted, |[weights, bias]| run(weights.map(Place::cleared), bias.map(Place::cleared)))??,
        }
        let d_x = if x.track_op() { Some(Tensor::from_vec(d_x, x.shape(), &Device::Cpu)?) } else { None };
        Ok((d_x, None))
    }
}

/// The maximum of 2 x 2 neighbours: from `[B, height, width, channels]` to `[B, height / 2, width / 2, channels]`, rounded
/// down, so that an odd row or column at the end counts for nothing. Of equal ones the first gets the gradient.
pub fn max_pool2d(x: &Tensor) -> Result<Tensor> {
    let &[images, height, width, channels] = x.dims() else {
        let (expected, found) = ("[B, height, width, channels]".into(), x.dims().to_vec());
        return Err(Error::Input { layer: "a pooling".into(), expected, found });
    };
    let (down, across) = (height / 2, width / 2);
    if storage::kernels_take(x) && images * down * across * channels > 0 {
        return Ok(x.contiguous()?.apply_op1(MaxPool::default())?);
    }
    let whole = x.narrow(1, 0, 2 * down)?.narrow(2, 0, 2 * across)?.contiguous()?;
    let whole = whole.reshape((images, down, 2, across, 2 * channels))?;
    let part = |row: usize, column: usize| {
        let part = whole.narrow(2, row, 1)?.narrow(4, column * channels, channels)?.contiguous()?;
        part.reshape((images, down, across, channels))
    };
    let mut most = part(0, 0)?;
    for other in [part(0, 1)?, part(1, 0)?, part(1, 1)?] {
        most = other.gt(&most)?.where_cond(&other, &most)?;
    }
    Ok(most)
}

/// The pooling as one operation.
#[derive(Default)]
struct MaxPool(Mutex<Vec<u8>>);

impl CustomOp1 for MaxPool {
    fn name(&self) -> &'static str {
        "max-pool"
    }

    fn cpu_fwd(&self, x: &CpuStorage, layout: &Layout) -> CandleResult<(CpuStorage, Shape)> {
        let x = storage::contiguous(x, layout)?;
        let (images, height, width, channels) = layout.shape().dims4()?;
        let shape = (images, height / 2, width / 2, channels);
        let mut y = vec![0.0; images * (height / 2) * (width / 2) * channels];
        let mut places = lock(&self.0);
        places.resize(y.len(), 0);
        pooling::max_pool(Level::current(), x, [height, width, channels], &mut y, &mut places);
        Ok((CpuStorage::F32(y), Shape::from(shape)))
    }

    fn bwd(&self, x: &Tensor, _: &Tensor, gradient: &Tensor) -> CandleResult<Option<Tensor>> {
        let (_, height, width, channels) = x.dims4()?;
        let mut d_x = vec![0.0; x.elem_count()];
        let gradient = gradient.contiguous()?;
        let (values, shape) = (storage::view(&gradient)?, [height, width, channels]);
        pooling::max_pool_back(Level::current(), values.values(), &lock(&self.0), shape, &mut d_x);
        Tensor::from_vec(d_x, x.shape(), &Device::Cpu).map(Some)
    }
}

#[cfg(test)]
#[path = "convolution_tests.rs"]
mod tests;
