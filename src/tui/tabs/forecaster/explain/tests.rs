//! Every sentence on both sides of its condition.

use super::paragraphs;
use crate::run::{Bucket, Evaluation, Event, Metric, Moment, Stat, Verdict};
use crate::tui::fixture::{after, seen, started};
use crate::tui::model::Model;

/// The fixture's baselines are naive at .257 and least squares at .0155, its noise floor at .000833, an epoch 219 steps.
const EPOCH: u64 = 219;

/// What was measured at an epoch: the headline, and over all positions on training and held-out series.
fn measured(epoch: u64, headline: f64, train: f64, held_out: f64) -> Event {
    let metric = |name: &str, value| Metric { name: name.into(), value };
    let metrics = vec![metric("val_mse_last_step", headline), metric("train_mse", train), metric("val_mse", held_out)];
    let at = Moment { step: epoch * EPOCH, epoch };
    Event::Evaluated { at, evaluation: Evaluation { metrics, verdict: Verdict::Continue }, stretch: None }
}

/// The scalars of an epoch.
fn trained(epoch: u64, loss: f64, norm: f64) -> Event {
    let stat = |value| Stat { min: value, mean: value, max: value, last: value };
    let (first, last) = ((epoch - 1) * EPOCH + 1, epoch * EPOCH);
    let stats = [("loss", loss), ("learning_rate", 0.5), ("gradient_norm", norm)];
    let stats = stats.map(|(name, value)| (name.to_owned(), stat(value))).into();
    Event::Scalars(Bucket { first, last, examples: 1, seconds: 1.0, stats })
}

fn told(events: impl IntoIterator<Item = Event>) -> String {
    let model: Model = after([started()].into_iter().chain(events));
    paragraphs(&seen(&model)).join("\n")
}

#[test]
fn what_is_learned_holds_only_where_the_network_beats_the_naive_forecast() {
    let holds = "holds for series that it never saw";
    let at = |headline| told([measured(0, 0.9, 0.9, 0.9), trained(1, 0.1, 0.1), measured(1, headline, 0.1, 0.11)]);
    assert!(at(0.05).contains(holds));
    for none in [at(9.0 * 0.257), at(0.257), at(0.252)] {
        assert!(!none.contains(holds) && none.contains("does not do better than naive yet"), "{none}");
    }
    let untrained = told([measured(0, 0.05, 0.1, 0.11)]);
    assert!(!untrained.contains(holds) && !untrained.contains("Over all positions"), "{untrained}");
}

#[test]
fn learning_by_heart_is_said_of_what_has_learned_its_training_series() {
    let by_heart = "by heart.";
    let at =
        |train, held_out| told([measured(0, 0.9, 0.9, 0.9), trained(1, 0.1, 0.1), measured(1, 0.1, train, held_out)]);
    assert!(at(0.01, 0.02).contains("has begun to learn its training series by heart"));
    assert!(!at(0.01, 0.0125).contains(by_heart));
    let bad = at(0.5, 0.9);
    assert!(!bad.contains("has begun to learn") && bad.contains("The held-out part is harder"), "{bad}");
}

#[test]
fn divergence_and_a_learning_rate_that_is_too_large_are_said_when_they_are_so() {
    let fine = told([measured(0, 0.3, 0.3, 0.3), trained(1, 0.1, 0.1), measured(1, 0.1, 0.1, 0.1)]);
    assert!(!fine.contains("diverged") && !fine.contains("too large"), "{fine}");
    let gone =
        told([measured(0, 0.3, 0.3, 0.3), trained(1, f64::NAN, f64::NAN), measured(1, f64::NAN, f64::NAN, f64::NAN)]);
    for words in ["the training has diverged", "The learning rate of .500 is too large", "is no finite number any more"]
    {
        assert!(gone.contains(words), "{words}: {gone}");
    }
    for words in ["NaN", "holds for series", "by heart", "The latest gradient"] {
        assert!(!gone.contains(words), "{words}: {gone}");
    }
}

#[test]
fn training_that_makes_it_worse_is_said_and_that_it_was_best_untrained() {
    let worse = told([measured(0, 0.3, 0.3, 0.3), trained(1, 2.0, 0.1), measured(1, 2.3, 2.0, 2.1)]);
    for words in
        ["was .300 before any training and is 2.30 now", "best at epoch 0", "learning rate of .500 is then too large"]
    {
        assert!(worse.contains(words), "{words}: {worse}");
    }
    let better = told([measured(0, 0.3, 0.3, 0.3), trained(1, 0.2, 0.1), measured(1, 0.2, 0.2, 0.2)]);
    for words in ["before any training", "best at epoch 0", "too large", "It was best"] {
        assert!(!better.contains(words), "{words}: {better}");
    }
    let untrained = told([measured(0, 0.3, 0.3, 0.3)]);
    assert!(!untrained.contains("best at epoch 0"), "{untrained}");
}

#[test]
fn that_it_was_better_some_epochs_ago_is_said_when_it_was() {
    let after_three = |last| {
        told([
            measured(0, 0.9, 0.9, 0.9),
            trained(1, 0.2, 0.1),
            measured(1, 0.1, 0.1, 0.1),
            trained(2, 0.2, 0.1),
            measured(2, last, 0.1, 0.1),
        ])
    };
    assert!(after_three(0.15).contains("It was best after epoch 1, at .100"));
    assert!(!after_three(0.102).contains("It was best"));
    assert!(!after_three(0.05).contains("It was best"));
}

#[test]
fn the_floor_is_a_factor_away_or_reached_and_never_one_time_away() {
    let at = |headline| told([measured(0, 0.9, 0.9, 0.9), trained(1, 0.1, 0.1), measured(1, headline, 0.1, 0.1)]);
    assert!(at(0.0025).contains("the network is at 3 times the floor"));
    for reached in [at(0.000_84), at(0.000_8)] {
        assert!(reached.contains("the network has reached it") && !reached.contains("times the floor"), "{reached}");
    }
}

#[test]
fn a_baseline_is_below_level_or_above() {
    let at = |headline| told([measured(0, 0.9, 0.9, 0.9), trained(1, 0.1, 0.1), measured(1, headline, 0.1, 0.1)]);
    assert!(at(0.0514).contains("5 times below naive (.257)"), "{}", at(0.0514));
    assert!(at(0.26).contains("level with naive (.257)"));
    assert!(at(0.514).contains("still 2 times above naive (.257)"));
}

#[test]
fn a_gradient_is_shortened_only_where_it_is_longer_than_the_clip() {
    // The fixture's clip is 1.
    let at = |norm| told([measured(0, 0.9, 0.9, 0.9), trained(1, 0.1, norm), measured(1, 0.1, 0.1, 0.1)]);
    assert!(at(3.0).contains("shortened to it"));
    assert!(at(0.9).contains("The latest gradient has the norm .900") && !at(0.9).contains("shortened"));
}

#[test]
fn random_weights_are_told_from_ones_that_were_taken_over() {
    let untrained = told([measured(0, 0.3, 0.3, 0.3)]);
    assert!(untrained.contains("comes from random weights"), "{untrained}");
    let mut model = after([started(), measured(0, 0.3, 0.3, 0.3)]);
    let knobs = crate::tui::fixture::entry();
    for run in &mut model.runs {
        crate::run::knob::assign(knobs.knobs(), &mut run.history.digest.settings, "init-from", "/runs/a").unwrap();
    }
    let taken = paragraphs(&seen(&model)).join("\n");
    assert!(!taken.contains("random") && taken.contains("the weights are those of /runs/a"), "{taken}");
}
