use super::*;
use crate::nn::{Activation, Parameter};
use crate::nn::{
    Algorithm, Bias, Cell, Dense, Error, Gradients, Initializer, Optimizer, Parameters, RecurrentStack, Result, State,
    mse,
};
use crate::rng::{Purpose, Rng};
use candle_core::{DType, Device, Tensor};
use std::sync::Arc;

/// An LSTM with a head, and a batch: 12 times, `rows` series, next value.
#[derive(Clone)]
struct Task {
    parameters: Arc<Parameters>,
    stack: RecurrentStack,
    head: Dense,
    x: Tensor,
    y: Tensor,
}

impl Task {
    fn new(rows: usize) -> Self {
        let mut parameters = Parameters::new(11);
        let stack = RecurrentStack::new(&mut parameters, "lstm", Cell::Lstm, 1, &[6, 5]).unwrap();
        let head = Dense::new(&mut parameters, "dense", 5, 1, Activation::Linear, Bias::With).unwrap();
        let mut rng = Rng::keyed(2, Purpose::Data, 0, 0);
        let values: Vec<f32> = (0..13 * rows).map(|_| rng.normal() as f32).collect();
        let series = Tensor::from_vec(values, (13, rows, 1), &Device::Cpu).unwrap();
        let (x, y) = (series.narrow(0, 0, 12).unwrap(), series.narrow(0, 1, 12).unwrap());
        Self { parameters: Arc::new(parameters), stack, head, x, y }
    }

    fn rows(&self) -> usize {
        self.x.dim(1).unwrap()
    }

    fn loss(&self, rows: Range<usize>) -> Result<(Tensor, Vec<State>)> {
        let part = |t: &Tensor| t.narrow(1, rows.start, rows.len());
        let (sequence, states) = self.stack.forward(&part(&self.x)?, None)?;
        Ok((mse(&self.head.forward(&sequence)?, &part(&self.y)?)?, states))
    }

    fn shard(&self) -> impl Fn(Range<usize>) -> Result<(Tensor, Vec<State>)> + Send + Sync + 'static + use<> {
        let task = self.clone();
        move |rows| task.loss(rows)
    }
}

fn bits(gradients: &Gradients) -> Vec<u32> {
    gradients.values().iter().map(|v| v.to_bits()).collect()
}

#[test]
fn training_has_the_same_bits_on_one_two_and_three_threads() {
    // 70 rows: four shards, not all of one length.
    let run = |threads| {
        let task = Task::new(70);
        let pool = Pool::new(threads).unwrap();
        assert_eq!(pool.threads(), threads);
        let mut optimizer = Optimizer::new(Algorithm::ADAM, &task.parameters);
        let mut trace = Vec::new();
        for _ in 0..8 {
            let mut outcome = pool.gradients(&task.parameters, task.rows(), task.shard()).unwrap();
            trace.extend([outcome.loss.to_bits(), outcome.gradients.clip(0.5).to_bits()]);
            optimizer.update(&outcome.gradients, 0.01).unwrap();
        }
        let weights = task.parameters.export().unwrap();
        (trace, weights.into_iter().flat_map(|a| a.values).map(f32::to_bits).collect::<Vec<_>>())
    };
    let alone = run(1);
    assert_eq!(alone, run(2));
    assert_eq!(alone, run(3));
    let (first, last) = (f64::from_bits(alone.0[0]), f64::from_bits(alone.0[14]));
    assert!(last < first, "training lowers the loss: {first} {last}");
}

#[test]
fn the_phases_one_by_one_give_the_bits_of_the_whole_step() {
    let task = Task::new(40);
    let pool = Pool::new(2).unwrap();
    let whole = pool.gradients(&task.parameters, 40, task.shard()).unwrap();
    let pending = pool.forward(&task.parameters, 40, task.shard()).unwrap();
    assert_eq!(pending.loss(), whole.loss);
    assert_eq!(pending.shards(), shards(40));
    let stepped = pending.backward().unwrap();
    assert_eq!(bits(&stepped.gradients), bits(&whole.gradients));
    assert_eq!(stepped.extras.len(), 2);
}

