//! The end of a run, and what is said of it.

use super::Worker;
use crate::run::contract::Result;
use crate::run::contract::evaluation::Metric;
use crate::run::contract::event::{Event, Summary};

impl Worker {
    pub(super) fn finish(&mut self) -> Result<()> {
        if !self.finished_said {
            // Whoever hears that all is done finds it standing.
            self.standing.rest();
            self.finish_event();
        }
        Ok(())
    }

    pub(super) fn finish_event(&mut self) {
        self.finished_said = true;
        self.reporter.flush();
        let (at, summary) = (self.reporter.at, self.summary());
        self.reporter.say(Event::Finished { at, summary });
    }

    fn summary(&self) -> Summary {
        let facts = self.experiment.facts();
        let mut summary = Summary::default();
        summary.value("lab", self.spec.lab.as_str());
        summary.value("model", facts.model);
        summary.value("data", facts.data);
        summary.value("parameters", facts.parameters);
        summary.value("trainable_parameters", facts.trainable_parameters);
        summary.value("epochs", self.reporter.at.epoch);
        summary.value("steps", self.reporter.at.step);
        summary.value("seed", self.settings.integer("seed").unwrap_or_default());
        summary.value("threads", self.threads);
        summary.value("kernel_level", facts.kernel_level);
        summary.value("headline", facts.headline);
        summary.value("complete", self.is_done());
        summary.number("seconds", self.opened.elapsed().as_secs_f64());
        summary.number("training_seconds", self.training_seconds);
        let rate = if self.training_seconds > 0.0 { self.examples as f64 / self.training_seconds } else { 0.0 };
        summary.number("examples_per_second", rate);
        for Metric { name, value } in self.experiment.results().iter().chain(&facts.baselines) {
            summary.number(name, *value);
        }
        summary
    }
}
