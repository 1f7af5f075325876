//! What one stage of the pipeline is worth: the same classifier trained with it and without it, from several seeds.

use super::opened;
use super::source::Data;
use super::spec::{Spec, setting};
use crate::nlp::metrics::Confusion;
use crate::nlp::steps::Steps;
use crate::run::{Context, Failure, Result, Silent, StepGrain};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Seeds that both are trained from: those of one differ by as much as most stages are worth.
pub const SEEDS: u64 = 3;
/// Trainings of one measurement: with the stage and without it from each seed.
pub const TRAININGS: usize = 2 * SEEDS as usize;
/// Texts that one training goes through, over all its epochs: about a second of an LSTM.
const PASSES: usize = 16_000;
/// Texts to train on and to hold out, at most: the first ones.
const MOST_TEXTS: usize = 8_000;

/// How a classifier does at the end of its training.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// Tokens that the model knows: those of the training texts, of a network those not rarer than `min-count`.
    pub vocabulary: usize,
    /// Different tokens of the training texts, rare ones too.
    pub terms: usize,
    /// Tokens of the training texts.
    pub tokens: usize,
    /// The share of the held-out tokens that are unknown, in [0, 1].
    pub oov_rate: f64,
    /// The share of the held-out texts that is right, in [0, 1].
    pub accuracy: f64,
    /// The mean of the classes' F1, in [0, 1].
    pub f1_macro: f64,
    /// Accuracy on the held-out texts that are marked to hold a negation, where the data mark any.
    pub negated_accuracy: Option<f64>,
    /// Counts of (true class, predicted class).
    pub confusion: Confusion,
    /// From opening the texts to the last decision.
    pub seconds: f64,
}

/// A stage on and off, everything else alike, the seeds too.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The stage as it is written in `steps`, its options included.
    pub stage: String,
    /// The classes' names, in the order of the confusions.
    pub classes: Vec<String>,
    /// What classified, in words.
    pub model: String,
    /// Epochs that each of the two trained for: those of the settings or fewer.
    pub epochs: u64,
    /// Texts that each trained on and was asked about: all or fewer.
    pub texts: (usize, usize),
    /// With the stage on, a score a seed.
    pub with: Vec<Score>,
    /// With it off, from the same seeds.
    pub without: Vec<Score>,
}

impl Measured {
    /// Off, on.
    pub fn sides(&self) -> [&[Score]; 2] {
        [&self.without, &self.with]
    }

    /// From how many of the seeds F1 is higher with the stage than without it.
    pub fn better(&self) -> usize {
        self.with.iter().zip(&self.without).filter(|(with, without)| with.f1_macro > without.f1_macro).count()
    }
}

/// Trains the spec's classifier with stage number `switch` (from 0) of its steps on, and off, from the spec's seed and the
/// next ones, [`SEEDS`] in all. So that it takes seconds, training ends after some thousand texts: [`Measured::epochs`] and
/// [`Measured::texts`] tell. The same spec gives the same scores, on
/// any number of threads that `context` gives. Looks at `cancel` after every step, and says after every
/// training how many of the [`TRAININGS`] are done.
///
/// # Errors
/// [`Failure::Input`] when there is no such stage, or as [`Data::open`]; [`Failure::Work`] when it was cancelled or the
/// arithmetic fails.
pub fn measure(
    spec: &Spec,
    switch: usize,
    context: &Context,
    cancel: &AtomicBool,
    done: &mut dyn FnMut(usize),
) -> Result<Measured> {
    let steps: Steps = setting("steps", &spec.steps)?;
    let count = steps.0.len();
    let turned = |is_on: bool| -> Result<_> {
        let mut steps = steps.clone();
        let step = steps
            .0
            .get_mut(switch)
            .ok_or_else(|| Failure::Input(format!("there are {count} steps, numbered from 0: there is no {switch}")))?;
        step.is_on = is_on;
        Ok((step.to_string(), Spec { steps: steps.to_string(), ..spec.clone() }))
    };
    let ((stage, on), (_, off)) = (turned(true)?, turned(false)?);
    let mut count = 0;
    let mut from = |spec: &Spec, seed: u64| {
        let mut spec = spec.clone();
        spec.training.seed = spec.training.seed.wrapping_add(seed);
        let trained = train(spec, context, cancel)?;
        count += 1;
        done(count);
        Ok::<_, Failure>(trained)
    };
    let first = from(&on, 0)?;
    let mut measured = Measured {
        stage,
        classes: first.data.classes.clone(),
        model: first.model,
        epochs: first.epochs,
        texts: (first.data.train.len(), first.data.held_out.len()),
        with: vec![first.score],
        without: vec![from(&off, 0)?.score],
    };
    for seed in 1..SEEDS {
        measured.with.push(from(&on, seed)?.score);
        measured.without.push(from(&off, seed)?.score);
    }
    Ok(measured)
}

