//! What a stage of the pipeline is worth, as far as it was found out.

use crate::labs::pipeline::Measured;
use crate::labs::pipeline::analysis::{Side, Tokenization, toggled};
use crate::nlp::steps::Steps;
use std::sync::Arc;

/// A stage of the pipeline and the text that goes through it.
#[derive(Debug, Clone, PartialEq)]
pub struct AblationRequest {
    /// The text.
    pub text: Arc<str>,
    /// How it becomes tokens now.
    pub tokenization: Tokenization,
    /// The stage's place among the steps, from 0.
    pub step: usize,
}

impl AblationRequest {
    /// The steps with the stage the other way.
    pub fn other(&self) -> Steps {
        toggled(&self.tokenization.steps, self.step)
    }
}

/// What a stage does before anything is trained.
#[derive(Debug, Clone, PartialEq)]
pub struct Switchable {
    /// The stage as it is written when it is on.
    pub stage: String,
    /// The text with the stage off, and on.
    pub sides: [Side; 2],
    /// Whether it is on now.
    pub is_on: bool,
}

/// How far a measurement is.
#[derive(Debug, Clone, PartialEq)]
pub enum Measurement {
    /// So many of its trainings are done.
    Running(usize),
    /// What was measured.
    Done(Box<Measured>),
    /// Why nothing was.
    Failed(String),
}
