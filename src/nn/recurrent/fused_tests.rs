//! The layers on the kernels against those composed of candle's operations.

use super::super::{Gradients, Initializer, Parameters, mse, without_gradients};
use super::tests::{CELLS, bits, random};
use super::*;
use candle_core::{DType, Device, IndexOp};

/// A stack, its input and initial states all as parameters, so that every gradient is compared.
struct Case {
    parameters: Parameters,
    stack: RecurrentStack,
    x: Parameter,
    hidden: Vec<Parameter>,
    memory: Vec<Parameter>,
    target: Tensor,
}

impl Case {
    fn new(dtype: DType, cell: Cell, units: &[usize], [times, rows, features]: [usize; 3]) -> Self {
        let mut parameters = Parameters::with_dtype(3, dtype);
        let stack = RecurrentStack::new(&mut parameters, "rnn", cell, features, units).unwrap();
        let normal = Initializer::Uniform { limit: 1.0 };
        let mut create = |name: String, shape: &[usize]| parameters.create(&name, shape, normal).unwrap();
        let x = create("x".into(), &[times, rows, features]);
        let hidden = units.iter().enumerate().map(|(i, &n)| create(format!("h{i}"), &[rows, n])).collect();
        let memory = units.iter().enumerate().map(|(i, &n)| create(format!("c{i}"), &[rows, n])).collect();
        let target = random(&[times, rows, *units.last().unwrap()], dtype, 9);
        Self { parameters, stack, x, hidden, memory, target }
    }

    fn initial(&self) -> Vec<State> {
        let is_lstm = self.stack.layers()[0].cell() == Cell::Lstm;
        let state = |(h, c): (&Parameter, &Parameter)| State { hidden: h.tensor(), cell: is_lstm.then(|| c.tensor()) };
        self.hidden.iter().zip(&self.memory).map(state).collect()
    }

    /// A loss of all that comes out.
    fn loss(&self, (outputs, states): &(Tensor, Vec<State>)) -> Tensor {
        let mut loss = mse(outputs, &self.target).unwrap();
        for (i, state) in states.iter().enumerate() {
            let parts = [Some(&state.hidden), state.cell.as_ref()];
            for part in parts.into_iter().flatten() {
                let share = (part.sqr().unwrap().mean_all().unwrap() * (0.3 + i as f64)).unwrap();
                loss = (loss + share).unwrap();
            }
        }
        loss
    }
}

fn assert_close(found: &[f32], expected: &[f32], what: &str) {
    let scale = expected.iter().fold(1e-3_f32, |m, x| m.max(x.abs()));
    for (i, (f, e)) in found.iter().zip(expected).enumerate() {
        assert!((f - e).abs() <= 2e-5 * scale, "{what}[{i}]: {f} instead of {e}");
    }
    assert_eq!(found.len(), expected.len());
}

fn numbers(t: &Tensor) -> Vec<f32> {
    t.flatten_all().unwrap().to_vec1().unwrap()
}

#[test]
fn outputs_states_and_every_gradient_are_those_of_the_composed_layers() {
    for cell in CELLS {
        for (units, shape) in [(&[1_usize][..], [5, 3, 1]), (&[20, 20], [6, 33, 1]), (&[3, 5, 2], [4, 17, 3])] {
            let case = Case::new(DType::F32, cell, units, shape);
            let name = format!("{cell:?} {units:?}");
            let x = case.x.tensor();
            let initial = case.initial();
            let found = case.stack.forward(&x, Some(&initial)).unwrap();
            let expected = case.stack.composed(&x, Some(&initial)).unwrap();
            assert_close(&numbers(&found.0), &numbers(&expected.0), &name);
            for (f, e) in found.1.iter().zip(&expected.1) {
                assert_close(&numbers(&f.hidden), &numbers(&e.hidden), &name);
                if let (Some(f), Some(e)) = (&f.cell, &e.cell) {
                    assert_close(&numbers(f), &numbers(e), &name);
                }
            }
            let gradients = |all| Gradients::of(&case.loss(all), case.parameters.trainable()).unwrap();
            let (found, expected) = (gradients(&found), gradients(&expected));
            for ((parameter, found), (_, expected)) in found.iter().zip(expected.iter()) {
                assert_close(found, expected, &format!("{name} {}", parameter.name()));
            }
        }
    }
}