struct Trained {
    data: Arc<Data>,
    model: String,
    epochs: u64,
    score: Score,
}

fn train(mut spec: Spec, context: &Context, cancel: &AtomicBool) -> Result<Trained> {
    let heard = || match cancel.load(Ordering::Relaxed) {
        true => Err(Failure::Work("the measurement was cancelled".into())),
        false => Ok(()),
    };
    heard()?;
    let start = Instant::now();
    let mut data = Data::some(spec.clone(), MOST_TEXTS)?;
    heard()?;
    spec.training.epochs = spec.training.epochs.min(epochs(data.train.len()));
    let epochs = spec.training.epochs;
    data.spec = spec;
    let data = Arc::new(data);
    let mut experiment = opened(Arc::clone(&data), context)?;
    // Naive Bayes has one, whatever the settings say.
    let epochs = epochs.min(experiment.epochs());
    while experiment.position().epoch < epochs {
        experiment.step(StepGrain::Whole, &mut Silent)?;
        heard()?;
    }
    let (confusion, negated) = experiment.decisions()?;
    let score = Score {
        vocabulary: data.known(),
        terms: data.fitted.terms().len(),
        tokens: data.train.iter().map(|document| document.tokens.len()).sum(),
        oov_rate: data.oov_rate(),
        accuracy: confusion.accuracy().value,
        f1_macro: confusion.macro_average().f1,
        negated_accuracy: (negated.total() > 0).then(|| negated.accuracy().value),
        confusion,
        seconds: start.elapsed().as_secs_f64(),
    };
    Ok(Trained { model: experiment.facts().model, data, epochs, score })
}

/// Epochs over so many texts that make up [`PASSES`], at least one.
fn epochs(texts: usize) -> u64 {
    (PASSES / texts.max(1)).max(1) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labs::training::Training;

    fn spec(steps: &str) -> Spec {
        let training = Training { epochs: 2, learning_rate: 0.01, ..Spec::default().training };
        Spec { steps: steps.into(), embedding: 8, units: 8, training, ..Spec::default() }
    }

    fn measured(spec: &Spec, switch: usize) -> Measured {
        let mut told = Vec::new();
        let measured =
            measure(spec, switch, &Context { threads: 2 }, &AtomicBool::new(false), &mut |done| told.push(done))
                .unwrap();
        assert_eq!(told, [1, 2, 3, 4, 5, 6]);
        measured
    }

    #[test]
    fn stems_make_fewer_words_and_the_same_seeds_the_same_scores() {
        let spec = spec("lower+punct+stem(off,tolerant)");
        let (first, second) = (measured(&spec, 2), measured(&spec, 2));
        assert_eq!(first.stage, "stem(tolerant)");
        let (with, without) = (&first.with[0], &first.without[0]);
        assert!(with.terms < without.terms && with.oov_rate < without.oov_rate);
        assert_eq!(with.tokens, without.tokens);
        assert_eq!((first.epochs, first.texts), (2, (1104, 276)));
        assert_eq!(with.confusion.total(), 276);
        let confusions = |scores: &[Score]| scores.iter().map(|score| score.confusion.clone()).collect::<Vec<_>>();
        assert_eq!(first.sides().map(confusions), second.sides().map(confusions));
        let [without, with] = first.sides().map(confusions);
        assert!(with[0] != with[1] && with[1] != with[2], "each seed is another training");
        let as_given = measured(&Spec { steps: "lower+punct".into(), ..spec }, 1).with;
        assert_eq!(confusions(&as_given), without, "off is as if it were not there");
    }

    #[test]
    fn the_seeds_from_which_the_stage_is_of_use_are_counted() {
        let spec = Spec { model: crate::labs::pipeline::spec::ModelName::NaiveBayes, ..spec("lower") };
        let mut measured = measured(&spec, 0);
        measured.with.iter_mut().zip([0.5, 0.6, 0.7]).for_each(|(score, f1)| score.f1_macro = f1);
        measured.without.iter_mut().zip([0.4, 0.6, 0.8]).for_each(|(score, f1)| score.f1_macro = f1);
        assert_eq!(measured.better(), 1);
    }

    #[test]
    fn a_large_file_is_measured_in_part_and_says_so() {
        assert_eq!((epochs(1104), epochs(8_000), epochs(100_000)), (14, 2, 1));
    }

    #[test]
    fn a_stage_that_is_not_there_and_cancelling_are_told() {
        let told = |switch, cancel| {
            let context = Context { threads: 1 };
            measure(&spec("lower+punct"), switch, &context, &AtomicBool::new(cancel), &mut |_| {}).unwrap_err()
        };
        assert_eq!(told(2, false).to_string(), "there are 2 steps, numbered from 0: there is no 2");
        assert!(matches!(told(1, true), Failure::Work(text) if text == "the measurement was cancelled"));
    }
}
