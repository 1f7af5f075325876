use super::super::check::assert_gradients;
use super::super::parallel::with_large_stack;
use super::super::{Activation, Array, Bias, Dense, Gradients, mse};
use super::*;
use crate::rng::{Purpose, Rng};
use candle_core::{DType, Device, IndexOp, Var};

pub(super) const CELLS: [Cell; 4] =
    [Cell::SimpleRnn(Squash::Tanh), Cell::SimpleRnn(Squash::Relu), Cell::Gru, Cell::Lstm];

pub(super) fn random(shape: &[usize], dtype: DType, step: u64) -> Tensor {
    let mut rng = Rng::keyed(5, Purpose::Data, 0, step);
    let values: Vec<f64> = (0..shape.iter().product()).map(|_| rng.normal()).collect();
    Tensor::from_vec(values, shape, &Device::Cpu).unwrap().to_dtype(dtype).unwrap()
}

pub(super) fn bits(t: &Tensor) -> Vec<u32> {
    t.flatten_all().unwrap().to_vec1::<f32>().unwrap().into_iter().map(f32::to_bits).collect()
}

fn array(name: &str, shape: &[usize], values: &[f32]) -> Array {
    Array { name: name.into(), shape: shape.to_vec(), values: values.to_vec() }
}

#[test]
fn a_simple_rnn_follows_the_formula_of_the_notes() {
    let mut parameters = Parameters::new(0);
    let layer = Recurrent::new(&mut parameters, "rnn", Cell::SimpleRnn(Squash::Tanh), 1, 1).unwrap();
    let weights = [
        array("rnn.kernel", &[1, 1], &[0.5]),
        array("rnn.recurrent_kernel", &[1, 1], &[0.8]),
        array("rnn.bias", &[1], &[0.1]),
    ];
    parameters.import(&weights).unwrap();
    let x = Tensor::new(&[1.0_f32, 0.5, -0.25, 2.0], &Device::Cpu).unwrap().reshape((4, 1, 1)).unwrap();
    let (sequence, _) = layer.forward(&x, None).unwrap();
    let outputs = sequence.flatten_all().unwrap().to_vec1::<f32>().unwrap();
    for (y, expected) in outputs.iter().zip([0.53704957, 0.65249983, 0.45975444, 0.89915763]) {
        assert!((f64::from(*y) - expected).abs() < 1e-6, "{outputs:?}");
    }
}

#[test]
fn parameters_are_as_many_as_in_keras() {
    let count = |cell, features, units| {
        let mut parameters = Parameters::new(0);
        Recurrent::new(&mut parameters, "rnn", cell, features, units).unwrap();
        assert_eq!(parameters.summary()[0].parameters, parameters.total());
        parameters.total()
    };
    assert_eq!(count(Cell::SimpleRnn(Squash::Tanh), 1, 20), 440);
    assert_eq!(count(Cell::Lstm, 1, 20), 1_760);
    assert_eq!(count(Cell::Gru, 1, 20), 1_380);
    assert_eq!(count(Cell::SimpleRnn(Squash::Tanh), 1, 1), 3);
}

/// One step of each cell over f64 scalars, written from the formulas: weights and biases by gate.
fn scalar_step(cell: Cell, x: f64, (h, c): (f64, f64), w: &[f64], u: &[f64], b: &[f64], r: &[f64]) -> (f64, f64) {
    let sigmoid = |a: f64| 1.0 / (1.0 + (-a).exp());
    let input = |g: usize| x * w[g] + b[g];
    match cell {
        Cell::SimpleRnn(Squash::Tanh) => ((input(0) + h * u[0]).tanh(), 0.0),
        Cell::SimpleRnn(Squash::Relu) => ((input(0) + h * u[0]).max(0.0), 0.0),
        Cell::Gru => {
            let (z, reset) = (sigmoid(input(0) + h * u[0] + r[0]), sigmoid(input(1) + h * u[1] + r[1]));
            let candidate = (input(2) + reset * (h * u[2] + r[2])).tanh();
            (z * h + (1.0 - z) * candidate, 0.0)
        }
        Cell::Lstm => {
            let gate = |g: usize| input(g) + h * u[g];
            let c = sigmoid(gate(1)) * c + sigmoid(gate(0)) * gate(2).tanh();
            (sigmoid(gate(3)) * c.tanh(), c)
        }
    }
}

