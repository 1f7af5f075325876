//! One parameter of a model.

use super::{Result, storage};
use candle_core::{Tensor, Var};
use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A named array of weights. Clones share the weights and the frozen mark; layers and optimisers hold such clones.
#[derive(Debug, Clone)]
pub struct Parameter(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    name: String,
    var: Var,
    frozen: AtomicBool,
}

impl Parameter {
    pub(super) fn new(name: &str, var: Var) -> Self {
        Self(Arc::new(Inner { name: name.to_owned(), var, frozen: AtomicBool::new(false) }))
    }

    /// The full name, layer first: `lstm1.kernel`.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The layer's name: what stands before the last full stop, or the whole name without one.
    pub fn layer(&self) -> &str {
        self.0.name.rsplit_once('.').map_or(&self.0.name, |(layer, _)| layer)
    }

    /// The lengths of the axes.
    pub fn shape(&self) -> &[usize] {
        self.0.var.dims()
    }

    /// How many numbers it has.
    pub fn count(&self) -> usize {
        self.0.var.elem_count()
    }

    /// Whether training leaves it as it is.
    pub fn is_frozen(&self) -> bool {
        self.0.frozen.load(Ordering::Relaxed)
    }

    pub(super) fn set_frozen(&self, frozen: bool) {
        self.0.frozen.store(frozen, Ordering::Relaxed);
    }

    /// The weights, to compute with: tracked for gradients unless the parameter is frozen or the thread is inside
    /// [`without_gradients`]. The tensor shares the weights' memory, so it is of use within one step only.
    pub fn tensor(&self) -> Tensor {
        if self.is_frozen() || !GRADIENTS.get() {
            self.0.var.as_detached_tensor()
        } else {
            self.0.var.as_tensor().clone()
        }
    }

    /// The variable itself.
    pub fn var(&self) -> &Var {
        &self.0.var
    }

    /// A copy of the weights in row-major order.
    pub fn values(&self) -> Result<Vec<f32>> {
        Ok(storage::read(self.0.var.as_tensor(), <[f32]>::to_vec)?)
    }

    /// Replaces the weights; `values` has [`Self::count`] elements in row-major order (the caller has checked).
    pub(super) fn set_values(&self, values: &[f32]) -> Result<()> {
        let var = &self.0.var;
        let tensor = Tensor::from_slice(values, var.shape(), var.device())?.to_dtype(var.dtype())?;
        Ok(var.set(&tensor)?)
    }

    /// Whether both are handles of the same weights.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    pub(super) fn is_named(&self, name: &str) -> bool {
        match self.0.name.strip_prefix(name) {
            Some(rest) => rest.is_empty() || rest.starts_with('.'),
            None => false,
        }
    }
}

thread_local! {
    static GRADIENTS: Cell<bool> = const { Cell::new(true) };
}

/// Whether parameters are tracked for gradients on this thread.
pub(super) fn is_tracking() -> bool {
    GRADIENTS.get()
}

/// Runs `f` with no parameter tracked for gradients on this thread: evaluation keeps no graph.
pub fn without_gradients<R>(f: impl FnOnce() -> R) -> R {
    struct Restore(bool);
    impl Drop for Restore {
        fn drop(&mut self) {
            GRADIENTS.set(self.0);
        }
    }
    let _restore = Restore(GRADIENTS.replace(false));
    f()
}
