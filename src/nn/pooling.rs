//! Pooling of images `[B, height, width, channels]`.

use super::lock::lock;
use super::{Error, Result, storage};
use crate::kernels::{Level, pooling};
use candle_core::{CpuStorage, CustomOp1, Device, Layout, Shape, Tensor};
use std::sync::Mutex;

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

    fn cpu_fwd(&self, x: &CpuStorage, layout: &Layout) -> candle_core::Result<(CpuStorage, Shape)> {
        let x = storage::contiguous(x, layout)?;
        let (images, height, width, channels) = layout.shape().dims4()?;
        let shape = (images, height / 2, width / 2, channels);
        let mut y = vec![0.0; images * (height / 2) * (width / 2) * channels];
        let mut places = lock(&self.0);
        places.resize(y.len(), 0);
        pooling::max_pool(Level::current(), x, [height, width, channels], &mut y, &mut places);
        Ok((CpuStorage::F32(y), Shape::from(shape)))
    }

    fn bwd(&self, x: &Tensor, _: &Tensor, gradient: &Tensor) -> candle_core::Result<Option<Tensor>> {
        let (_, height, width, channels) = x.dims4()?;
        let mut d_x = vec![0.0; x.elem_count()];
        let gradient = gradient.contiguous()?;
        let (values, shape) = (storage::view(&gradient)?, [height, width, channels]);
        pooling::max_pool_back(Level::current(), values.values(), &lock(&self.0), shape, &mut d_x);
        Tensor::from_vec(d_x, x.shape(), &Device::Cpu).map(Some)
    }
}