#[test]
fn each_layer_alone_and_the_short_ways_give_the_bits_of_the_whole() {
    for cell in CELLS {
        let case = Case::new(DType::F32, cell, &[6, 4], [7, 18, 2]);
        let x = case.x.tensor();
        let (outputs, states) = case.stack.forward(&x, None).unwrap();
        let [first, second] = case.stack.layers() else { panic!("two layers") };
        let (below, state) = first.forward(&x, None).unwrap();
        assert_eq!(bits(&state.hidden), bits(&states[0].hidden));
        assert_eq!(bits(&second.forward(&below, None).unwrap().0), bits(&outputs));
        assert_eq!(bits(&case.stack.outputs(&x).unwrap()), bits(&outputs));
        assert_eq!(bits(&case.stack.last(&x).unwrap()), bits(&outputs.i(6).unwrap()));
        let gradient = |last: &Tensor| {
            Gradients::of(&last.sqr().unwrap().mean_all().unwrap(), case.parameters.trainable()).unwrap()
        };
        let (short, long) = (gradient(&case.stack.last(&x).unwrap()), gradient(&outputs.i(6).unwrap()));
        assert_close(short.values(), long.values(), &format!("{cell:?}"));
    }
}

#[test]
fn an_input_cut_out_of_a_larger_batch_needs_no_copy() {
    let case = Case::new(DType::F32, Cell::Gru, &[5], [4, 40, 3]);
    let part = case.x.tensor().narrow(1, 9, 20).unwrap();
    let expected = case.stack.outputs(&part.contiguous().unwrap()).unwrap();
    assert_eq!(bits(&case.stack.outputs(&part).unwrap()), bits(&expected));
}

#[test]
fn frozen_parameters_get_no_gradient_and_the_others_the_same() {
    let mut case = Case::new(DType::F32, Cell::Lstm, &[4, 3], [5, 6, 2]);
    let whole =
        Gradients::of(&case.loss(&case.stack.forward(&case.x.tensor(), None).unwrap()), case.parameters.trainable())
            .unwrap();
    let whole: Vec<(String, Vec<f32>)> = whole.iter().map(|(p, g)| (p.name().to_owned(), g.to_vec())).collect();
    for name in ["x", "rnn1.kernel", "rnn1.bias", "rnn2.recurrent_kernel"] {
        case.parameters.freeze(name).unwrap();
    }
    let loss = case.loss(&case.stack.forward(&case.x.tensor(), None).unwrap());
    let part = Gradients::of(&loss, case.parameters.trainable()).unwrap();
    assert!(part.get("rnn1.kernel").is_none() && part.get("rnn2.kernel").is_some());
    for (name, gradient) in &whole {
        if let Some(found) = part.get(name) {
            assert_eq!(found, gradient, "{name}");
        }
    }
}

#[test]
fn a_plain_backward_pass_is_refused_and_nothing_is_tracked_when_nothing_is_wanted() {
    let case = Case::new(DType::F32, Cell::Lstm, &[4], [3, 2, 1]);
    let outputs = case.stack.outputs(&random(&[3, 2, 1], DType::F32, 1)).unwrap();
    let error = outputs.sqr().unwrap().sum_all().unwrap().backward().unwrap_err().to_string();
    assert!(error.contains("nn::Gradients::of"), "{error}");
    let (outputs, states) = without_gradients(|| case.stack.forward(&random(&[3, 2, 1], DType::F32, 1), None)).unwrap();
    assert!(!outputs.track_op() && !states[0].hidden.track_op());
}

#[test]
fn the_trace_shows_states_and_gates_that_fit_together() {
    for cell in CELLS {
        let case = Case::new(DType::F32, cell, &[3, 2], [5, 4, 1]);
        let traces = case.stack.trace(&case.x.tensor()).unwrap();
        let (outputs, states) = case.stack.forward(&case.x.tensor(), None).unwrap();
        assert_eq!(traces.iter().map(|t| t.layer.as_str()).collect::<Vec<_>>(), ["rnn1", "rnn2"]);
        let top = &traces[1];
        for (time, hidden) in top.hidden.iter().enumerate() {
            assert_eq!(*hidden, outputs.i((time, 0)).unwrap().to_vec1::<f32>().unwrap());
        }
        let gate = |name: &str| &top.gates.iter().find(|(n, _)| *n == name).unwrap().1;
        match cell {
            Cell::SimpleRnn(_) => assert!(top.gates.is_empty() && top.memory.is_empty()),
            Cell::Lstm => {
                assert_eq!(top.memory[4], states[1].cell.as_ref().unwrap().i(0).unwrap().to_vec1::<f32>().unwrap());
                for time in 1..5 {
                    let c = gate("forget")[time][1] * top.memory[time - 1][1]
                        + gate("input")[time][1] * gate("candidate")[time][1];
                    assert!((c - top.memory[time][1]).abs() < 1e-6);
                    assert!((gate("output")[time][1] * c.tanh() - top.hidden[time][1]).abs() < 1e-6);
                }
            }
            Cell::Gru => {
                for time in 1..5 {
                    let (z, g) = (gate("update")[time][0], gate("candidate")[time][0]);
                    let h = z * top.hidden[time - 1][0] + (1.0 - z) * g;
                    assert!((h - top.hidden[time][0]).abs() < 1e-6);
                    assert!((0.0..1.0).contains(&gate("reset")[time][0]));
                }
            }
        }
    }
}