#[test]
fn the_shards_sum_is_the_gradient_of_the_whole_batch() {
    let task = Task::new(70);
    let (loss, states) = task.loss(0..70).unwrap();
    let whole = Gradients::of(&loss, task.parameters.trainable()).unwrap();
    let outcome = Pool::new(2).unwrap().gradients(&task.parameters, 70, task.shard()).unwrap();
    let loss = f64::from(loss.to_scalar::<f32>().unwrap());
    assert!((outcome.loss / loss - 1.0).abs() < 1e-6);
    let worst = whole.values().iter().zip(outcome.gradients.values()).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(worst < 1e-6 * whole.norm() as f32, "{worst} of {}", whole.norm());
    // What the shards gave beside the loss, put together by rows, is the whole batch's.
    let tops: Vec<State> = outcome.extras.iter().map(|states| states[1].clone()).collect();
    let hidden = |s: &State| s.hidden.flatten_all().unwrap().to_vec1::<f32>().unwrap();
    let (joined, expected) = (hidden(&State::concatenate(&tops).unwrap()), hidden(&states[1]));
    assert!(joined.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-6));
}

#[test]
fn evaluation_gives_the_same_loss_and_tracks_nothing() {
    let task = Task::new(40);
    let pool = Pool::new(2).unwrap();
    let pending = pool.forward(&task.parameters, 40, task.shard()).unwrap();
    let own = task.clone();
    let shard = move |rows| {
        let (loss, _) = own.loss(rows)?;
        let tracked = loss.track_op();
        Ok((loss, tracked))
    };
    let (loss, tracked) = pool.evaluate(40, shard).unwrap();
    assert_eq!((loss, tracked), (pending.loss(), vec![false, false]));
    assert!(task.loss(0..1).unwrap().0.track_op(), "and tracking is on again");
}

#[test]
fn a_frozen_layer_is_left_to_the_bit_by_a_whole_step() {
    let mut parameters = Parameters::new(3);
    let first = Dense::new(&mut parameters, "first", 2, 3, Activation::Tanh, Bias::With).unwrap();
    let second = Dense::new(&mut parameters, "second", 3, 1, Activation::Linear, Bias::With).unwrap();
    parameters.freeze("first").unwrap();
    let before = parameters.export().unwrap();
    let loss = move |rows: Range<usize>| {
        let x = Tensor::ones((rows.len(), 2), DType::F32, &Device::Cpu)?;
        Ok((second.forward(&first.forward(&x)?)?.sqr()?.mean_all()?, ()))
    };
    let mut optimizer = Optimizer::new(Algorithm::ADAM_W, &parameters);
    let outcome = Pool::new(2).unwrap().gradients(&parameters, 32, loss).unwrap();
    assert_eq!(outcome.gradients.values().len(), 4);
    optimizer.update(&outcome.gradients, 0.1).unwrap();
    let after = parameters.export().unwrap();
    assert_eq!(after[..2], before[..2]);
    assert_ne!(after[2..], before[2..]);
}

/// A parameter for losses that are made up.
fn one_weight() -> (Parameters, Parameter) {
    let mut parameters = Parameters::new(0);
    let weight = parameters.create("w", &[], Initializer::Constant(2.0)).unwrap();
    (parameters, weight)
}

#[test]
fn a_shards_error_or_panic_comes_back_with_its_rows_and_the_pool_goes_on() {
    let (parameters, weight) = one_weight();
    for threads in [1, 2, 3] {
        let pool = Pool::new(threads).unwrap();
        let panicking = |rows: Range<usize>| -> Result<(Tensor, ())> {
            assert!(rows.start < 16, "the data ends at row 16");
            Err(Error::EmptyBatch)
        };
        let error = pool.gradients(&parameters, 48, panicking).unwrap_err();
        assert_eq!(error.to_string(), "rows 0 to 16 of the batch: a batch needs at least one row");
        let panicking = |rows: Range<usize>| -> Result<(Tensor, ())> {
            assert!(rows.start < 16, "the data ends at row 16");
            Ok((Tensor::new(1.0_f32, &Device::Cpu)?, ()))
        };
        let error = pool.forward(&parameters, 48, panicking).unwrap_err();
        assert_eq!(error.to_string(), "rows 16 to 32 of the batch: panic: the data ends at row 16");
        let own = weight.clone();
        let outcome = pool.gradients(&parameters, 48, move |_| Ok((own.tensor().sqr()?, ()))).unwrap();
        assert!((outcome.loss - 4.0).abs() < 1e-12);
        assert!((outcome.gradients.values()[0] - 4.0).abs() < 1e-6);
    }
}

#[test]
fn losses_and_gradients_are_weighted_by_rows() {
    let (parameters, weight) = one_weight();
    // 33 rows: shards of 16 and 17; the loss of a shard is w times its first row's number.
    let shard = move |rows: Range<usize>| Ok((weight.tensor().affine(rows.start as f64, 0.0)?, rows.len()));
    let outcome = Pool::new(2).unwrap().gradients(&parameters, 33, shard).unwrap();
    assert_eq!(outcome.extras, [16, 17]);
    assert!((outcome.loss - 2.0 * 16.0 * 17.0 / 33.0).abs() < 1e-12, "{}", outcome.loss);
    assert!((f64::from(outcome.gradients.values()[0]) - 16.0 * 17.0 / 33.0).abs() < 1e-6);
}

