//! The forecaster: recurrent networks on time series.

pub mod baselines;
