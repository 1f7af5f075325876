//! A layer whose window moves over an image, as one operation on the kernels.

use crate::kernels::Level;
use crate::kernels::convolution::{self as kernel, Back, Geometry, Layer, Work};
use crate::nn::dense::{anchor, kernel_squash};
use crate::nn::gradients::{Place, add_to};
use crate::nn::lock::lock;
use crate::nn::{Activation, Axis, Error, Initializer, Parameter, Parameters, Result, storage};
use candle_core::{CpuStorage, CustomOp2, Device, Layout, Shape, Tensor};
use std::sync::{Arc, Mutex};

type CandleResult<T> = candle_core::Result<T>;

/// What a convolution and a transposed one have.
#[derive(Debug, Clone)]
pub(super) struct Windowed {
    name: String,
    pub(super) kernel: Parameter,
    pub(super) bias: Parameter,
    pub(super) geometry: Geometry,
    pub(super) axes: [Axis; 2],
    pub(super) activation: Activation,
    spares: Spares,
}

/// Memory that steps hand on to each other. Clones share it.
#[derive(Debug, Clone, Default)]
struct Spares(Arc<Mutex<Vec<Work>>>);

/// More than any step has threads.
const MOST_SPARES: usize = 16;

impl Windowed {
    /// Makes `name.kernel` of that shape and `name.bias`.
    pub(super) fn new(
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

    /// Whether these are images of that shape.
    pub(super) fn check(&self, x: &Tensor, image: [usize; 3]) -> Result<()> {
        if x.rank() == 4 && x.dims().ends_with(&image) {
            return Ok(());
        }
        let expected = format!("[B, {}, {}, {}]", image[0], image[1], image[2]);
        Err(Error::Input { layer: self.name.clone(), expected, found: x.dims().to_vec() })
    }

    /// The layer as one operation on the kernels.
    pub(super) fn fused(&self, x: &Tensor, kind: Kind, activation: Activation) -> Result<Tensor> {
        let op = Fused { layer: self.clone(), kind, activation, places: Mutex::default() };
        Ok(x.contiguous()?.apply_op2(&anchor(&self.kernel, Some(&self.bias)), op)?)
    }
}

/// What a layer does with its kernel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Convolution,
    /// With the pooling of what it gives.
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