#[test]
fn every_cell_of_one_unit_agrees_with_its_formula_from_any_state() {
    for cell in CELLS {
        let mut parameters = Parameters::with_dtype(0, DType::F64);
        let layer = Recurrent::new(&mut parameters, "rnn", cell, 1, 1).unwrap();
        let mut arrays = parameters.export().unwrap();
        let mut rng = Rng::keyed(1, Purpose::Data, 0, 0);
        for value in arrays.iter_mut().flat_map(|a| &mut a.values) {
            *value = rng.between(-1.5, 1.5) as f32;
        }
        parameters.import(&arrays).unwrap();
        let part = |i: usize| arrays.get(i).map_or(vec![], |a| a.values.iter().map(|&v| f64::from(v)).collect());
        let (w, u, b, r) = (part(0), part(1), part(2), part(3));

        let x = random(&[6, 1, 1], DType::F64, 1);
        let state = |value: f64| Tensor::full(value, (1, 1), &Device::Cpu).unwrap();
        let initial = State { hidden: state(0.3), cell: (cell == Cell::Lstm).then(|| state(-0.7)) };
        let (sequence, last) = layer.forward(&x, Some(&initial)).unwrap();
        let outputs = sequence.flatten_all().unwrap().to_vec1::<f64>().unwrap();

        let mut expected = (0.3, -0.7);
        for (x, y) in x.flatten_all().unwrap().to_vec1::<f64>().unwrap().into_iter().zip(outputs) {
            expected = scalar_step(cell, x, expected, &w, &u, &b, &r);
            assert!((y - expected.0).abs() < 1e-12, "{cell:?}: {y} {expected:?}");
        }
        if let Some(c) = last.cell {
            assert!((c.i((0, 0)).unwrap().to_scalar::<f64>().unwrap() - expected.1).abs() < 1e-12);
        }
    }
}

#[test]
fn the_last_output_of_a_sequence_is_the_vector_to_the_bit() {
    for cell in CELLS {
        for (rows, head) in [(7, 10), (1, 10), (7, 1), (1, 1), (32, 10), (32, 1)] {
            let mut parameters = Parameters::new(3);
            let stack = RecurrentStack::new(&mut parameters, "rnn", cell, 1, &[20, 20]).unwrap();
            let dense = Dense::new(&mut parameters, "dense", 20, head, Activation::Linear, Bias::With).unwrap();
            let (sequence, states) = stack.forward(&random(&[50, rows, 1], DType::F32, 2), None).unwrap();
            assert_eq!(bits(&sequence.i(49).unwrap()), bits(&states[1].hidden));
            let of_sequence = dense.forward(&sequence).unwrap().i(49).unwrap();
            let of_vector = dense.forward(&states[1].hidden).unwrap();
            assert_eq!(bits(&of_sequence), bits(&of_vector), "{cell:?} {rows} rows, head {head}");
        }
    }
}

#[test]
fn gradients_of_every_cell_agree_with_finite_differences() {
    for cell in CELLS {
        let mut parameters = Parameters::with_dtype(7, DType::F64);
        let stack = RecurrentStack::new(&mut parameters, "rnn", cell, 2, &[3, 2]).unwrap();
        let x = Var::from_tensor(&random(&[5, 2, 2], DType::F64, 3)).unwrap();
        let target = random(&[5, 2, 2], DType::F64, 4);
        let state = |units, step| State {
            hidden: random(&[2, units], DType::F64, step),
            cell: (cell == Cell::Lstm).then(|| random(&[2, units], DType::F64, step + 1)),
        };
        let initial = [state(3, 5), state(2, 7)];
        assert_gradients(&parameters, &[&x], || {
            let (sequence, states) = stack.forward(x.as_tensor(), Some(&initial))?;
            // Both ways out: all outputs, and the last state.
            Ok((mse(&sequence, &target)? + states[1].cell.as_ref().unwrap_or(&states[1].hidden).sqr()?.sum_all()?)?)
        });
    }
}

