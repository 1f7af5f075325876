//! The values of a candle tensor as a slice, to read and (for variables) to change in place.

use crate::kernels;
use candle_core::{CpuStorage, DType, InplaceOp1, Layout, Storage, Tensor, Var, bail};
use std::cell::Cell;
use std::ops::Deref;

/// A tensor's values where they lie; holds the tensor's lock.
pub(crate) struct View<G> {
    storage: G,
    start: usize,
    end: usize,
}

/// Whether the kernels take it, once it is contiguous: 32-bit floats on the CPU.
pub(crate) fn kernels_take(x: &Tensor) -> bool {
    x.dtype() == DType::F32 && x.device().is_cpu()
}

/// The values of 32-bit floats in the CPU's memory, in row-major order without gaps. Fails for any other tensor.
pub(crate) fn view(tensor: &Tensor) -> candle_core::Result<View<impl Deref<Target = Storage>>> {
    let (storage, layout) = tensor.storage_and_layout();
    let offsets = match (&*storage, layout.contiguous_offsets()) {
        (Storage::Cpu(CpuStorage::F32(values)), Some((start, end))) if end <= values.len() => Some((start, end)),
        _ => None,
    };
    match offsets {
        Some((start, end)) => Ok(View { storage, start, end }),
        None => bail!("a kernel takes contiguous 32-bit floats on the CPU"),
    }
}

impl<G: Deref<Target = Storage>> View<G> {
    /// The values.
    pub(crate) fn values(&self) -> &[f32] {
        match &*self.storage {
            Storage::Cpu(CpuStorage::F32(values)) => values.get(self.start..self.end).unwrap_or_default(),
            _ => &[],
        }
    }
}

/// All numbers of a storage of 32-bit floats.
pub(crate) fn floats(storage: &CpuStorage) -> candle_core::Result<&[f32]> {
    match storage {
        CpuStorage::F32(values) => Ok(values),
        _ => bail!("a kernel takes 32-bit floats"),
    }
}

/// The values of a storage when they lie in row-major order without gaps.
pub(crate) fn contiguous<'a>(storage: &'a CpuStorage, layout: &Layout) -> candle_core::Result<&'a [f32]> {
    let values = floats(storage)?;
    match layout.contiguous_offsets().and_then(|(start, end)| values.get(start..end)) {
        Some(values) => Ok(values),
        None => bail!("a kernel takes contiguous values"),
    }
}

/// Where the values of a tensor `[T, B, features]` lie in its storage.
pub(crate) fn sequence(layout: &Layout) -> candle_core::Result<kernels::Layout> {
    match *layout.stride() {
        [by_time, by_row, by_feature] => {
            Ok(kernels::Layout { start: layout.start_offset(), by_time, by_row, by_feature })
        }
        _ => bail!("a sequence has three axes"),
    }
}

/// Calls `f` with the tensor's values in row-major order as 32-bit floats: borrowed when they lie so in the CPU's
/// memory, else from a converted copy.
pub(crate) fn read<R>(tensor: &Tensor, f: impl FnOnce(&[f32]) -> R) -> candle_core::Result<R> {
    let is_plain = tensor.dtype() == DType::F32 && tensor.is_contiguous() && tensor.device().is_cpu();
    if !is_plain {
        return Ok(f(&tensor.to_dtype(DType::F32)?.flatten_all()?.to_vec1::<f32>()?));
    }
    let (storage, layout) = tensor.storage_and_layout();
    let values = match (&*storage, layout.contiguous_offsets()) {
        (Storage::Cpu(CpuStorage::F32(values)), Some((start, end))) => values.get(start..end),
        _ => None,
    };
    match values {
        Some(values) => Ok(f(values)),
        None => bail!("a tensor's values do not lie where its layout says"),
    }
}

/// Calls `f` with the variable's own values, to be changed in place. Only for 32-bit floats on the CPU.
pub(crate) fn write<R>(var: &Var, f: impl FnOnce(&mut [f32]) -> R) -> candle_core::Result<R> {
    let op = Write { change: Cell::new(Some(f)), result: Cell::new(None) };
    var.inplace_op1(&op)?;
    match op.result.into_inner() {
        Some(result) => Ok(result),
        None => bail!("an in-place operation did not run"),
    }
}

/// candle's way to a variable's memory is an operation in place; this one hands the slice to a function.
struct Write<F, R> {
    change: Cell<Option<F>>,
    result: Cell<Option<R>>,
}

impl<R, F: FnOnce(&mut [f32]) -> R> InplaceOp1 for Write<F, R> {
    fn name(&self) -> &'static str {
        "write"
    }

    fn cpu_fwd(&self, storage: &mut CpuStorage, layout: &Layout) -> candle_core::Result<()> {
        let values = match (storage, layout.contiguous_offsets()) {
            (CpuStorage::F32(values), Some((start, end))) => values.get_mut(start..end),
            _ => None,
        };
        let (Some(values), Some(change)) = (values, self.change.take()) else {
            bail!("only contiguous 32-bit floats on the CPU can be changed in place");
        };
        self.result.set(Some(change(values)));
        Ok(())
    }
}
