//! What may be turned while a model trains.

use super::Trainer;
use crate::run::knob::{real, whole};
use crate::run::{Failure, Result};
use toml::Value;

impl<E: Send + 'static> Trainer<E> {
    /// Turns one of the live knobs that all labs share.
    ///
    /// # Errors
    /// When the knob isn't one of them or the value makes no sense now.
    pub fn set(&mut self, key: &str, value: &Value) -> Result<()> {
        match key {
            "learning-rate" => self.settings.learning_rate = real(value)?,
            "clip" => self.settings.clip = real(value)?,
            "patience" => self.settings.patience = whole(value)?,
            "epochs" => {
                let epochs = whole(value)?;
                if epochs < self.position.epoch {
                    let done = self.position.epoch;
                    return Err(Failure::Input(format!("`epochs` cannot be {epochs}: {done} are done already")));
                }
                self.settings.epochs = epochs;
                self.schedule.set_total_steps(epochs * self.steps_per_epoch());
            }
            _ => return Err(Failure::Input(format!("`{key}` cannot change while a run trains"))),
        }
        Ok(())
    }
}