#[test]
fn a_batch_without_rows_and_a_loss_that_is_no_number_are_errors() {
    let (parameters, weight) = one_weight();
    let pool = Pool::new(2).unwrap();
    let own = weight.clone();
    let shard = move |_| Ok((own.tensor(), ()));
    assert!(matches!(pool.gradients(&parameters, 0, shard), Err(Error::EmptyBatch)));
    let shard = move |_| Ok((weight.tensor().reshape((1, 1))?, ()));
    let error = pool.forward(&parameters, 4, shard).unwrap_err();
    assert_eq!(error.to_string(), "rows 0 to 4 of the batch: a loss must be one number, not of shape [1, 1]");
}

#[test]
fn an_lstm_over_two_thousand_steps_goes_back_on_the_pools_threads() {
    let gradient = |threads: usize| {
        let run = move || {
            let mut parameters = Parameters::new(1);
            let stack = RecurrentStack::new(&mut parameters, "lstm", Cell::Lstm, 1, &[2]).unwrap();
            let shard = move |rows: Range<usize>| {
                let x = Tensor::full(0.1_f32, (2_000, rows.len(), 1), &Device::Cpu)?;
                // The loss of the last state alone: through the whole sequence the walk would be shallow.
                let (_, states) = stack.forward(&x, None)?;
                Ok((states[0].hidden.sqr()?.mean_all()?, ()))
            };
            let pool = Pool::new(threads).unwrap();
            // A step abandoned between its phases drops its graphs without a walk.
            drop(pool.forward(&parameters, 32, shard.clone()).unwrap());
            bits(&pool.gradients(&parameters, 32, shard).unwrap().gradients)
        };
        with_large_stack(run).unwrap()
    };
    assert_eq!(gradient(1), gradient(2));
}

#[test]
fn a_pool_gives_results_in_order_and_serves_calls_from_within() {
    for threads in [0, 1, 2, 5] {
        let pool = Pool::new(threads).unwrap();
        let inner = pool.clone();
        let results = pool.map(20, move |i| {
            let squares = inner.map(3, move |j| i * j);
            squares.into_iter().map(std::result::Result::unwrap).sum::<usize>()
        });
        assert!(results.into_iter().enumerate().all(|(i, r)| r == Ok(3 * i)));
        assert!(pool.map(0, |i| i).is_empty());
    }
}

#[test]
fn shards_cover_the_batch_in_order_and_are_even() {
    for rows in 1..600 {
        let shards = shards(rows);
        assert_eq!(shards.first().map(|s| s.start), Some(0));
        assert_eq!(shards.last().map(|s| s.end), Some(rows));
        assert!(shards.windows(2).all(|w| w[0].end == w[1].start));
        let lengths: Vec<usize> = shards.iter().map(Range::len).collect();
        let (least, most) = (lengths.iter().min().unwrap(), lengths.iter().max().unwrap());
        assert!(*least > 0 && most - least <= 1, "{rows}: {lengths:?}");
    }
    assert!(shards(0).is_empty());
    assert_eq!(shards(32), [0..16, 16..32]);
}

#[test]
fn a_step_that_is_not_wanted_any_more_ends_between_shards_and_taken_anew_has_the_same_bits() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    let task = Task::new(70);
    let pool = Pool::new(1).unwrap();
    let whole = pool.gradients(&task.parameters, task.rows(), task.shard()).unwrap();
    let flag = Interrupt::default();
    interruptible_by(Arc::clone(&flag));
    let (shard, asked, begun) = (task.shard(), Arc::clone(&flag), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&begun);
    let interrupted = pool.gradients(&task.parameters, task.rows(), move |rows| {
        if count.fetch_add(1, Ordering::Relaxed) == 1 {
            asked.store(true, Ordering::Relaxed);
        }
        shard(rows)
    });
    assert!(matches!(interrupted, Err(Error::Shard { source, .. }) if matches!(*source, Error::Interrupted)));
    assert_eq!(begun.load(Ordering::Relaxed), 2, "the shard in hand is completed, the others are not begun");
    flag.store(false, Ordering::Relaxed);
    let again = pool.gradients(&task.parameters, task.rows(), task.shard()).unwrap();
    assert_eq!((again.loss.to_bits(), bits(&again.gradients)), (whole.loss.to_bits(), bits(&whole.gradients)));
}
