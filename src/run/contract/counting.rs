//! A lab for tests that only counts.

use crate::figure::{Figure, Table};
use crate::run::contract::state::State;
use crate::run::contract::{
    Context, Evaluation, Experiment, Facts, Failure, FigureSpec, Former, Kept, Kind, Knob, Lab, Metric, MetricSpec,
    Mutability, Phase, Position, Preset, Probe, Question, Result, Sink, Slice, StepGrain, Verdict,
};
use serde::{Deserialize, Serialize};

/// A lab whose loss is the step's number and that panics or fails where it is told to.
pub(in crate::run) struct Counting;

#[derive(Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(in crate::run) struct Spec {
    seed: u64,
    epochs: u64,
    panic_at: u64,
    fail_at: u64,
}

impl Default for Spec {
    fn default() -> Self {
        Self { seed: 0, epochs: 2, panic_at: 0, fail_at: 0 }
    }
}

const fn whole(key: &'static str, mutability: Mutability) -> Knob {
    let kind = Kind::Integer { min: 0, usual_max: 100, max: 1_000_000 };
    Knob { key, label: key, help: "", kind, mutability, former: Former::NONE }
}

pub(in crate::run) static KNOBS: [Knob; 4] = [
    whole("seed", Mutability::Fixed),
    whole("epochs", Mutability::Live),
    whole("panic-at", Mutability::Fixed),
    // It was called otherwise once, and so was its 0.
    Knob { former: Former { keys: &["breaks-at"], values: &[("never", "0")] }, ..whole("fail-at", Mutability::Fixed) },
];

pub(in crate::run) const STEPS: u64 = 5;

struct Count {
    spec: Spec,
    position: Position,
}

impl Lab for Counting {
    type Spec = Spec;
    const NAME: &'static str = "counting";

    fn knobs() -> &'static [Knob] {
        &KNOBS
    }

    fn presets() -> &'static [Preset] {
        &[]
    }

    fn figures() -> &'static [FigureSpec] {
        &[]
    }

    fn metrics() -> &'static [MetricSpec] {
        &[]
    }

    fn open(spec: Spec, _: &Context) -> Result<Box<dyn Experiment>> {
        if spec.seed == 13 {
            return Err(Failure::Input("`seed` cannot be 13 in this lab".into()));
        }
        Ok(Box::new(Count { spec, position: Position::default() }))
    }
}

struct Echo(u64);

impl Probe for Echo {
    fn ask(&self, question: &Question) -> Result<Vec<(String, Figure)>> {
        let Question::Text { slot, text } = question else { return Err(Failure::Input("ask in words".into())) };
        let title = format!("{text} at {}", self.0);
        Ok(vec![(slot.clone(), Figure::Table(Table { title, ..Table::default() }))])
    }
}

impl Experiment for Count {
    fn facts(&self) -> Facts {
        Facts { steps_per_epoch: STEPS, headline: "val".into(), ..Facts::default() }
    }

    fn position(&self) -> Position {
        self.position
    }

    fn epochs(&self) -> u64 {
        self.spec.epochs
    }

    fn step(&mut self, _: StepGrain, sink: &mut dyn Sink) -> Result<Phase> {
        self.position.step += 1;
        assert_ne!(self.position.step, self.spec.panic_at, "told to panic");
        if self.position.step == self.spec.fail_at {
            return Err(Failure::Work("told to fail".into()));
        }
        sink.scalar("loss", self.position.step as f64);
        self.position.step_in_epoch = self.position.step % STEPS;
        self.position.epoch = self.position.step / STEPS;
        Ok(Phase::Update)
    }

    fn step_in_hand(&self) -> bool {
        false
    }

    fn examples_in_step(&self) -> u64 {
        1
    }

    fn evaluate(&mut self, sink: &mut dyn Sink) -> Result<Slice> {
        sink.figure("picture", Kept::Frame, Figure::Table(Table::default()));
        let value = 1.0 / (1.0 + self.position.step as f64);
        let metrics = vec![Metric { name: "val".into(), value }];
        Ok(Slice::Done(Evaluation { metrics, verdict: Verdict::Continue }))
    }

    fn set(&mut self, _: &str, value: &toml::Value) -> Result<()> {
        self.spec.epochs = crate::run::contract::knob::whole(value)?;
        Ok(())
    }

    fn snapshot(&self) -> Result<Box<dyn Probe>> {
        Ok(Box::new(Echo(self.position.step)))
    }

    fn save(&self) -> Result<State> {
        let mut state = State::default();
        state.put("position", &self.position)?;
        Ok(state)
    }

    fn load(&mut self, state: &State) -> Result<()> {
        self.position = state.get("position")?;
        Ok(())
    }

    fn results(&self) -> Vec<Metric> {
        vec![Metric { name: "val".into(), value: 1.0 / (1.0 + self.position.step as f64) }]
    }
}
