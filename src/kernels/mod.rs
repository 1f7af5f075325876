//! Plain functions on slices: the arithmetic that the layers and optimisers stand on. Nothing here knows of tensors,
//! graphs or threads; the same arguments at the same [`Level`] give the same bits.

pub mod attention;
pub mod convolution;
pub mod correlation;
pub mod dense;
pub mod gelu;
mod lanes;
mod level;
pub mod loss;
pub mod math;
mod matrix;
pub mod norm;
pub mod optimizer;
pub mod pooling;
pub mod product;
pub mod recurrent;
mod tile;
pub mod vector;
pub mod word2vec;

pub use lanes::{LANES, Lane};
pub use level::{LEVEL_VARIABLE, Level};
pub use matrix::{Layout, gather, lane_stride, scatter};

/// The name of the instruction set that the kernels run on: `avx512`, `avx2` or `portable`.
pub fn level_name() -> &'static str {
    Level::current().name()
}