/// The loss of a stack when the output of one layer at one time is moved, in double precision.
fn moved_loss(case: &Case, layer: usize, time: usize, delta: &Tensor) -> f64 {
    let mut sequence = case.x.tensor();
    for (i, part) in case.stack.layers().iter().enumerate() {
        if i != layer {
            sequence = part.composed(&sequence, None).unwrap().0;
            continue;
        }
        let length = sequence.dim(0).unwrap();
        let (first, mut state) = part.composed(&sequence.narrow(0, 0, time + 1).unwrap(), None).unwrap();
        state.hidden = (&state.hidden + delta).unwrap();
        let mut parts = vec![first.narrow(0, 0, time).unwrap(), state.hidden.unsqueeze(0).unwrap()];
        if time + 1 < length {
            let rest = sequence.narrow(0, time + 1, length - time - 1).unwrap();
            parts.push(part.composed(&rest, Some(&state)).unwrap().0);
        }
        parts.retain(|p| p.dim(0).unwrap() > 0);
        sequence = Tensor::cat(&parts, 0).unwrap();
    }
    mse(&sequence, &case.target).unwrap().to_scalar().unwrap()
}

#[test]
fn the_gradient_that_reaches_each_time_agrees_with_finite_differences_to_a_thousandth() {
    for cell in CELLS {
        let shape = [5, 2, 1];
        let case = Case::new(DType::F32, cell, &[3, 2], shape);
        let exact = Case::new(DType::F64, cell, &[3, 2], shape);
        exact.parameters.import(&case.parameters.export().unwrap()).unwrap();
        let loss = mse(&case.stack.outputs(&case.x.tensor()).unwrap(), &case.target).unwrap();
        let traces = gradient_norms(&loss, &case.parameters.trainable()).unwrap();
        assert_eq!(traces.len(), 2);
        for (layer, (trace, units)) in traces.iter().zip([3, 2]).enumerate() {
            assert_eq!(trace.layer, format!("rnn{}", layer + 1));
            for (time, &norm) in trace.norms.iter().enumerate() {
                let slope = |i: usize| {
                    let at = |delta: f64| {
                        let mut values = vec![0.0; 2 * units];
                        values[i] = delta;
                        let delta = Tensor::from_vec(values, (2, units), &Device::Cpu).unwrap();
                        moved_loss(&exact, layer, time, &delta)
                    };
                    (at(1e-5) - at(-1e-5)) / 2e-5
                };
                let expected = (0..2 * units).map(|i| slope(i).powi(2)).sum::<f64>().sqrt();
                assert!(
                    (norm - expected).abs() <= 1e-3 * expected.max(1e-6),
                    "{cell:?} {layer} {time}: {norm} {expected}"
                );
            }
        }
    }
}

#[test]
fn one_input_for_all_times_gives_what_it_gives_again_and_again() {
    for cell in CELLS {
        let case = Case::new(DType::F32, cell, &[6, 4], [7, 18, 3]);
        let one = case.x.tensor().i(2).unwrap();
        let short = case.stack.repeated(&one, 7).unwrap();
        let long = case.stack.outputs(&one.unsqueeze(0).unwrap().broadcast_as((7, 18, 3)).unwrap()).unwrap();
        assert_eq!(bits(&short), bits(&long), "{cell:?}");
        let gradient = |outputs: &Tensor| {
            Gradients::of(&mse(outputs, &case.target).unwrap(), case.parameters.trainable()).unwrap()
        };
        for ((parameter, found), (_, expected)) in gradient(&short).iter().zip(gradient(&long).iter()) {
            assert_close(found, expected, &format!("{cell:?} {}", parameter.name()));
        }
        let wide = Case::new(DType::F64, cell, &[6, 4], [7, 18, 3]);
        let composed = wide.stack.repeated(&wide.x.tensor().i(2).unwrap(), 7).unwrap();
        assert_close(&numbers(&short), &numbers(&composed.to_dtype(DType::F32).unwrap()), "composed");
        assert!(case.stack.repeated(&one.i(0).unwrap(), 7).is_err());
    }
}
