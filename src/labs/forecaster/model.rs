//! The network: recurrent layers and a head, and the three ways of asking it.

use super::spec::{Head, Spec, Task};
use crate::data::series::Part;
use crate::nn::{self, Activation, Bias, Dense, LayerTrace, Parameters, RecurrentStack, State};
use candle_core::{Device, Tensor};

/// A forecaster's layers. Inputs are `[T, B, 1]`, time first.
#[derive(Debug, Clone)]
pub(super) struct Model {
    stack: RecurrentStack,
    head: Option<Dense>,
    task: Task,
    horizon: usize,
}

impl Model {
    /// Makes the layers `lstm1`, `lstm2`, ..., `head` and their parameters.
    pub(super) fn new(parameters: &mut Parameters, spec: &Spec) -> nn::Result<Self> {
        let prefix = match spec.cell() {
            nn::Cell::Lstm => "lstm",
            nn::Cell::Gru => "gru",
            nn::Cell::SimpleRnn(_) => "rnn",
        };
        let stack = RecurrentStack::new(parameters, prefix, spec.cell(), 1, &vec![spec.units; spec.layers])?;
        let head = match spec.head {
            Head::Dense => {
                Some(Dense::new(parameters, "head", spec.units, spec.outputs(), Activation::Linear, Bias::With)?)
            }
            Head::None => None,
        };
        for (i, layer) in stack.layers().iter().enumerate() {
            let whole = i + 1 < spec.layers || spec.task == Task::SequenceToSequence;
            let output = if whole { vec![spec.window, layer.units()] } else { vec![layer.units()] };
            parameters.set_output(&format!("{prefix}{}", i + 1), &output);
        }
        if head.is_some() {
            let outputs = spec.outputs();
            let sequence = spec.task == Task::SequenceToSequence;
            parameters.set_output("head", &if sequence { vec![spec.window, outputs] } else { vec![outputs] });
        }
        Ok(Self { stack, head, task: spec.task, horizon: spec.horizon })
    }

    fn top(&self, hidden: &Tensor) -> nn::Result<Tensor> {
        self.head.as_ref().map_or_else(|| Ok(hidden.clone()), |head| head.forward(hidden))
    }

    /// What the loss looks at: `[T, B, outputs]` in sequence to sequence, `[B, outputs]` else.
    pub(super) fn output(&self, x: &Tensor) -> nn::Result<Tensor> {
        let (sequence, states) = self.stack.forward(x, None)?;
        match self.task {
            Task::SequenceToSequence => self.top(&sequence),
            Task::SequenceToVector | Task::OneStep => self.top(last_hidden(&states, &sequence)),
        }
    }

    /// What every recurrent layer does over the first series of `[T, B, 1]`.
    pub(super) fn trace(&self, x: &Tensor) -> nn::Result<Vec<LayerTrace>> {
        self.stack.trace(x)
    }

    /// The last position's forecast, `[B, horizon]`, from the output; one step at a time where that is the task.
    pub(super) fn forecast(&self, x: &Tensor) -> nn::Result<Tensor> {
        match self.task {
            Task::SequenceToSequence => last_time(&self.output(x)?),
            Task::SequenceToVector => self.output(x),
            Task::OneStep => self.feed_back(x),
        }
    }

    fn feed_back(&self, x: &Tensor) -> nn::Result<Tensor> {
        let (sequence, mut states) = self.stack.forward(x, None)?;
        let mut forecasts = vec![self.top(last_hidden(&states, &sequence))?];
        while let Some(latest) = forecasts.last().filter(|_| forecasts.len() < self.horizon) {
            let (sequence, next) = self.stack.forward(&latest.unsqueeze(0)?, Some(&states))?;
            states = next;
            let forecast = self.top(last_hidden(&states, &sequence))?;
            forecasts.push(forecast);
        }
        Ok(Tensor::cat(&forecasts, 1)?)
    }
}

fn last_hidden<'a>(states: &'a [State], sequence: &'a Tensor) -> &'a Tensor {
    states.last().map_or(sequence, |state| &state.hidden)
}

/// The last time of `[T, B, n]`.
pub(super) fn last_time(sequence: &Tensor) -> nn::Result<Tensor> {
    let times = sequence.dim(0)?;
    Ok(sequence.narrow(0, times - 1, 1)?.squeeze(0)?)
}

/// The inputs of some rows, `[T, B, 1]`.
pub(super) fn inputs(part: &Part, rows: &[usize], window: usize) -> nn::Result<Tensor> {
    let mut values = vec![0.0; window * rows.len()];
    for (b, &row) in rows.iter().enumerate() {
        for (t, value) in part.inputs(row).iter().enumerate() {
            values[t * rows.len() + b] = *value;
        }
    }
    Ok(Tensor::from_vec(values, (window, rows.len(), 1), &Device::Cpu)?)
}

/// The targets of some rows for the task: `[T, B, horizon]`, `[B, horizon]` or `[B, 1]`; NaN where one isn't known.
pub(super) fn targets(part: &Part, rows: &[usize], spec: &Spec) -> nn::Result<Tensor> {
    let count = rows.len();
    let outputs = spec.outputs();
    match spec.task {
        Task::SequenceToSequence => {
            let mut values = Vec::with_capacity(spec.window * count * outputs);
            for t in 0..spec.window {
                rows.iter().for_each(|&row| values.extend_from_slice(&part.targets_at(row, t)));
            }
            Ok(Tensor::from_vec(values, (spec.window, count, outputs), &Device::Cpu)?)
        }
        Task::SequenceToVector | Task::OneStep => {
            let mut values: Vec<f32> = Vec::with_capacity(count * outputs);
            rows.iter().for_each(|&row| values.extend(part.targets(row).iter().take(outputs)));
            Ok(Tensor::from_vec(values, (count, outputs), &Device::Cpu)?)
        }
    }
}