#[test]
fn gradients_reach_the_initial_state() {
    for cell in CELLS {
        let mut parameters = Parameters::with_dtype(8, DType::F64);
        let layer = Recurrent::new(&mut parameters, "rnn", cell, 1, 3).unwrap();
        let hidden = Var::from_tensor(&random(&[2, 3], DType::F64, 1)).unwrap();
        let memory = Var::from_tensor(&random(&[2, 3], DType::F64, 2)).unwrap();
        let x = random(&[4, 2, 1], DType::F64, 3);
        let is_lstm = cell == Cell::Lstm;
        let inputs: &[&Var] = if is_lstm { &[&hidden, &memory] } else { &[&hidden] };
        assert_gradients(&parameters, inputs, || {
            let initial =
                State { hidden: hidden.as_tensor().clone(), cell: is_lstm.then(|| memory.as_tensor().clone()) };
            Ok(layer.forward(&x, Some(&initial))?.0.sqr()?.mean_all()?)
        });
    }
}

#[test]
fn a_sequence_cut_in_two_with_its_state_carried_gives_the_same_bits() {
    for cell in CELLS {
        let mut parameters = Parameters::new(9);
        let stack = RecurrentStack::new(&mut parameters, "rnn", cell, 3, &[5, 4]).unwrap();
        let x = random(&[12, 6, 3], DType::F32, 1);
        let (whole, last) = stack.forward(&x, None).unwrap();
        let (first, states) = stack.forward(&x.narrow(0, 0, 7).unwrap(), None).unwrap();
        let states: Vec<State> = states.iter().map(State::detach).collect();
        let (second, end) = stack.forward(&x.narrow(0, 7, 5).unwrap(), Some(&states)).unwrap();
        assert_eq!(bits(&whole), bits(&Tensor::cat(&[first, second], 0).unwrap()));
        assert_eq!(bits(&last[1].hidden), bits(&end[1].hidden));
    }
}

#[test]
fn states_are_cut_and_joined_by_rows() {
    let state = State { hidden: random(&[5, 3], DType::F32, 1), cell: Some(random(&[5, 3], DType::F32, 2)) };
    let parts = [state.rows(0..2).unwrap(), state.rows(2..5).unwrap()];
    let again = State::concatenate(&parts).unwrap();
    assert_eq!(bits(&again.hidden), bits(&state.hidden));
    assert_eq!(bits(&again.cell.unwrap()), bits(&state.cell.unwrap()));
}

#[test]
fn inputs_and_states_that_do_not_fit_are_errors_that_name_the_layer() {
    let mut parameters = Parameters::new(0);
    let layer = Recurrent::new(&mut parameters, "lstm1", Cell::Lstm, 2, 3).unwrap();
    let message = |x: &[usize], state: Option<&State>| {
        layer.forward(&Tensor::zeros(x, DType::F32, &Device::Cpu).unwrap(), state).unwrap_err().to_string()
    };
    let expected = "lstm1 takes [T, B, 2] with T and B at least 1, not an array of shape";
    assert_eq!(message(&[4, 1, 5], None), format!("{expected} [4, 1, 5]"));
    assert_eq!(message(&[0, 1, 2], None), format!("{expected} [0, 1, 2]"));
    assert_eq!(message(&[4, 2], None), format!("{expected} [4, 2]"));
    let state = State::zeros(Cell::Lstm, 7, 3, DType::F32, &Device::Cpu).unwrap();
    assert_eq!(
        message(&[4, 1, 2], Some(&state)),
        "lstm1 takes an initial state of [1, 3], not an array of shape [7, 3]"
    );
}

#[test]
fn an_lstm_over_two_thousand_steps_can_be_walked_back_on_a_large_stack() {
    let norm = with_large_stack(|| {
        let mut parameters = Parameters::new(1);
        let layer = Recurrent::new(&mut parameters, "lstm", Cell::Lstm, 1, 2).unwrap();
        let (_, state) = layer.composed(&random(&[2_000, 1, 1], DType::F32, 1), None).unwrap();
        let loss = state.hidden.sqr().unwrap().mean_all().unwrap();
        Gradients::of(&loss, parameters.trainable()).unwrap().norm()
    });
    let norm = norm.unwrap();
    assert!(norm > 0.0 && norm.is_finite(), "{norm}");
}
