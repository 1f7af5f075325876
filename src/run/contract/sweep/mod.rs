//! What a sweep is, what it says, and what its trials bring.

mod event;
mod result;
mod spec;

pub use event::{Outcome, Stance, SweepEvent};
pub use result::TrialResult;
pub use spec::{Axis, SweepSpec, Trial};
