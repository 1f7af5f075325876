//! The loops against the definition in double precision, and the levels against each other.

use super::*;
use crate::{LANES, Level};

const WORDS: usize = 40;

/// Numbers in +-0.5 that follow no pattern.
fn numbers(count: usize, seed: u32) -> Vec<f64> {
    let mut state = seed;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state >> 8) / f64::from(1 << 24) - 0.5
    };
    std::iter::repeat_with(next).take(count).collect()
}

/// Sixteen numbers a lane, the last one filled up with zeros.
fn lanes(values: &[f64], width: usize) -> Vec<Lane> {
    let row = |row: &[f64]| {
        let lane = |part: &[f64]| {
            let mut lane = Lane::ZERO;
            lane.0.iter_mut().zip(part).for_each(|(to, from)| *to = *from as f32);
            lane
        };
        row.chunks(LANES).map(lane).collect::<Vec<_>>()
    };
    values.chunks(width).flat_map(row).collect()
}

/// Examples without contexts are rare: one to four contexts each, and `negatives` drawn targets.
struct Examples {
    contexts: Vec<u32>,
    ends: Vec<u32>,
    targets: Vec<u32>,
    per: usize,
}

fn examples(negatives: usize, twice: bool) -> Examples {
    let mut draws = numbers(100_000, 9).into_iter().map(|x| ((x + 0.5) * WORDS as f64) as u32);
    let mut draw = || draws.next().unwrap();
    let (mut contexts, mut ends, mut targets) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..60 {
        for _ in 0..1 + draw() % 4 {
            contexts.push(draw());
        }
        ends.push(contexts.len() as u32);
        let first = targets.len();
        while targets.len() - first <= negatives {
            let target = draw();
            if twice || !targets[first..].contains(&target) {
                targets.push(target);
            }
        }
    }
    Examples { contexts, ends, targets, per: negatives + 1 }
}

/// word2vec.c's order in double precision: a target after the other, each seen as it is then.
struct Reference {
    inputs: Vec<f64>,
    outputs: Vec<f64>,
    width: usize,
    losses: Vec<f64>,
}

impl Reference {
    fn example(&mut self, hidden: &[f64], targets: &[u32], rate: f64) -> Vec<f64> {
        let mut error = vec![0.0; self.width];
        let mut loss = 0.0;
        for (i, &target) in targets.iter().enumerate() {
            if i > 0 && target == targets[0] {
                continue;
            }
            let u = &mut self.outputs[target as usize * self.width..][..self.width];
            let x: f64 = u.iter().zip(hidden).map(|(u, v)| u * v).sum();
            let label = if i == 0 { 1.0 } else { 0.0 };
            let chance = 1.0 / (1.0 + (-x).exp());
            loss -= if i == 0 { chance.ln() } else { (1.0 - chance).ln() };
            let step = (label - chance) * rate;
            for ((error, u), v) in error.iter_mut().zip(u).zip(hidden) {
                *error += step * *u;
                *u += step * v;
            }
        }
        self.losses.push(loss);
        error
    }

    fn add(&mut self, row: u32, error: &[f64], factor: f64) {
        let row = &mut self.inputs[row as usize * self.width..][..self.width];
        row.iter_mut().zip(error).for_each(|(v, e)| *v += factor * e);
    }

