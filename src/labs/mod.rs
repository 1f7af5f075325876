//! One folder a lab.

pub mod forecaster;
