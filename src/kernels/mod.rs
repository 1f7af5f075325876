//! Plain functions on slices: the arithmetic that the layers and optimisers stand on. Nothing here knows of tensors,
//! graphs or threads; the same arguments give the same bits.

pub mod optimizer;
pub mod vector;