    fn row(&self, row: u32) -> Vec<f64> {
        self.inputs[row as usize * self.width..][..self.width].to_vec()
    }
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Kind {
    SkipGram,
    Mean,
    Sum,
}

const KINDS: [Kind; 3] = [Kind::SkipGram, Kind::Mean, Kind::Sum];

fn by_definition(kind: Kind, examples: &Examples, width: usize, rate: f64) -> Reference {
    let [inputs, outputs] = [1, 2].map(|seed| numbers(WORDS * width, seed));
    let mut reference = Reference { inputs, outputs, width, losses: Vec::new() };
    let mut start = 0;
    for (i, &end) in examples.ends.iter().enumerate() {
        let context = &examples.contexts[start as usize..end as usize];
        let targets = |i: usize| &examples.targets[i * examples.per..][..examples.per];
        start = end;
        if kind == Kind::SkipGram {
            let hidden = reference.row(context[0]);
            let error = reference.example(&hidden, targets(i), rate);
            reference.add(context[0], &error, 1.0);
            continue;
        }
        let share = 1.0 / context.len() as f64;
        let (before, after) = if kind == Kind::Mean { (share, 1.0) } else { (1.0, share) };
        let mut hidden = vec![0.0; width];
        for &row in context {
            hidden.iter_mut().zip(reference.row(row)).for_each(|(h, v)| *h += before * v);
        }
        let error = reference.example(&hidden, targets(i), rate);
        context.iter().for_each(|&row| reference.add(row, &error, after));
    }
    reference
}

fn by_kernel(level: Level, kind: Kind, examples: &Examples, width: usize, rate: f32) -> ([Vec<Lane>; 2], Loss) {
    let mut tables = [1, 2].map(|seed| lanes(&numbers(WORDS * width, seed), width));
    let mut loss = Loss::default();
    let [inputs, outputs] = &mut tables;
    let [inputs, outputs] = [inputs, outputs]
        .map(|t| Table::new(Cell::from_mut(t.as_mut_slice()).as_slice_of_cells(), width.div_ceil(LANES)));
    let Examples { contexts, ends, targets, per } = examples;
    let mut workspace = Workspace::default();
    if kind == Kind::SkipGram {
        let starts = std::iter::once(0).chain(ends.iter().copied()).take(ends.len());
        let firsts: Vec<u32> = starts.map(|start| contexts[start as usize]).collect();
        skip_gram(level, inputs, outputs, &firsts, targets, *per, rate, &mut workspace, &mut loss);
    } else {
        let mean = kind == Kind::Mean;
        cbow(level, inputs, outputs, contexts, ends, targets, *per, mean, rate, &mut workspace, &mut loss);
    }
    (tables, loss)
}

/// The largest distance between numbers of the two tables.
fn farthest(tables: &[Vec<Lane>; 2], reference: &Reference) -> f64 {
    let mut farthest = 0.0_f64;
    for (table, values) in tables.iter().zip([&reference.inputs, &reference.outputs]) {
        let lanes = reference.width.div_ceil(LANES);
        for (row, values) in table.chunks(lanes).zip(values.chunks(reference.width)) {
            let numbers = row.iter().flat_map(|lane| lane.0);
            for (i, x) in numbers.enumerate() {
                farthest = farthest.max((f64::from(x) - values.get(i).copied().unwrap_or(0.0)).abs());
            }
        }
    }
    farthest
}

#[test]
fn every_level_agrees_with_the_definition_where_no_target_is_drawn_twice() {
    for level in Level::ALL {
        for kind in KINDS {
            for (width, negatives) in [(1, 1), (16, 5), (20, 3), (100, 5), (100, 4), (33, 13), (7, 2)] {
                let examples = examples(negatives, false);
                let reference = by_definition(kind, &examples, width, 0.05);
                let (tables, loss) = by_kernel(level, kind, &examples, width, 0.05);
                let error = farthest(&tables, &reference);
                assert!(error < 2e-6, "{level:?} {kind:?} {width} {negatives}: {error}");
                let expected: f64 = reference.losses.iter().step_by(Loss::EVERY as usize).sum();
                assert_eq!((loss.examples, loss.taken), (60, 2));
                assert!((loss.sum / expected - 1.0).abs() < 1e-5, "{} {expected}", loss.sum);
            }
        }
    }
}

#[test]
fn a_target_drawn_twice_makes_a_difference_in_the_square_of_the_rate_only() {
    for kind in KINDS {
        let distance = |rate: f64| {
            let examples = examples(5, true);
            let reference = by_definition(kind, &examples, 50, rate);
            farthest(&by_kernel(Level::current(), kind, &examples, 50, rate as f32).0, &reference)
        };
        let (far, near) = (distance(0.1), distance(0.01));
        assert!(far > 1e-4 && near < far / 50.0, "{kind:?} {far} {near}");
    }
}

#[test]
fn levels_agree_with_each_other_and_each_with_itself_to_the_bit() {
    let examples = examples(5, true);
    for kind in KINDS {
        let all = Level::ALL.map(|level| {
            let once = by_kernel(level, kind, &examples, 100, 0.025);
            assert_eq!(once, by_kernel(level, kind, &examples, 100, 0.025));
            once
        });
        for other in &all[1..] {
            let numbers =
                |tables: &[Vec<Lane>; 2]| tables.concat().into_iter().flat_map(|lane| lane.0).collect::<Vec<_>>();
            for (a, b) in numbers(&all[0].0).into_iter().zip(numbers(&other.0)) {
                assert!((a - b).abs() < 2e-6, "{kind:?}");
            }
        }
    }
}

#[test]
fn a_drawn_target_that_is_the_true_one_counts_for_nothing() {
    let run = |targets: &[u32]| {
        let mut tables = [1, 2].map(|seed| lanes(&numbers(WORDS * 20, seed), 20));
        let [inputs, outputs] = &mut tables;
        let [inputs, outputs] =
            [inputs, outputs].map(|t| Table::new(Cell::from_mut(t.as_mut_slice()).as_slice_of_cells(), 2));
        let (per, mut loss) = (targets.len(), Loss::default());
        skip_gram(Level::current(), inputs, outputs, &[1], targets, per, 0.1, &mut Workspace::default(), &mut loss);
        (tables, loss)
    };
    assert_eq!(run(&[7, 3]), run(&[7, 3, 7, 7]));
}

#[test]
fn an_example_without_contexts_is_passed_over() {
    let mut tables = [1, 2].map(|seed| lanes(&numbers(WORDS * 20, seed), 20));
    let before = tables.clone();
    let [inputs, outputs] = &mut tables;
    let [inputs, outputs] =
        [inputs, outputs].map(|t| Table::new(Cell::from_mut(t.as_mut_slice()).as_slice_of_cells(), 2));
    let (mut workspace, mut loss) = (Workspace::default(), Loss::default());
    cbow(Level::current(), inputs, outputs, &[], &[0, 0], &[1, 2, 3, 4], 2, true, 0.1, &mut workspace, &mut loss);
    assert_eq!(tables, before);
    assert_eq!(loss.mean(), None);
}
